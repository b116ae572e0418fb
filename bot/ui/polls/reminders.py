"""Notes in a poll's channel at half time and shortly before its end, which ping nobody."""

import logging
from collections.abc import Coroutine
from datetime import datetime

import discord

from bot.domain.polls import Poll
from bot.domain.reminders import Mark
from bot.services.common.context import Context
from bot.services.polls import reminders
from bot.ui.common.channels import channel_of, speech_there
from bot.ui.common.failures import FAILURES
from bot.ui.polls.reminder_pages import reminder

log = logging.getLogger(__name__)


class Reminders:
    """Sends each once; the claim in the database holds across restarts and processes."""

    def __init__(self, client: discord.Client, context: Context) -> None:
        self._client = client
        self._context = context
        self._begun: dict[int, tuple[Mark, datetime | None]] = {}

    def due(self) -> list[Coroutine[None, None, None]]:
        """Return what is to be done now: each reminder that this process has not begun with."""
        begin = []
        for poll, mark in reminders.due(self._context):
            this = (mark, poll.closes_at)
            if self._begun.get(poll.id) != this:
                self._begun[poll.id] = this
                begin.append(self._send(poll, mark))
        open_now = {poll.id for poll in self._context.open_polls.polls()}
        self._begun = {poll_id: this for poll_id, this in self._begun.items() if poll_id in open_now}
        return begin

    async def _send(self, poll: Poll, mark: Mark) -> None:
        if not await reminders.claim(self._context, poll, mark):
            return
        tally = self._context.open_polls.visible_tally(poll.id)
        if tally is None:  # it has been closed meanwhile
            return
        note = reminder(tally, mark, speech_there(self._client, poll))
        try:
            await channel_of(self._client, poll).send(note, silent=True)
        except FAILURES as error:
            log.warning("could not remind of poll %s: %s", poll.id, error)
