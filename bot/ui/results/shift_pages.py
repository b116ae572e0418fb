"""Before and after: in words, and as a picture."""

from collections.abc import Iterator
from dataclasses import dataclass

from discord import ui

from bot.charts.canvas import Caption
from bot.charts.formatting import format_value, with_sign
from bot.domain.kind import Option
from bot.domain.polls import Item, Poll
from bot.domain.shift import ItemShift, Moves, PollShift, Way
from bot.domain.shift_lines import (
    all_voted,
    change_of_all,
    heading,
    medians,
    medians_of_all,
    moved,
    omissions,
    paired,
    state_of,
)
from bot.domain.tally import ItemTally
from bot.domain.texts import Text
from bot.ui.common.languages import Speech
from bot.ui.common.layout import Block, measure, page
from bot.ui.common.text import MOST_OF_ITEM, clipped, item_title, option_name, small
from bot.ui.results.chart_files import ChartFiles

Both = tuple[ItemTally, ItemTally]
"""The counts of an item before and after, of all who voted."""


@dataclass(frozen=True)
class Detail:
    """How much is listed of an item: `most` ways, names and titles cut to so many characters.

    `sums` of those who answered both times are listed beside those of all who voted.
    """

    most: int
    letters: int
    sums: bool
    title: int = MOST_OF_ITEM


DETAILS = (
    Detail(most=6, letters=100, sums=True),
    Detail(most=6, letters=100, sums=False),
    Detail(most=3, letters=100, sums=False),
    Detail(most=3, letters=50, sums=False),
    Detail(most=1, letters=40, sums=False),
    Detail(most=1, letters=20, sums=False),
    Detail(most=1, letters=20, sums=False, title=80),
)
"""The first that fits a message is taken; the pictures and the exports have everything."""


def shift_page(shift: PollShift, speech: Speech, *, attribution: str, charts: ChartFiles) -> ui.LayoutView:
    """Render how answers shifted; the caller has checked that the reader may see them, and sends the charts' files."""
    head = [f"## 🔀 {speech.text(heading(shift.after))}", f"**{shift.after.title}**", f"-# {attribution}"]
    if not (shift.before.shows_counts and shift.after.shows_counts):
        head.append(speech("🟠 Not public yet: only moderators see this. `/poll publish` releases it."))
    for detail in DETAILS:
        view = _page(shift, _Words(speech, detail), "\n".join(head), charts)
        if measure(view).fits:
            break
        if detail is DETAILS[0]:
            head.append(small([speech("Shortened to fit in one message.")]))
    return view


def shift_caption(poll: Poll, item: ItemShift, speech: Speech) -> Caption:
    """The heading of a chart, with what it compares."""
    return Caption(speech.text(heading(poll)), item_title(poll, _on_paper(poll, item)))


def _page(shift: PollShift, words: "_Words", head: str, charts: ChartFiles) -> ui.LayoutView:
    blocks: list[Block | str] = [head]
    for item in shift.items:
        title = item_title(shift.after, _on_paper(shift.after, item), words.detail.title)
        lines = [f"### {title}", *words.of_all(item, shift.of_all(item)), *words.of_pairs(item, shift.of_all(item))]
        blocks += [ui.Separator(), "\n".join(lines)]
        if item.item.key in charts:
            blocks.append(charts[item.item.key].block())
    return page(*blocks)


def _on_paper(poll: Poll, item: ItemShift) -> Item:
    """Return the item of the later poll, which may have other options than the earlier one."""
    return poll.item(item.item.key) or item.item


@dataclass(frozen=True)
class _Words:
    """Says what became of an item in one language, in so much detail."""

    speech: Speech
    detail: Detail

    def of_all(self, item: ItemShift, both: Both) -> Iterator[str]:
        """The totals of both polls."""
        if heading := item.item.rules.votes_heading:
            yield "-# " + self.speech.text(heading)
        yield self._bold(all_voted(*both))
        if middle := medians_of_all(item, *both):
            yield self._bold(middle)
        for option in item.item.options:
            yield self._line(option, self._bold(change_of_all(*both, option)))
        if any(tally.abstentions for tally in both):
            yield small([self.speech("Abstentions are in no share.")])

    def of_pairs(self, item: ItemShift, both: Both) -> Iterator[str]:
        """How people who answered both times moved; if they are all the voters, the totals above are theirs."""
        if item.moves is None:
            return
        yield self._bold(paired(item.paired))
        if not item.paired:
            return
        if share := moved(item):
            yield f"**{self._bold(share)}**"
        if self.detail.sums and any(tally.ballots > item.paired for tally in both):
            yield from self._sums(item)
        yield from self._flows(item, item.moves)
        if notes := omissions(item):
            yield small(self._bold(note) for note in notes)

    def _name(self, option: Option) -> str:
        return clipped(option_name(option), self.detail.letters)

    def _bold(self, text: Text) -> str:
        return format_value(text, self.speech, lambda option: f"**{self._name(option)}**")

    def _line(self, option: Option, figures: str) -> str:
        """Write figures beside an option's name; they stay together on a phone."""
        together = figures.replace(" ", "\N{NO-BREAK SPACE}")
        return f"**{self._name(option)}** {together}"

    def _sums(self, item: ItemShift) -> Iterator[str]:
        if middle := medians(item):
            yield self._bold(middle)
        number = self.speech.number
        for option in item.item.options:
            if option.id in item.sums:
                before, after = item.sums[option.id]
                change = with_sign(after - before, self.speech)
                yield self._line(option, f"{number(before)} → {number(after)} ({change})")

    def _flows(self, item: ItemShift, moves: Moves) -> Iterator[str]:
        flows = sorted(moves.flows.items(), key=lambda flow: (flow[0][0] == flow[0][1], -flow[1]))
        lines = [f"- {self._way(item, way)}: **{self.speech.number(count)}**" for way, count in flows]
        yield from lines[: self.detail.most]
        if len(lines) > self.detail.most:
            more = len(lines) - self.detail.most
            yield self.speech.many("And {count} more.", "And {count} more.", count=more)

    def _way(self, item: ItemShift, way: Way) -> str:
        before, after = (format_value(state_of(item, state), self.speech, self._name) for state in way)
        if way[0] == way[1]:
            return self.speech("Stayed with {option}", option=before)
        return self.speech("From {before} to {after}", before=before, after=after)
