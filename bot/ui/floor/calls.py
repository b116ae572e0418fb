"""Messages that ping one speaker: that it is their turn, and that their time is almost up.

What says no more than the clock is deleted when it is over, so that the room keeps its card in sight. In a floor that
is held in writing, the call stays: what people write stands below it.
"""

import contextlib
import logging
from collections.abc import Sequence

import discord

from bot.domain.floor import Floor, FloorState
from bot.ui.common.failures import FAILURES
from bot.ui.common.languages import speech_of_guild
from bot.ui.floor.card_pages import almost_over, call, time_is_up

log = logging.getLogger(__name__)


class Calls:
    """Sends them, and deletes those of the turn before."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client
        self._passing: dict[int, list[discord.PartialMessage]] = {}

    async def call(self, state: FloorState) -> None:
        """Tell the speaker that the turn has begun."""
        old = self._passing.pop(state.floor.id, [])
        if state.turn is not None and state.turn.user_id is not None:
            text = call(state.turn, state.floor, speech_of_guild(self._client, state.floor.guild_id))
            await self._send(state.floor, state.turn.user_id, text, stays=state.floor.voice_channel_id is None)
        await _delete(old)

    async def warn(self, state: FloorState, seconds: int) -> None:
        """Tell the speaker how much time is left."""
        turn, speech = state.turn, speech_of_guild(self._client, state.floor.guild_id)
        if turn is not None and turn.user_id is not None:
            await self._send(state.floor, turn.user_id, almost_over(turn.user_id, seconds, speech), stays=False)

    async def time_is_up(self, state: FloorState) -> None:
        """Tell whoever has spoken that the time is up."""
        await self.clear(state.floor.id)
        if state.stepped_down is not None:
            text = time_is_up(state.stepped_down, speech_of_guild(self._client, state.floor.guild_id))
            await self._send(state.floor, state.stepped_down, text, stays=False)

    async def clear(self, floor_id: int) -> None:
        """Delete what was only for the turn before."""
        await _delete(self._passing.pop(floor_id, []))

    async def _send(self, floor: Floor, user_id: int, text: str, *, stays: bool) -> None:
        place = self._client.get_partial_messageable(floor.thread_id or floor.channel_id, guild_id=floor.guild_id)
        only = discord.AllowedMentions(users=[discord.Object(user_id)])
        try:
            message = await place.send(text, allowed_mentions=only)
        except FAILURES as error:
            log.warning("could not tell a speaker of floor %s: %s", floor.id, error)
            return
        if not stays:
            self._passing.setdefault(floor.id, []).append(place.get_partial_message(message.id))


async def _delete(messages: Sequence[discord.PartialMessage]) -> None:
    for message in messages:
        with contextlib.suppress(*FAILURES):
            await message.delete()
