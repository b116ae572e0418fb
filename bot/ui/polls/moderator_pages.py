"""What moderators are told of a poll that they open, extend or cancel."""

from collections.abc import Sequence
from datetime import datetime

from discord import ButtonStyle, ui

from bot.domain.polls import Poll, Round
from bot.domain.reopening import REOPENING_TIME, may_be_reopened
from bot.domain.tally import PollTally
from bot.services.polls.lifecycle import Stage, stage_of
from bot.services.polls.reopening import closing_stamp
from bot.ui.common.controls import AnyButton
from bot.ui.common.labels import labelled
from bot.ui.common.languages import Speech
from bot.ui.common.layout import page, row
from bot.ui.common.poll_words import full_heading, poll_heading, state_words
from bot.ui.common.text import when
from bot.ui.polls.controls import CANCEL, KEEP, REOPEN, REPOST
from bot.ui.run_sheet.controls import run_sheet_button


def already_open(poll: Poll, speech: Speech) -> ui.LayoutView:
    """Say where the ballot paper is, with a way to have it again where it was deleted or has scrolled away."""
    where = poll.card_address or f"<#{poll.channel_id}>"
    again = REPOST(speech("Post it here again"), poll=poll.id)
    return page(
        speech("{poll} is open already: {where}", poll=poll_heading(poll, speech), where=where),
        row([again]),
    )


def without_paper(poll: Poll, speech: Speech) -> ui.LayoutView:
    """Say that a poll is open and nobody can vote in it yet, with a way to post its ballot paper."""
    again = REPOST(speech("Post it here again"), poll=poll.id)
    return page(
        speech(
            "⚠️ {poll} is open, but nobody can vote: Discord did not take its ballot card. Post it "
            "again, or cancel the poll with `/poll cancel`.",
            poll=poll_heading(poll, speech),
        ),
        row([again]),
    )


def hidden_until_after(speech: Speech) -> str:
    """Say why a first vote in an Oxford debate shows no counts whatever was asked for."""
    return speech("In an Oxford debate, counts stay hidden until the vote after the debate closes.")


def not_live(speech: Speech) -> str:
    """Say why a poll for which live counts were asked shows none."""
    return speech(
        "This poll shows its counts when it closes. Live counts could reveal single secret votes. Turnout is live."
    )


def extended(poll: Poll, speech: Speech) -> str:
    """Say until when a poll is open now."""
    return labelled(full_heading(poll, speech), state_words(poll, speech), speech)


def ask_to_cancel(tally: PollTally, others: Sequence[Poll], speech: Speech) -> ui.LayoutView:
    """Ask whether to cancel a poll, and say what that would do."""
    poll, letter = tally.poll, tally.poll.question.upper()
    head = {
        Round.MAIN: speech("Cancel the main vote on question {letter}?", letter=letter),
        Round.BEFORE: speech("Cancel question {letter}, before the debate?", letter=letter),
        Round.AFTER: speech("Cancel question {letter}, after the debate?", letter=letter),
    }[poll.round]
    stage = stage_of(poll)
    what = [_votes_lost(tally.turnout, speech)]
    if stage is Stage.PUBLIC:
        what.append(speech("Its public result is taken back wherever it was posted."))
    what.append(speech("This cannot be undone."))
    lines = [f"### {head}", " ".join(what), *_standing(others, speech)]
    cancel = CANCEL(speech("Cancel this vote"), style=ButtonStyle.danger, poll=poll.id, stage=stage)
    return page("\n".join(lines), row([cancel, KEEP(speech("Keep it"))]))


def _votes_lost(turnout: int, speech: Speech) -> str:
    if not turnout:
        return speech("Nobody has voted.")
    return speech.many(
        "{count} person has voted. Their ballot is kept but does not count.",
        "{count} people have voted. Their ballots are kept but do not count.",
        count=turnout,
    )


def _standing(others: Sequence[Poll], speech: Speech) -> list[str]:
    """Name the other rounds of the question, which stay as they are."""
    names = "; ".join(f"{full_heading(poll, speech)} ({state_words(poll, speech)})" for poll in others)
    return [speech("These stay as they are: {polls}", polls=names)] if others else []


def cancelled(tally: PollTally, others: Sequence[Poll], links: Sequence[str], speech: Speech) -> ui.LayoutView:
    """Say what cancelling did, with links to the posted results that the bot could not change."""
    said = speech("⚪ Cancelled: {poll}. You can put it to the vote again.", poll=full_heading(tally.poll, speech))
    lines = [said, _votes_lost(tally.turnout, speech), *_standing(others, speech), *unchanged(links, speech)]
    return page("\n".join(lines), row([run_sheet_button(speech)]))


def closed_by_hand(tally: PollTally, now: datetime, speech: Speech) -> ui.LayoutView:
    """Tell the moderator who closed a poll that only they see its result so far, and how to take that back."""
    poll = tally.poll
    lines = [
        speech("Closed: {poll}", poll=full_heading(poll, speech)),
        speech.many("{count} person has voted.", "{count} people have voted.", count=tally.turnout),
        speech("Nobody sees the result before the vote after the debate closes.")
        if poll.is_hidden
        else speech("Only moderators see the result, with `/results`. `/poll publish` shows it to everybody."),
    ]
    if not may_be_reopened(poll, now) or poll.closed_at is None:
        return page("\n".join(lines), row([run_sheet_button(speech)]))
    until = f"<t:{int((poll.closed_at + REOPENING_TIME).timestamp())}:R>"
    lines.append(speech("Closed by mistake? Your chance to open it again ends {time}.", time=until))
    return page("\n".join(lines), row([reopen_button(poll, speech), run_sheet_button(speech)]))


def reopen_button(poll: Poll, speech: Speech) -> AnyButton:
    """Return the button that takes back a closing."""
    return REOPEN(speech("Open it again"), poll=poll.id, closed=closing_stamp(poll))


def reopened(poll: Poll, speech: Speech) -> ui.LayoutView:
    """Tell the moderator that a poll is open again."""
    said = speech("Open again: {poll}. All votes so far still count.", poll=full_heading(poll, speech))
    return page("\n".join([said, _where_and_when(poll, speech)]), row([run_sheet_button(speech)]))


def reopened_note(poll: Poll, speech: Speech) -> ui.LayoutView:
    """The page that replaces, in the room, the message that a poll is closed."""
    said = speech(
        "🟢 {poll} is open again: it was closed by mistake. All votes so far still count. A seal "
        "posted here no longer holds.",
        poll=full_heading(poll, speech),
    )
    return page("\n".join([said, _where_and_when(poll, speech)]))


def _where_and_when(poll: Poll, speech: Speech) -> str:
    ballot = poll.card_address or f"<#{poll.channel_id}>"
    if poll.closes_at is None:
        return speech("Vote here until a moderator closes it: {link}", link=ballot)
    return speech("Vote here until {time}: {link}", time=when(poll.closes_at), link=ballot)


def kept(speech: Speech) -> ui.LayoutView:
    """The page that replaces a question to which the answer was no."""
    return page(speech("Nothing was changed."))


def unchanged(links: Sequence[str], speech: Speech) -> list[str]:
    """Name the posted messages that the bot could not change."""
    if not links:
        return []
    left = speech("The bot could not change the posted result. Delete it by hand: {links}", links=" ".join(links))
    return [f"⚠️ {left}"]
