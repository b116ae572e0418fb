"""The fast path of a vote, which bypasses discord.py's message and view.

From every tap discord.py builds the whole message, and then its view, in order to find one button: more work than the
vote itself. A vote, like each step towards one, needs only who tapped what. This uses a private part of discord.py:
where it is missing, taps take the usual path, through their DynamicItems.

Discord may deliver an interaction again when a connection resumes; it is dropped here, so that it has no second effect.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Any

import discord

from bot.ui.common.controls import TABLE, Control, Menu
from bot.ui.common.turns import Turns, tasks_made
from bot.ui.polls.controls import AT_ONCE as ON_BALLOTS
from bot.ui.statements.controls import AT_ONCE as ON_STATEMENTS

log = logging.getLogger(__name__)

EVENT = "INTERACTION_CREATE"
COMMAND = discord.InteractionType.application_command.value
COMPONENT = discord.InteractionType.component.value

AT_ONCE = frozenset((*ON_BALLOTS, *ON_STATEMENTS))

Payload = Mapping[str, Any]
Take = Callable[[Payload], None]
Vote = tuple[Control, Any]
"""What was tapped, and its interaction without the message."""

MOST_VOTES, MOST_OTHERS, MOST_OF_MODERATORS = 512, 128, 64
"""How many are answered at the same time: votes wait for a commit that they share and for Discord, most else reads."""

MODERATORS_COMMANDS = frozenset({"poll", "floor", "debate", "hall", "export"})

REMEMBERED = 20_000
"""Size of the cache that recognises an interaction delivered twice; some 2 MB of numbers."""


def install_fast_vote_path(client: discord.Client) -> bool:
    """Have votes take the fast path; return whether this version of discord.py allows it."""
    state = getattr(client, "_connection", None)
    parsers = getattr(state, "parsers", None)
    if not isinstance(parsers, dict) or EVENT not in parsers:
        log.warning("this version of discord.py is not known: votes are taken the slower way")
        return False
    parsers[EVENT] = _FastVotePath(state, parsers[EVENT])
    return True


def taker_at_once(client: discord.Client) -> Take:
    """Return what takes an interaction that had its turn elsewhere."""
    parser: Take = client._connection.parsers[EVENT]  # noqa: SLF001  as above
    return parser.at_once if isinstance(parser, _FastVotePath) else parser


def begin_no_more(client: discord.Client) -> None:
    """Drop the interactions that still wait for their turn."""
    parser = client._connection.parsers.get(EVENT)  # noqa: SLF001
    if isinstance(parser, _FastVotePath):
        parser.stop()


class _FastVotePath:
    def __init__(self, state: Any, usual: Take) -> None:  # noqa: ANN401  discord.py's own state
        self._state = state
        self._usual = usual
        self._received: dict[str, None] = {}
        self._votes = Turns(self._begin_vote, MOST_VOTES)
        # A rush of votes does not keep the others waiting, nor these whoever leads.
        self._others = Turns(self._begin_other, MOST_OTHERS)
        self._moderators = Turns(self._begin_other, MOST_OF_MODERATORS)

    def __call__(self, payload: Payload) -> None:
        """Take an interaction from the gateway in its turn, unless it has been taken before."""
        self._take(payload, self._votes.take, self._take_other)

    def at_once(self, payload: Payload) -> None:
        """Take an interaction that had its turn elsewhere, unless it has been taken before."""
        self._take(payload, self._begin_vote, self._usual)

    def stop(self) -> None:
        """Begin none of those that wait."""
        for turns in (self._votes, self._others, self._moderators):
            turns.stop()

    def _take(self, payload: Payload, vote: Callable[[Vote], object], other: Take) -> None:
        if payload["id"] in self._received:
            log.warning("dropped an interaction that was delivered twice; the first answer holds")
            return
        control = _vote_in(payload)
        if control is None:
            other(payload)
        else:
            vote((control, {key: value for key, value in payload.items() if key != "message"}))
        self._received[payload["id"]] = None
        if len(self._received) > REMEMBERED:
            del self._received[next(iter(self._received))]

    def _take_other(self, payload: Payload) -> None:
        turns = self._moderators if _is_of_moderators(payload) else self._others
        turns.take(payload)

    def _begin_vote(self, vote: Vote) -> tuple[asyncio.Task[None]]:
        control, payload = vote
        interaction: discord.Interaction = discord.Interaction(data=payload, state=self._state)
        return (asyncio.create_task(control.answer(interaction)),)

    def _begin_other(self, payload: Payload) -> list[asyncio.Task[Any]]:
        with tasks_made() as tasks:  # discord.py does not tell which they are
            self._usual(payload)
        return tasks


def _is_of_moderators(payload: Payload) -> bool:
    data = payload.get("data") or {}
    if payload.get("type") == COMMAND:
        return data.get("name") in MODERATORS_COMMANDS
    control = TABLE.find(data.get("custom_id", ""))
    return control is not None and control.is_for_moderators


def _vote_in(payload: Payload) -> Control | None:
    """Return the control that was tapped if it is one of voting, None for any other, and for what no client sends."""
    if payload.get("type") != COMPONENT:
        return None
    data = payload.get("data") or {}
    control = TABLE.find(data.get("custom_id", ""))
    if control not in AT_ONCE or (isinstance(control, Menu) and not data.get("values")):
        return None
    return control
