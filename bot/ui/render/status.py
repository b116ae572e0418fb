"""Where a debate stands, and what moderators are told."""

from collections.abc import Sequence

from discord import ui

from bot.domain.polls import Debate, Poll, PollState, ServerSettings
from bot.domain.tally import PollTally
from bot.library.models import Library
from bot.services.debates import DebateStatus, PollStatus
from bot.ui import custom_ids, items
from bot.ui.render.layout import Block, page, row
from bot.ui.render.words import (
    harmless,
    paper_link,
    poll_heading,
    release_words,
    round_words,
    state_words,
    when,
)
from bot.ui.snags import Snag, Snags
from bot.ui.speech import Speech


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
    if closed:
        lines.append(
            speech.many(
                "{count} poll was still open and is closed now; its result follows.",
                "{count} polls were still open and are closed now; their results follow.",
                count=len(closed),
            )
        )
    lines.append(speech("Thank you all. Results stay readable with `/results`."))
    return page("\n".join(lines))


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
        speech("- Small groups: on. Live counts move in steps of five ballots, but for named polls.")
        if settings.small_groups
        else speech("- Small groups: off. Every vote shows at once in a live count."),
    ]


def settings_page(settings: ServerSettings, speech: Speech) -> ui.LayoutView:
    """Show a server's settings."""
    note = speech("They hold for polls opened from now on; polls that are open keep theirs.")
    return page("\n".join([f"## {speech('Settings of this server')}", *settings_lines(settings, speech)]), f"-# {note}")


def debate_status(status: DebateStatus, library: Library, snags: Snags, speech: Speech) -> ui.LayoutView:
    """Show the debate, every question with its polls and what Discord does not let the bot do, and the settings."""
    debate = status.debate
    head = f"## {harmless(debate.title)}\n{speech('Open since {time}', time=when(debate.started_at))}"
    sheet: list[Block | str] = []
    for question in library.questions:
        lines = [f"**{question.id.upper()} · {question.title.say(speech.language)}**"]
        polls = [entry for entry in status.polls if entry.poll.question == question.id]
        for entry in polls:
            lines += [_line(entry, speech), *_snags(entry.poll, snags, speech)]
        sheet += [ui.Separator(), "\n".join(lines if polls else [*lines, f"-# {speech('Not opened yet.')}"])]
        if lost := [entry.poll for entry in polls if _is_lost(entry.poll, snags)]:
            sheet.append(row([_again(poll, speech) for poll in lost]))
    settings = "\n".join([f"### {speech('Settings of this server')}", *settings_lines(status.settings, speech)])
    return page(head, *sheet, ui.Separator(), settings)


def _line(entry: PollStatus, speech: Speech) -> str:
    voted = speech.many("{count} person has voted", "{count} people have voted", count=entry.turnout)
    address = paper_link(entry.poll)
    place = f" · [{speech('ballot paper')}]({address})" if address else ""
    round_ = round_words(entry.poll.round, speech)
    return f"{f'{round_}: ' if round_ else ''}{state_words(entry.poll, speech)} · {voted}{place}"


def _is_lost(poll: Poll, snags: Snags) -> bool:
    """Whether an open poll's ballot paper is nowhere, or out of the bot's reach."""
    return poll.state is PollState.OPEN and (poll.message_id is None or poll.id in snags.papers)


def _again(poll: Poll, speech: Speech) -> Block:
    label = speech("Post {poll} here again", poll=poll_heading(poll, speech))
    return items.button(items.RepostButton, custom_ids.repost(poll.id), label, emoji="📌")


def _snags(poll: Poll, snags: Snags, speech: Speech) -> list[str]:
    lines = [_paper_snag(snags.papers.get(poll.id), speech)] if _is_lost(poll, snags) else []
    if poll.state is PollState.CLOSED and poll.id in snags.results:
        lines.append(_result_snag(snags.results[poll.id], f"<#{poll.channel_id}>", speech))
    return lines


def _paper_snag(snag: Snag | None, speech: Speech) -> str:
    return {
        None: speech("⚠️ The ballot paper has not been posted."),
        Snag.GONE: speech("⚠️ The ballot paper was deleted. Votes cast so far count on."),
        Snag.FORBIDDEN: speech(
            "⚠️ The bot may no longer edit the ballot paper. Give its role View Channel and Send Messages there."
        ),
        Snag.FAILING: speech("⚠️ Discord takes no edits of the ballot paper right now. The bot goes on trying."),
    }[snag]


def _result_snag(snag: Snag, channel: str, speech: Speech) -> str:
    return {
        Snag.GONE: speech("⚠️ The result could not be posted: its channel is gone. `/results` shows it."),
        Snag.FORBIDDEN: speech(
            "⚠️ The result could not be posted: the bot may not write in {channel}. Give its role View Channel and "
            "Send Messages there, then look here again: that makes the bot try again within two minutes.",
            channel=channel,
        ),
        Snag.FAILING: speech(
            "⚠️ The result could not be posted in {channel}: Discord did not take it. The bot goes on trying.",
            channel=channel,
        ),
    }[snag]


def already_open(poll: Poll, speech: Speech) -> ui.LayoutView:
    """Say where the ballot paper is, with a way to have it again where it was deleted or has scrolled away."""
    where = paper_link(poll) or f"<#{poll.channel_id}>"
    again = items.button(items.RepostButton, custom_ids.repost(poll.id), speech("Post it here again"), emoji="📌")
    return page(
        speech("{poll} is open already: {where}", poll=poll_heading(poll, speech), where=where),
        row([again]),
    )


def extended(poll: Poll, speech: Speech) -> str:
    """Say until when a poll is open now."""
    return f"{poll_heading(poll, speech)}: {state_words(poll, speech)}"


def cancelled(poll: Poll, speech: Speech) -> str:
    """Say what cancelling did."""
    return speech(
        "{poll} is cancelled. Its ballots are kept but count nowhere, and the question can be opened anew.",
        poll=poll_heading(poll, speech),
    )
