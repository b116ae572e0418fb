"""What the room and the moderators are told of a debate, and the settings."""

from collections.abc import Sequence

from discord import ui

from bot.domain.polls import Debate, ServerSettings
from bot.domain.small_groups import LIVE_STEP
from bot.domain.tally import PollTally
from bot.library.models import Library
from bot.services.run_sheet.status import DebateStatus
from bot.ui.common.languages import Speech
from bot.ui.common.layout import page, row
from bot.ui.common.text import (
    harmless,
    poll_heading,
    release_words,
)
from bot.ui.responses.controls import review_button
from bot.ui.run_sheet.controls import run_sheet_button


def debate_started(debate: Debate, library: Library, speech: Speech) -> ui.LayoutView:
    """Open the debate for the room."""
    title = speech("The debate is open: {title}", title=harmless(debate.title))
    return page(
        f"## {title}\n{library.debate.summary.say(speech.language)}",
        speech("`/questions` shows what is debated, `/proposals` what is on the table. New here? `/help`"),
    )


def debate_closed(debate: Debate, closed: Sequence[PollTally], speech: Speech) -> ui.LayoutView:
    """Close the debate for the room."""
    lines = ["## " + speech("The debate is closed: {title}", title=harmless(debate.title))]
    shown = sum(tally.poll.shows_counts for tally in closed)
    if shown:
        follow = speech.many(
            "{count} poll was still open and is closed now; its result follows.",
            "{count} polls were still open and are closed now; their results follow.",
            count=shown,
        )
        lines.append(follow)
    if withheld := len(closed) - shown:
        wait = speech.many(
            "{count} poll was still open and is closed now; the moderators will publish its result.",
            "{count} polls were still open and are closed now; the moderators will publish their results.",
            count=withheld,
        )
        lines.append(wait)
    lines.append(speech("Thank you all. Results stay readable with `/results`."))
    return page("\n".join(lines))


def still_waiting(status: DebateStatus, speech: Speech) -> ui.LayoutView | None:
    """Name what waits for a moderator, now that a debate is over or the next one begins; None where nothing does."""
    lines = []
    if status.unpublished:
        names = "; ".join(poll_heading(poll, speech) for poll in status.unpublished)
        lines.append(speech("- Results that are not published: {polls}", polls=names))
    if status.earlier_unpublished:
        left = speech.many(
            "- {count} result of an earlier debate that is not published",
            "- {count} results of earlier debates that are not published",
            count=len(status.earlier_unpublished),
        )
        lines.append(left)
    if status.pending:
        waiting = speech.many(
            "- {count} response that waits for review",
            "- {count} responses that wait for review",
            count=status.pending,
        )
        lines.append(waiting)
    if not lines:
        return None
    how = speech("`/poll status` goes on showing them, with buttons to publish and to review.")
    return page("\n".join(["### " + speech("Still to be done"), *lines]), how, row([run_sheet_button(speech)]))


def settings_lines(settings: ServerSettings, speech: Speech) -> list[str]:
    """List a server's settings."""
    moderators = f"<@&{settings.moderator_role}>" if settings.moderator_role else speech("administrators only")
    participants = f"<@&{settings.participant_role}>" if settings.participant_role else speech("everybody")
    return [
        speech("- Moderators: {who}", who=moderators),
        speech("- May vote and respond: {who}", who=participants),
        speech(
            "- Results: {value}. {meaning}", value=settings.release, meaning=release_words(settings.release, speech)
        ),
        speech("- Ballots: {value}", value=settings.secrecy),
        speech("- Reminders before a poll closes: on") if settings.reminders else speech("- Reminders: off"),
        speech("- Responses: shown once a moderator approves them")
        if settings.review
        else speech("- Responses: shown at once"),
        speech("- Small groups: on. Live counts move in steps of {count} people, but for named polls.", count=LIVE_STEP)
        if settings.small_groups
        else speech("- Small groups: off. Every vote shows at once in a live count."),
    ]


def settings_page(settings: ServerSettings, pending: int, speech: Speech) -> ui.LayoutView:
    """Show a server's settings, and how many responses wait although they are no longer reviewed."""
    note = speech("They hold for polls opened from now on; polls that are open keep theirs.")
    head = "\n".join(["## " + speech("Settings of this server"), *settings_lines(settings, speech)])
    if settings.review or not pending:
        return page(head, f"-# {note}")
    waiting = speech.many(
        "⏳ {count} response still waits for review: it stays in the queue until a moderator decides.",
        "⏳ {count} responses still wait for review: they stay in the queue until a moderator decides.",
        count=pending,
    )
    return page(head, f"-# {note}", waiting, row([review_button(pending, speech)]))
