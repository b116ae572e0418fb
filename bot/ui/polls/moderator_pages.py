"""What moderators are told of a poll that they open, extend or cancel."""

from collections.abc import Sequence

from discord import ui

from bot.domain.polls import Poll
from bot.ui.common.languages import Speech
from bot.ui.common.layout import page, row
from bot.ui.common.text import paper_link, poll_heading, state_words
from bot.ui.polls.controls import REPOST


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


def cancelled(poll: Poll, links: Sequence[str], speech: Speech) -> str:
    """Say what cancelling did, with links to the posted results that the bot could not change."""
    said = speech(
        "{poll} is cancelled. Its ballots are kept but count nowhere, and the question can be opened anew.",
        poll=poll_heading(poll, speech),
    )
    return "\n".join([said, *unchanged(links, speech)])


def unchanged(links: Sequence[str], speech: Speech) -> list[str]:
    """Name the posted messages that the bot could not change."""
    if not links:
        return []
    left = speech(
        "The bot could not change the result that was posted; delete it by hand: {links}", links=" ".join(links)
    )
    return [f"⚠️ {left}"]
