"""Running the debate from the run sheet: what its buttons do. Afterwards it shows how things stand then."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import discord

from bot.domain.polls import Round
from bot.domain.refusals import NotAllowed, NotNow, Refusal
from bot.domain.texts import say
from bot.services.polls import finding, lifecycle, opening
from bot.services.results.shift import shift
from bot.services.run_sheet.status import debate_status, unpublished_result
from bot.ui.common import items
from bot.ui.common.bot import context_of, host_of
from bot.ui.common.eligible_voters import electorates_of
from bot.ui.common.failures import FAILURES
from bot.ui.common.languages import speech_for, speech_of_room
from bot.ui.common.responding import answer, leave_as_is, person_of, replace
from bot.ui.common.taps import acts_on
from bot.ui.common.text import attribution
from bot.ui.debates.pages import ask_to_set_aside, left_aside
from bot.ui.polls import retracting
from bot.ui.polls.opening import open_here, post_paper
from bot.ui.results.messages import shift_message
from bot.ui.run_sheet.pages import MORE_MINUTES
from bot.ui.run_sheet.showing import run_sheet_for

DOUBLE_TAP = timedelta(seconds=2)
"""What was opened or closed so shortly before a tap is not what the moderator saw when tapping."""


async def _then_show(interaction: discord.Interaction, act: Callable[[], Awaitable[None]]) -> None:
    """Act, and bring the run sheet up to date; also where it was refused, as the sheet may be out of date."""
    await leave_as_is(interaction)
    try:
        await act()
    except NotAllowed:
        raise
    except Refusal:
        await replace(interaction, await run_sheet_for(interaction))
        raise
    await replace(interaction, await run_sheet_for(interaction))


async def _is_double(interaction: discord.Interaction, poll_id: int) -> bool:
    """Whether a poll was opened, or closed, so shortly before that the moderator cannot have meant the button."""
    context = context_of(interaction)
    status = await debate_status(context, person_of(interaction))
    shown = [*(entry.poll for entry in status.polls), *(left.poll for left in status.earlier_unpublished)]
    since = [poll.closed_at or poll.opened_at for poll in shown if poll.id == poll_id]
    return any(context.clock() - moment < DOUBLE_TAP for moment in since)


@acts_on(items.RunSheetButton)
async def refresh(_: items.RunSheetButton, interaction: discord.Interaction) -> None:
    await leave_as_is(interaction)
    await replace(interaction, await run_sheet_for(interaction))


@acts_on(items.RunOpenButton)
async def open_poll(tap: items.RunOpenButton, interaction: discord.Interaction) -> None:
    async def act() -> None:
        round_, debate_id = Round(tap.ids["round"]), int(tap.ids["debate"])
        poll, is_new = await open_here(interaction, tap.ids["question"], round_, debate_id=debate_id)
        if is_new:
            await post_paper(interaction, poll)

    await _then_show(interaction, act)


@acts_on(items.RunExtendButton)
async def extend(tap: items.RunExtendButton, interaction: discord.Interaction) -> None:
    async def act() -> None:
        host, shown = host_of(interaction), lifecycle.ShownDeadline(int(tap.ids["poll"]), int(tap.ids["deadline"]))
        await lifecycle.extend(host.context, person_of(interaction), None, None, MORE_MINUTES, shown=shown)
        host.board.mark(shown.poll_id)

    await _then_show(interaction, act)


@acts_on(items.RunCloseButton)
async def close(tap: items.RunCloseButton, interaction: discord.Interaction) -> None:
    async def act() -> None:
        host, person, poll_id = host_of(interaction), person_of(interaction), int(tap.ids["poll"])
        if await _is_double(interaction, poll_id):
            return
        electorates = await electorates_of(interaction.client, host.context.open_polls.polls(person.guild_id))
        tally, closed_now = await lifecycle.close_by_hand(
            host.context, person, None, None, electorates, poll_id=poll_id
        )
        if closed_now:
            await host.board.announce(tally)

    await _then_show(interaction, act)


@acts_on(items.RunRepostButton)
async def repost(tap: items.RunRepostButton, interaction: discord.Interaction) -> None:
    async def act() -> None:
        host, person = host_of(interaction), person_of(interaction)
        poll = await finding.require_open_poll(host.context, person, int(tap.ids["poll"]))
        await host.board.repost(poll, interaction.channel_id or poll.channel_id)
        await opening.log_reposting(host.context, poll)

    await _then_show(interaction, act)


@acts_on(items.RunShiftButton)
async def show_shift(tap: items.RunShiftButton, interaction: discord.Interaction) -> None:
    async def act() -> None:
        context, room, person = context_of(interaction), speech_of_room(interaction), person_of(interaction)
        question, debate_id = tap.ids["question"], int(tap.ids["debate"])
        shifted = await shift(context, person, question, for_room=True, debate_id=debate_id)
        cited, may = attribution(context.library, room), interaction.app_permissions.attach_files
        message = await shift_message(shifted, room, attribution=cited, may_attach=may)
        channel = interaction.client.get_partial_messageable(interaction.channel_id or 0, guild_id=interaction.guild_id)
        try:
            # Discord drops a second message with this nonce, should it be tapped twice.
            posted = await channel.send(**message, nonce=f"shift-{shifted.after.id}")
        except FAILURES as error:
            raise NotNow(
                say("The bot could not post that here. Give its role View Channel and Send Messages, or try again.")
            ) from error
        await retracting.remember(context, posted, room, shifted.before, shifted.after)

    await _then_show(interaction, act)


@acts_on(items.RunPublishButton)
async def publish(tap: items.RunPublishButton, interaction: discord.Interaction) -> None:
    async def act() -> None:
        host, poll_id = host_of(interaction), int(tap.ids["poll"])
        if await _is_double(interaction, poll_id):
            return
        await host.board.announce(
            await lifecycle.publish(host.context, person_of(interaction), None, None, poll_id=poll_id)
        )

    await _then_show(interaction, act)


@acts_on(items.RunSetAsideButton)
async def ask_whether_to_set_aside(tap: items.RunSetAsideButton, interaction: discord.Interaction) -> None:
    async def act() -> None:
        left = await unpublished_result(context_of(interaction), person_of(interaction), int(tap.ids["poll"]))
        await answer(interaction, view=ask_to_set_aside(left, speech_for(interaction)))

    await _then_show(interaction, act)


@acts_on(items.SetAsideButton)
async def set_aside(tap: items.SetAsideButton, interaction: discord.Interaction) -> None:
    await leave_as_is(interaction)
    host = host_of(interaction)
    tally = await lifecycle.set_aside(host.context, person_of(interaction), int(tap.ids["poll"]))
    stuck = await retracting.retract(interaction.client, host.context, tally.poll, speech_of_room(interaction))
    await replace(interaction, left_aside(tally.poll, stuck, speech_for(interaction)))
    await host.board.show(tally)
