"""The people of the night: who they are, what they tap, and what each of them remembers of it.

What counts is their own record: the last choice that the bot has confirmed to them. Whoever hears nothing taps again.
"""

import asyncio
import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from time import monotonic

from saying import Sentence
from sentences import (
    THAT_IS_YOUR_VOTE_ALREADY,
    YOU_JOINED_AFTER_THIS_VOTE_OPENED,
    YOUR_RESPONSE_IS_STORED_AND_A,
    YOUR_RESPONSE_IS_STORED_UNDER_A,
    YOUR_VOTE_COUNTS,
    YOUR_VOTE_WAS_CHANGED,
)
from standin import Tap

NOT_LONG_ENOUGH_HERE = Sentence("bot.services.common.permissions:_not_yet", 3)
NOBODY = 100_000_000_000_000_000
"""Below everybody's number."""
COMMAND, COMPONENT, FORM = 2, 3, 5
AGAIN, LONGEST = (0.3, 1.5), 20
"""Seconds after which people whose tap failed tap again, at least and at most; twice that each time that it fails."""
MOST_LOOKS = 3
"""How often somebody taps again who only looks: they do not care as much."""
ADMINISTRATOR = "8"


def _beginning(sentence):
    return sentence.forms[0].split("{")[0]


COUNTED = tuple(map(_beginning, (YOUR_VOTE_COUNTS, THAT_IS_YOUR_VOTE_ALREADY, YOUR_VOTE_WAS_CHANGED)))
STORED = tuple(map(_beginning, (YOUR_RESPONSE_IS_STORED_AND_A, YOUR_RESPONSE_IS_STORED_UNDER_A)))
REASONS = {
    "joined after the opening": _beginning(YOU_JOINED_AFTER_THIS_VOTE_OPENED),
    "not in the server for long enough": _beginning(NOT_LONG_ENOUGH_HERE),
}


@dataclass(slots=True, eq=False)
class Person:
    """Somebody in the server."""

    number: int
    joined_at: str
    permissions: str = "0"
    choice: str | None = None
    """What they mean to vote."""
    has_tapped: bool = False
    confirmed: str | None = None
    """The last choice that the bot has confirmed to them."""


def person(number, member_for, **more):
    """Return somebody who has been a member for so long; a negative time is one to come."""
    return Person(NOBODY + number, (datetime.now(UTC) - member_for).isoformat(), **more)


