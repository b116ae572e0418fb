"""Keeps the threads of ballot cards in step with the responses that everybody may read."""

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

import discord

from bot.domain.polls import Poll, Posting
from bot.services.common.context import Context
from bot.services.polls.threads import thread_of
from bot.services.responses.thread_posts import note_deleted, note_posted, thread_work
from bot.storage.response_messages import PostedResponse, UnpostedResponse
from bot.ui.common.backoff import KeyedBackoff
from bot.ui.common.channels import speech_there
from bot.ui.common.failures import FAILURES, retry_after
from bot.ui.common.languages import speech_of_guild
from bot.ui.common.sweeping import Sweeping
from bot.ui.polls.threads import open_thread
from bot.ui.responses.thread_pages import thread_post

log = logging.getLogger(__name__)

BACK_OFF = (timedelta(minutes=1), timedelta(hours=1))

ARCHIVED = 50083
"""Discord's code for a thread that was put away: nothing in it changes until it is brought back."""


class ThreadPosts(Sweeping):
    """Posts, changes and deletes; the database says what, so that nothing is forgotten across restarts."""

    def __init__(self, client: discord.Client, context: Context) -> None:
        super().__init__(context)
        self._client = client
        self._pace = KeyedBackoff(*BACK_OFF)

    async def _work(self) -> None:
        work = await thread_work(self._context)
        for old in work.to_delete:
            await self._try(old.posting.channel_id, self._delete, old)
        for changed in work.to_change:
            await self._try(changed.posting.channel_id, self._change, changed)
        for response, poll in work.to_post:
            await self._try(thread_of(poll) or 0, self._post, response, poll)

    async def _try(self, thread_id: int, act: Callable[..., Awaitable[None]], *given: object) -> None:
        """Act in a thread, and leave it alone for a while where Discord does not let the bot."""
        now = self._context.clock()
        if not self._pace.ready(thread_id, now):
            return
        try:
            try:
                await act(*given)
            except discord.HTTPException as error:
                if error.code != ARCHIVED:
                    raise
                await self._bring_back(thread_id)
                await act(*given)
        except FAILURES as error:
            wait = self._pace.failed(thread_id, now, retry_after(error))
            log.warning("could not write in thread %s, next try in %s: %s", thread_id, wait, error)
        else:
            self._pace.forget(thread_id)

    async def _bring_back(self, thread_id: int) -> None:
        thread = await self._client.fetch_channel(thread_id)
        if isinstance(thread, discord.Thread):
            await thread.edit(archived=False)

    async def _post(self, response: UnpostedResponse, poll: Poll) -> None:
        thread = self._client.get_partial_messageable(thread_of(poll) or 0, guild_id=poll.guild_id)
        view = thread_post(response.text, speech_there(self._client, poll))
        # Discord drops a second message with this nonce, should the bot be killed before it is noted.
        nonce = f"response-{response.response_id}"
        try:
            message = await thread.send(view=view, nonce=nonce, silent=True)
        except discord.NotFound:  # threads were turned on, or allowed, only after the poll had opened
            await open_thread(self._client, self._context, poll)
            message = await thread.send(view=view, nonce=nonce, silent=True)
        await note_posted(self._context, response.response_id, Posting(thread.id, message.id), response.text)

    async def _change(self, posted: PostedResponse) -> None:
        view = thread_post(posted.text or "", speech_of_guild(self._client, posted.guild_id or 0))
        try:
            await self._message(posted).edit(view=view)
        except discord.NotFound:  # somebody has deleted it
            log.info("response %s was changed, and its message in a thread is gone", posted.response_id)
        await note_posted(self._context, posted.response_id, posted.posting, posted.text or "")

    async def _delete(self, posted: PostedResponse) -> None:
        try:
            await self._message(posted).delete()
        except discord.NotFound:  # somebody else has deleted it
            log.info("response %s was in a thread no longer", posted.response_id)
        await note_deleted(self._context, posted.response_id)

    def _message(self, posted: PostedResponse) -> discord.PartialMessage:
        return self._client.get_partial_messageable(posted.posting.channel_id).get_partial_message(
            posted.posting.message_id
        )
