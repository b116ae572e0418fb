"""From a count to its chart."""

from bot.domain.tally import ItemTally
from bot.pictures import Chart
from bot.pictures.options import Bar, OptionsChart
from bot.pictures.sheet import Caption


def chart_of(item: ItemTally, caption: Caption) -> Chart:
    """Return the chart of an item's result, most votes first."""
    bars = (Bar(count.option.label, count.votes, count.share, count.option.editors) for count in item.counts)
    return OptionsChart(caption, tuple(bars), item.ballots, item.abstentions).ranked()
