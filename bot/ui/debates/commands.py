"""`/debate`: starting, setting up and closing a debate."""

import discord
from discord import app_commands
from discord.app_commands import Choice
from discord.app_commands import locale_str as _
from discord.ext import commands

from bot.domain.polls import DebateFormat, Release, Secrecy
from bot.domain.voter_rules import MOST_DAYS
from bot.services.common.debate_lookup import settings_of
from bot.services.debates import debates
from bot.services.responses.review import count_waiting
from bot.services.run_sheet.status import debate_status
from bot.ui.common.bot import bot_of, context_of
from bot.ui.common.choices import RELEASES, SECRECIES
from bot.ui.common.languages import speech_for, speech_of_room
from bot.ui.common.responding import answer, person_of, show_room
from bot.ui.debates.choices import FORMATS, SMALL_GROUPS, SPEAKERS, SWITCH
from bot.ui.debates.consoles import put_console
from bot.ui.debates.controls import ASK_TO_CLOSE
from bot.ui.debates.events import make_event
from bot.ui.debates.pages import (
    debate_started,
    has_left,
    no_threads_here,
    settings_page,
    still_waiting,
)
from bot.ui.polls.threads import may_open_threads
from bot.ui.run_sheet.controls import RUN_SHEET

MOST_STATEMENTS = 20


@app_commands.guild_only()
class Debate(commands.GroupCog, group_name="debate", group_description=_("Start, set up and close the debate")):
    """Running a debate."""

    @app_commands.command(name="start", description=_("Start the debate (administrators)"))
    @app_commands.describe(
        title=_("Your own title. Leave it out for the paper's."),
        format=_("When results from before the debate are shown. Leave it out for the pack's format."),
        event=_("Announce the debate as an event of this server, too"),
    )
    @app_commands.choices(format=FORMATS)
    async def start(
        self,
        interaction: discord.Interaction,
        title: app_commands.Range[str, 1, 200] | None = None,
        format: Choice[str] | None = None,  # noqa: A002  the option's name
        event: bool = False,
    ) -> None:
        """Start a debate and introduce it to the room."""
        context, speech = context_of(interaction), speech_of_room(interaction)
        person, channel_id = person_of(interaction), interaction.channel_id
        chosen = DebateFormat(format.value) if format else None
        debate = await debates.start(context, person, title, speech.language, channel_id=channel_id, format_=chosen)
        bot_of(interaction).board.mark_sheet(person.guild_id)
        mention = bot_of(interaction).mentions
        await show_room(interaction, view=debate_started(debate, context.library, mention, speech))
        if event and (problem := await make_event(interaction, debate)):
            await answer(interaction, problem)
        status = await debate_status(context, person)
        if has_left(status):
            await answer(interaction, view=still_waiting(status, speech_for(interaction)))

    @app_commands.command(name="settings", description=_("See or change how debates run here (administrators)"))
    @app_commands.describe(
        moderators=_("The role that may run polls. @everyone removes it."),
        participants=_("The role that may vote. @everyone lets everybody vote."),
        member_days=_("How many days people must have been in this server to vote. 0 asks for none."),
        joined_before=_("Only people who joined before a poll opens may vote in it"),
        account_days=_("How many days old an account must be to vote. 0 asks for none."),
        results=_("When the counts are shown"),
        secrecy=_("How secret the ballots are"),
        small_groups=_("Live counts move in steps of nine people, so that no single vote shows"),
        reminders=_("Remind the channel at half time and before the end, without pings"),
        review=_("Moderators approve responses before others see them"),
        threads=_("Give each poll a thread, where new responses appear without names"),
        speakers=_("Whether the turns of a floor are stored with names"),
        statements=_("How many statements a person may write to a question"),
        review_statements=_("Moderators approve statements before others vote on them"),
        groups=_("Describe groups of opinion when voting on statements closes; nobody is assigned to one"),
        console=_("A moderators' channel for the run sheet, pinned and kept up to date"),
    )
    @app_commands.choices(
        results=RELEASES,
        secrecy=SECRECIES,
        small_groups=SMALL_GROUPS,
        reminders=SWITCH,
        review=SWITCH,
        threads=SWITCH,
        speakers=SPEAKERS,
        joined_before=SWITCH,
        review_statements=SWITCH,
        groups=SWITCH,
    )
    async def settings(
        self,
        interaction: discord.Interaction,
        moderators: discord.Role | None = None,
        participants: discord.Role | None = None,
        results: Choice[str] | None = None,
        secrecy: Choice[str] | None = None,
        reminders: Choice[str] | None = None,
        review: Choice[str] | None = None,
        small_groups: Choice[str] | None = None,
        threads: Choice[str] | None = None,
        speakers: Choice[str] | None = None,
        console: discord.TextChannel | None = None,
        member_days: app_commands.Range[int, 0, MOST_DAYS] | None = None,
        joined_before: Choice[str] | None = None,
        account_days: app_commands.Range[int, 0, MOST_DAYS] | None = None,
        statements: app_commands.Range[int, 0, MOST_STATEMENTS] | None = None,
        review_statements: Choice[str] | None = None,
        groups: Choice[str] | None = None,
    ) -> None:
        """Change what is given and show all settings."""
        context, person = context_of(interaction), person_of(interaction)
        settings = await debates.change_settings(
            context,
            person,
            moderator_role=moderators.id if moderators else None,
            participant_role=participants.id if participants else None,
            release=Release(results.value) if results else None,
            secrecy=Secrecy(secrecy.value) if secrecy else None,
            reminders=reminders.value == "on" if reminders else None,
            review=review.value == "on" if review else None,
            small_groups=small_groups.value == "on" if small_groups else None,
            threads=threads.value == "on" if threads else None,
            named_speakers=speakers.value == "named" if speakers else None,
            member_days=member_days,
            joined_before=joined_before.value == "on" if joined_before else None,
            account_days=account_days,
            statements=statements,
            review_statements=review_statements.value == "on" if review_statements else None,
            groups=groups.value == "on" if groups else None,
        )
        bot_of(interaction).board.mark_sheet(person.guild_id)
        notes = await put_console(interaction, console) if console else []
        if threads is not None and settings.threads and not may_open_threads(interaction):
            notes.append(no_threads_here(speech_for(interaction)))
        settings = await settings_of(context, person.guild_id) if console else settings
        pending = await count_waiting(context, person)
        await answer(interaction, view=settings_page(settings, pending, speech_for(interaction), notes))

    @app_commands.command(name="status", description=_("See where the debate stands (moderators)"))
    async def status(self, interaction: discord.Interaction) -> None:
        """Show the debate and its polls."""
        await RUN_SHEET.perform(interaction)

    @app_commands.command(name="close", description=_("Close the debate and its open polls (moderators)"))
    async def close(self, interaction: discord.Interaction) -> None:
        """Say what closing the debate does, and ask."""
        await ASK_TO_CLOSE.perform(interaction)


COG = Debate
