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
from bot.ui.polls.controls import AT_ONCE as ON_BALLOTS
from bot.ui.statements.controls import AT_ONCE as ON_STATEMENTS

log = logging.getLogger(__name__)

EVENT = "INTERACTION_CREATE"
COMPONENT = discord.InteractionType.component.value

AT_ONCE = frozenset((*ON_BALLOTS, *ON_STATEMENTS))

Payload = Mapping[str, Any]

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


class _FastVotePath:
    def __init__(self, state: Any, usual: Callable[[Payload], None]) -> None:  # noqa: ANN401  discord.py's own state
        self._state = state
        self._usual = usual
        self._under_way: set[asyncio.Task[None]] = set()  # asyncio itself keeps no task alive
        self._received: dict[str, None] = {}

    def __call__(self, payload: Payload) -> None:
        """Take an interaction from the gateway, unless it has been taken before."""
        if payload["id"] in self._received:
            log.warning("dropped an interaction that was delivered twice; the first answer holds")
            return
        self._take(payload)
        self._received[payload["id"]] = None
        if len(self._received) > REMEMBERED:
            del self._received[next(iter(self._received))]

    def _take(self, payload: Payload) -> None:
        data = payload.get("data") or {}
        vote = _vote_in(data) if payload.get("type") == COMPONENT else None
        if vote is None:
            self._usual(payload)
            return
        without_message: Any = {key: value for key, value in payload.items() if key != "message"}
        interaction: discord.Interaction = discord.Interaction(data=without_message, state=self._state)
        task = asyncio.create_task(vote.answer(interaction))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)


def _vote_in(data: Payload) -> Control | None:
    """Return the control that was tapped if it is one of voting, None for any other, and for what no client sends."""
    control = TABLE.find(data.get("custom_id", ""))
    if control not in AT_ONCE or (isinstance(control, Menu) and not data.get("values")):
        return None
    return control
