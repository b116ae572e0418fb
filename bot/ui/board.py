"""Live ballot papers and results: edits are coalesced, the last state wins, closing happens once and is announced."""

import contextlib
import logging
from collections.abc import Sequence
from datetime import timedelta

import discord
from discord.ext import tasks

from bot.domain.polls import Poll
from bot.domain.tally import PollTally
from bot.services import polls
from bot.services.context import Context
from bot.ui.electorate import electorates_of
from bot.ui.illustrating import announcement_message, may_attach
from bot.ui.render.papers import ballot_paper
from bot.ui.render.words import attribution
from bot.ui.speech import Speech, speech_in

log = logging.getLogger(__name__)

BEAT = 1.0
"""Seconds between two looks at what has to be done."""

SWEEP = 30
"""Beats between two looks into the database for what other processes, or an earlier life of this one, left undone."""

PAUSE = timedelta(seconds=1.5)
PAUSE_OLD = timedelta(seconds=5)
OLD = timedelta(hours=1)
"""Discord takes about 5 edits in 5 s a channel, and 3 in 6 s once a message is over an hour old."""


class Board:
    """Keeps what the room sees in step with the polls."""

    def __init__(self, client: discord.Client, context: Context) -> None:
        self._client = client
        self._context = context
        self._dirty: dict[int, None] = {}
        self._edited: dict[int, float] = {}
        self._unposted: set[int] = set()
        self._loop = tasks.loop(seconds=BEAT)(self._tick)

    def start(self) -> None:
        """Begin to work; everything that is open may have changed while nobody looked."""
        for poll in self._context.box.polls():
            self.mark(poll.id)
            if poll.message_id is None:
                self._unposted.add(poll.id)
        self._loop.start()

    async def stop(self) -> None:
        """Stop working."""
        self._loop.cancel()

    def mark(self, poll_id: int) -> None:
        """Note that a ballot paper no longer shows how things stand."""
        self._dirty[poll_id] = None

    async def _tick(self) -> None:
        # tasks.loop ends for good on most exceptions, and the room must not lose its board to one of them.
        try:
            await self._client.wait_until_ready()
            await self._close(polls.due(self._context))
            if self._loop.current_loop % SWEEP == 0:
                await self._close(await polls.due_anywhere(self._context))
                await self._announce_left_behind()
            await self._refresh()
        except Exception:
            log.exception("the board stumbled and goes on")

    async def _close(self, due: Sequence[Poll]) -> None:
        for poll in due:
            electorates = await electorates_of(self._client, [poll])
            tally = await polls.close_at_deadline(self._context, poll, electorates)
            if tally is not None:
                await self.announce(tally)

    async def _announce_left_behind(self) -> None:
        for tally in await polls.claim_unannounced(self._context):
            await self.announce(tally)

    async def announce(self, tally: PollTally) -> None:
        """Post the result of a poll that has closed in its channel, and take the controls off its ballot paper."""
        poll = tally.poll
        message = await announcement_message(
            tally, self._speech(poll), attribution=self._attribution(poll), may_attach=may_attach(self._client, poll)
        )
        try:
            # Discord drops a second message with this nonce, should a crash come before the result is marked as posted.
            await self._channel(poll).send(**message, nonce=f"result-{poll.id}")
        except discord.HTTPException as error:
            log.warning("could not post the result of poll %s: %s", poll.id, error)
            return
        await polls.announced(self._context, poll)
        await self.show(tally)

    async def repost(self, poll: Poll, channel_id: int) -> None:
        """Post an open poll's ballot paper again, and remove the one that it replaces."""
        tally = self._context.box.tally(poll.id)
        if tally is None:
            return
        view = ballot_paper(tally, self._speech(poll), self._attribution(poll))
        channel = self._client.get_partial_messageable(channel_id, guild_id=poll.guild_id)
        message = await channel.send(view=view)
        await polls.place(self._context, poll, channel_id, message.id)
        if poll.message_id is not None:
            with contextlib.suppress(discord.NotFound, discord.Forbidden):
                await self._channel(poll).get_partial_message(poll.message_id).delete()

    async def _refresh(self) -> None:
        now = self._context.clock()
        for poll_id in list(self._dirty):
            tally = self._context.box.tally(poll_id)
            if tally is None:
                del self._dirty[poll_id]
                continue
            pause = PAUSE_OLD if now - tally.poll.opened_at > OLD else PAUSE
            if now.timestamp() - self._edited.get(tally.poll.channel_id, 0.0) < pause.total_seconds():
                continue
            self._edited[tally.poll.channel_id] = now.timestamp()
            del self._dirty[poll_id]
            if poll_id in self._unposted:
                self._unposted.discard(poll_id)
                await self._post_missing(tally.poll)
            elif not await self.show(tally):
                self.mark(poll_id)

    async def _post_missing(self, poll: Poll) -> None:
        """Post a paper that an earlier life of this process did not get to post; one being posted now is left alone."""
        try:
            await self.repost(poll, poll.channel_id)
        except discord.HTTPException as error:
            log.warning("could not post the ballot paper of poll %s: %s", poll.id, error)

    async def show(self, tally: PollTally) -> bool:
        """Bring a ballot paper up to date; return False where trying again may help."""
        poll = tally.poll
        if poll.message_id is None:
            return True
        view = ballot_paper(tally, self._speech(poll), self._attribution(poll))
        try:
            await self._channel(poll).get_partial_message(poll.message_id).edit(view=view)
        except (discord.NotFound, discord.Forbidden) as error:
            log.warning("the ballot paper of poll %s cannot be edited: %s", poll.id, error)
        except discord.HTTPException as error:
            log.warning("editing the ballot paper of poll %s failed and is tried again: %s", poll.id, error)
            return False
        return True

    def _channel(self, poll: Poll) -> discord.PartialMessageable:
        return self._client.get_partial_messageable(poll.channel_id, guild_id=poll.guild_id)

    def _speech(self, poll: Poll) -> Speech:
        guild = self._client.get_guild(poll.guild_id)
        return speech_in((guild.preferred_locale if guild else discord.Locale.american_english).value)

    def _attribution(self, poll: Poll) -> str:
        return attribution(self._context.library, self._speech(poll))
