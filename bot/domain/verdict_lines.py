"""The sentences of a verdict. No number from one to four is in them."""

from collections.abc import Iterator

from bot.domain.polls import Item
from bot.domain.shift_lines import FEW
from bot.domain.small_groups import FEWEST
from bot.domain.texts import Text, say
from bot.domain.verdict import Outcome, Range, Swing, Verdict


def verdict_headline(item: Item, found: Verdict) -> Text:
    """Say who swung more people, or why nobody is named."""
    match found.outcome:
        case Outcome.SWING:
            return say(
                "The swing goes to “{option}”: {gained} moved to it, {lost} moved away.",
                **_moves(item, found.swings[0]),
            )
        case Outcome.TIE:
            return say("The swing is a tie.")
        case Outcome.NOBODY:
            return say("No swing: nobody who voted twice moved to another answer.")
        case Outcome.UNTOLD:
            return say("Who swung more stays open: too few of the moves may be shown.")


def verdict_lines(item: Item, found: Verdict) -> Iterator[Text]:
    """Tell what the headline leaves out: the moves of those that tied, and who had no answer before."""
    for swing in found.swings:
        if found.outcome is Outcome.TIE:
            yield say("“{option}”: {gained} moved to it, {lost} moved away.", **_moves(item, swing))
        yield say(
            "Undecided before, “{option}” after. Abstained: {abstained}. Did not vote: {newcomers}.",
            option=item.option(swing.option),
            abstained=people_told(swing.undecided),
            newcomers=_UNKNOWN if swing.newcomers is None else people_told((swing.newcomers, swing.newcomers)),
        )


_UNKNOWN = say("an unknown number")


def _moves(item: Item, swing: Swing) -> dict[str, object]:
    return {
        "option": item.option(swing.option),
        "gained": people_told(swing.gained),
        "lost": people_told(swing.lost),
    }


def people_told(number: Range) -> int | Text:
    """Write a number of people as far as it is told; one to four are fewer than five."""
    least, most = number
    if most == 0:
        return say("nobody")
    if most < FEWEST:
        return FEW
    if least < FEWEST:
        return _UNKNOWN
    return most if least == most else say("at least {people}", people=least)
