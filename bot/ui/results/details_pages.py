"""The details of a result: every figure as text, on as many private pages as it takes."""

from collections.abc import Iterable, Sequence

from discord import ui

from bot.charts.tallies import chart_of_turnout
from bot.domain.polls import Poll
from bot.domain.short_seal import short_seal
from bot.domain.signatures import PublicKey
from bot.domain.tally import ItemTally, PollTally
from bot.domain.turnout import Arrivals
from bot.ui.common.controls import AnyButton, Button
from bot.ui.common.labels import labelled
from bot.ui.common.languages import Speech
from bot.ui.common.layout import Block, measure, page, row
from bot.ui.common.poll_words import counts_words, item_title, legend, poll_heading, secrecy_words, withheld_words
from bot.ui.common.signing import key_words
from bot.ui.common.text import at, small
from bot.ui.results.bars import FIGURES, count_lines, finding_lines
from bot.ui.results.controls import CHECK_RESULT, DETAILS_PAGE

MOST_PAGES = 99
PARAGRAPH = 3200
"""Characters of one block at most, so that a heading and the buttons fit beside it."""


def result_details(
    tally: PollTally,
    speech: Speech,
    number: int,
    *,
    attribution: str,
    arrivals: Arrivals | None,
) -> ui.LayoutView:
    """Render a page of all that is known of a result; the caller has checked that the reader may see it."""
    heading = "## " + speech("Details · {poll}", poll=poll_heading(tally.poll, speech))
    blocks = [text for item in tally.items for text in split(_item(tally, item, speech))]
    if arrivals is not None:
        blocks += split(_turnout(tally.poll, arrivals, speech))
    blocks += split(_about(tally.poll, speech, attribution))
    check = [CHECK_RESULT(speech("Check this result"), poll=tally.poll.id)] if tally.poll.seal else []
    return paged(heading, blocks, speech, number, DETAILS_PAGE, tally.poll.id, beside=check)


def result_check(poll: Poll, key: PublicKey | None, speech: Speech) -> ui.LayoutView:
    """Show what a result is checked with: the seal, whole and in short, and the key that signs the exports."""
    head = "### " + speech("Check this result") + f" · {poll_heading(poll, speech)}"
    how = speech("A moderator can export the debate. `debate-bot verify` then recounts it, and must find this seal.")
    return page(
        head, how, small([*_seal_lines(poll, key, speech), *log_line(poll, speech), *key_line(poll, key, speech)])
    )


def paged(
    heading: str,
    blocks: Sequence[str],
    speech: Speech,
    number: int,
    turn: Button,
    poll_id: int,
    *,
    beside: Sequence[AnyButton] = (),
) -> ui.LayoutView:
    """Put blocks on as few pages as Discord takes and return one of them, with buttons to turn and those `beside`."""
    portions: list[list[str]] = [[]]
    widest = f"{heading}\n-# {_place(MOST_PAGES, MOST_PAGES, speech)}"
    for block in blocks:
        if portions[-1] and not measure(_view(widest, [*portions[-1], block], None)).fits:
            portions.append([])
        portions[-1].append(block)
    number = min(number, len(portions) - 1)
    if len(portions) == 1:
        return _view(heading, portions[0], row(beside) if beside else None)
    buttons = list[AnyButton]()
    if number:
        buttons.append(turn(speech("Back"), poll=poll_id, page=number - 1))
    if number < len(portions) - 1:
        buttons.append(turn(speech("More"), poll=poll_id, page=number + 1))
    return _view(
        f"{heading}\n-# {_place(number + 1, len(portions), speech)}", portions[number], row([*buttons, *beside])
    )


def _place(number: int, pages: int, speech: Speech) -> str:
    return speech("Page {number} of {all}", number=number, all=pages)


def _view(heading: str, blocks: Sequence[str], buttons: Block | None) -> ui.LayoutView:
    shown: list[Block | str | None] = [heading]
    for block in blocks:
        shown += [ui.Separator(), block]
    return page(*shown, buttons)


def split(lines: Iterable[str]) -> list[str]:
    """Join lines to blocks that each fit on a page."""
    blocks: list[str] = []
    for line in lines:
        if blocks and len(blocks[-1]) + len(line) < PARAGRAPH:
            blocks[-1] += f"\n{line}"
        else:
            blocks.append(line)
    return blocks


def _item(tally: PollTally, item: ItemTally, speech: Speech) -> list[str]:
    title = f"### {item_title(tally.poll, item.item)}"
    if item.withheld:
        return [title, withheld_words(speech)]
    found, details = finding_lines(item, speech)
    return [title, *found, *(f"-# {line}" for line in details), *count_lines(item, speech, detail=FIGURES)]


def _turnout(poll: Poll, arrivals: Arrivals, speech: Speech) -> list[str]:
    title = speech("Turnout over time")
    chart = chart_of_turnout(poll, arrivals, title, speech)
    lines = ["- " + labelled(time, f"**{people}**", speech) for time, people in chart.marks(speech)]
    return [f"### {title}", *lines, *(f"-# {note}" for note in chart.caption.notes)]


def _about(poll: Poll, speech: Speech, attribution: str) -> list[str]:
    lines = [f"**{poll.title}**", f"-# {attribution}"]
    if poll.closed_at is not None:
        times = {"opened": at(poll.opened_at), "closed": at(poll.closed_at)}
        lines.append(speech("Open from {opened} to {closed}", **times))
    steps = [counts_words(poll, speech)] if poll.guards_small_groups else []
    notes = [secrecy_words(poll.secrecy, speech), *steps, *legend(poll, speech)]
    return [*lines, *(small([note]) for note in notes)]


def _seal_lines(poll: Poll, key: PublicKey | None, speech: Speech) -> list[str]:
    """Show the whole seal, and what of it stands on paper and on the wall."""
    if not poll.seal:
        return []
    short = f"`{short_seal(poll.seal, key)}`"
    return [
        speech("Seal {seal}", seal=f"`{poll.seal}`"),
        speech("In short, with the end of the key, as on the big screen and in the report: {seal}", seal=short),
    ]


def key_line(poll: Poll, key: PublicKey | None, speech: Speech) -> list[str]:
    """Show the key that signs the exports in which the seal stands."""
    return key_words(key, speech) if poll.seal else []


def log_line(poll: Poll, speech: Speech) -> list[str]:
    """Show the log's head that the seal covers, where it covers one."""
    head = poll.short_log_head
    return [speech("Log of actions up to this seal {head}", head=f"`{head}`")] if head else []
