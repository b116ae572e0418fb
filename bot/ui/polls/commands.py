"""`/poll`: opening, watching, closing and publishing polls."""

import logging

import discord
from discord import app_commands
from discord.app_commands import Choice, Range
from discord.app_commands import locale_str as _
from discord.ext import commands

from bot.domain.polls import Poll as PollOfDebate
from bot.domain.polls import Release, Round, Secrecy
from bot.domain.refusals import NotNow
from bot.domain.tally import PollTally
from bot.domain.texts import say
from bot.services.common.debate_lookup import settings_of
from bot.services.polls import lifecycle, opening
from bot.services.statements.results import can_be_voted_on
from bot.ui.common.autocomplete import Typed, questions_typed
from bot.ui.common.bot import bot_of, context_of
from bot.ui.common.choices import RELEASES, ROUNDS, SECRECIES
from bot.ui.common.eligible_voters import electorates_of
from bot.ui.common.failures import FAILURES, is_refused_for_good
from bot.ui.common.languages import speech_for, speech_of_room
from bot.ui.common.responding import answer, person_of, show_room
from bot.ui.common.text import attribution
from bot.ui.polls.card_pages import ballot_card, what_is_decided
from bot.ui.polls.moderator_pages import (
    already_open,
    ask_to_cancel,
    closed_by_hand,
    extended,
    hidden_until_after,
    not_live,
    without_paper,
)
from bot.ui.polls.opening import open_here
from bot.ui.polls.threads import open_thread_or_tell
from bot.ui.results.messages import Message, announcement_message, result_message
from bot.ui.results.pages import brief_result
from bot.ui.results.retracting import remember
from bot.ui.run_sheet.controls import RUN_SHEET

log = logging.getLogger(__name__)

MOST_MINUTES = 30 * 24 * 60


def _round(chosen: Choice[str] | None) -> Round | None:
    return Round(chosen.value) if chosen else None


async def _announce(interaction: discord.Interaction, tally: PollTally) -> None:
    """Answer with a result for the room; the board posts it later where Discord does not take it now. Raises NotNow."""
    bot, room = bot_of(interaction), speech_of_room(interaction)
    message = await announcement_message(bot.context, tally, room, attribution=attribution(bot.context.library, room))
    try:
        posted = await _show_in_full_or_short(interaction, tally, message)
    except FAILURES as error:
        log.warning("could not answer with the result of poll %s, which is posted later: %s", tally.poll.id, error)
        await bot.board.show(tally)
        raise NotNow(say("Done, but Discord did not take the result. The bot posts it as soon as it can.")) from error
    await remember(bot.context, posted, room, tally.poll)
    await bot.board.mark_posted(tally, posted if interaction.app_permissions.attach_files else None)


async def _show_in_full_or_short(
    interaction: discord.Interaction, tally: PollTally, message: Message
) -> discord.Message | None:
    try:
        return await show_room(interaction, **message)
    except discord.HTTPException as error:
        if not (tally.poll.shows_counts and is_refused_for_good(error)):
            raise
        log.warning("Discord refuses the whole result of poll %s, which is told in short: %s", tally.poll.id, error)
        return await show_room(interaction, view=brief_result(tally, speech_of_room(interaction)))


async def _post_instead(interaction: discord.Interaction, poll: PollOfDebate) -> None:
    """Post a ballot paper that Discord did not take as an answer; where that fails too, say that nobody can vote."""
    try:
        posted = await bot_of(interaction).board.repost(poll, poll.channel_id)
    except NotNow:
        await answer(interaction, view=without_paper(poll, speech_for(interaction)))
    else:
        speech = speech_for(interaction)
        await answer(interaction, speech("The ballot card is posted in this channel."))
        await open_thread_or_tell(interaction, posted)


async def _tell_if_not_live(interaction: discord.Interaction, poll: PollOfDebate, asked: Release | None) -> None:
    """Tell the moderator if live counts were asked for, by the command or the server's setting, and there are none."""
    if poll.is_hidden and asked not in {None, Release.MANUAL}:
        await answer(interaction, hidden_until_after(speech_for(interaction)))
        return
    if poll.secrecy is not Secrecy.SECRET or poll.release is Release.LIVE:
        return
    asked = asked or (await settings_of(context_of(interaction), poll.guild_id)).release
    if asked is Release.LIVE:
        await answer(interaction, not_live(speech_for(interaction)))


