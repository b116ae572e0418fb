"""Before and after: who gained and lost, as a sentence and a picture, and how people moved as far as it is told."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice

from discord import ui

from bot.charts.canvas import Caption
from bot.charts.formatting import format_value, with_sign
from bot.domain.kind import Option
from bot.domain.polls import DebateFormat, Item, Poll
from bot.domain.shift import Both, ItemShift, Moves, PollShift, Way
from bot.domain.shift_headline import shift_headline
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
from bot.domain.texts import Text
from bot.domain.verdict import verdict
from bot.domain.verdict_lines import verdict_headline, verdict_lines
from bot.ui.common.labels import labelled
from bot.ui.common.languages import Speech
from bot.ui.common.layout import Block, first_that_fits, page, row
from bot.ui.common.poll_words import MOST_OF_ITEM, item_title, option_name
from bot.ui.common.text import clipped, small
from bot.ui.results.chart_files import ChartFiles, flows_key
from bot.ui.results.controls import SHIFT_DETAILS_PAGE, shift_details_button
from bot.ui.results.details_pages import paged, split

LINES_OF_SWING = 2
"""Lines of a verdict on each option that tied."""


@dataclass(frozen=True)
class Detail:
    """How much is listed of an item: `most` ways and options, names and titles cut to so many characters."""

    most: int
    letters: int
    title: int = MOST_OF_ITEM


DETAILS = (Detail(3, 60), Detail(3, 40), Detail(1, 40), Detail(1, 20), Detail(1, 20, title=80))
"""The first that fits a message is taken; the details, the pictures and the exports have everything."""
EVERYTHING = Detail(10_000, 100)


def shift_page(shift: PollShift, speech: Speech, *, charts: ChartFiles) -> ui.LayoutView:
    """Render how answers shifted; the caller has checked that the reader may see them, and sends the charts' files."""
    return first_that_fits(partial(_page, shift, _Words(speech, detail), charts) for detail in DETAILS)


def shift_details(shift: PollShift, speech: Speech, number: int, *, attribution: str) -> ui.LayoutView:
    """Render a page of all that is told of a shift; the caller has checked that the reader may see it."""
    words = _Words(speech, EVERYTHING)
    blocks = [text for item in shift.items for text in split(_everything(shift, item, words))]
    blocks.append(f"**{shift.after.title}**\n-# {attribution}")
    title = "## " + speech("Details · {poll}", poll=speech.text(heading(shift.after)))
    return paged(title, blocks, speech, number, SHIFT_DETAILS_PAGE, shift.after.id)


def shift_caption(poll: Poll, item: ItemShift, speech: Speech) -> Caption:
    """The heading of a chart, with what it compares."""
    return Caption(speech.text(heading(poll)), item_title(poll, _on_paper(poll, item)))


def _page(shift: PollShift, words: "_Words", charts: ChartFiles) -> ui.LayoutView:
    speech = words.speech
    head = [f"## {speech.text(heading(shift.after))}"]
    if not (shift.before.shows_counts and shift.after.shows_counts):
        head.append(speech("🟠 Not public yet: only moderators see this. Publish it with `/poll publish`."))
    blocks: list[Block | str] = ["\n".join([*head, f"-# {clipped(shift.after.title, words.detail.title)}"])]
    for item in shift.items:
        both, key = shift.of_all(item), item.item.key
        title = item_title(shift.after, _on_paper(shift.after, item), words.detail.title)
        lines = [f"-# {title}", *words.verdict(shift.after, item, both), words.headline(item, both)]
        if key not in charts:
            lines += words.of_all(item, both)
        blocks.append("\n".join(lines))
        blocks += [charts[name].block() for name in (key, flows_key(key)) if name in charts]
        if item.paired and (told := [*words.of_pairs(item, both), *words.largest_moves(item)]):
            blocks.append("\n".join(told))
    if any(omissions(item) for item in shift.items):
        blocks.append(small([speech.text(omission) for item in shift.items for omission in omissions(item)][:1]))
    return page(*blocks, row([shift_details_button(shift.after.id, speech)]))


