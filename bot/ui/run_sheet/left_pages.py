"""Results that an earlier debate has left unpublished: their names, and setting one aside."""

from collections.abc import Sequence

from discord import ButtonStyle, ui

from bot.domain.polls import Poll
from bot.services.run_sheet.status import DebateStatus, UnpublishedResult
from bot.ui.common.languages import Speech
from bot.ui.common.layout import MOST_IN_ROW, Block, page, row
from bot.ui.common.poll_words import poll_heading, voted_words
from bot.ui.common.text import MOST_OF_BRIEF_TITLE, MOST_OF_TITLE, debate_name
from bot.ui.polls.moderator_pages import unchanged
from bot.ui.run_sheet.controls import ASK_TO_SET_ASIDE, SET_ASIDE, run_sheet_button
from bot.ui.run_sheet.section_pages import Lines, publish_button

MOST_LEFT = 4
"""Most results of earlier debates on the sheet: two rows of buttons, which no command replaces."""


def left_name(left: UnpublishedResult, speech: Speech, *, brief: bool = False) -> str:
    """Name a poll that an earlier debate has left, so that no other is mistaken for it."""
    most = MOST_OF_BRIEF_TITLE if brief else MOST_OF_TITLE
    return f"{poll_heading(left.poll, speech)} · {debate_name(left.debate, speech, most)}"


def left_lines(status: DebateStatus, speech: Speech, *, brief: bool) -> list[str]:
    """Name what earlier debates have left to be published, numbered as its buttons are."""
    lines = ["**" + speech("Left from an earlier debate") + "**"]
    for number, left in enumerate(status.earlier_unpublished[:MOST_LEFT], 1):
        lines.append(f"**{number}** · {left_name(left, speech, brief=brief)}")
    if len(status.earlier_unpublished) > MOST_LEFT:
        more = speech(
            "…and {count} more. They follow as these go.",
            count=speech.number(len(status.earlier_unpublished) - MOST_LEFT),
        )
        lines.append(f"-# {more}")
    return lines


def left_controls(status: DebateStatus, speech: Speech) -> Lines:
    """Return the buttons to publish each of these, or to set it aside; both ask first."""
    buttons: list[Block] = []
    for number, left in enumerate(status.earlier_unpublished[:MOST_LEFT], 1):
        buttons.append(publish_button(left.poll, f"{number} · {poll_heading(left.poll, speech)}", speech))
        label = speech("Cancel poll {number}", number=speech.number(number))
        buttons.append(ASK_TO_SET_ASIDE(label, poll=left.poll.id))
    wide = MOST_IN_ROW // 2 * 2  # the two of a poll stay together
    return [buttons[start : start + wide] for start in range(0, len(buttons), wide)]


def ask_to_set_aside(left: UnpublishedResult, turnout: int, speech: Speech) -> ui.LayoutView:
    """Ask whether a result that an earlier debate has left is to be set aside, as nothing brings it back."""
    head = speech("Cancel this poll of an earlier debate?")
    voted = voted_words(left.poll, turnout, speech)
    what = speech("Its votes will not count, and nobody can publish its result. This cannot be undone.")
    button = SET_ASIDE(speech("Cancel this poll"), style=ButtonStyle.danger, poll=left.poll.id)
    return page(f"### {head}\n{left_name(left, speech)}\n**{voted}.**", what, row([button]))


def left_aside(poll: Poll, links: Sequence[str], speech: Speech) -> ui.LayoutView:
    """Say what setting it aside did, with links to posted messages that the bot could not change."""
    said = speech(
        "{poll} is cancelled. Its ballots are kept but do not count. Every other result of that debate stands.",
        poll=poll_heading(poll, speech),
    )
    return page("\n".join([said, *unchanged(links, speech)]), row([run_sheet_button(speech)]))
