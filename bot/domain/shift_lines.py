"""What is said of a shift, wherever it is shown: sentences whose values may be options, numbers and shares."""

from bot.domain.answers import ABSTAINED
from bot.domain.disclosure import FEWEST
from bot.domain.kind import Option
from bot.domain.polls import Poll
from bot.domain.shift import ItemShift, Moves, Way
from bot.domain.texts import Text, say, say_many

FEW = say("fewer than five")
UNTOLD = say("not told")


def heading(poll: Poll) -> Text:
    """Name the comparison of a question's rounds."""
    return say("Before and after · Question {letter}", letter=poll.question.upper())


def paired(people: int) -> Text:
    """Say how many people are compared."""
    return say_many("{count} person answered both times.", "{count} people answered both times.", count=people)


def moved(item: ItemShift) -> Text | None:
    """Say how many gave another answer, as a range where it may not be told."""
    if item.moved is None or not item.moves[0].flows:
        return None
    least, most = item.moved
    low, high = least / item.paired, most / item.paired
    if least == most:
        return say("{people} of them changed their answer ({share}).", people=most, share=high)
    return say(
        "Between {least} and {most} of them changed their answer ({low} to {high}).",
        least=least,
        most=most,
        low=low,
        high=high,
    )


def medians(item: ItemShift) -> Text | None:
    """Say where the middle of a scale was and is."""
    if item.medians is None or not all(item.medians):
        return None
    before, after = (_between(*(item.item.option(step) for step in steps)) for steps in item.medians)
    if before == after:
        return say("Median: {after}, as before", after=after)
    return say("Median: from {before} to {after}", before=before, after=after)


def _between(low: Option, high: Option | None = None) -> Option | Text:
    return low if high is None else say("{low} – {high}", low=low, high=high)


def state_of(item: ItemShift, state: str) -> Option | Text:
    """Name a state that people were in."""
    return say("Abstained") if state == ABSTAINED else item.item.option(state)


def people(moves: Moves, way: Way) -> int | Text:
    """Return how many went that way, or why that is not said."""
    return moves.flows.get(way, FEW if moves.few else UNTOLD)


def left_out(item: ItemShift) -> list[Text]:
    """Say which numbers are not told, and why."""
    notes = []
    if not all(moves.are_whole for moves in item.moves):
        notes.append(_unlisted(item))
    if not item.sums:
        notes.append(say("Sums are left out, as they would tell how fewer than five people voted."))
    return notes


def _unlisted(item: ItemShift) -> Text:
    if all(moves.few for moves in item.moves):
        return say("On every other way went fewer than five people, or nobody.")
    return say(
        "Ways of fewer than {count} people are left out, and larger ones from which they would follow.", count=FEWEST
    )
