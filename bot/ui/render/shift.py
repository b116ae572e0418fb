"""Before and after: in words, and as a picture."""

from discord import ui

from bot.domain.answers import ABSTAINED
from bot.domain.disclosure import FEWEST
from bot.domain.kind import Places
from bot.domain.polls import Item, Poll
from bot.domain.shift import CHOSEN, NOT_CHOSEN, ItemShift, Moves, PollShift, Way
from bot.pictures.sheet import Caption
from bot.pictures.shift import Flow, ShiftChart, ShiftOption
from bot.ui.render.charts import Illustrations
from bot.ui.render.layout import Block, page
from bot.ui.render.words import item_title, option_name, small
from bot.ui.speech import Speech

MOST_FLOWS = 6
"""Ways listed in a message for an item; the picture and the exports have all of them."""


def shift_page(shift: PollShift, speech: Speech, *, attribution: str, charts: Illustrations) -> ui.LayoutView:
    """Render how answers shifted; the caller has checked that the reader may see them, and sends the charts' files."""
    head = [f"## 🔀 {_heading(shift.after, speech)}", f"**{shift.after.title}**", f"-# {attribution}"]
    if not (shift.before.shows_counts and shift.after.shows_counts):
        head.append(speech("🟠 Not public yet: only moderators see this. `/poll publish` releases it."))
    blocks: list[Block | str] = ["\n".join(head)]
    for item in shift.items:
        blocks += [ui.Separator(), _item(shift.after, item, speech)]
        if item.item.key in charts:
            blocks.append(charts[item.item.key].block())
    return page(*blocks)


def _heading(poll: Poll, speech: Speech) -> str:
    return speech("Before and after · Question {letter}", letter=poll.question.upper())


def _item(poll: Poll, item: ItemShift, speech: Speech) -> str:
    lines = [f"### {item_title(poll, _on_paper(poll, item))}", _paired(item, speech)]
    if isinstance(item.item.kind.entry(item.item.options, item.item.settings), Places):
        lines.append(f"-# {speech('First choices')}")
    if item.paired:
        lines += [line for line in (_moved(item, speech), _medians(item, speech)) if line]
        lines += _sums(item, speech)
        lines += _gains(item, speech) if item.moves[0].option else _flows(item, speech)
        lines.append(small(_left_out(item, speech)))
    return "\n".join(line for line in lines if line)


def _on_paper(poll: Poll, item: ItemShift) -> Item:
    """Return the item as it stood on the paper, which may have had other options than the earlier one."""
    return poll.item(item.item.key) or item.item


def _paired(item: ItemShift, speech: Speech) -> str:
    return speech.many("{count} person answered both times.", "{count} people answered both times.", count=item.paired)


def _moved(item: ItemShift, speech: Speech) -> str:
    if item.moved is None or not item.moves[0].flows:
        return ""
    least, most = item.moved
    shares = {"low": speech.percent(least / item.paired), "high": speech.percent(most / item.paired)}
    if least == most:
        return speech(
            "**{people} of them changed their answer** ({high}).", people=speech.number(most), high=shares["high"]
        )
    return speech(
        "**Between {least} and {most} of them changed their answer** ({low} to {high}).",
        least=speech.number(least),
        most=speech.number(most),
        **shares,
    )


def _medians(item: ItemShift, speech: Speech) -> str:
    if item.medians is None or not all(item.medians):
        return ""
    before, after = (
        " – ".join(f"**{option_name(item.item.option(step))}**" for step in steps) for steps in item.medians
    )
    if before == after:
        return speech("Median: {after}, as before", after=after)
    return speech("Median: from {before} to {after}", before=before, after=after)


def _sums(item: ItemShift, speech: Speech) -> list[str]:
    lines = []
    for option in item.item.options:
        if option.id in item.sums:
            before, after = item.sums[option.id]
            sign = "−" if after < before else "+" if after > before else "±"
            votes = f"{speech.number(before)} → {speech.number(after)} ({sign}{speech.number(abs(after - before))})"
            lines.append(f"**{option_name(option)}** {votes}")
    return lines


def _flows(item: ItemShift, speech: Speech) -> list[str]:
    flows = sorted(item.moves[0].flows.items(), key=lambda flow: (flow[0][0] == flow[0][1], -flow[1]))
    lines = [f"- {_way(item, way, speech)}: **{speech.number(people)}**" for way, people in flows[:MOST_FLOWS]]
    if len(flows) > MOST_FLOWS:
        lines.append(speech.many("And {count} more.", "And {count} more.", count=len(flows) - MOST_FLOWS))
    return lines


def _way(item: ItemShift, way: Way, speech: Speech) -> str:
    before, after = (_state(item, state, speech) for state in way)
    if way[0] == way[1]:
        return speech("Stayed with {option}", option=before)
    return speech("From {before} to {after}", before=before, after=after)


def _state(item: ItemShift, state: str, speech: Speech) -> str:
    return speech("Abstained") if state == ABSTAINED else option_name(item.item.option(state))


def _gains(item: ItemShift, speech: Speech) -> list[str]:
    few = speech("fewer than five")
    unsaid = speech("not told")
    lines = []
    for moves in item.moves:
        if moves.option is None or not moves.flows:
            continue
        gained, lost = (
            speech.number(moves.flows[way]) if way in moves.flows else (few if moves.few else unsaid)
            for way in ((NOT_CHOSEN, CHOSEN), (CHOSEN, NOT_CHOSEN))
        )
        name = option_name(moves.option)
        lines.append("- " + speech("{option}: gained {gained}, lost {lost}", option=name, gained=gained, lost=lost))
    return lines


def _left_out(item: ItemShift, speech: Speech) -> list[str]:
    notes = [_unlisted(item.moves, speech)] if any(_is_partial(moves) for moves in item.moves) else []
    if not item.sums:
        notes.append(speech("Sums are left out, as they would tell how fewer than five people voted."))
    return notes


def _is_partial(moves: Moves) -> bool:
    return len(moves.flows) < len(moves.states) ** 2


def _unlisted(moves: tuple[Moves, ...], speech: Speech) -> str:
    if all(part.few for part in moves):
        return speech("On every other way went fewer than five people, or nobody.")
    return speech(
        "Ways of fewer than {count} people are left out, and larger ones from which they would follow.",
        count=FEWEST,
    )


def chart_of_shift(poll: Poll, item: ItemShift, speech: Speech) -> ShiftChart:
    """Draw the ways that are told of an item of which one option is chosen."""
    moves = item.moves[0]
    labels = {option.id: option for option in item.item.options}
    options = tuple(
        ShiftOption(labels[state].label, labels[state].editors)
        if state in labels
        else ShiftOption(_state(item, state, speech))
        for state in moves.states
    )
    place = moves.states.index
    flows = tuple(Flow(place(before), place(after), people) for (before, after), people in moves.flows.items())
    notes = (_moved(item, speech).replace("**", ""), *_left_out(item, speech)) if item.paired else ()
    caption = Caption(_heading(poll, speech), item_title(poll, _on_paper(poll, item)), tuple(filter(None, notes)))
    return ShiftChart(caption, options, flows, item.paired, whole=not _is_partial(moves))
