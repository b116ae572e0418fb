"""Simulated voters, who answer every ballot that appears in the channel, write and vote on statements, and speak.

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

from bot.rehearsal import camps
from bot.rehearsal.ballots import Preferences, Visit, controls_on
from bot.rehearsal.clock import Clock
from bot.rehearsal.speakers import Speakers, Wish

log = logging.getLogger(__name__)

_LOOK_INTERVAL = 0.5
"""Seconds between two checks of the channel."""

_SHORTEST_INTERVAL = 0.2

_DELAY = (1.0, 30.0)
"""Seconds after which voters get round to a new ballot, evenly spread."""

_CHANGE_DELAY = (5.0, 20.0)
_CHANGE_RATE = 0.25
_REASON_RATE = 0.15
_RETURN_DELAY = (30.0, 90.0)
"""Seconds after which those who voted on statements look whether others have written more."""
_RETURN_RATE = 0.8
_WRITE_DELAY = (1.0, 15.0)
SENTENCES = (
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
    """What a voter comes to a card for: of a ballot, or of statements."""

    VOTE = auto()
    CHANGE = auto()
    SAY_WHY = auto()
    STATE = auto()
    """To vote on statements."""
    WRITE = auto()
    """To add one."""


@dataclass(frozen=True, order=True)
class Plan:
    """One voter turning to one message, at a time of the rehearsal's clock."""

    at: float
    voter: int
    message: int
    doing: Doing | Wish = field(compare=False)
    preferences: Preferences = field(compare=False)
    words: str = field(default="", compare=False)
    """What the voter writes."""


class Crowd:
    """The voters of one rehearsal; the same seed votes the same, as long after a ballot has appeared."""

    def __init__(
        self,
        voters: Sequence[MemberActor],
        channel: ChannelHandle,
        turn: asyncio.Lock,
        seed: int,
        clock: Clock | None = None,
        *,
        speakers: Speakers | None = None,
    ) -> None:
        self._voters = voters
        self._channel = channel
        self._turn = turn
        self._seed = seed
        self._clock = clock or Clock()
        self._speakers = speakers or Speakers(voters, turn, seed)
        self._known: set[int] = set()
        self._plans: list[Plan] = []
        self._written: set[str] = set()
        """The buttons behind which statements have been written."""

    async def run(self) -> None:
        """Vote and speak until cancelled."""
        while True:
            await asyncio.sleep(max(_SHORTEST_INTERVAL, _LOOK_INTERVAL / self._clock.pace))
            try:
                await self._look(self._clock().timestamp())
            except Exception:  # the room goes on without this vote
                log.exception("The simulated voters failed")

    async def _look(self, now: float) -> None:
        places = [self._channel, *self._channel.threads]
        # One voter's view is enough and is short: nobody's private answers but her own.
        seen = [(place, one) for place in places for one in place.history(viewer=self._voters[0])]
        found = {message.id: (place, message) for place, message in seen if not message.flags.ephemeral}
        for _, message in found.values():
            for plan in self._planned(message, now):
                heapq.heappush(self._plans, plan)
        while self._plans and self._plans[0].at <= now:
            plan = heapq.heappop(self._plans)
            if plan.message in found:
                await self._do(plan, *found[plan.message])

    def _planned(self, message: discord.Message, now: float) -> Iterator[Plan]:
        if message.id not in self._known and is_card(message):
            self._known.add(message.id)
            yield from self._votes_planned(message.id, now)
        if message.id not in self._known and camps.is_card_of_statements(message):
            self._known.add(message.id)
            yield from self._statements_planned(message, now)
        for wish in self._speakers.wishes(message):
            yield Plan(now + wish.after, wish.voter, message.id, wish.wish, wish.preferences)

    def _votes_planned(self, message: int, now: float) -> Iterator[Plan]:
        for voter in range(len(self._voters)):
            # Seeded by order of appearance, since ids differ from one rehearsal to the next.
            preferences = Preferences(str(self._seed), str(voter), str(len(self._known)))
            at = now + preferences.uniform(*_DELAY)
            yield Plan(at, voter, message, Doing.VOTE, preferences)
            for doing, rate in ((Doing.CHANGE, _CHANGE_RATE), (Doing.SAY_WHY, _REASON_RATE)):
                if preferences.random() < rate:
                    yield Plan(at + preferences.uniform(*_CHANGE_DELAY), voter, message, doing, preferences)

    def _statements_planned(self, card: discord.Message, now: float) -> Iterator[Plan]:
        for voter in range(len(self._voters)):
            preferences = Preferences(str(self._seed), str(voter), str(len(self._known)))
            at = now + preferences.uniform(*_DELAY)
            yield Plan(at, voter, card.id, Doing.STATE, preferences)
            if preferences.random() < _RETURN_RATE:
                yield Plan(at + preferences.uniform(*_RETURN_DELAY), voter, card.id, Doing.STATE, preferences)
        button = camps.control_of(card, camps.ADDS)
        if button is None or button.custom_id in self._written:  # as before the debate
            return
        self._written.add(button.custom_id)
        for number, (statement, kind) in enumerate(camps.WRITTEN.items()):
            voter = (2 * number + (kind is camps.camp_of(1))) % len(self._voters)
            preferences = Preferences(str(self._seed), str(voter), statement)
            at = now + preferences.uniform(*_WRITE_DELAY)
            yield Plan(at, voter, card.id, Doing.WRITE, preferences, statement)

    async def _do(self, plan: Plan, place: ChannelHandle, message: discord.Message) -> None:
        voter = self._voters[plan.voter]
        visit = Visit(voter, self._turn, plan.preferences)
        try:
            match plan.doing:
                case Doing.VOTE:
                    await visit.answer_all(message)
                case Doing.CHANGE:
                    await visit.change_one(message)
                case Doing.SAY_WHY:
                    await self._fill_in(voter, message, _TO_A_FORM, plan.preferences.choice(SENTENCES))
                case Doing.STATE:
                    await camps.vote(visit, plan.voter, plan.preferences, message)
                case Doing.WRITE:
                    await self._fill_in(voter, message, camps.ADDS, plan.words)
                case Wish.SPEAK:
                    async with self._turn:
                        await voter.send(place, plan.preferences.choice(SENTENCES))
                case Wish() as wish:
                    await self._speakers.tap(plan.voter, message, wish, plan.preferences)
        except (SetupError, BackendError) as gone:
            log.debug("%s came too late: %s", voter.name, gone)

    async def _fill_in(self, voter: MemberActor, card: discord.Message, kind: str, words: str) -> None:
        """Fill in the form behind the button that opens it, if the card has one."""
        control = camps.control_of(card, kind)
        if control is None:
            return
        async with self._turn:
            opened = await voter.click(card, custom_id=control.custom_id)
            if opened.modal is not None:
                [text] = [label["component"]["custom_id"] for label in opened.modal["components"]]
                await voter.submit_modal(opened, {text: words})


def is_card(message: discord.Message) -> bool:
    """Whether a message is one to vote on."""
    return any(control.kind in _TO_A_BALLOT for control in controls_on(message))
