"""Before and after: in words, and as a picture."""

from discord import ui

from bot.domain.kind import Places
from bot.domain.polls import Item, Poll
from bot.domain.shift import GAINED, LOST, ItemShift, PollShift, Way
from bot.domain.shift_lines import heading, left_out, medians, moved, paired, people, state_of
from bot.pictures.sheet import Caption
from bot.pictures.voice import said, signed
from bot.ui.render.charts import Illustrations
from bot.ui.render.layout import Block, page
from bot.ui.render.words import item_title, option_name, small, spoken
from bot.ui.speech import Speech

MOST_FLOWS = 6
"""Ways listed in a message for an item; the picture and the exports have all of them."""


def shift_page(shift: PollShift, speech: Speech, *, attribution: str, charts: Illustrations) -> ui.LayoutView:
    """Render how answers shifted; the caller has checked that the reader may see them, and sends the charts' files."""
    head = [f"## 🔀 {speech.text(heading(shift.after))}", f"**{shift.after.title}**", f"-# {attribution}"]
    if not (shift.before.shows_counts and shift.after.shows_counts):
        head.append(speech("🟠 Not public yet: only moderators see this. `/poll publish` releases it."))
    blocks: list[Block | str] = ["\n".join(head)]
    for item in shift.items:
        blocks += [ui.Separator(), _item(shift.after, item, speech)]
        if item.item.key in charts:
            blocks.append(charts[item.item.key].block())
    return page(*blocks)


def shift_caption(poll: Poll, item: ItemShift, speech: Speech) -> Caption:
    """Say above a chart what it compares."""
    return Caption(speech.text(heading(poll)), item_title(poll, _on_paper(poll, item)))


def _item(poll: Poll, item: ItemShift, speech: Speech) -> str:
    lines = [f"### {item_title(poll, _on_paper(poll, item))}", spoken(paired(item.paired), speech)]
    if isinstance(item.item.kind.entry(item.item.options, item.item.settings), Places):
        lines.append(f"-# {speech('First choices')}")
    if item.paired:
        if share := moved(item):
            lines.append(f"**{spoken(share, speech)}**")
        if middle := medians(item):
            lines.append(spoken(middle, speech))
        lines += _sums(item, speech)
        lines += _gains(item, speech) if item.moves[0].option else _flows(item, speech)
        lines.append(small(spoken(note, speech) for note in left_out(item)))
    return "\n".join(line for line in lines if line)


def _on_paper(poll: Poll, item: ItemShift) -> Item:
    """Return the item as it stood on the paper, which may have had other options than the earlier one."""
    return poll.item(item.item.key) or item.item


def _sums(item: ItemShift, speech: Speech) -> list[str]:
    lines = []
    for option in item.item.options:
        if option.id in item.sums:
            before, after = item.sums[option.id]
            votes = f"{speech.number(before)} → {speech.number(after)} ({signed(after - before, speech)})"
            lines.append(f"**{option_name(option)}** {votes}")
    return lines


def _flows(item: ItemShift, speech: Speech) -> list[str]:
    flows = sorted(item.moves[0].flows.items(), key=lambda flow: (flow[0][0] == flow[0][1], -flow[1]))
    lines = [f"- {_way(item, way, speech)}: **{speech.number(count)}**" for way, count in flows[:MOST_FLOWS]]
    if len(flows) > MOST_FLOWS:
        lines.append(speech.many("And {count} more.", "And {count} more.", count=len(flows) - MOST_FLOWS))
    return lines


def _way(item: ItemShift, way: Way, speech: Speech) -> str:
    before, after = (said(state_of(item, state), speech, option_name) for state in way)
    if way[0] == way[1]:
        return speech("Stayed with {option}", option=before)
    return speech("From {before} to {after}", before=before, after=after)


def _gains(item: ItemShift, speech: Speech) -> list[str]:
    lines = []
    for moves in item.moves:
        if moves.option is None or not moves.flows:
            continue
        gained, lost = (said(people(moves, way), speech, option_name) for way in (GAINED, LOST))
        name = option_name(moves.option)
        lines.append("- " + speech("{option}: gained {gained}, lost {lost}", option=name, gained=gained, lost=lost))
    return lines
