"""The floors of the servers: their cards follow what happens, and the clock is acted on once."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any, Final
from weakref import WeakValueDictionary

import discord
from discord import ui

from bot.domain.floor import WARNING_SECONDS, Floor, FloorState
from bot.domain.refusals import Refusal
from bot.domain.texts import Text
from bot.services.common.context import Context
from bot.services.common.debate_lookup import settings_of
from bot.services.floor import asking, due, opening, reading
from bot.ui.common.backoff import KeyedBackoff
from bot.ui.common.failures import FAILURES, retry_after
from bot.ui.common.languages import speech_of_guild
from bot.ui.common.responding import person_from
from bot.ui.floor import stage
from bot.ui.floor.calls import Calls
from bot.ui.floor.card_pages import closed_card, floor_card
from bot.ui.floor.words import spoken_in, topic

log = logging.getLogger(__name__)

PAUSE, PAUSE_OLD, OLD = timedelta(seconds=3), timedelta(seconds=5), timedelta(hours=1)
"""The pause between two edits of a card, and of one older than `OLD`: together with a ballot card in the same channel
they keep inside Discord's 5 edits in 5 s, and 3 in 6 s of an old message."""

MOST_OF_NAME = 100
A_WEEK: Final = 10080
"""Minutes without a word after which Discord puts a thread away."""

BACK_OFF = (timedelta(seconds=5), timedelta(minutes=5))

SWEEP = timedelta(seconds=30)
"""How often the database is looked at for floors that another process, or this one before a restart, has opened."""


