"""Counts as text: the figures first, for eyes and screen readers alike, then a short bar."""

from dataclasses import dataclass, replace
from fractions import Fraction

from bot.charts.options import answers_note, figures_of
from bot.domain.kind import MOST_OPTIONS, Option
from bot.domain.shares import rounded
from bot.domain.tally import ItemTally, OptionCount
from bot.domain.texts import Text, say_many
from bot.ui.common.languages import Speech
from bot.ui.common.text import MOST_OF_ITEM, option_name, spoken

WIDTH = 16
"""Characters of a bar; wider ones wrap on a phone."""


@dataclass(frozen=True)
class Detail:
    """How much a page says of each count: `most` options, and names and titles of so many characters.

    `details` are what a kind finds beside its first lines, such as the rounds of a run-off; with `explains`, options
    come with what the pack says of them.
    """

    bars: bool = True
    details: bool = True
    explains: bool = True
    letters: int = 100
    most: int = MOST_OPTIONS
    title: int = MOST_OF_ITEM


FULL = Detail()
_FIGURES = replace(FULL, bars=False, details=False)
DETAILS = (
    FULL,
    replace(FULL, details=False),
    _FIGURES,
    replace(_FIGURES, explains=False),
    replace(_FIGURES, explains=False, letters=40),
    replace(_FIGURES, explains=False, letters=40, most=6, title=120),
    replace(_FIGURES, explains=False, letters=20, most=3, title=80),
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


def count_lines(item: ItemTally, speech: Speech, *, ranked: bool, detail: Detail = FULL) -> list[str]:
    """Write an item's counts, most votes first or in the paper's order, and how many answers they are counted over.

    The steps of a scale keep their order always. Where not all are listed, those with most votes are.
    """
    rules = item.item.rules
    by_votes = sorted(item.counts, key=lambda count: -count.votes)
    listed = by_votes[: detail.most]
    if not ranked or rules.entry.is_scale:
        listed = [count for count in item.counts if count in listed]
    lines = [_option(count, speech, detail) for count in listed]
    if left_out := len(by_votes) - len(listed):
        lines.append(speech.many("And {count} more.", "And {count} more.", count=left_out))
    if rules.votes_heading:
        lines.insert(0, "__" + speech.text(rules.votes_heading) + "__")
    return [*lines, f"-# {answers_note(item.ballots, item.abstentions, speech)}"]


def _option(count: OptionCount, speech: Speech, detail: Detail) -> str:
    # A figure and its word stay on one line.
    figures = figures_of(count.votes, count.share, speech).replace(" ", "\N{NO-BREAK SPACE}")
    line = f"**{option_name(count.option, detail.letters)}** — {figures}"
    return f"{line}\n{bar(count.share)}" if detail.bars and count.share is not None else line


def finding_lines(item: ItemTally, speech: Speech, detail: Detail = FULL) -> tuple[list[str], list[str]]:
    """Say what came out: what its kind found, or who has most votes; and the details of it."""
    findings = item.findings
    if not findings.lines:
        return [leader_line(item, speech, detail)], []
    return (
        [spoken(_fewer(line, detail.most), speech, detail.letters) for line in findings.lines],
        [spoken(line, speech, detail.letters) for line in findings.details if detail.details],
    )


def _fewer(line: Text, most: int) -> Text:
    """Name at most so many of the options of a line."""
    values = {
        name: (*value[:most], _more(len(value) - most)) if isinstance(value, tuple) and len(value) > most else value
        for name, value in line.values.items()
    }
    return replace(line, values=values)


def _more(count: int) -> Text:
    return say_many("{count} more", "{count} more", count=count)


def leader_line(item: ItemTally, speech: Speech, detail: Detail = FULL) -> str:
    """Say who is ahead, a tie as a tie."""
    leaders = [count.option for count in item.leaders]
    if not leaders:
        return speech("No votes for any option.")
    if len(leaders) == 1:
        return speech("Most votes: {names}", names=_names(leaders, speech, detail))
    votes = speech.many("{count} vote", "{count} votes", count=item.leaders[0].votes)
    return speech("Tie with {votes} each: {names}", votes=votes, names=_names(leaders, speech, detail))


def _names(options: list[Option], speech: Speech, detail: Detail) -> str:
    names = [f"**{option_name(option, detail.letters)}**" for option in options[: detail.most]]
    if len(options) > detail.most:
        names.append(speech.text(_more(len(options) - detail.most)))
    return ", ".join(names)
