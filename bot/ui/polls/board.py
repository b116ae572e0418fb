"""Live ballot papers and results: edits are coalesced, the last state wins, closing happens once and is announced."""

import asyncio
import contextlib
import logging
from collections.abc import Coroutine, Sequence
from datetime import timedelta
from typing import Protocol

import discord
from discord.ext import tasks

from bot import metrics
from bot.domain.polls import DebateFormat, Poll, PollState, Round
from bot.domain.refusals import NotNow
from bot.domain.tally import PollTally
from bot.domain.texts import say
from bot.services.common.context import Context
from bot.services.polls import counting_steps, deadlines, opening
from bot.services.statements import sets
from bot.ui.common.background import Background, safely
from bot.ui.common.backoff import KeyedBackoff
from bot.ui.common.channels import channel_of
from bot.ui.common.eligible_voters import electorates_of
from bot.ui.common.failures import FAILURES, DeliveryFailure, DeliveryFailures, classify, retry_after
from bot.ui.polls.announcer import Announcer
from bot.ui.polls.cards import card_of
from bot.ui.polls.reminders import Reminders
from bot.ui.polls.threads import open_thread

log = logging.getLogger(__name__)

BEAT = 1.0
"""Seconds between two looks at what has to be done."""

SWEEP = 30
"""Beats between two checks of the database for work that another process, or this one before a restart, left undone."""

PAUSE = timedelta(seconds=1.5)
PAUSE_OLD = timedelta(seconds=5)
OLD = timedelta(hours=1)
"""The pause between edits in a channel, and the one for messages older than `OLD`.

Discord's limits are about 5 edits in 5 s a channel, and 3 in 6 s for messages of over an hour.
"""

STOP_TIMEOUT = 0.8
"""Seconds for the last edits when the bot stops."""

EDITS_BACK_OFF = (timedelta(seconds=5), timedelta(minutes=5))


class Follower(Protocol):
    """Something else that follows the debates."""

    def mark(self, guild_id: int, /, *, turnout: bool) -> None:
        """Note that something has changed in a server; with `turnout`, that somebody has voted and no more."""

    def due(self) -> Sequence[Coroutine[None, None, None]]:
        """Return what has to be done in this beat."""


