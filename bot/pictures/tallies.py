"""From a count to its chart."""

from bot.domain.elections import Runoff
from bot.domain.findings import Scale
from bot.domain.tally import ItemTally
from bot.pictures import Chart
from bot.pictures.options import Bar, OptionsChart
from bot.pictures.ranking import RankingChart, Standing
from bot.pictures.rating import RatingChart, Side, Step
from bot.pictures.sheet import Caption


def chart_of(item: ItemTally, caption: Caption) -> Chart:
    """Return the chart of an item's result, in the shape that its kind found it to have."""
    match item.findings.shape:
        case Scale() as scale:
            return _rating(item, scale, caption)
        case Runoff() as runoff:
            return _ranking(item, runoff, caption)
    bars = (Bar(count.option.label, count.votes, count.share, count.option.editors) for count in item.counts)
    return OptionsChart(caption, tuple(bars), item.ballots, item.abstentions).ranked()


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
