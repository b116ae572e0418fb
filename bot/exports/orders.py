"""The orders that people gave in a ranking, as the formats for elections have them."""

from collections.abc import Iterator

from bot.domain.kind import ABSTAIN
from bot.domain.pieces import sorted_in_pieces
from bot.domain.polls import Item
from bot.domain.tally import ItemTally


def numbered(item: Item) -> dict[str, str]:
    """Number the options from 1, in the order of the ballot paper."""
    return {option.id: str(number) for number, option in enumerate(item.options, 1)}


def orders_of(tally: ItemTally) -> Iterator[tuple[int, list[str]]]:
    """Yield how many gave an order, and its options' numbers: the most frequent first. Abstentions are left out."""
    numbers = numbered(tally.item)
    orders = sorted_in_pieces(
        (-ballots, [numbers[option] for option in answer])
        for answer, ballots in tally.profile.items()
        if answer != ABSTAIN
    )
    return ((-negative, order) for negative, order in orders)
