"""Counts as text: the figures first, for eyes and screen readers alike, then a short bar."""

from dataclasses import dataclass, replace
from fractions import Fraction

from bot.charts.formatting import format_value
from bot.charts.options import answers_note, figures_of
from bot.domain.headline import headline
from bot.domain.kind import MOST_OPTIONS
from bot.domain.shares import rounded
from bot.domain.tally import ItemTally, OptionCount
from bot.ui.common.languages import Speech
from bot.ui.common.poll_words import MOST_OF_ITEM, option_name, spoken
from bot.ui.common.text import clipped

WIDTH = 16
"""Characters of a bar; wider ones wrap on a phone."""


@dataclass(frozen=True)
class Detail:
    """How much a page says of each count: `most` options, and names and titles of so many characters.

    With `explains`, options come with what the pack says of them.
    """

    bars: bool = True
    explains: bool = True
    letters: int = 100
    most: int = MOST_OPTIONS
    title: int = MOST_OF_ITEM


FULL = Detail()
FIGURES = replace(FULL, bars=False)
DETAILS = (
    FULL,
    FIGURES,
    replace(FIGURES, explains=False),
    replace(FIGURES, explains=False, letters=40),
    replace(FIGURES, explains=False, letters=40, most=6, title=120),
    replace(FIGURES, explains=False, letters=20, most=3, title=80),
)
"""A page takes the first that fits a message. Charts, report and exports have everything."""


def bar(share: Fraction) -> str:
    """Draw a share of 0 to 1 to scale: anything above zero shows, and only everything fills the bar."""
    blocks = rounded(share, WIDTH)
    if share > 0:
        blocks = max(blocks, 1)
    if share < 1:
        blocks = min(blocks, WIDTH - 1)
    return f"`{'█' * blocks}{'░' * (WIDTH - blocks)}`"


def count_lines(
    item: ItemTally, speech: Speech, *, ranked: bool = True, answers: bool = True, detail: Detail = FULL
) -> list[str]:
    """Write an item's counts, in the order of its chart or in the paper's, and over how many `answers` they are.

    Where not all are listed, those with most votes are.
    """
    rules = item.item.rules
    order = item.ranked if ranked else item.counts
    by_votes = sorted(order, key=lambda count: -count.votes)
    listed = by_votes[: detail.most]
    lines = [_option(count, speech, detail, is_scale=rules.entry.is_scale) for count in order if count in listed]
    if left_out := len(by_votes) - len(listed):
        lines.append(speech.many("And {count} more.", "And {count} more.", count=left_out))
    if rules.votes_heading:
        lines.insert(0, "__" + speech.text(rules.votes_heading) + "__")
    return [*lines, f"-# {answers_note(item.ballots, item.abstentions, speech)}"] if answers else lines


def _option(count: OptionCount, speech: Speech, detail: Detail, *, is_scale: bool) -> str:
    label = clipped(count.option.label, detail.letters)
    name = label if is_scale else option_name(count.option, detail.letters)
    # A figure, its word and the dash before them stay on one line.
    figures = figures_of(count.votes, count.share, speech).replace(" ", "\N{NO-BREAK SPACE}")
    line = f"**{name}** —\N{NO-BREAK SPACE}{figures}"
    return f"{line}\n{bar(count.share)}" if detail.bars and count.share is not None else line


def headline_of(item: ItemTally, speech: Speech, detail: Detail = FULL) -> str:
    """Sum up an item in a sentence, in bold where it states a clear lead."""
    found = headline(item)
    words = format_value(found.text, speech, lambda option: clipped(option.label, detail.letters))
    return f"**{words}**" if found.is_clear else words


def finding_lines(item: ItemTally, speech: Speech) -> tuple[list[str], list[str]]:
    """Say all that its kind found, or who has most votes; and the details of it, such as the rounds of a run-off."""
    findings = item.findings
    if not findings.lines:
        return [leader_line(item, speech)], []
    return [spoken(line, speech) for line in findings.lines], [spoken(line, speech) for line in findings.details]


def leader_line(item: ItemTally, speech: Speech, detail: Detail = FULL) -> str:
    """Say who is ahead, a tie as a tie."""
    names = [f"**{option_name(count.option, detail.letters)}**" for count in item.leaders[: detail.most]]
    if not names:
        return speech("No votes for any option.")
    if len(item.leaders) == 1:
        return speech("Most votes: {names}", names=names[0])
    votes = speech.many("{count} vote", "{count} votes", count=item.leaders[0].votes)
    listed = [speech("“{option}”", option=name) for name in names]
    if (more := len(item.leaders) - len(names)) > 0:
        listed.append(speech.many("{count} more", "{count} more", count=more))
    return speech("Tie with {votes} each: {names}", votes=votes, names=", ".join(listed))
