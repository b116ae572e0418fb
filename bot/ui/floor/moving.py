"""Opening and closing a floor and calling speakers, by command, by button, and by the programme.

Each returns how the floor stands and what moderators have to know.
"""

from typing import NamedTuple

import discord

from bot.domain.floor import FloorState, Order, Speaker
from bot.domain.refusals import NotNow
from bot.domain.texts import Text, say
from bot.services.common.debate_lookup import settings_of
from bot.services.floor import opening, reading, turns
from bot.services.run_sheet.console import room_of
from bot.ui.common.bot import bot_of, context_of
from bot.ui.common.failures import FAILURES
from bot.ui.common.languages import speech_for, speech_of_room
from bot.ui.common.responding import answer, name_of, person_of
from bot.ui.floor import stage
from bot.ui.floor.words import who

MOST_PASSED_OVER = 20
"""How many speakers who have left are passed over at a time: each is asked of Discord."""


class Moved(NamedTuple):
    """How a floor stands now, and what moderators have to know."""

    state: FloorState
    notes: list[Text]


async def open_floor_here(
    interaction: discord.Interaction,
    *,
    question: str | None = None,
    seconds: int | None = None,
    order: Order | None = None,
) -> Moved:
    """Open a floor in this channel, or for a tap on the run sheet of a channel where the debate is; post its card."""
    bot, person = bot_of(interaction), person_of(interaction)
    channel_id = await _room(interaction)
    voice = stage.voice_of(interaction)
    state = await opening.open_floor(
        bot.context,
        person,
        channel_id=channel_id,
        question=question,
        seconds=seconds,
        order=order,
        voice_channel_id=voice.id if voice else None,
        is_stage=isinstance(voice, discord.StageChannel),
        language=speech_of_room(interaction).language,
    )
    bot.floors.learn(state)
    bot.board.mark_sheet(person.guild_id)
    await bot.floors.refresh(state.floor.id)
    posted = await reading.floor_state(bot.context, state.floor.id)
    notes = [stage.what_is_missing(interaction.client, state.floor)]
    if posted.floor.message_id is None:
        notes.append(say("⚠️ Discord did not take the floor’s card. The bot posts it as soon as it can."))
    return Moved(posted, [note for note in notes if note is not None])


async def close_floor_here(interaction: discord.Interaction, floor_id: int | None) -> FloorState:
    """Close a floor; its card says what became of it."""
    bot, person = bot_of(interaction), person_of(interaction)
    state = await opening.close_floor(bot.context, person, floor_id)
    await bot.floors.began(state)
    bot.board.mark_sheet(person.guild_id)
    await bot.floors.refresh(state.floor.id)
    return state


async def call_next(interaction: discord.Interaction, floor_id: int, shown: int) -> Moved:
    """End the turn that runs and call the next speaker; whoever has left the server is passed over."""
    state = await turns.call_next(context_of(interaction), person_of(interaction), floor_id, shown)
    return await _called(interaction, state)


async def give(interaction: discord.Interaction, floor_id: int, user_id: int, shown: int) -> Moved:
    """Give somebody the floor. Raises NotNow where that is nobody of this server."""
    member = await _member(interaction, user_id)
    if member is None or member.bot:
        raise NotNow(say("Only people of this server can have the floor."))
    speaker = Speaker(member.id, name_of(member))
    state = await turns.give(context_of(interaction), person_of(interaction), floor_id, speaker, shown)
    return await _called(interaction, state)


async def end_turn(interaction: discord.Interaction, floor_id: int, shown: int) -> Moved:
    """End the turn that runs, and call nobody."""
    bot, person = bot_of(interaction), person_of(interaction)
    return await _began(interaction, await turns.end(bot.context, person, floor_id, shown), [])


async def _called(interaction: discord.Interaction, state: FloorState) -> Moved:
    notes, stepped_down = [], state.stepped_down
    for _ in range(MOST_PASSED_OVER):
        turn = state.turn
        if turn is None or turn.user_id is None or await _is_here(interaction, turn.user_id):
            break
        name = who(turn, speech_for(interaction))
        notes.append(say("{name} has left the server and was passed over.", name=name))
        passed = await turns.pass_over(context_of(interaction), state.floor.id, turn.number)
        if passed is None:
            break
        state = passed
    return await _began(interaction, state, notes, stepped_down=stepped_down)


async def _began(
    interaction: discord.Interaction, state: FloorState, notes: list[Text], *, stepped_down: int | None = None
) -> Moved:
    bot = bot_of(interaction)
    notes += await bot.floors.began(state, stepped_down)
    bot.board.mark_sheet(state.floor.guild_id)
    return Moved(state, notes)


async def tell(interaction: discord.Interaction, moved: Moved) -> None:
    """Tell a moderator alone what there is to know, where the page that was tapped does not."""
    if moved.notes:
        await answer(interaction, "\n".join(map(speech_for(interaction).text, moved.notes)))


async def _is_here(interaction: discord.Interaction, user_id: int) -> bool:
    try:
        return await _member(interaction, user_id) is not None
    except FAILURES:  # then it is not known, and the speaker is called
        return True


async def _member(interaction: discord.Interaction, user_id: int) -> discord.Member | None:
    """Return somebody of the server; None where they are not in it."""
    guild = interaction.guild
    if guild is None:
        return None
    try:
        return guild.get_member(user_id) or await guild.fetch_member(user_id)
    except discord.NotFound:
        return None


async def _room(interaction: discord.Interaction) -> int:
    """Return the channel in which a floor opens. Raises NotNow where there is none, or the bot may not post in it."""
    context, guild_id = context_of(interaction), person_of(interaction).guild_id
    console = (await settings_of(context, guild_id)).console
    if console is not None and console.channel_id == interaction.channel_id:
        room = await room_of(context, guild_id)
        if room is None:
            raise NotNow(say("Open the floor with `/floor open` in the debate's channel."))
        return room
    may = interaction.app_permissions
    in_thread = isinstance(interaction.channel, discord.Thread)
    if not (may.view_channel and (may.send_messages_in_threads if in_thread else may.send_messages)):
        raise NotNow(
            say(
                "The bot may not post in this channel. Give its role View Channel and Send Messages, or choose another."
            )
        )
    return interaction.channel_id or 0
