"""What the room and the moderators are told of a debate, and the settings."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from discord import ButtonStyle, ui

from bot.domain.oxford import comes_with_after
from bot.domain.polls import Debate, DebateFormat, Poll, PollState, Release, ServerSettings
from bot.domain.small_groups import LIVE_STEP
from bot.domain.statements import StatementSet
from bot.domain.tally import PollTally
from bot.domain.voter_rules import VoterRules
from bot.library.models import Library
from bot.services.run_sheet.status import DebateStatus, PollStatus
from bot.ui.common.double_taps import stamp
from bot.ui.common.labels import release_name, secrecy_name
from bot.ui.common.languages import Speech
from bot.ui.common.layout import page, row
from bot.ui.common.mentions import Mentions
from bot.ui.common.poll_words import poll_heading, release_words, voted_words, voters_words
from bot.ui.common.text import harmless
from bot.ui.content.controls import ALL_CLUSTERS, PROPOSALS, QUESTIONS
from bot.ui.debates.controls import CLOSE_DEBATE, CONSOLE_OFF, KEEP_DEBATE
from bot.ui.help.controls import HOW_TO_VOTE
from bot.ui.programme.controls import PROGRAMME
from bot.ui.responses.controls import review_button
from bot.ui.run_sheet.controls import run_sheet_button

MOST_OPEN = 10
"""Most open polls that are named before they are closed with their debate; the others are counted."""


def debate_started(debate: Debate, library: Library, mention: Mentions, speech: Speech) -> ui.LayoutView:
    """Open the debate for the room. What it is about is left to a programme that begins with a welcome."""
    title = speech("The debate is open: {title}", title=harmless(debate.title))
    commands = speech("New here? {help} says what you can do.", help=mention("help"))
    told = []
    if debate.format is DebateFormat.OXFORD:
        told = [speech("Vote before and after. The results before stay hidden until the votes after close.")]
    buttons = [
        HOW_TO_VOTE(speech("Read how to vote"), style=ButtonStyle.primary),
        QUESTIONS(speech("See questions")),
        PROPOSALS(speech("See proposals"), cluster=ALL_CLUSTERS),
        *([PROGRAMME(speech("See the programme"))] if library.programme else []),
    ]
    about = library.debate.summary.say(speech.language)
    if library.programme and library.programme[0].kind == "welcome":
        about = speech("The moderators will welcome you here soon.")
    return page(f"## {title}\n{about}", *told, row(buttons), f"-# {commands}")


def ask_to_close(
    status: DebateStatus, statements: Sequence[StatementSet], now: datetime, speech: Speech
) -> ui.LayoutView:
    """Ask whether to close the debate, and say what that does: open polls and `statements` close with it."""
    head = "### " + speech("Close the debate “{title}”?", title=harmless(status.debate.title))
    still_open = [entry for entry in status.polls if entry.poll.state is PollState.OPEN]
    polls = [entry.poll for entry in status.polls]
    lines = [f"- {_closes(entry, polls, speech)}" for entry in still_open[:MOST_OPEN]]
    if more := len(still_open) - len(lines):
        lines.append(speech.many("- and {count} more open poll", "- and {count} more open polls", count=more))
    if letters := ", ".join(dict.fromkeys(one.question.upper() for one in statements)):
        lines.append(speech("- **Statements to {letters}**: the room sees what it shares.", letters=letters))
    if not lines:
        lines.append(speech("No poll is open."))
    else:
        lines.insert(0, speech("This closes with it:"))
    hidden = (poll for poll in polls if poll.is_hidden and poll.state is PollState.CLOSED)
    if kept := len(status.unpublished) + sum(not comes_with_after(poll, polls) for poll in hidden):
        lines.append(
            speech.many(
                "{count} result is not published. You can still publish it afterwards.",
                "{count} results are not published. You can still publish them afterwards.",
                count=kept,
            )
        )
    end = speech("No question can be opened in it any more. Results and exports stay. This cannot be undone.")
    close = CLOSE_DEBATE(
        speech("Close the debate"), style=ButtonStyle.danger, debate=status.debate.id, shown=stamp(now)
    )
    return page(head, "\n".join(lines), end, row([close, KEEP_DEBATE(speech("Keep it open"))]))


def _closes(entry: PollStatus, polls: Sequence[Poll], speech: Speech) -> str:
    said = {"poll": poll_heading(entry.poll, speech), "voted": voted_words(entry.poll, entry.turnout, speech)}
    if entry.poll.release is Release.MANUAL and not comes_with_after(entry.poll, polls):
        return speech("**{poll}**: {voted}. Its result waits until you publish it.", **said)
    return speech("**{poll}**: {voted}. The room sees its result.", **said)


def debate_stays_open(speech: Speech) -> ui.LayoutView:
    """Say that the debate was not closed."""
    return page(speech("The debate stays open."))


def debate_closed(debate: Debate, closed: Sequence[PollTally], speech: Speech) -> ui.LayoutView:
    """Close the debate for the room."""
    lines = ["## " + speech("The debate is closed: {title}", title=harmless(debate.title))]
    polls = [replace(tally.poll, state=PollState.OPEN) for tally in closed]  # as they were
    shown = sum(tally.poll.shows_counts or comes_with_after(tally.poll, polls) for tally in closed)
    if shown:
        follow = speech.many(
            "{count} open poll is now closed. Its result follows.",
            "{count} open polls are now closed. Their results follow.",
            count=shown,
        )
        lines.append(follow)
    if withheld := len(closed) - shown:
        wait = speech.many(
            "{count} open poll is now closed. The moderators will publish its result.",
            "{count} open polls are now closed. The moderators will publish their results.",
            count=withheld,
        )
        lines.append(wait)
    lines.append(speech("Thank you all. You can still read the results with `/results`."))
    return page("\n".join(lines))


def has_left(status: DebateStatus) -> bool:
    """Whether something waits for a moderator."""
    return bool(status.unpublished or status.earlier_unpublished or status.pending)


def still_waiting(status: DebateStatus, speech: Speech) -> ui.LayoutView:
    """Name what waits for a moderator, now that a debate is over or the next one begins."""
    lines = []
    if status.unpublished:
        names = "; ".join(poll_heading(poll, speech) for poll in status.unpublished)
        lines.append(speech("- Results to publish: {polls}", polls=names))
    if status.earlier_unpublished:
        left = speech.many(
            "- {count} result of an earlier debate to publish",
            "- {count} results of earlier debates to publish",
            count=len(status.earlier_unpublished),
        )
        lines.append(left)
    if status.pending:
        waiting = speech.many(
            "- {count} text to review",
            "- {count} texts to review",
            count=status.pending,
        )
        lines.append(waiting)
    if not lines:
        return page(speech("The debate is closed, and nothing is left to do."))
    how = speech("`/poll status` shows this list, with buttons to publish and review.")
    return page("\n".join(["### " + speech("Still to do"), *lines]), how, row([run_sheet_button(speech)]))


def settings_lines(settings: ServerSettings, speech: Speech) -> list[str]:
    """List a server's settings."""
    moderators = f"<@&{settings.moderator_role}>" if settings.moderator_role else speech("administrators only")
    console = settings.console
    participants = f"<@&{settings.participant_role}>" if settings.participant_role else speech("everybody")
    return [
        speech("- Moderators: {who}", who=moderators),
        speech("- May vote and respond: {who}", who=participants),
        *_rules_on_voters(settings.voters, speech),
        speech(
            "- Results: {value}. {meaning}",
            value=release_name(settings.release, speech),
            meaning=release_words(settings.release, speech),
        ),
        speech("- Ballots: {value}", value=secrecy_name(settings.secrecy, speech)),
        speech("- Speakers: named") if settings.named_speakers else speech("- Speakers: pseudonymous"),
        speech("- Reminders before a poll closes: on") if settings.reminders else speech("- Reminders: off"),
        speech("- Responses: shown once a moderator approves them")
        if settings.review
        else speech("- Responses: shown at once"),
        speech("- Statements: {count} each, shown once a moderator approves them", count=settings.statements)
        if settings.review_statements
        else speech("- Statements: {count} each, shown at once", count=settings.statements),
        *([speech("- Groups of opinion: described when statements close")] if settings.groups else []),
        speech(
            "- Small groups: on. Live counts move in steps of {count} people, except in named polls.", count=LIVE_STEP
        )
        if settings.small_groups
        else speech("- Small groups: off. Live counts show every vote at once."),
        *([speech("- Threads: each poll gets one, with new responses")] if settings.threads else []),
        *([speech("- Run sheet: in {channel}", channel=f"<#{console.channel_id}>")] if console else []),
    ]


