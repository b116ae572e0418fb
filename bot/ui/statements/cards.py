"""The cards of statements: each follows its set, and what a set has come to is posted once where its card stands."""

import asyncio
import logging
from datetime import timedelta
from typing import Any
from weakref import WeakValueDictionary

import discord
from discord import ui

from bot.services.common.context import Context
from bot.services.statements import cards
from bot.services.statements.cards import CardState
from bot.services.statements.results import SetResult
from bot.ui.common.backoff import KeyedBackoff
from bot.ui.common.failures import FAILURES, retry_after
from bot.ui.common.languages import speech_of_guild
from bot.ui.common.sweeping import Sweeping
from bot.ui.statements.ground_pages import ground_page
from bot.ui.statements.pages import closed_card, set_card

log = logging.getLogger(__name__)

BACK_OFF = (timedelta(seconds=5), timedelta(minutes=30))


class StatementCards(Sweeping):
    """Keeps every card in step. What has not changed is not sent; a card that is gone is posted again while it is open.

    The database says which sets have not been announced, so that a restart forgets none and repeats none.
    """

    def __init__(self, client: discord.Client, context: Context) -> None:
        super().__init__(context)
        self._client = client
        self._shown: dict[int, list[dict[str, Any]]] = {}
        self._pace = KeyedBackoff(*BACK_OFF)
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def _work(self) -> None:
        for set_id in await cards.sets_to_show(self._context):
            if not self._pace.ready(set_id, self._context.clock()):
                continue
            try:
                await self.refresh(set_id)
            except FAILURES as error:
                wait = self._pace.failed(set_id, self._context.clock(), retry_after(error))
                log.warning("could not show the statements of set %s, next try in %s: %s", set_id, wait, error)
            else:
                self._pace.forget(set_id)

    async def refresh(self, set_id: int) -> None:
        """Bring a set's card up to date, and tell the room if it has closed. Raises what Discord answers."""
        async with self._locks.setdefault(set_id, asyncio.Lock()):
            state = await cards.card_state(self._context, set_id)
            if state is None or state.set.channel_id is None:
                return
            await self._show(state, state.set.channel_id)
            if state.result is not None:
                await self._announce(state.result, state.set.channel_id)
                self._shown.pop(set_id, None)

    async def _show(self, state: CardState, channel_id: int) -> None:
        of, view = state.set, self._page(state)
        content: list[dict[str, Any]] = view.to_components()  # type: ignore[no-untyped-call]  # discord.py's
        if content == self._shown.get(of.id):
            return
        channel = self._client.get_partial_messageable(channel_id, guild_id=of.guild_id)
        if of.message_id is not None and await self._edited(channel.get_partial_message(of.message_id), view):
            self._shown[of.id] = content
        elif of.is_open:
            message = await channel.send(view=view)
            await cards.save_message(self._context, of, channel_id, message.id)
            self._shown[of.id] = content

    async def _edited(self, message: discord.PartialMessage, view: ui.LayoutView) -> bool:
        try:
            await message.edit(view=view)
        except discord.NotFound:  # somebody has deleted it
            return False
        return True

    def _page(self, state: CardState) -> ui.LayoutView:
        speech = speech_of_guild(self._client, state.set.guild_id)
        return set_card(state.set, state.statements, speech) if state.set.is_open else closed_card(state.set, speech)

    async def _announce(self, found: SetResult, channel_id: int) -> None:
        channel = self._client.get_partial_messageable(channel_id, guild_id=found.set.guild_id)
        view = ground_page(found, self._context.library, speech_of_guild(self._client, found.set.guild_id))
        # Discord drops a second message with this nonce, should the bot be killed before it is noted.
        try:
            await channel.send(view=view, nonce=f"ground-{found.set.id}")
        except discord.NotFound:
            log.warning("nobody is shown what set %s has come to: its channel is gone", found.set.id)
        await cards.mark_announced(self._context, found.set)
