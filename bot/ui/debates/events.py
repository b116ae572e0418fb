"""The scheduled event of a debate: made when it starts, kept going while it lasts, and ended with it.

Whatever goes wrong with an event, the debate goes on.
"""

import logging
from datetime import datetime, timedelta

import discord
from discord import EntityType, EventStatus, PrivacyLevel

from bot.domain.message_links import channel_link
from bot.domain.polls import Debate
from bot.services.common.context import Context
from bot.services.debates.events import DueEvent, due_events, note_event, planned_end
from bot.ui.common.backoff import KeyedBackoff
from bot.ui.common.bot import context_of
from bot.ui.common.failures import FAILURES, retry_after
from bot.ui.common.languages import Speech, speech_for, speech_of_room
from bot.ui.common.sweeping import Sweeping
from bot.ui.common.text import clipped

log = logging.getLogger(__name__)

AHEAD = timedelta(seconds=15)
"""How far ahead an event is set: Discord refuses one whose start has passed when the request arrives."""

BACK_OFF = (timedelta(minutes=1), timedelta(hours=1))

MOST_OF_NAME = 100
MOST_OF_DESCRIPTION = 1000
"""Characters that Discord takes."""

Place = discord.VoiceChannel | discord.StageChannel


async def make_event(interaction: discord.Interaction, debate: Debate) -> str | None:
    """Announce a debate as an event of its server and start that; return what to tell where that did not work."""
    context, guild = context_of(interaction), interaction.guild
    if guild is None:
        return _not_made(interaction)
    ends_at = planned_end(context, debate)
    try:
        event = await _create(interaction, guild, debate, ends_at)
    except FAILURES as error:
        log.warning("could not make an event for debate %s: %s", debate.id, error)
        return _not_made(interaction)
    await note_event(context, debate, event.id, ends_at)
    try:
        await event.start()
    except FAILURES as error:  # Discord starts it by itself when its time comes
        log.warning("could not start the event of debate %s: %s", debate.id, error)
    return None


def _not_made(interaction: discord.Interaction) -> str:
    speech = speech_for(interaction)
    return speech(
        "⚠️ The debate is open and works as always, but Discord made no event for it. Give the bot's role Create Events "
        "before the next one."
    )


async def _create(
    interaction: discord.Interaction, guild: discord.Guild, debate: Debate, ends_at: datetime
) -> discord.ScheduledEvent:
    """Create an event in the voice or Stage channel that the command was given in, or else one that names the channel.

    Raises one of FAILURES.
    """
    context, channel = context_of(interaction), interaction.channel
    starts_at, name = context.clock() + AHEAD, clipped(debate.title, MOST_OF_NAME)
    about = _description(context, interaction, speech_of_room(interaction))
    if isinstance(channel, Place):
        try:
            return await guild.create_scheduled_event(
                name=name,
                description=about,
                start_time=starts_at,
                end_time=ends_at,
                channel=channel,
                privacy_level=PrivacyLevel.guild_only,
            )
        except discord.Forbidden:  # this takes more permissions, in the channel, than one that only names a place
            log.info("the bot may make no event in the voice channel of debate %s", debate.id)
    return await guild.create_scheduled_event(
        name=name,
        description=about,
        start_time=starts_at,
        end_time=ends_at,
        entity_type=EntityType.external,
        location=f"#{getattr(channel, 'name', None) or guild.name}"[:MOST_OF_NAME],
        privacy_level=PrivacyLevel.guild_only,
    )


def _description(context: Context, interaction: discord.Interaction, speech: Speech) -> str:
    """Return what the debate is about, and the way to its channel."""
    way = channel_link(interaction.guild_id or 0, interaction.channel_id or 0)
    about = context.library.debate.summary.say(speech.language)
    return f"{clipped(about, MOST_OF_DESCRIPTION - len(way) - 2)}\n\n{way}"


class Events(Sweeping):
    """Ends the events of debates that have closed, and prolongs those of debates that take longer than planned.

    What to do is read from the database, so it makes no difference who closed a debate, and a restart forgets nothing.
    """

    def __init__(self, client: discord.Client, context: Context) -> None:
        super().__init__(context)
        self._client = client
        self._pace = KeyedBackoff(*BACK_OFF)

    async def _work(self) -> None:
        for due in await due_events(self._context):
            if self._pace.ready(due.debate.id, self._context.clock()):
                await self._try(due)

    async def _try(self, due: DueEvent) -> None:
        debate, guild = due.debate, self._client.get_guild(due.debate.guild_id)
        try:
            is_over = guild is None or await self._act(due, guild)
        except discord.NotFound:  # somebody has deleted it
            is_over = True
        except FAILURES as error:
            wait = self._pace.failed(debate.id, self._context.clock(), retry_after(error))
            log.warning("could not change the event of debate %s, next try in %s: %s", debate.id, wait, error)
            return
        self._pace.forget(debate.id)
        if is_over:
            await note_event(self._context, debate, None, None)

    async def _act(self, due: DueEvent, guild: discord.Guild) -> bool:
        """End or prolong an event; return whether it is over. Raises one of FAILURES."""
        event = await guild.fetch_scheduled_event(due.event_id)
        if event.status not in {EventStatus.scheduled, EventStatus.active}:
            return True
        if due.until is None:
            await (event.end() if event.status is EventStatus.active else event.cancel())
            return True
        await event.edit(end_time=due.until)
        await note_event(self._context, due.debate, due.event_id, due.until)
        return False