def _rules_on_voters(rules: VoterRules, speech: Speech) -> list[str]:
    return [speech("- May vote: people {rules}", rules=voters_words(rules, speech))] if rules else []


def no_threads_here(speech: Speech) -> str:
    """Say what the bot needs for threads."""
    return speech(
        "⚠️ The bot may not open threads in this channel. Give its role Create Public Threads and Send Messages in "
        "Threads."
    )


def settings_page(settings: ServerSettings, pending: int, speech: Speech, notes: Sequence[str] = ()) -> ui.LayoutView:
    """Show a server's settings, what to know of a change, and how many responses wait although none is reviewed."""
    note = speech("These apply to polls opened from now on. Open polls keep theirs.")
    head = "\n".join(["## " + speech("Settings of this server"), *settings_lines(settings, speech)])
    console = [row([CONSOLE_OFF(speech("Remove the run sheet from the channel"))])] if settings.console else []
    told = [head, *notes, f"-# {note}"]
    if settings.review or not pending:
        return page(*told, *console)
    waiting = speech.many(
        "⏳ {count} response still waits for review. It stays in the queue until a moderator decides.",
        "⏳ {count} responses still wait for review. They stay in the queue until a moderator decides.",
        count=pending,
    )
    return page(*told, waiting, row([review_button(pending, speech)]), *console)
