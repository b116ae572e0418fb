"""Simulated voters, who answer every ballot that appears in the channel, and some of whom say why.

They see what people see, a message and its controls, and know nothing else of the bot.
"""

import asyncio
import heapq
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

import discord
from simcord import BackendError, ChannelHandle, MemberActor, SetupError

from bot.rehearsal.ballots import Preferences, Visit, controls_on

log = logging.getLogger(__name__)

_LOOK_INTERVAL = 0.5
"""Seconds between two checks of the channel."""

_DELAY = (1.0, 30.0)
"""Seconds after which voters get round to a new ballot, evenly spread."""

_CHANGE_DELAY = (5.0, 20.0)
_CHANGE_RATE = 0.25
_REASON_RATE = 0.15
_REASONS = (
    "The proposals that I have read made me choose this.",
    "I am less sure than my vote looks.",
    "What matters to me is who pays, and the question does not ask that.",
    "We should start small and see what works.",
    "It depends on who decides later. I voted for what can be undone.",
    "Others have tried something like it, and it took them years.",
    "I would have liked one more option.",
    "Speed matters more to me than getting everything right.",
)
"""What people of any debate could say."""

_TO_A_BALLOT = {"vote", "menu", "ballot"}
_TO_A_FORM = "respond"


class Doing(Enum):
    """What a voter comes for."""

    VOTE = auto()
    CHANGE = auto()
    SAY_WHY = auto()


@dataclass(frozen=True, order=True)
class Plan:
    """One voter turning to one ballot card, at a time of the loop's clock."""

    at: float
    voter: int
    message: int
    doing: Doing = field(compare=False)
    preferences: Preferences = field(compare=False)


class Crowd:
    """The voters of one rehearsal; the same seed votes the same, as long after a ballot has appeared."""

    def __init__(self, voters: Sequence[MemberActor], channel: ChannelHandle, turn: asyncio.Lock, seed: int) -> None:
        self._voters = voters
        self._channel = channel
        self._turn = turn
        self._seed = seed
        self._known: set[int] = set()
        self._plans: list[Plan] = []

    async def run(self) -> None:
        """Vote until cancelled."""
        while True:
            await asyncio.sleep(_LOOK_INTERVAL)
            try:
                await self._look(asyncio.get_running_loop().time())
            except Exception:  # the room goes on without this vote
                log.exception("The simulated voters failed")

    async def _look(self, now: float) -> None:
        # One voter's view is enough and is short: nobody's private answers but her own.
        messages = [one for one in self._channel.history(viewer=self._voters[0]) if not one.flags.ephemeral]
        for message in messages:
            if message.id not in self._known and is_card(message):
                self._known.add(message.id)
                for plan in self._planned(message.id, now):
                    heapq.heappush(self._plans, plan)
        by_id = {message.id: message for message in messages}
        while self._plans and self._plans[0].at <= now:
            plan = heapq.heappop(self._plans)
            if plan.message in by_id:
                await self._do(plan, by_id[plan.message])

    def _planned(self, message: int, now: float) -> Iterator[Plan]:
        for voter in range(len(self._voters)):
            # Seeded by order of appearance, since ids differ from one rehearsal to the next.
            preferences = Preferences(str(self._seed), str(voter), str(len(self._known)))
            at = now + preferences.uniform(*_DELAY)
            yield Plan(at, voter, message, Doing.VOTE, preferences)
            for doing, rate in ((Doing.CHANGE, _CHANGE_RATE), (Doing.SAY_WHY, _REASON_RATE)):
                if preferences.random() < rate:
                    yield Plan(at + preferences.uniform(*_CHANGE_DELAY), voter, message, doing, preferences)

    async def _do(self, plan: Plan, card: discord.Message) -> None:
        voter = self._voters[plan.voter]
        visit = Visit(voter, self._turn, plan.preferences)
        try:
            match plan.doing:
                case Doing.VOTE:
                    await visit.answer_all(card)
                case Doing.CHANGE:
                    await visit.change_one(card)
                case Doing.SAY_WHY:
                    await self._say_why(voter, card, plan.preferences.choice(_REASONS))
        except (SetupError, BackendError) as gone:
            log.debug("%s came too late: %s", voter.name, gone)

    async def _say_why(self, voter: MemberActor, card: discord.Message, reason: str) -> None:
        """Fill in the form behind the button that opens one, if the card has one."""
        for control in controls_on(card):
            if control.kind == _TO_A_FORM:
                async with self._turn:
                    opened = await voter.click(card, custom_id=control.custom_id)
                    if opened.modal is not None:
                        [text] = [label["component"]["custom_id"] for label in opened.modal["components"]]
                        await voter.submit_modal(opened, {text: reason})
                return


def is_card(message: discord.Message) -> bool:
    """Whether a message is one to vote on."""
    return any(control.kind in _TO_A_BALLOT for control in controls_on(message))