class Crowd:
    """Everybody, in front of one ballot card."""

    def __init__(self, night, seed):
        self._night, self._chance = night, Random(seed)  # noqa: S311  nothing secret
        self._tasks = set()
        self.moderator = person(0, timedelta(days=900), permissions=ADMINISTRATOR)
        self.refused, self.told = Counter(), Counter()
        self.stored = self.again = self.acknowledged = self.commands = 0
        self.over = False
        self.card, self._vote, self.options = None, "", ()

    def stand_before(self, card):
        """Read the card's buttons."""
        self.card = card
        ids = custom_ids(card["components"])
        found = [re.fullmatch(r"(vote:\d+:[\w-]+:)([\w-]+)", one) for one in ids]
        votes = [one for one in found if one]
        self._vote, self.options = votes[0][1], tuple(one[2] for one in votes)

    def button(self, beginning):
        """Return the custom_id on the card that begins so."""
        return next(one for one in custom_ids(self.card["components"]) if one.startswith(beginning))

    def choose(self, one):
        """Decide, or decide anew."""
        one.choice = self._chance.choice([option for option in self.options if option != one.choice])

    def vote(self, one):
        """Return the tap that casts somebody's vote."""
        one.has_tapped = True
        return self.tap(one, self._vote + one.choice, self._heard_of_vote)

    def vote_now(self, one):
        """Return the tap of somebody who votes or has changed their mind; None while their first vote is under way."""
        if one.has_tapped and one.confirmed is None:
            return None
        if one.has_tapped:
            self.choose(one)
        return self.vote(one)

    def tap(self, one, custom_id, heard=None, message=None):
        """Return a tap on the card, or on another message."""
        return self._tap(one, COMPONENT, self._data(custom_id), message or self.card, heard)

    @staticmethod
    def _data(custom_id):
        return {"custom_id": custom_id, "component_type": 2}

    def _tap(self, one, kind, data, message=None, heard=None):
        event = self._night.written(one, kind, data, message)
        is_vote = heard == self._heard_of_vote
        tap = Tap((one, kind, data, message), event, heard or self._heard_of_look, votes=is_vote)
        self._night.ready(tap)
        return tap

    def _heard_of_vote(self, tap, said):
        one, _, data, _ = tap.what
        text = (said or {}).get("content") or ""
        if text.startswith(COUNTED):
            one.confirmed = data["custom_id"].rpartition(":")[2]
            self.acknowledged += 1
            return
        for reason, beginning in REASONS.items():
            if text.startswith(beginning):
                self.refused[reason] += 1
                return
        if said is not None:
            self.told[text[:80]] += 1
        self._try_again(tap)

    def _heard_of_look(self, tap, said):
        if said is None and tap.tries < MOST_LOOKS:
            self._try_again(tap)

    def _try_again(self, tap):
        """Tap the same once more, a moment later, as people do."""
        if not self.over:
            self.later(self._again(tap))

    async def _again(self, tap):
        await self._wait(tap.tries)
        self.again += 1
        again = self._tap(*tap.what, tap.heard)
        again.tries = tap.tries + 1
        await self._night.use(again)

    async def _wait(self, tries):
        await asyncio.sleep(min(LONGEST, self._chance.uniform(*AGAIN) * 2**tries))

    def later(self, work):
        """Do something beside everything else."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @property
    def busy(self):
        """Whether anybody is about to do something, or waits for an answer."""
        return bool(self._tasks) or self._night.waiting > 0

    async def answer_to(self, one, kind, data, message=None):
        """Use something, again and again until there is an answer, and return it with the seconds that it took."""
        tries = 0
        while True:
            answer = asyncio.get_running_loop().create_future()
            tap = self._tap(one, kind, data, message, lambda _, said, answer=answer: answer.set_result(said))
            begun = monotonic()
            await self._night.use(tap)
            if (said := await answer) is not None:
                return said, monotonic() - begun
            self.again += 1
            await self._wait(tries)
            tries += 1

    async def command(self, name, sub=None, **options):
        """Have the moderator use a command."""
        self.commands += 1
        kinds = {bool: 5, int: 4, str: 3}
        given = [{"name": key, "type": kinds[type(value)], "value": value} for key, value in options.items()]
        if sub:
            given = [{"name": sub, "type": 1, "options": given}]
        return await self.answer_to(self.moderator, COMMAND, {"id": "1", "name": name, "type": 1, "options": given})

    async def respond(self, one, text):
        """Open the form, write, and send it, as often as it takes."""
        form = await self._until(lambda said: "custom_id" in said, one, COMPONENT, self._data(self.button("respond:")))
        await asyncio.sleep(self._chance.uniform(0.5, 3))
        written = [{"type": 18, "component": {"type": 4, "custom_id": "text", "value": text}}]
        sent = {"custom_id": form["custom_id"], "components": written}
        await self._until(lambda said: (said.get("content") or "").startswith(STORED), one, FORM, sent)
        self.stored += 1

    async def _until(self, is_good, one, kind, data):
        """Use something on the card until the answer is what it should be, and return it."""
        tries = 0
        while not is_good(answer := (await self.answer_to(one, kind, data, self.card))[0]):
            self.told[(answer.get("content") or "")[:80]] += 1
            tries += 1
            await self._wait(tries)
        return answer


def custom_ids(components):
    """Return what can be tapped, in order."""
    found = []
    for component in components:
        found += [component["custom_id"]] if "custom_id" in component else []
        found += custom_ids(component.get("components", []))
        found += custom_ids([component["accessory"]] if "accessory" in component else [])
    return found