@app_commands.guild_only()
class Poll(commands.GroupCog, group_name="poll", group_description=_("Put questions to the vote (moderators)")):
    """Running polls."""

    @app_commands.command(name="open", description=_("Put a question to the vote in this channel"))
    @app_commands.describe(
        question=_("Its letter or title"),
        minutes=_("Minutes until it closes by itself. Leave it out to close it by hand."),
        round=_("Before and after the debate, or the main vote"),
        results=_("When the counts are shown. Leave it out for the server's setting."),
        secrecy=_("How secret the ballots are. Leave it out for the server's setting."),
        quorum=_("How many must vote, such as 20 or 10%. Leave it out for the pack's quorum."),
    )
    @app_commands.autocomplete(question=questions_typed)
    @app_commands.choices(round=ROUNDS, results=RELEASES, secrecy=SECRECIES)
    async def open(
        self,
        interaction: discord.Interaction,
        question: Typed,
        minutes: Range[int, 1, MOST_MINUTES] | None = None,
        round: Choice[str] | None = None,  # noqa: A002  the option's name
        results: Choice[str] | None = None,
        secrecy: Choice[str] | None = None,
        quorum: Range[str, 1, 20] | None = None,
    ) -> None:
        """Post a ballot paper; where the question is open already, say where."""
        context, room = context_of(interaction), speech_of_room(interaction)
        poll, is_new = await open_here(
            interaction,
            question,
            _round(round) or Round.MAIN,
            minutes=minutes,
            release=Release(results.value) if results else None,
            secrecy=Secrecy(secrecy.value) if secrecy else None,
            quorum=quorum,
        )
        tally = context.open_polls.visible_tally(poll.id)
        if not is_new or tally is None:
            await answer(interaction, view=already_open(poll, speech_for(interaction)))
            return
        decides = what_is_decided(context.library, poll, room)
        has_statements = await can_be_voted_on(context, poll.guild_id, poll.question)
        view = ballot_card(tally, room, decides=decides, has_statements=has_statements)
        try:
            message = await show_room(interaction, view=view)
        except FAILURES as error:
            log.warning("could not answer with the ballot paper of poll %s: %s", poll.id, error)
            await _post_instead(interaction, poll)
            return
        if message is not None:
            posted = await opening.save_message(context, poll, message.channel.id, message.id)
            await open_thread_or_tell(interaction, posted)
        await _tell_if_not_live(interaction, poll, Release(results.value) if results else None)

    @app_commands.command(name="close", description=_("Close a poll"))
    @app_commands.describe(question=_("Its letter or title. Leave it out if one is open."), round=_("Which round"))
    @app_commands.autocomplete(question=questions_typed)
    @app_commands.choices(round=ROUNDS)
    async def close(
        self,
        interaction: discord.Interaction,
        question: Typed | None = None,
        round: Choice[str] | None = None,  # noqa: A002  the option's name
    ) -> None:
        """Close a poll; a second close shows privately what the first one brought."""
        bot, person = bot_of(interaction), person_of(interaction)
        electorates = await electorates_of(interaction.client, bot.context.open_polls.polls(person.guild_id))
        tally, closed_now = await lifecycle.close_by_hand(bot.context, person, question, _round(round), electorates)
        if closed_now:
            await _announce(interaction, tally)
            if tally.poll.awaits_publication or tally.poll.is_hidden:
                now = bot.context.clock()
                await answer(interaction, view=closed_by_hand(tally, now, speech_for(interaction)))
            return
        if tally.poll.is_hidden:
            await answer(interaction, view=closed_by_hand(tally, bot.context.clock(), speech_for(interaction)))
            return
        speech, may_attach = speech_for(interaction), interaction.app_permissions.attach_files
        await answer(interaction, **await result_message(bot.context, tally, speech, may_attach=may_attach))

    @app_commands.command(name="extend", description=_("Give a poll more time"))
    @app_commands.describe(
        minutes=_("How many more minutes"),
        question=_("Its letter or title. Leave it out if one is open."),
        round=_("Which round"),
    )
    @app_commands.autocomplete(question=questions_typed)
    @app_commands.choices(round=ROUNDS)
    async def extend(
        self,
        interaction: discord.Interaction,
        minutes: Range[int, 1, MOST_MINUTES],
        question: Typed | None = None,
        round: Choice[str] | None = None,  # noqa: A002  the option's name
    ) -> None:
        """Move the deadline."""
        bot = bot_of(interaction)
        poll = await lifecycle.extend(bot.context, person_of(interaction), question, _round(round), minutes)
        await answer(interaction, extended(poll, speech_for(interaction)))
        await bot.board.extended(poll)

    @app_commands.command(name="publish", description=_("Publish a closed poll's result"))
    @app_commands.describe(question=_("Its letter or title. Leave it out if one waits."), round=_("Which round"))
    @app_commands.autocomplete(question=questions_typed)
    @app_commands.choices(round=ROUNDS)
    async def publish(
        self,
        interaction: discord.Interaction,
        question: Typed | None = None,
        round: Choice[str] | None = None,  # noqa: A002  the option's name
    ) -> None:
        """Publish a result to the room."""
        context, person = context_of(interaction), person_of(interaction)
        await _announce(interaction, await lifecycle.publish(context, person, question, _round(round)))

    @app_commands.command(name="cancel", description=_("Cancel a poll. Its votes will not count."))
    @app_commands.describe(question=_("Its letter or title. Leave it out if one is open."), round=_("Which round"))
    @app_commands.autocomplete(question=questions_typed)
    @app_commands.choices(round=ROUNDS)
    async def cancel(
        self,
        interaction: discord.Interaction,
        question: Typed | None = None,
        round: Choice[str] | None = None,  # noqa: A002  the option's name
    ) -> None:
        """Ask whether to cancel a poll, and say what that would do."""
        context = context_of(interaction)
        tally = await lifecycle.poll_to_cancel(context, person_of(interaction), question, _round(round))
        others = await lifecycle.other_rounds(context, tally.poll)
        await answer(interaction, view=ask_to_cancel(tally, others, speech_for(interaction)))

    @app_commands.command(name="status", description=_("See where every question stands"))
    async def status(self, interaction: discord.Interaction) -> None:
        """Show the debate and its polls."""
        await RUN_SHEET.perform(interaction)


COG = Poll
