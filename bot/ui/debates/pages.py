"""Where a debate stands, and what moderators are told."""

from collections.abc import Sequence

from discord import ButtonStyle, ui

from bot.domain.polls import Debate, Poll, ServerSettings
from bot.domain.small_groups import STEP
from bot.domain.tally import PollTally
from bot.library.models import Library
from bot.services.debates.debates import DebateStatus, Left
from bot.ui.common.languages import Speech
from bot.ui.common.layout import Block, page, row
from bot.ui.common.text import (
    MOST_OF_BRIEF_TITLE,
    MOST_OF_TITLE,
    debate_name,
    harmless,
    paper_link,
    poll_heading,
    release_words,
    state_words,
)
from bot.ui.polls.controls import REPOST
from bot.ui.responses.controls import review_button
from bot.ui.run_sheet.controls import RUN_SHEET, SET_ASIDE


def debate_started(debate: Debate, library: Library, speech: Speech) -> ui.LayoutView:
    """Open the debate for the room."""
    return page(
        f"## {speech('The debate is open: {title}', title=harmless(debate.title))}\n"
        f"{library.debate.summary.say(speech.language)}",
        speech("`/questions` shows what is debated, `/proposals` what is on the table. New here? `/help`"),
    )


def debate_closed(debate: Debate, closed: Sequence[PollTally], speech: Speech) -> ui.LayoutView:
    """Close the debate for the room."""
    lines = [f"## {speech('The debate is closed: {title}', title=harmless(debate.title))}"]
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
    if status.left:
        left = speech.many(
            "- {count} result of an earlier debate that is not published",
            "- {count} results of earlier debates that are not published",
            count=len(status.left),
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
    return page("\n".join([f"### {speech('Still to be done')}", *lines]), how, row([_sheet_button(speech)]))


def _sheet_button(speech: Speech) -> Block:
    return RUN_SHEET(speech("Show the run sheet"), style=ButtonStyle.primary)


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
        speech("- Small groups: on. Live counts move in steps of {count} people, but for named polls.", count=STEP)
        if settings.small_groups
        else speech("- Small groups: off. Every vote shows at once in a live count."),
    ]


def settings_words(settings: ServerSettings, speech: Speech) -> str:
    """Sum up when results show and what ballots carry, and whatever else is not as it is by default."""
    said = [
        speech("results {value}", value=settings.release),
        speech("ballots {value}", value=settings.secrecy),
        speech("review on") if settings.review else None,
        None if settings.reminders else speech("reminders off"),
        None if settings.small_groups else speech("small groups off"),
        speech("moderators {role}", role=f"<@&{settings.moderator_role}>") if settings.moderator_role else None,
        speech("participants {role}", role=f"<@&{settings.participant_role}>") if settings.participant_role else None,
    ]
    return speech("Settings: {settings}", settings=", ".join(part for part in said if part))


def settings_page(settings: ServerSettings, pending: int, speech: Speech) -> ui.LayoutView:
    """Show a server's settings, and how many responses wait although they are no longer reviewed."""
    note = speech("They hold for polls opened from now on; polls that are open keep theirs.")
    head = "\n".join([f"## {speech('Settings of this server')}", *settings_lines(settings, speech)])
    if settings.review or not pending:
        return page(head, f"-# {note}")
    waiting = speech.many(
        "⏳ {count} response still waits for review: it stays in the queue until a moderator decides.",
        "⏳ {count} responses still wait for review: they stay in the queue until a moderator decides.",
        count=pending,
    )
    return page(head, f"-# {note}", waiting, row([review_button(pending, speech)]))


def already_open(poll: Poll, speech: Speech) -> ui.LayoutView:
    """Say where the ballot paper is, with a way to have it again where it was deleted or has scrolled away."""
    where = paper_link(poll) or f"<#{poll.channel_id}>"
    again = REPOST(speech("Post it here again"), emoji="📌", poll=poll.id)
    return page(
        speech("{poll} is open already: {where}", poll=poll_heading(poll, speech), where=where),
        row([again]),
    )


def without_paper(poll: Poll, speech: Speech) -> ui.LayoutView:
    """Say that a poll is open and nobody can vote in it yet, with a way to post its ballot paper."""
    again = REPOST(speech("Post it here again"), emoji="📌", poll=poll.id)
    return page(
        speech(
            "⚠️ {poll} is open, but Discord did not take its ballot paper, so nobody can vote yet. "
            "Post it again, or set the poll aside with `/poll cancel`.",
            poll=poll_heading(poll, speech),
        ),
        row([again]),
    )


def extended(poll: Poll, speech: Speech) -> str:
    """Say until when a poll is open now."""
    return f"{poll_heading(poll, speech)}: {state_words(poll, speech)}"


def cancelled(poll: Poll, stuck: Sequence[str], speech: Speech) -> str:
    """Say what cancelling did, with links to the posted results that the bot could not change."""
    said = speech(
        "{poll} is cancelled. Its ballots are kept but count nowhere, and the question can be opened anew.",
        poll=poll_heading(poll, speech),
    )
    return "\n".join([said, *_stuck(stuck, speech)])


def left_name(left: Left, speech: Speech, *, brief: bool = False) -> str:
    """Name a poll that an earlier debate has left, so that no other is mistaken for it."""
    most = MOST_OF_BRIEF_TITLE if brief else MOST_OF_TITLE
    return f"{poll_heading(left.poll, speech)} · {debate_name(left.debate, speech, most)}"


def ask_to_set_aside(left: Left, speech: Speech) -> ui.LayoutView:
    """Ask whether a result that an earlier debate has left is to be set aside, as nothing brings it back."""
    head = speech("Set the result of this poll aside?")
    what = speech(
        "Its votes will count nowhere, and nobody can publish it any more. This cannot be undone. To leave it as it "
        "is, dismiss this message."
    )
    button = SET_ASIDE(speech("Set it aside"), style=ButtonStyle.danger, poll=left.poll.id)
    return page(f"### {head}\n{left_name(left, speech)}", what, row([button]))


def left_aside(poll: Poll, stuck: Sequence[str], speech: Speech) -> ui.LayoutView:
    """Say what setting it aside did, with links to posted messages that the bot could not change."""
    said = speech("{poll} is set aside. Its ballots are kept but count nowhere.", poll=poll_heading(poll, speech))
    return page("\n".join([said, *_stuck(stuck, speech)]), row([_sheet_button(speech)]))


def _stuck(links: Sequence[str], speech: Speech) -> list[str]:
    if not links:
        return []
    left = speech(
        "The bot could not change the result that was posted; delete it by hand: {links}", links=" ".join(links)
    )
    return [f"⚠️ {left}"]
