"""Notes on a deadline in a poll's channel, which ping nobody: reminders before it, and extensions.

A note that no longer holds is changed: where there is more time, or the poll has closed or was cancelled.
"""

import asyncio
import logging
from collections.abc import Coroutine
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

import discord

from bot.domain.polls import Poll, PollState, Posting
from bot.domain.reminders import Mark, Note
from bot.services.common.context import Context
from bot.services.polls import reminders
from bot.ui.common.channels import channel_of, speech_there
from bot.ui.common.failures import FAILURES
from bot.ui.polls.reminder_pages import extension, reminder, what_holds_now

log = logging.getLogger(__name__)

MOST_CHANGED = 3
"""The most notes of a poll that are changed, the newest ones: what is older has scrolled away."""

STILL_IN_SIGHT = timedelta(minutes=1)
"""A poll that is extended again so soon after the last note on that has the note changed, and no other."""


class Reminders:
    """Sends each reminder once; the claim in the database holds across restarts and processes."""

    def __init__(self, client: discord.Client, context: Context) -> None:
        self._client = client
        self._context = context
        self._begun: dict[int, tuple[Mark, datetime | None]] = {}
        self._said: dict[int, str] = {}
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    def due(self) -> list[Coroutine[None, None, None]]:
        """Return what is to be done now: each reminder that this process has not begun with."""
        begin = []
        for poll, mark in reminders.due(self._context):
            this = (mark, poll.closes_at)
            if self._begun.get(poll.id) != this:
                self._begun[poll.id] = this
                begin.append(self._remind(poll, mark))
        open_now = {poll.id for poll in self._context.open_polls.polls()}
        self._begun = {poll_id: this for poll_id, this in self._begun.items() if poll_id in open_now}
        return begin

    async def _remind(self, poll: Poll, mark: Mark) -> None:
        if not await reminders.claim(self._context, poll, mark):
            return
        tally = self._context.open_polls.visible_tally(poll.id)
        if tally is None:  # it has been closed meanwhile
            return
        async with self._lock(poll):
            await self._send(poll, reminder(tally, mark, speech_there(self._client, poll)), extension=False)
            newest = await reminders.newest(self._context, poll)
            if newest.state is not PollState.OPEN or newest.closes_at != poll.closes_at:
                await self._correct(newest)

    async def extended(self, poll: Poll) -> None:
        """Tell the room that a poll has another deadline, and change what was said of the one before."""
        async with self._lock(poll):
            newest = await reminders.newest(self._context, poll)
            notes = await self._correct(newest)
            said_already = notes and notes[0].extension and self._is_in_sight(notes[0].posting)
            if newest.state is PollState.OPEN and not said_already:
                await self._send(newest, extension(newest, speech_there(self._client, poll)), extension=True)

    async def correct(self, poll: Poll) -> None:
        """Have the notes on a poll say what holds now."""
        async with self._lock(poll):
            await self._correct(await reminders.newest(self._context, poll))

    def _lock(self, poll: Poll) -> asyncio.Lock:
        """Return the lock under which a poll's notes change, so that the last change is the newest."""
        return self._locks.setdefault(poll.id, asyncio.Lock())

    def _is_in_sight(self, posting: Posting) -> bool:
        return self._context.clock() - discord.utils.snowflake_time(posting.message_id) < STILL_IN_SIGHT

    async def _correct(self, poll: Poll) -> list[Note]:
        """Have the notes on a poll say what holds now; return those that do, the newest first."""
        now = what_holds_now(poll, speech_there(self._client, poll))
        notes = (await reminders.notes(self._context, poll))[:MOST_CHANGED]
        if self._said.get(poll.id) == now:
            return notes
        self._said[poll.id] = now
        return [note for note in notes if await self._changed(poll, note.posting, now)]

    async def _changed(self, poll: Poll, posting: Posting, now: str) -> bool:
        channel = self._client.get_partial_messageable(posting.channel_id, guild_id=poll.guild_id)
        try:
            await channel.get_partial_message(posting.message_id).edit(content=now)
        except FAILURES as error:
            log.warning("could not change a note on the deadline of poll %s: %s", poll.id, error)
            return False
        return True

    async def _send(self, poll: Poll, text: str, *, extension: bool) -> None:
        try:
            message = await channel_of(self._client, poll).send(text, silent=True)
        except FAILURES as error:
            log.warning("could not tell the room of the deadline of poll %s: %s", poll.id, error)
            return
        self._said.pop(poll.id, None)
        await reminders.add_note(self._context, poll, Note(Posting(message.channel.id, message.id), extension))