class Floors:
    """Keeps every floor's card in step. Marks are coalesced, and what has not changed is not sent."""

    def __init__(self, client: discord.Client, context: Context, tell: Callable[[int], None]) -> None:
        self._client = client
        self._context = context
        self._tell = tell
        """Has whatever else shows a server's debate follow what the clock or a raised hand has changed."""
        self._floors: dict[int, Floor] = {}
        """The floors that are open, and those whose card does not say yet that they are closed."""
        self._changed: set[int] = set()
        self._shown: dict[int, list[dict[str, Any]]] = {}
        self._hands: dict[int, set[int]] = {}
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._clock = asyncio.Lock()
        self._claimed: list[tuple[FloorState, bool]] = []
        """What the clock says next, with whether the turn is over; a slow channel must not hold up the clock."""
        self._pace = KeyedBackoff(*BACK_OFF)
        self._swept: datetime | None = None
        self._calls = Calls(client)

    def mark(self, guild_id: int, /, *, turnout: bool = False) -> None:
        """Note that something has changed in a server; votes alone change no floor."""
        if not turnout:
            self._changed |= {floor.id for floor in self._floors.values() if floor.guild_id == guild_id}

    def due(self) -> list[Coroutine[None, None, None]]:
        """Return what has to be done in this beat."""
        now = self._context.clock()
        if self._swept is None or now - self._swept >= SWEEP:
            self._swept = now
            return [self._sweep()]
        if not self._floors:
            return []
        self._changed &= self._floors.keys()
        ready = [one for one in self._changed if self._pace.ready(one, now) and not self._lock(one).locked()]
        work = [self.refresh(floor_id) for floor_id in ready]
        work += [self._clock_says(state, is_over=is_over) for state, is_over in self._claimed]
        self._claimed.clear()
        return work if self._clock.locked() else [self._look(), *work]

    async def _sweep(self) -> None:
        for state in await reading.open_floors(self._context):
            self._floors[state.floor.id] = state.floor
        self._changed |= self._floors.keys()

    async def _look(self) -> None:
        """Act on clocks that have run down, and on hands that were raised or taken down."""
        async with self._clock:
            for turn in await due.due_turns(self._context):
                state = await due.claim(self._context, turn)
                if state is not None:
                    self._claimed.append((state, turn.what is due.What.END))
            for floor in [one for one in self._floors.values() if one.is_stage and one.closed_at is None]:
                await self._look_at_hands(floor)

    async def _clock_says(self, state: FloorState, *, is_over: bool) -> None:
        self.learn(state)
        self._tell(state.floor.guild_id)
        await self.refresh(state.floor.id)
        tells = (await settings_of(self._context, state.floor.guild_id)).reminders
        if is_over:
            if state.stepped_down is not None:
                await stage.move(self._client, state.floor, state.stepped_down, up=False)
            await (self._calls.time_is_up(state) if tells else self._calls.clear(state.floor.id))
        elif tells:
            await self._calls.warn(state, WARNING_SECONDS)

    async def _look_at_hands(self, floor: Floor) -> None:
        """Take a raised hand as asking to speak, and one that is taken down as withdrawing."""
        raised, known = stage.hands(self._client, floor), self._hands.get(floor.id, set())
        self._hands[floor.id] = set(raised)
        for user_id, member in raised.items():
            if user_id not in known:
                await self._try_for(asking.ask(self._context, person_from(member), floor.id, None))
        guild = self._client.get_guild(floor.guild_id)
        for user_id in known - raised.keys():
            gone = guild.get_member(user_id) if guild else None
            if gone is not None and gone.voice is not None and gone.voice.suppress:
                await self._try_for(asking.withdraw(self._context, person_from(gone), floor.id))

    async def _try_for(self, work: Coroutine[Any, Any, FloorState]) -> None:
        try:
            state = await work
        except Refusal as refusal:
            log.info("a raised hand changed nothing: %s", refusal)
            return
        self.learn(state)
        self._tell(state.floor.guild_id)

    def learn(self, state: FloorState) -> None:
        """Take note of how a floor stands now, and have its card show it."""
        self._floors[state.floor.id] = state.floor
        self._changed.add(state.floor.id)

    async def began(self, state: FloorState, stepped_down: int | None = None) -> list[Text]:
        """Call whoever has the floor now; return what moderators have to know.

        `stepped_down` had it before those who were passed over.
        """
        self.learn(state)
        moved = []
        if (before := stepped_down or state.stepped_down) is not None:
            moved.append(await stage.move(self._client, state.floor, before, up=False))
        if state.turn is not None and state.turn.user_id is not None:
            moved.append(await stage.move(self._client, state.floor, state.turn.user_id, up=True))
        await self._calls.call(state)
        return [text for text in moved if text is not None]

    async def refresh(self, floor_id: int) -> None:
        """Bring a floor's card up to date; post it if it is not there."""
        async with self._lock(floor_id):
            self._changed.discard(floor_id)
            state = await reading.floor_state(self._context, floor_id)
            view = self._page(state)
            content: list[dict[str, Any]] = view.to_components()  # type: ignore[no-untyped-call]  # discord.py's
            if content != self._shown.get(floor_id):
                try:
                    await self._show(state.floor, view)
                except FAILURES as error:
                    self._changed.add(floor_id)
                    wait = self._pace.failed(floor_id, self._context.clock(), retry_after(error))
                    log.warning("could not update the card of floor %s, next try in %s: %s", floor_id, wait, error)
                    return
                self._shown[floor_id] = content
                self._pace.worked(floor_id, self._context.clock(), self._pause(state.floor))
            if state.floor.closed_at is not None:
                self._forget(floor_id)

    def _page(self, state: FloorState) -> ui.LayoutView:
        speech = speech_of_guild(self._client, state.floor.guild_id)
        if state.floor.closed_at is not None:
            return closed_card(state.floor, spoken_in(state), speech)
        return floor_card(state, self._context.clock(), speech)

    async def _show(self, floor: Floor, view: ui.LayoutView) -> None:
        channel = self._client.get_partial_messageable(floor.channel_id, guild_id=floor.guild_id)
        if floor.message_id is not None:
            try:
                await channel.get_partial_message(floor.message_id).edit(view=view)
            except discord.NotFound:  # somebody has deleted it
                if floor.closed_at is not None:
                    return
            else:
                return
        message = await channel.send(view=view)
        await opening.placed(self._context, floor.id, message.id)
        if floor.voice_channel_id is None and floor.thread_id is None:
            await self._open_thread(floor, message)

    async def _open_thread(self, floor: Floor, message: discord.Message) -> None:
        """Open a thread for speeches in writing, where the server wants threads; they are held in the channel else."""
        if not (await settings_of(self._context, floor.guild_id)).threads:
            return
        try:
            thread = await message.create_thread(name=topic(floor, MOST_OF_NAME), auto_archive_duration=A_WEEK)
        except FAILURES as error:
            log.warning("could not open a thread for floor %s: %s", floor.id, error)
            return
        await opening.in_thread(self._context, floor.id, thread.id)

    def _forget(self, floor_id: int) -> None:
        for kept in (self._floors, self._shown, self._hands):
            kept.pop(floor_id, None)
        self._pace.forget(floor_id)

    def _pause(self, floor: Floor) -> timedelta:
        posted = discord.utils.snowflake_time(floor.message_id) if floor.message_id else self._context.clock()
        return PAUSE_OLD if self._context.clock() - posted > OLD else PAUSE

    def _lock(self, floor_id: int) -> asyncio.Lock:
        return self._locks.setdefault(floor_id, asyncio.Lock())
