"""The sentence that a shift opens with: who of all who voted gained most, and who lost most."""

from collections.abc import Mapping
from fractions import Fraction

from bot.domain.headline import TOO_FEW, Headline, is_clear_lead
from bot.domain.kind import Option
from bot.domain.shares import PERCENT, rounded
from bot.domain.shift import ItemShift
from bot.domain.shift_lines import share_of
from bot.domain.tally import ItemTally
from bot.domain.texts import Text, say, say_many

LEAST = Fraction(3, PERCENT)
"""A change below this is called none: among a hundred voters it is two people."""


def most_changed(item: ItemShift, before: ItemTally, after: ItemTally) -> Mapping[str, int]:
    """Return the options that gained most (1) and lost most (-1) of the shares; several if they changed alike."""
    changes = {option.id: change for option in item.item.options if (change := _change(before, after, option))}
    gain, loss = max(changes.values(), default=Fraction(0)), min(changes.values(), default=Fraction(0))
    gained = {key: 1 for key, change in changes.items() if change == gain >= LEAST}
    lost = {key: -1 for key, change in changes.items() if change == loss <= -LEAST}
    return gained | lost


def shift_headline(item: ItemShift, before: ItemTally, after: ItemTally) -> Headline:
    """Sum up the change of an item in one sentence; it is clear where a share changed by more than chance explains."""
    if min(_answered(before), _answered(after)) == 0:
        return Headline(say("Nobody answered one of the two votes, so there is nothing to compare."))
    changed = most_changed(item, before, after)
    told = [
        _told(before, after, [item.item.option(key) for key, sign in changed.items() if sign == which], which)
        for which in (1, -1)
    ]
    voters = min(_answered(before), _answered(after))
    found = [text for text in told if text is not None]
    if not found:
        return Headline(
            say("Hardly anything changed: no share moved by {points} points.", points=rounded(LEAST, PERCENT))
        )
    sentence = found[0] if len(found) == 1 else say("{gained} {lost}", gained=found[0], lost=found[1])
    is_clear = any(_is_clear(before, after, item.item.option(key), voters) for key in changed)
    return Headline(sentence, is_clear=voters >= TOO_FEW and is_clear)


def _is_clear(before: ItemTally, after: ItemTally, option: Option, voters: int) -> bool:
    """Apply the rule of leads to what the shares would be in votes of so many people."""
    votes = [(share_of(tally, option) or Fraction(0)) * voters for tally in (before, after)]
    return is_clear_lead(max(votes), min(votes))


def _told(before: ItemTally, after: ItemTally, options: list[Option], which: int) -> Text | None:
    if not options:
        return None
    shares = [share_of(tally, options[0]) or Fraction(0) for tally in (before, after)]
    points = abs(rounded(shares[1], PERCENT) - rounded(shares[0], PERCENT))
    by = say_many("{count} point", "{count} points", count=points)
    if len(options) > 1:
        names = tuple(options)
        return (
            say("{options} gained most, {by} each.", options=names, by=by)
            if which > 0
            else say("{options} lost most, {by} each.", options=names, by=by)
        )
    values = {"option": options[0], "before": shares[0], "after": shares[1], "by": by}
    if which > 0:
        return say("“{option}” gained most: from {before} to {after}, {by}.", **values)
    return say("“{option}” lost most: from {before} to {after}, {by}.", **values)


def _change(before: ItemTally, after: ItemTally, option: Option) -> Fraction | None:
    earlier, later = share_of(before, option), share_of(after, option)
    return None if earlier is None or later is None else later - earlier


def _answered(tally: ItemTally) -> int:
    return tally.ballots - tally.abstentions
