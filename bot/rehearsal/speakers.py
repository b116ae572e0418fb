"""What simulated voters do in a floor: they ask to speak, reply, withdraw, speak when they are called, and move on."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from typing import NamedTuple

import discord
from simcord import MemberActor

from bot.rehearsal.ballots import Control, Page, Preferences, controls_on

_ASK_RATE = 0.3
_ASK_DELAY = (3.0, 150.0)
"""Seconds after which voters ask to speak, once a floor is open."""

_WITHDRAW_RATE = 0.1
_WITHDRAW_DELAY = (20.0, 120.0)

_REPLIES = 0.5
"""How many replies to a speech there are on average: more than one, and they would crowd out the others."""
_REPLY_DELAY = (5.0, 40.0)
"""Seconds after which voters reply, once somebody speaks."""

_MOVE_ON_RATE = 0.4
_MOVE_ON_DELAY = (120.0, 600.0)

_SPEAK_DELAY = (2.0, 10.0)

_HAND_EVERY = 3
"""In a Stage channel every third voter raises a hand there instead of tapping the card."""


class Wish(Enum):
    """What a voter wants in a floor; the values are the first words of the controls' custom_ids."""

    ASK = "floor-ask"
    REPLY = "floor-reply"
    WITHDRAW = "floor-withdraw"
    MOVE_ON = "floor-move-on"
    SPEAK = "speak"


class Wished(NamedTuple):
    """What a voter will want, so many seconds from now."""

    after: float
    voter: int
    wish: Wish
    preferences: Preferences


class Speakers:
    """The voters in the floors of one rehearsal.

    Whoever is called speaks for as long as they are given: in writing it is one message, in a Stage channel nothing.

    Args:
        voters: who they are.
        turn: taken for each tap.
        seed: the same seed asks the same.
        raise_hand: raises somebody's hand in the Stage channel, where the floor is held in one.
    """

    def __init__(
        self,
        voters: Sequence[MemberActor],
        turn: asyncio.Lock,
        seed: int,
        raise_hand: Callable[[MemberActor], None] | None = None,
    ) -> None:
        self._voters = voters
        self._turn = turn
        self._seed = seed
        self._raise_hand = raise_hand
        self._cards: list[int] = []
        self._turns: set[str] = set()
        self._waiting: set[int] = set()
        """Who has asked and has not been called since."""
        self._places: dict[int, Page] = {}
        """What told them their place, from which they withdraw."""
        self._calls: set[int] = set()

    def wishes(self, message: discord.Message) -> Iterator[Wished]:
        """Say what a message makes people want that they have not wanted because of it before."""
        controls = {control.kind: control for control in controls_on(message)}
        if Wish.ASK.value in controls and message.id not in self._cards:
            self._cards.append(message.id)
            yield from self._on_new_floor()
        reply = controls.get(Wish.REPLY.value)
        if reply is not None and reply.custom_id not in self._turns:
            self._turns.add(reply.custom_id)
            yield from self._on_new_turn()
        if message.id not in self._calls and message.raw_mentions:
            self._calls.add(message.id)
            yield from self._on_call(message.raw_mentions)

    def _on_new_floor(self) -> Iterator[Wished]:
        always = len(self._cards) % len(self._voters)  # also among very few somebody speaks
        for voter in range(len(self._voters)):
            preferences = self._preferences(voter, f"floor {len(self._cards)}")
            if preferences.random() < _ASK_RATE or voter == always:
                asked = preferences.uniform(*_ASK_DELAY)
                yield Wished(asked, voter, Wish.ASK, preferences)
                if preferences.random() < _WITHDRAW_RATE and voter != always:
                    yield Wished(asked + preferences.uniform(*_WITHDRAW_DELAY), voter, Wish.WITHDRAW, preferences)
            if preferences.random() < _MOVE_ON_RATE:
                yield Wished(preferences.uniform(*_MOVE_ON_DELAY), voter, Wish.MOVE_ON, preferences)

    def _on_new_turn(self) -> Iterator[Wished]:
        for voter in range(len(self._voters)):
            preferences = self._preferences(voter, f"turn {len(self._turns)}")
            if preferences.random() < _REPLIES / len(self._voters):
                yield Wished(preferences.uniform(*_REPLY_DELAY), voter, Wish.REPLY, preferences)

    def _on_call(self, mentioned: Sequence[int]) -> Iterator[Wished]:
        for voter, person in enumerate(self._voters):
            if person.id in mentioned and voter in self._waiting:
                self._waiting.discard(voter)
                if self._raise_hand is None:
                    preferences = self._preferences(voter, f"call {len(self._calls)}")
                    yield Wished(preferences.uniform(*_SPEAK_DELAY), voter, Wish.SPEAK, preferences)

    def _preferences(self, voter: int, when: str) -> Preferences:
        return Preferences(str(self._seed), str(voter), when)

    async def tap(self, voter: int, card: discord.Message, wish: Wish, preferences: Preferences) -> None:
        """Tap what does it, if the card has it, or for withdrawing the private answer to having asked."""
        person = self._voters[voter]
        if wish is Wish.WITHDRAW and voter not in self._waiting:
            return  # who has been called speaks
        page: Page = self._places.get(voter, card) if wish is Wish.WITHDRAW else card
        found = [control for control in controls_on(page) if control.kind == wish.value]
        if not found:
            return
        if wish in {Wish.ASK, Wish.REPLY}:
            self._waiting.add(voter)
        elif wish is Wish.WITHDRAW:
            self._waiting.discard(voter)
        async with self._turn:
            if wish is Wish.ASK and self._raise_hand is not None and voter % _HAND_EVERY == 0:
                self._raise_hand(person)
            else:
                tapped = await person.click(page, custom_id=_liked(found, preferences).custom_id)
                if wish is Wish.ASK and tapped.response is not None:
                    self._places[voter] = tapped.response


def _liked(controls: Sequence[Control], preferences: Preferences) -> Control:
    """Pick a side where there are several."""
    return preferences.order({control: control.words for control in controls})[0]
