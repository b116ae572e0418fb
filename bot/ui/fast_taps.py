"""The fast path of a tap, which bypasses discord.py's message and view.

From every tap discord.py builds the whole message, and then its view, in order to find one button: more work than most
answers, and far more than a vote. The name of what was tapped is enough to find it. This uses a private part of
discord.py: where it is missing, taps take the usual path, through their DynamicItems.

Discord may deliver an interaction again when a connection resumes; it is dropped here, so that it has no second effect.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

import discord

from bot.ui.common.controls import TABLE, Component, Control, Menu
from bot.ui.common.turns import Turns, tasks_made
from bot.ui.polls.controls import TOWARDS_VOTE as ON_BALLOTS
from bot.ui.statements.controls import TOWARDS_VOTE as ON_STATEMENTS

log = logging.getLogger(__name__)

EVENT = "INTERACTION_CREATE"
COMMAND = discord.InteractionType.application_command.value
COMPONENT = discord.InteractionType.component.value

TOWARDS_VOTE = frozenset((*ON_BALLOTS, *ON_STATEMENTS))

KEPT = ("id", "type", "content", "flags")
"""What is kept of the message that was tapped; most answers need to know whether it is private."""

Payload = Mapping[str, Any]
Take = Callable[[Payload], None]
Begin = Callable[[], Iterable[asyncio.Task[Any]]]
"""Begins to answer an interaction, and returns the tasks that do."""

MOST_VOTES, MOST_OTHERS, MOST_OF_MODERATORS = 512, 128, 64
"""How many are answered at the same time: votes wait for a commit that they share and for Discord, most else reads."""

MODERATORS_COMMANDS = frozenset({"poll", "floor", "debate", "hall", "export"})

REMEMBERED = 20_000
"""Size of the cache that recognises an interaction delivered twice; some 2 MB of numbers."""


def install_fast_path(client: discord.Client) -> bool:
    """Have taps take the fast path; return whether this version of discord.py allows it."""
    state = getattr(client, "_connection", None)
    parsers = getattr(state, "parsers", None)
    if not isinstance(parsers, dict) or EVENT not in parsers:
        log.warning("this version of discord.py is not known: taps are taken the slower way")
        return False
    parsers[EVENT] = _FastPath(state, parsers[EVENT])
    return True


def taker_at_once(client: discord.Client) -> Take:
    """Return what takes an interaction that had its turn elsewhere."""
    parser: Take = client._connection.parsers[EVENT]  # noqa: SLF001  as above
    return parser.at_once if isinstance(parser, _FastPath) else parser


def begin_no_more(client: discord.Client) -> None:
    """Drop the interactions that still wait for their turn."""
    parser = client._connection.parsers.get(EVENT)  # noqa: SLF001
    if isinstance(parser, _FastPath):
        parser.stop()


class _FastPath:
    def __init__(self, state: Any, usual: Take) -> None:  # noqa: ANN401  discord.py's own state
        self._state = state
        self._usual = usual
        self._received: dict[str, None] = {}
        self._votes = Turns[Begin](_begin, MOST_VOTES)
        # A rush of votes does not keep the others waiting, nor these whoever leads.
        self._others = Turns[Begin](_begin, MOST_OTHERS)
        self._moderators = Turns[Begin](_begin, MOST_OF_MODERATORS)

    def __call__(self, payload: Payload) -> None:
        """Take an interaction from the gateway in its turn, unless it has been taken before."""
        if self._is_new(payload):
            control = _tapped_in(payload)
            self._turns_of(payload, control).take(self._beginning(payload, control))
            self._remember(payload)

    def at_once(self, payload: Payload) -> None:
        """Take an interaction that had its turn elsewhere, unless it has been taken before."""
        if self._is_new(payload):
            self._beginning(payload, _tapped_in(payload))()
            self._remember(payload)

    def stop(self) -> None:
        """Begin none of those that wait."""
        for turns in (self._votes, self._others, self._moderators):
            turns.stop()

    def _is_new(self, payload: Payload) -> bool:
        if payload["id"] in self._received:
            log.warning("dropped an interaction that was delivered twice; the first answer holds")
            return False
        return True

    def _remember(self, payload: Payload) -> None:
        self._received[payload["id"]] = None
        if len(self._received) > REMEMBERED:
            del self._received[next(iter(self._received))]

    def _turns_of(self, payload: Payload, control: Control | None) -> Turns[Begin]:
        if control in TOWARDS_VOTE:
            return self._votes
        return self._moderators if _is_of_moderators(payload, control) else self._others

    def _beginning(self, payload: Payload, control: Control | None) -> Begin:
        if control is None:
            return partial(self._begin_usual, payload)
        return partial(self._begin_tap, control, _what_is_needed(payload, control))

    def _begin_tap(self, control: Control, payload: Any) -> tuple[asyncio.Task[None]]:  # noqa: ANN401  discord.py's own
        interaction: discord.Interaction = discord.Interaction(data=payload, state=self._state)
        return (asyncio.create_task(control.answer(interaction)),)

    def _begin_usual(self, payload: Payload) -> list[asyncio.Task[Any]]:
        with tasks_made() as tasks:  # discord.py does not tell which they are
            self._usual(payload)
        return tasks


def _begin(begin: Begin) -> Iterable[asyncio.Task[Any]]:
    return begin()


def _is_of_moderators(payload: Payload, control: Control | None) -> bool:
    data = payload.get("data") or {}
    if payload.get("type") == COMMAND:
        return data.get("name") in MODERATORS_COMMANDS
    control = control or TABLE.find(data.get("custom_id", ""))
    return control is not None and control.is_for_moderators


def _tapped_in(payload: Payload) -> Control | None:
    """Return the button or menu that was tapped; None for anything else, and for what no client sends."""
    if payload.get("type") != COMPONENT:
        return None
    data = payload.get("data") or {}
    control = TABLE.find(data.get("custom_id", ""))
    if isinstance(control, Menu) and not data.get("values"):
        return None
    return control if isinstance(control, Component) else None


def _what_is_needed(payload: Payload, control: Control) -> dict[str, Any]:
    """Return an interaction without what its answer does not need of the message that was tapped."""
    needed = dict(payload)
    if control in TOWARDS_VOTE:
        needed.pop("message", None)
    elif "message" in needed and not control.reads_message:
        needed["message"] = {name: value for name, value in needed["message"].items() if name in KEPT}
    return needed
