"""The console: a server's run sheet in a channel of its moderators, which the board's beat keeps fresh."""

import asyncio
import contextlib
import logging
from collections.abc import Coroutine
from datetime import datetime, timedelta
from typing import Any

import discord
from discord import ui

from bot.domain.polls import Posting
from bot.services.common.context import Context
from bot.services.run_sheet.console import console_status, consoles, replace_console, room_of
from bot.ui.common.backoff import KeyedBackoff
from bot.ui.common.failures import FAILURES, DeliveryFailures, retry_after
from bot.ui.common.languages import speech_of_guild
from bot.ui.run_sheet.pages import empty_console, run_sheet

log = logging.getLogger(__name__)

PAUSE = timedelta(seconds=5)
"""The pause between two edits of a console: Discord allows 3 in 6 s of a message older than an hour."""

BACK_OFF = (timedelta(seconds=10), timedelta(minutes=10))

SWEEP = timedelta(seconds=30)
"""How often the database is looked at for what another process has changed."""


class Console:
    """Keeps every console in step with its debate: marks are coalesced, and what has not changed is not sent."""

    def __init__(self, client: discord.Client, context: Context, failures: DeliveryFailures) -> None:
        self._client = client
        self._context = context
        self._failures = failures
        self._places: dict[int, Posting] = {}
        self._changed: set[int] = set()
        self._shown: dict[int, list[dict[str, Any]]] = {}
        self._locks: dict[int, asyncio.Lock] = {}
        self._pace = KeyedBackoff(*BACK_OFF)
        self._swept: datetime | None = None

    def mark(self, guild_id: int, /, *, turnout: bool = False) -> None:  # noqa: ARG002  the sheet shows turnout as well
        """Note that the run sheet of a server has changed."""
        self._changed.add(guild_id)

    def due(self) -> list[Coroutine[None, None, None]]:
        """Return what has to be done in this beat."""
        now = self._context.clock()
        if self._swept is None or now - self._swept >= SWEEP:
            self._swept = now
            return [self._sweep()]
        self._changed &= self._places.keys()
        ready = [guild for guild in self._changed if self._pace.ready(guild, now) and not self._lock(guild).locked()]
        return [self.refresh(guild_id) for guild_id in ready]

    async def _sweep(self) -> None:
        self._places = dict(await consoles(self._context))
        self._changed |= self._places.keys()

    async def refresh(self, guild_id: int) -> None:
        """Bring a console up to date; post it again if somebody has deleted it."""
        async with self._lock(guild_id):
            self._changed.discard(guild_id)
            place = self._places.get(guild_id)
            if place is None:
                return
            view = await self._page(guild_id)
            content: list[dict[str, Any]] = view.to_components()  # type: ignore[no-untyped-call]  # discord.py's
            if content == self._shown.get(guild_id):
                return
            try:
                await self._show(guild_id, place, view)
            except FAILURES as error:
                self._changed.add(guild_id)
                wait = self._pace.failed(guild_id, self._context.clock(), retry_after(error))
                log.warning("could not update the console of server %s, next try in %s: %s", guild_id, wait, error)
            else:
                self._shown[guild_id] = content
                self._pace.worked(guild_id, self._context.clock(), PAUSE)

    async def _show(self, guild_id: int, place: Posting, view: ui.LayoutView) -> None:
        channel = self._client.get_partial_messageable(place.channel_id, guild_id=guild_id)
        try:
            await channel.get_partial_message(place.message_id).edit(view=view)
        except discord.NotFound:
            new, _ = await self._post(guild_id, place.channel_id)
            if await replace_console(self._context, guild_id, place, new):
                self._places[guild_id] = new
            else:
                await self._delete(guild_id, new)

    async def place(self, guild_id: int, channel_id: int) -> tuple[Posting, bool]:
        """Post a console; return where it is and whether it is pinned. Raises one of FAILURES if it is not posted."""
        async with self._lock(guild_id):
            return await self._post(guild_id, channel_id)

    def moved(self, guild_id: int, place: Posting | None) -> None:
        """Take note of where a console is now."""
        self._shown.pop(guild_id, None)
        self._pace.forget(guild_id)
        if place is None:
            self._places.pop(guild_id, None)
        else:
            self._places[guild_id] = place
            self.mark(guild_id)

    async def remove(self, guild_id: int, place: Posting) -> None:
        """Delete a console's message, if it is still there."""
        async with self._lock(guild_id):
            await self._delete(guild_id, place)

    async def _delete(self, guild_id: int, place: Posting) -> None:
        channel = self._client.get_partial_messageable(place.channel_id, guild_id=guild_id)
        with contextlib.suppress(*FAILURES):
            await channel.get_partial_message(place.message_id).delete()

    async def _post(self, guild_id: int, channel_id: int) -> tuple[Posting, bool]:
        channel = self._client.get_partial_messageable(channel_id, guild_id=guild_id)
        message = await channel.send(view=await self._page(guild_id))
        try:
            await message.pin()
        except FAILURES as error:
            log.warning("could not pin the console of server %s: %s", guild_id, error)
            return Posting(channel_id, message.id), False
        return Posting(channel_id, message.id), True

    async def _page(self, guild_id: int) -> ui.LayoutView:
        status, speech = await console_status(self._context, guild_id), speech_of_guild(self._client, guild_id)
        if status is None:
            return empty_console(speech)
        room = await room_of(self._context, guild_id)
        return run_sheet(status, self._context.library, self._failures, speech, room=room)

    def _lock(self, guild_id: int) -> asyncio.Lock:
        return self._locks.setdefault(guild_id, asyncio.Lock())
