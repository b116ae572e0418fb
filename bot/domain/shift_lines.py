"""The sentences about a shift, wherever it is shown. Their values may be options, numbers and shares."""

from fractions import Fraction

from bot.domain.answers import ABSTAINED
from bot.domain.kind import Option
from bot.domain.polls import Item, Poll
from bot.domain.shares import PERCENT, rounded
from bot.domain.shift import Both, ItemShift, Moves, Way, medians_of
from bot.domain.tally import ItemTally
from bot.domain.texts import Text, say, say_many, sign

FEW = say("fewer than five")
SUPPRESSED = say("not shown")

NO_SHARE = "–"
"""Shown instead of the share of an option that was not on the ballot paper, or if all abstained."""


def heading(poll: Poll) -> Text:
    """Name the comparison of a question's rounds."""
    return say("Before and after · Question {letter}", letter=poll.question.upper())


def paired(people: int) -> Text:
    """The number of paired voters."""
    return say_many("{count} person answered both times.", "{count} people answered both times.", count=people)


def all_voted(before: ItemTally, after: ItemTally) -> Text:
    """How many answered the item before and after, of those who voted on the whole paper."""
    return say("Answers to this: {before} before, {after} after.", before=before.ballots, after=after.ballots)


def change_of_all(before: ItemTally, after: ItemTally, option: Option) -> Text:
    """An option's share of all votes, before and after. The points are the difference of the percentages shown."""
    earlier, later = share_of(before, option), share_of(after, option)
    if earlier is None or later is None:
        shown = [NO_SHARE if share is None else share for share in (earlier, later)]
        return say("{before} → {after}", before=shown[0], after=shown[1])
    points = rounded(later, PERCENT) - rounded(earlier, PERCENT)
    return say_many(
        "{before} → {after} ({sign}{count} point)",
        "{before} → {after} ({sign}{count} points)",
        count=abs(points),
        sign=sign(points),
        before=earlier,
        after=later,
    )


def share_of(tally: ItemTally, option: Option) -> Fraction | None:
    """Return an option's share; None if it was not on the ballot paper, or if all abstained."""
    return next((count.share for count in tally.counts if count.option.id == option.id), None)


def medians_of_all(item: ItemShift, before: ItemTally, after: ItemTally) -> Text | None:
    """The medians of all who voted, before and after; None if the item is not a scale."""
    return _medians(item.item, medians_of(item.item, (before.profile, after.profile)))


def moved(item: ItemShift, both: Both) -> Text | None:
    """How many paired voters changed their answer: a range if the exact number is suppressed."""
    found = item.moved(both)
    if found is None or item.moves is None or not item.paired:
        return None
    least, most = found
    low, high = Fraction(least, item.paired), Fraction(most, item.paired)
    if least == most:
        return say("{people} of them changed their answer ({share}).", people=most, share=high)
    if not item.moves.flows and (least, most) == (0, item.paired):
        return None  # which says nothing
    return say(
        "Between {least} and {most} of them changed their answer ({low} to {high}).",
        least=least,
        most=most,
        low=low,
        high=high,
    )


def medians(item: ItemShift) -> Text | None:
    """The medians of the paired voters, before and after; None if the item is not a scale."""
    return _medians(item.item, item.medians)


def _medians(item: Item, found: tuple[tuple[str, ...], tuple[str, ...]] | None) -> Text | None:
    if found is None or not all(found):
        return None
    before, after = (_between(*(item.option(step) for step in steps)) for steps in found)
    if before == after:
        return say("Median: {after}, as before", after=after)
    return say("Median: from {before} to {after}", before=before, after=after)


def _between(low: Option, high: Option | None = None) -> Option | Text:
    return low if high is None else say("{low} – {high}", low=low, high=high)


def state_of(item: ItemShift, state: str) -> Option | Text:
    """Name a state: an option, or having abstained."""
    return say("Abstained") if state == ABSTAINED else item.item.option(state)


def people(moves: Moves, way: Way) -> int | Text:
    """Return how many went this way, or the words for a suppressed number."""
    return moves.flows.get(way, FEW if moves.few else SUPPRESSED)


def omissions(item: ItemShift) -> list[Text]:
    """Say that numbers are suppressed, where anybody's are."""
    if item.moves is None:
        return []
    hides = sum(item.moves.flows.values()) < item.paired
    return [say("Smaller moves are hidden for privacy.")] if hides else []