class Board:
    """Keeps what the room sees in step with the polls."""

    def __init__(self, client: discord.Client, context: Context) -> None:
        self.failures = DeliveryFailures()
        self._client = client
        self._context = context
        self._dirty: dict[int, None] = {}
        self._over: dict[int, PollTally] = {}
        self._closing: set[int] = set()
        self._unposted: set[int] = set()
        self._editing: dict[int, asyncio.Lock] = {}
        self._edits = KeyedBackoff(*EDITS_BACK_OFF)
        self._background = Background()
        self._spawn = self._background.spawn
        self._announcer = Announcer(client, context, self.failures, self._spawn)
        self._reminders = Reminders(client, context)
        self.followers: list[Follower] = []
        """Are told of every change, and asked each beat what they have to do; the client adds them."""
        self._loop = tasks.loop(seconds=BEAT)(self._tick)

    def start(self) -> None:
        """Begin to work, with all open polls marked: they may have changed while the bot was down."""
        self._announcer.start()
        for poll in self._context.open_polls.polls():
            self.mark(poll.id)
            if poll.message_id is None:
                self._unposted.add(poll.id)
        self._loop.start()

    async def stop(self) -> None:
        """Update the ballot papers a last time, finish what is under way, and stop; a slow Discord is given up on."""
        self._loop.cancel()
        if self._client.is_ready():
            for poll in map(self._context.open_polls.poll, self._dirty):
                if poll is not None and self.failures.papers.get(poll.id) is not DeliveryFailure.GONE:
                    self._spawn(self._edit(poll))
        await self._background.stop(STOP_TIMEOUT)

    def mark(self, poll_id: int) -> None:
        """Mark a ballot paper as out of date."""
        self._dirty[poll_id] = None
        if (poll := self._context.open_polls.poll(poll_id)) is not None:
            self._tell(poll.guild_id, turnout=True)

    def mark_sheet(self, guild_id: int) -> None:
        """Mark what else shows how a server's debate stands as out of date: the run sheet of a channel, and threads."""
        self._tell(guild_id, turnout=False)

    def mark_votes(self, guild_id: int) -> None:
        """Note that somebody has voted on statements, and no more."""
        self._tell(guild_id, turnout=True)

    def _tell(self, guild_id: int, *, turnout: bool) -> None:
        for follower in self.followers:
            follower.mark(guild_id, turnout=turnout)

    async def extended(self, poll: Poll) -> None:
        """Show a poll's new deadline on its ballot paper, and tell the room."""
        self.mark(poll.id)
        await self._reminders.extended(poll)

    def reopened(self, poll: Poll) -> None:
        """Bring the ballot paper of a poll that was opened again back to life, and what was said of its deadline."""
        self.mark(poll.id)
        self._spawn(self._reminders.correct(poll))

    def retry_now(self, poll_id: int) -> None:
        """Try again soon to post a result that could not be posted: a moderator is looking."""
        self._announcer.retry_now(poll_id)

    async def _tick(self) -> None:
        # tasks.loop ends for good on most exceptions, and the room must not lose its board to one of them.
        await safely(self._beat())

    async def _beat(self) -> None:
        await self._client.wait_until_ready()
        self._close(deadlines.due_in_memory(self._context))
        if self._loop.current_loop % SWEEP == 0:
            self._close(await deadlines.due_in_database(self._context))
            await self._post_left_behind()
            self._spawn(counting_steps.finish_mixing(self._context))
            self._spawn(sets.finish_all(self._context))
            await self._context.open_polls.recount_doubtful()
            self._context.refused_voters.forget_polls(poll.id for poll in self._context.open_polls.polls())
        self._spawn(self._store_refused())
        self._refresh()
        for work in self._reminders.due():
            self._spawn(work)
        for follower in self.followers:
            for work in follower.due():
                self._spawn(work)

    async def _store_refused(self) -> None:
        """Store how many people could not vote, and have the run sheets say so."""
        for guild_id in await self._context.refused_voters.store():
            self.mark_sheet(guild_id)

    async def _post_left_behind(self) -> None:
        for poll in await self._announcer.left_behind():
            self._spawn(self._take_over(poll))

    def _close(self, due: Sequence[Poll]) -> None:
        for poll in due:
            if poll.id not in self._closing:
                self._closing.add(poll.id)
                self._spawn(self._close_one(poll))

    async def _close_one(self, poll: Poll) -> None:
        try:
            electorates = await electorates_of(self._client, [poll])
            tally = await deadlines.close_at_deadline(self._context, poll, electorates)
        finally:
            self._closing.discard(poll.id)
        if tally is not None:
            await self.post_result(tally)

    async def _take_over(self, poll: Poll) -> None:
        tally = await self._announcer.take_over(poll)
        if tally is not None:
            await self.show(tally)

    async def post_result(self, tally: PollTally) -> None:
        """Post a result in the poll's channel, now or later, and bring its ballot paper up to date."""
        await self._announcer.post(tally)
        await self.show(tally)
        await self._post_before(tally.poll)

    async def _post_before(self, after: Poll) -> None:
        """Post the first result of an Oxford debate's question at once, now that the second one stands there."""
        if after.format is DebateFormat.OXFORD and after.round is Round.AFTER and after.shows_counts:
            await self._post_left_behind()

    async def mark_posted(self, tally: PollTally, illustrate: discord.Message | None) -> None:
        """Record that a result was posted as the answer to a command, and update the ballot paper; pictures follow."""
        await self._announcer.mark_posted(tally.poll)
        self._announcer.illustrate(tally, illustrate)
        await self.show(tally)
        await self._post_before(tally.poll)

    async def repost(self, poll: Poll, channel_id: int) -> Poll:
        """Post an open poll's ballot paper again, and remove the one that it replaces; return it. Raises NotNow."""
        try:
            return await self._post(poll, channel_id)
        except discord.Forbidden as error:
            raise NotNow(
                say("The bot may not post in this channel. Give its role View Channel and Send Messages.")
            ) from error
        except FAILURES as error:
            log.warning("could not post the ballot paper of poll %s again: %s", poll.id, error)
            raise NotNow(say("Discord did not take the ballot card. Try again in a minute.")) from error

    async def _post(self, poll: Poll, channel_id: int) -> Poll:
        tally = self._context.open_polls.visible_tally(poll.id)
        if tally is None:
            return poll
        view = await card_of(self._client, self._context, tally)
        channel = self._client.get_partial_messageable(channel_id, guild_id=poll.guild_id)
        message = await channel.send(view=view)
        posted = await opening.save_message(self._context, poll, channel_id, message.id)
        self.failures.papers.pop(poll.id, None)
        self.mark_sheet(poll.guild_id)
        if poll.message_id is not None:
            with contextlib.suppress(*FAILURES):
                await channel_of(self._client, poll).get_partial_message(poll.message_id).delete()
        return posted

    def _refresh(self) -> None:
        """Begin at most one edit in each channel: the papers of polls that are over first, then in order of change."""
        now = self._context.clock()
        begun: set[int] = set()
        for poll_id in dict.fromkeys([*self._over, *self._dirty]):
            tally = self._newest(poll_id, self._over.get(poll_id))
            if tally is None or self.failures.papers.get(poll_id) is DeliveryFailure.GONE:
                self._dirty.pop(poll_id, None)
                self._over.pop(poll_id, None)
                continue
            channel = tally.poll.channel_id
            if channel not in begun and self._edits.ready(channel, now) and not self._lock(channel).locked():
                begun.add(channel)
                self._spawn(self._post_missing(tally.poll) if poll_id in self._unposted else self._edit(tally.poll))

    async def _post_missing(self, poll: Poll) -> None:
        """Post a paper that was not posted before a restart; one that is being posted now is left alone."""
        self._unposted.discard(poll.id)
        self._dirty.pop(poll.id, None)
        try:
            posted = await self._post(poll, poll.channel_id)
            await open_thread(self._client, self._context, posted)
        except FAILURES as error:
            self.failures.papers[poll.id] = classify(error)
            log.warning("could not post the ballot paper of poll %s: %s", poll.id, error)

    async def show(self, tally: PollTally) -> None:
        """Bring a ballot paper up to date, at once or, where that fails and may work later, as soon as it does."""
        self.mark_sheet(tally.poll.guild_id)
        if tally.poll.state is not PollState.OPEN:
            self._over[tally.poll.id] = tally
            self._spawn(self._reminders.correct(tally.poll))
        await self._edit(tally.poll)

    async def _edit(self, poll: Poll) -> None:
        # One edit of a channel at a time: what discord.py holds back must not arrive after what is newer.
        async with self._lock(poll.channel_id):
            self._dirty.pop(poll.id, None)
            tally = self._newest(poll.id, self._over.pop(poll.id, None))
            if tally is None or tally.poll.message_id is None:
                return
            message_id = tally.poll.message_id
            view = await card_of(self._client, self._context, tally)
            try:
                await channel_of(self._client, tally.poll).get_partial_message(message_id).edit(view=view)
            except FAILURES as error:
                self._not_shown(tally, message_id, error)
            else:
                metrics.BOARD_EDITS.labels("done").inc()
                self.failures.papers.pop(poll.id, None)
                self._edits.worked(poll.channel_id, self._context.clock(), self._pause(message_id))

    def _not_shown(self, tally: PollTally, message_id: int, error: Exception) -> None:
        poll = tally.poll
        self.mark_sheet(poll.guild_id)
        newest = self._context.open_polls.poll(poll.id)
        if newest is not None and newest.message_id != message_id:  # it has been posted anew meanwhile
            return
        failure = self.failures.papers[poll.id] = classify(error)
        metrics.BOARD_EDITS.labels("gone" if failure is DeliveryFailure.GONE else "failed").inc()
        if failure is DeliveryFailure.GONE:
            log.warning("the ballot paper of poll %s is gone; /poll status offers to post it again", poll.id)
            return
        wait = self._edits.failed(poll.channel_id, self._context.clock(), retry_after(error))
        log.warning("could not edit the ballot paper of poll %s, next try in %s: %s", poll.id, wait, error)
        if newest is not None or poll.state is PollState.OPEN:
            self.mark(poll.id)
        else:
            self._over.setdefault(poll.id, tally)

    def _newest(self, poll_id: int, over: PollTally | None) -> PollTally | None:
        """Return the count of a poll that is open, also again, or else the one that it closed with."""
        return self._context.open_polls.visible_tally(poll_id) or over

    def _pause(self, message_id: int) -> timedelta:
        age = self._context.clock() - discord.utils.snowflake_time(message_id)
        return PAUSE_OLD if age > OLD else PAUSE

    def _lock(self, channel_id: int) -> asyncio.Lock:
        return self._editing.setdefault(channel_id, asyncio.Lock())
