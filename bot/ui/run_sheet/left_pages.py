"""Results that an earlier debate has left unpublished: their names, and setting one aside."""

from collections.abc import Sequence

from discord import ButtonStyle, ui

from bot.domain.polls import Poll
from bot.services.run_sheet.status import UnpublishedResult
from bot.ui.common.languages import Speech
from bot.ui.common.layout import page, row
from bot.ui.common.text import MOST_OF_BRIEF_TITLE, MOST_OF_TITLE, debate_name, poll_heading
from bot.ui.polls.moderator_pages import unchanged
from bot.ui.run_sheet.controls import SET_ASIDE, run_sheet_button


def left_name(left: UnpublishedResult, speech: Speech, *, brief: bool = False) -> str:
    """Name a poll that an earlier debate has left, so that no other is mistaken for it."""
    most = MOST_OF_BRIEF_TITLE if brief else MOST_OF_TITLE
    return f"{poll_heading(left.poll, speech)} · {debate_name(left.debate, speech, most)}"


def ask_to_set_aside(left: UnpublishedResult, speech: Speech) -> ui.LayoutView:
    """Ask whether a result that an earlier debate has left is to be set aside, as nothing brings it back."""
    head = speech("Set the result of this poll aside?")
    what = speech(
        "Its votes will count nowhere, and nobody can publish it any more. This cannot be undone. To leave it as it "
        "is, dismiss this message."
    )
    button = SET_ASIDE(speech("Set it aside"), style=ButtonStyle.danger, poll=left.poll.id)
    return page(f"### {head}\n{left_name(left, speech)}", what, row([button]))


def left_aside(poll: Poll, links: Sequence[str], speech: Speech) -> ui.LayoutView:
    """Say what setting it aside did, with links to posted messages that the bot could not change."""
    said = speech("{poll} is set aside. Its ballots are kept but count nowhere.", poll=poll_heading(poll, speech))
    return page("\n".join([said, *unchanged(links, speech)]), row([run_sheet_button(speech)]))
