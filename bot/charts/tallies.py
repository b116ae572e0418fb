"""From counts to their charts."""

from dataclasses import replace

from bot.charts import Chart
from bot.charts.canvas import Caption
from bot.charts.formatting import format_value
from bot.charts.marks import name_of
from bot.charts.options import Bar, OptionsChart
from bot.charts.ranking import RankingChart, Standing
from bot.charts.rating import RatingChart, Side, Step
from bot.charts.shift import Flow, ShiftChart, ShiftOption
from bot.charts.slope import SlopeChart, SlopeLine
from bot.charts.turnout import TurnoutChart
from bot.domain.elections import Runoff
from bot.domain.findings import Scale
from bot.domain.kind import Option
from bot.domain.polls import Poll
from bot.domain.shift import Both, ItemShift
from bot.domain.shift_headline import most_changed
from bot.domain.shift_lines import moved, omissions, share_of, state_of
from bot.domain.tally import ItemTally
from bot.domain.texts import say
from bot.domain.turnout import Arrivals, raised_electorate
from bot.i18n import Speech


def chart_of(item: ItemTally, caption: Caption) -> Chart:
    """Return the chart of an item's result, in the shape that its kind found it to have."""
    match item.findings.shape:
        case Scale() as scale:
            return _rating(item, scale, caption)
        case Runoff() as runoff:
            return _ranking(item, runoff, caption)
    bars = (Bar(count.option.label, count.votes, count.share, count.option.editors) for count in item.ranked)
    return OptionsChart(caption, tuple(bars), item.ballots, item.abstentions)


def _rating(item: ItemTally, scale: Scale, caption: Caption) -> RatingChart:
    sides = dict.fromkeys(scale.agree, Side.AGREE) | dict.fromkeys(scale.disagree, Side.DISAGREE)
    steps = tuple(
        Step(count.option.label, count.votes, sides.get(count.option.id, Side.NEITHER), count.option.editors)
        for count in item.counts
    )
    places = [count.option.id for count in item.counts]
    return RatingChart(caption, steps, tuple(map(places.index, scale.medians)), item.ballots, item.abstentions)


def _ranking(item: ItemTally, runoff: Runoff, caption: Caption) -> RankingChart:
    standings = tuple(
        Standing(
            option.label,
            tuple(stage.votes[option.id] for stage in runoff.stages if option.id in stage.votes),
            won=option.id in runoff.winners,
            editors=option.editors,
        )
        for option in item.item.options
    )
    exhausted = tuple(stage.exhausted for stage in runoff.stages)
    return RankingChart(caption, standings, exhausted, item.ballots, item.abstentions)


def chart_of_turnout(
    poll: Poll, arrivals: Arrivals, heading: str, speech: Speech, *, stands_alone: bool = False
) -> TurnoutChart:
    """Return the chart of how turnout grew."""
    electorate = raised_electorate(poll.electorate, sum(arrivals.people))
    caption = Caption(heading, speech.text(say("Turnout over time")), (), stands_alone)
    return TurnoutChart(caption, arrivals, electorate)


def chart_of_shares(item: ItemShift, both: Both, caption: Caption) -> SlopeChart:
    """Return the chart of the shares of all who voted, before and after."""
    changes = most_changed(item, *both)
    lines = (
        SlopeLine(
            option.label,
            share_of(both[0], option),
            share_of(both[1], option),
            change=changes.get(option.id, 0),
            editors=option.editors and not item.item.rules.entry.is_scale,
        )
        for option in item.item.options
    )
    return SlopeChart(caption, tuple(lines))


def chart_of_shift(item: ItemShift, both: Both, caption: Caption, speech: Speech) -> ShiftChart | None:
    """Return the chart of the ways that are told; None where no way is told."""
    moves = item.moves
    if moves is None or not moves.flows:
        return None
    notes = tuple(format_value(note, speech, name_of) for note in (moved(item, both), *omissions(item)) if note)
    caption = replace(caption, notes=notes)
    place = moves.states.index
    flows = tuple(Flow(place(before), place(after), people) for (before, after), people in moves.flows.items())
    options = tuple(_shift_option(state_of(item, state), speech) for state in moves.states)
    return ShiftChart(caption, options, flows, item.paired, whole=moves.are_complete)


def _shift_option(state: object, speech: Speech) -> ShiftOption:
    if isinstance(state, Option):
        return ShiftOption(state.label, state.editors)
    return ShiftOption(format_value(state, speech, name_of))