def _everything(shift: PollShift, item: ItemShift, words: "_Words") -> Iterator[str]:
    both, speech = shift.of_all(item), words.speech
    yield f"### {item_title(shift.after, _on_paper(shift.after, item))}"
    yield from words.verdict(shift.after, item, both)
    yield words.headline(item, both)
    yield words.say(all_voted(*both))
    if median := medians_of_all(item, *both):
        yield words.say(median)
    yield from words.of_all(item, both)
    if any(tally.abstentions for tally in both):
        yield small([speech("Percentages leave out abstentions.")])
    yield from words.of_pairs(item, both)
    if any(tally.ballots > item.paired for tally in both):
        yield from words.sums(item)
    if item.moves is not None:
        yield from words.moves(item, item.moves)
    yield from (small([words.say(omission)]) for omission in omissions(item))


def _on_paper(poll: Poll, item: ItemShift) -> Item:
    """Return the item of the later poll, which may have other options than the earlier one."""
    return poll.item(item.item.key) or item.item


@dataclass(frozen=True)
class _Words:
    """Says what became of an item in one language, in so much detail."""

    speech: Speech
    detail: Detail

    def headline(self, item: ItemShift, both: Both) -> str:
        found = shift_headline(item, *both)
        sentence = self._plain(found.text)
        return f"**{sentence}**" if found.is_clear else sentence

    def verdict(self, poll: Poll, item: ItemShift, both: Both) -> Iterator[str]:
        """Who swung more people, in an Oxford debate."""
        found = verdict(item, both) if poll.format is DebateFormat.OXFORD else None
        if found is not None:
            yield f"**{self._plain(verdict_headline(item.item, found))}**"
            lines = islice(verdict_lines(item.item, found), LINES_OF_SWING * self.detail.most)
            yield from (self._plain(line) for line in lines)

    def _plain(self, text: Text) -> str:
        return format_value(text, self.speech, lambda option: clipped(option.label, self.detail.letters))

    def of_all(self, item: ItemShift, both: Both) -> Iterator[str]:
        """The shares of all who voted."""
        if heading := item.item.rules.votes_heading:
            yield "-# " + self.speech.text(heading)
        for option in item.item.options:
            yield self._line(option, self.say(change_of_all(*both, option)))

    def of_pairs(self, item: ItemShift, both: Both) -> Iterator[str]:
        """How many of the people who answered both times changed their answer."""
        if item.moves is None:
            return
        share = moved(item, both)
        yield " ".join(self.say(text) for text in (paired(item.paired), share) if text is not None)

    def largest_moves(self, item: ItemShift) -> Iterator[str]:
        """The moves that are told, those of most people first; who stayed is in the details."""
        if item.moves is not None:
            yield from self._listed(item, {way: count for way, count in item.moves.flows.items() if way[0] != way[1]})

    def moves(self, item: ItemShift, moves: Moves) -> Iterator[str]:
        yield from self._listed(item, moves.flows)

    def _listed(self, item: ItemShift, flows: Mapping[Way, int]) -> Iterator[str]:
        ordered = sorted(flows.items(), key=lambda flow: (flow[0][0] == flow[0][1], -flow[1]))
        for way, count in ordered[: self.detail.most]:
            yield "- " + labelled(self._way(item, way), f"**{self.speech.number(count)}**", self.speech)
        if (more := len(ordered) - self.detail.most) > 0:
            yield self.speech.many("And {count} more.", "And {count} more.", count=more)

    def sums(self, item: ItemShift) -> Iterator[str]:
        """The votes of those who answered both times."""
        if middle := medians(item):
            yield self.say(middle)
        number = self.speech.number
        for option in item.item.options:
            if option.id in item.sums:
                before, after = item.sums[option.id]
                change = with_sign(after - before, self.speech)
                yield self._line(option, f"{number(before)} → {number(after)} ({change})")

    def _name(self, option: Option) -> str:
        return clipped(option_name(option), self.detail.letters)

    def say(self, text: Text) -> str:
        return format_value(text, self.speech, lambda option: f"**{self._name(option)}**")

    def _line(self, option: Option, figures: str) -> str:
        """Write figures beside an option's name; they stay together on a phone."""
        together = figures.replace(" ", "\N{NO-BREAK SPACE}")
        return f"**{self._name(option)}** {together}"

    def _way(self, item: ItemShift, way: Way) -> str:
        before, after = (format_value(state_of(item, state), self.speech, self._name) for state in way)
        if way[0] == way[1]:
            return self.speech("Stayed with {option}", option=before)
        return self.speech("From {before} to {after}", before=before, after=after)
