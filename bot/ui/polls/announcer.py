"""Posts results of polls that have closed or been published: each once, with retries."""

import contextlib
import logging
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime, timedelta

import discord

from bot.domain.faults import StorageFault
from bot.domain.polls import DebateFormat, Poll, Round
from bot.domain.tally import PollTally
from bot.services.common.context import Context
from bot.services.polls import announcements
from bot.ui.common.backoff import KeyedBackoff
from bot.ui.common.channels import channel_of, speech_there
from bot.ui.common.failures import FAILURES, DeliveryFailures, classify, is_refused_for_good, retry_after
from bot.ui.common.languages import Speech
from bot.ui.common.text import attribution
from bot.ui.results.illustrating import add_pictures
from bot.ui.results.messages import Message, announcement_message, may_attach
from bot.ui.results.pages import brief_result
from bot.ui.results.retracting import remember
from bot.ui.results.verdicts import post_verdict

log = logging.getLogger(__name__)

BACK_OFF = (timedelta(minutes=1), timedelta(hours=1))


class Announcer:
    """Remembers what this process is posting, has posted, and could not post."""

    def __init__(
        self,
        client: discord.Client,
        context: Context,
        failures: DeliveryFailures,
        spawn: Callable[[Coroutine[None, None, None]], None],
    ) -> None:
        self._client = client
        self._context = context
        self._failures = failures
        self._spawn = spawn
        self._under_way: set[int] = set()
        self._posted: set[str] = set()
        self._backoff = KeyedBackoff(*BACK_OFF)
        self._began: datetime | None = None

    def start(self) -> None:
        """Begin: claims from before now belong to a process that is gone."""
        self._began = self._context.clock()

    def retry_now(self, poll_id: int) -> None:
        """Try again soon to post a result that could not be posted: a moderator is looking."""
        self._backoff.forget(poll_id)

    async def left_behind(self) -> Sequence[Poll]:
        """Claim the polls whose results nobody has posted; `take_over` has to follow."""
        leave = self._under_way | self._backoff.waiting(self._context.clock())
        claimed = await announcements.claim_unposted(self._context, leave, began=self._began)
        self._under_way |= {poll.id for poll in claimed}
        return claimed

    async def take_over(self, poll: Poll) -> PollTally | None:
        """Count a poll that `left_behind` claimed and post its result; None if another process has to post it."""
        try:
            tally = await announcements.result_of(self._context, poll)
        finally:
            self._under_way.discard(poll.id)
        if tally is not None:
            await self.post(tally)
        return tally

    async def post(self, tally: PollTally) -> None:
        """Post a result. Where that fails it is tried again, after a minute at first and then ever more slowly."""
        poll = tally.poll
        self._under_way.add(poll.id)
        try:
            if _name(poll) not in self._posted and not await self._send(tally):
                return
            if await self._follow_with_verdict(poll):
                await self.mark_posted(poll)
        finally:
            self._under_way.discard(poll.id)

    async def _follow_with_verdict(self, poll: Poll) -> bool:
        """Post the verdict below the first result of an Oxford debate's question; False if that has to be retried."""
        if poll.format is not DebateFormat.OXFORD or poll.round is not Round.BEFORE or not poll.shows_counts:
            return True
        self._posted.add(_name(poll))
        try:
            await post_verdict(self._client, self._context, poll)
        except FAILURES as error:
            self._not_posted(poll, error)
            return False
        return True

    async def mark_posted(self, poll: Poll) -> None:
        """Record that a result was posted."""
        self._posted.add(_name(poll))
        with contextlib.suppress(StorageFault):  # then the next sweep notes it
            await announcements.mark_posted(self._context, poll)
            self._posted.discard(_name(poll))

    async def _send(self, tally: PollTally) -> bool:
        poll, speech = tally.poll, speech_there(self._client, tally.poll)
        message = await announcement_message(
            self._context,
            tally,
            speech,
            attribution=attribution(self._context.library, speech),
        )
        try:
            posted = await self._to_channel(tally, speech, message)
        except FAILURES as error:
            self._not_posted(poll, error)
            return False
        self._backoff.forget(poll.id)
        self._failures.results.pop(poll.id, None)
        await remember(self._context, posted, speech, poll)
        self.illustrate(tally, posted if may_attach(self._client, poll) else None)
        return True

    def _not_posted(self, poll: Poll, error: Exception) -> None:
        wait = self._backoff.failed(poll.id, self._context.clock(), retry_after(error))
        self._failures.results[poll.id] = classify(error)
        log.warning("could not post the result of poll %s, next try in %s: %s", poll.id, wait, error)

    def illustrate(self, tally: PollTally, posted: discord.Message | None) -> None:
        """Have the pictures follow a result, in the message that shows it."""
        speech = speech_there(self._client, tally.poll)
        if posted is not None and tally.poll.shows_counts:
            self._spawn(add_pictures(self._context, posted, tally, speech))

    async def _to_channel(self, tally: PollTally, speech: Speech, message: Message) -> discord.Message:
        """Send a result, in its short form where Discord refuses all of it."""
        channel, poll = channel_of(self._client, tally.poll), tally.poll
        # Discord drops a second message with this nonce, should a crash come before the result is marked as posted.
        nonce = _name(poll)
        try:
            return await channel.send(**message, nonce=nonce)
        except discord.HTTPException as error:
            if not (poll.shows_counts and is_refused_for_good(error)):
                raise
            log.warning("Discord refuses the whole result of poll %s, so the room gets it in short: %s", poll.id, error)
            return await channel.send(view=brief_result(tally, speech), nonce=nonce)


def _name(poll: Poll) -> str:
    """Nonce that tells the closing message from the later result message, and from one before a reopening."""
    closed = int(poll.closed_at.timestamp()) if poll.closed_at else 0
    return f"{'result' if poll.shows_counts else 'closed'}-{poll.id}-{closed:x}"
