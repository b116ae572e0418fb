"""Counts as text: the figures first, for eyes and screen readers alike, then a short bar."""

from fractions import Fraction

from bot.domain.kind import Places, Steps
from bot.domain.shares import rounded
from bot.domain.tally import ItemTally, OptionCount
from bot.pictures.options import answers_note, figures_of
from bot.ui.render.words import option_name, spoken
from bot.ui.speech import Speech

WIDTH = 16
"""Characters of a bar; wider ones wrap on a phone."""


def bar(share: Fraction) -> str:
    """Draw a share of 0 to 1 to scale: anything above zero shows, and only everything fills the bar."""
    blocks = rounded(share, WIDTH)
    if share > 0:
        blocks = max(blocks, 1)
    if share < 1:
        blocks = min(blocks, WIDTH - 1)
    return f"`{'█' * blocks}{'░' * (WIDTH - blocks)}`"


def count_lines(item: ItemTally, speech: Speech, *, ranked: bool, bars: bool = True) -> list[str]:
    """Write an item's counts, most votes first or in the paper's order, and how many answers they are counted over.

    The steps of a scale keep their order always. Beside a chart, figures without `bars` are half as long on a phone.
    """
    entry = item.item.entry
    ranked = ranked and not isinstance(entry, Steps)
    counts = sorted(item.counts, key=lambda count: -count.votes) if ranked else item.counts
    lines = [_option(count, speech, bars=bars) for count in counts]
    if isinstance(entry, Places):
        lines.insert(0, f"__{speech('First choices')}__")
    return [*lines, f"-# {answers_note(item.ballots, item.abstentions, speech)}"]


def _option(count: OptionCount, speech: Speech, *, bars: bool) -> str:
    # A figure and its word stay on one line.
    figures = figures_of(count.votes, count.share, speech).replace(" ", "\N{NO-BREAK SPACE}")
    line = f"**{option_name(count.option)}** — {figures}"
    return f"{line}\n{bar(count.share)}" if bars and count.share is not None else line


def finding_lines(item: ItemTally, speech: Speech) -> tuple[list[str], list[str]]:
    """Say what came out: what its kind found, or who has most votes; and the details of it."""
    findings = item.findings
    if not findings.lines:
        return [leader_line(item, speech)], []
    return [spoken(line, speech) for line in findings.lines], [spoken(line, speech) for line in findings.details]


def leader_line(item: ItemTally, speech: Speech) -> str:
    """Say who is ahead, a tie as a tie."""
    leaders = item.leaders
    if not leaders:
        return speech("No votes for any option.")
    names = ", ".join(f"**{option_name(count.option)}**" for count in leaders)
    if len(leaders) == 1:
        return speech("Most votes: {names}", names=names)
    votes = speech.many("{count} vote", "{count} votes", count=leaders[0].votes)
    return speech("Tie with {votes} each: {names}", votes=votes, names=names)
