"""Opening a poll in the channel where a moderator asks for it, by command or by button."""

import discord

from bot.domain.polls import Poll, Release, Round, Secrecy
from bot.domain.quorum import Quorum, parse_quorum
from bot.domain.refusals import BadAnswer, NotNow
from bot.domain.texts import say
from bot.services.common.debate_lookup import settings_of
from bot.services.polls.opening import Opening, open_poll
from bot.ui.common.bot import bot_of, context_of
from bot.ui.common.eligible_voters import electorate_of
from bot.ui.common.languages import speech_of_room
from bot.ui.common.responding import person_of
from bot.ui.polls.threads import open_thread_or_tell


async def open_here(
    interaction: discord.Interaction,
    question: str,
    round_: Round,
    *,
    minutes: int | None = None,
    release: Release | None = None,
    secrecy: Secrecy | None = None,
    debate_id: int | None = None,
    quorum: str | None = None,
    channel_id: int | None = None,
) -> tuple[Poll, bool]:
    """Open a question, here or in the given channel.

    Returns the poll and whether it is new, so that its ballot paper has to be posted.
    """
    if channel_id is None:
        _require_place(interaction)
    context, person = context_of(interaction), person_of(interaction)
    role = (await settings_of(context, person.guild_id)).participant_role
    opening = Opening(
        question=question,
        round=round_,
        minutes=minutes,
        release=release,
        secrecy=secrecy,
        channel_id=channel_id or interaction.channel_id or 0,
        electorate=await electorate_of(interaction.client, interaction.guild_id, role),
        language=speech_of_room(interaction).language,
        debate_id=debate_id,
        quorum=_quorum(quorum),
    )
    opened = await open_poll(context, person, opening)
    bot_of(interaction).board.mark_sheet(person.guild_id)
    return opened


async def post_paper(interaction: discord.Interaction, poll: Poll) -> None:
    """Post an open poll's ballot paper in its channel. Raises NotNow where Discord does not take it."""
    try:
        posted = await bot_of(interaction).board.repost(poll, poll.channel_id)
    except NotNow as error:
        raise NotNow(say("The poll is open, but the bot could not post its ballot card. Post it again.")) from error
    await open_thread_or_tell(interaction, posted)


def _quorum(typed: str | None) -> Quorum | None:
    """Read what a moderator typed. Raises BadAnswer."""
    try:
        return parse_quorum(typed) if typed else None
    except ValueError as error:
        raise BadAnswer(
            say("That is no quorum. Give a number of voters such as 20, or a percentage such as 10%.")
        ) from error


def _require_place(interaction: discord.Interaction) -> None:
    """Raise NotNow where the ballot paper could be posted as an answer, but later neither edited nor followed up."""
    may = interaction.app_permissions
    in_thread = isinstance(interaction.channel, discord.Thread)
    if not (may.view_channel and (may.send_messages_in_threads if in_thread else may.send_messages)):
        raise NotNow(
            say(
                "The bot may not post in this channel. Give its role View Channel and Send Messages, or open "
                "the poll in another channel."
            )
        )
