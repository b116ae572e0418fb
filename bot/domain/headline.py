"""The sentence that a result opens with: who is ahead and how far, and never more than the votes bear out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from bot.domain.elections import Runoff
from bot.domain.findings import Scale
from bot.domain.kind import Option
from bot.domain.tally import ItemTally, OptionCount
from bot.domain.texts import Text, say, say_many

TOO_FEW = 10
"""With fewer answers nobody is called ahead: the sentence says who has how many votes."""

MOST_NAMED = 4
"""Options that a sentence names one by one."""


@dataclass(frozen=True)
class Headline:
    """The sentence, and whether it states a clear lead. Its values may be options, numbers and shares."""

    text: Text
    is_clear: bool = False


def is_clear_lead(ahead: int | Fraction, behind: int | Fraction) -> bool:
    """Whether a lead is more than chance explains: more than the standard deviation of a coin tossed by each voter.

    151 to 150 is no lead by this rule, and neither is 22 to 18; 160 to 140 and 25 to 15 are.
    """
    lead = ahead - behind
    return lead > 0 and lead * lead > ahead + behind


def headline(item: ItemTally) -> Headline:
    """Sum up the result of an item in one sentence."""
    match item.findings.shape:
        case Scale() as scale:
            return _of_scale(item, scale)
        case Runoff() as runoff:
            return _of_runoff(item, runoff)
    return _of_options(item)


def _answered(item: ItemTally) -> int:
    return item.ballots - item.abstentions


def _of_options(item: ItemTally) -> Headline:
    everybody = _answered(item)
    first, *others = sorted(item.counts, key=lambda count: -count.votes)
    if not first.votes:
        return Headline(say("Nobody chose an option."))
    if everybody < TOO_FEW:
        return _of_few(everybody, [(count.option, count.votes) for count in (first, *others) if count.votes])
    rivals = [count for count in others if not is_clear_lead(first.votes, count.votes)]
    if rivals:
        return _nearly_even(everybody, [first, *rivals])
    values: dict[str, object] = {"option": first.option, "share": first.share, "everybody": everybody}
    if not others or not others[0].votes:
        return Headline(say("All {everybody} who answered chose “{option}”.", **values), is_clear=True)
    second = [count.option for count in others if count.votes == others[0].votes]
    values |= {"second": _names(second), "other": others[0].share}
    if len(second) > 1:
        sentence = say("{share} of {everybody} chose “{option}”, ahead of {second} with {other} each.", **values)
    else:
        sentence = say("{share} of {everybody} chose “{option}”, ahead of {second} with {other}.", **values)
    return Headline(sentence, is_clear=True)


def _nearly_even(everybody: int, level: Sequence[OptionCount]) -> Headline:
    if len({count.votes for count in level}) == 1:
        names = _names([count.option for count in level])
        votes = say_many("{count} vote", "{count} votes", count=level[0].votes)
        return Headline(say("Tie: {options} have {votes} each.", options=names, votes=votes))
    standing = _standing([(count.option, count.votes) for count in level])
    return Headline(say("Nearly even, of {everybody}: {standing}.", everybody=everybody, standing=standing))


def _of_few(everybody: int, votes: Sequence[tuple[Option, int]]) -> Headline:
    return Headline(
        say_many(
            "Only {count} person answered: {standing}.",
            "Only {count} people answered: {standing}.",
            count=everybody,
            standing=_standing(votes),
        )
    )


def _of_few_orders(everybody: int, first_choices: Sequence[tuple[Option, int]]) -> Headline:
    return Headline(
        say_many(
            "Only {count} person answered. First choices: {standing}.",
            "Only {count} people answered. First choices: {standing}.",
            count=everybody,
            standing=_standing(first_choices),
        )
    )


def _standing(votes: Sequence[tuple[Option, int]]) -> tuple[Text, ...]:
    """Say who has how many votes: all of them, or the first few and how many more."""
    said = [say("“{option}” {votes}", option=option, votes=count) for option, count in votes[:MOST_NAMED]]
    return (*said, *_more(len(votes) - MOST_NAMED))


def _names(options: Sequence[Option]) -> tuple[Option | Text, ...]:
    return (*options[:MOST_NAMED], *_more(len(options) - MOST_NAMED))


def _more(count: int) -> list[Text]:
    return [say_many("{count} more", "{count} more", count=count)] if count > 0 else []


def _of_scale(item: ItemTally, scale: Scale) -> Headline:
    votes = {count.option.id: count.votes for count in item.counts}
    everybody = sum(votes.values())
    agree, disagree = (sum(votes[step] for step in side) for side in (scale.agree, scale.disagree))
    if not everybody:
        return Headline(say("Nobody chose a step."))
    if everybody < TOO_FEW:
        return Headline(
            say_many(
                "Only {count} person answered: {agree} agree, {disagree} disagree.",
                "Only {count} people answered: {agree} agree, {disagree} disagree.",
                count=everybody,
                agree=agree,
                disagree=disagree,
            )
        )
    return _of_sides(everybody, agree, disagree)


def _of_sides(everybody: int, agree: int, disagree: int) -> Headline:
    neither = everybody - agree - disagree
    shares = {
        "agree": Fraction(agree, everybody),
        "disagree": Fraction(disagree, everybody),
        "neither": Fraction(neither, everybody),
    }
    if neither > max(agree, disagree):
        sentence = say(
            "{neither} of {everybody} take no side. {agree} agree, {disagree} disagree.", everybody=everybody, **shares
        )
        return Headline(sentence, is_clear=is_clear_lead(neither, max(agree, disagree)))
    if agree == disagree:
        return Headline(
            say("As many agree as disagree: {votes} each, of {everybody}.", votes=agree, everybody=everybody)
        )
    if not is_clear_lead(max(agree, disagree), min(agree, disagree)):
        return Headline(
            say(
                "Nearly even, of {everybody}: {agree} agree, {disagree} disagree.",
                everybody=everybody,
                agree=agree,
                disagree=disagree,
            )
        )
    if agree > disagree:
        return Headline(
            say("{agree} of {everybody} agree, {disagree} disagree.", everybody=everybody, **shares), is_clear=True
        )
    return Headline(
        say("{disagree} of {everybody} disagree, {agree} agree.", everybody=everybody, **shares), is_clear=True
    )


def _of_runoff(item: ItemTally, runoff: Runoff) -> Headline:
    by_id = item.item.rules.by_id
    winners = [by_id[winner] for winner in runoff.winners]
    first = sorted(runoff.stages[0].votes.items(), key=lambda entry: -entry[1])
    if not winners:
        return Headline(say("Nobody ranked an option."))
    if _answered(item) < TOO_FEW:
        return _of_few_orders(_answered(item), [(by_id[option], votes) for option, votes in first if votes])
    if len(winners) > 1:
        return Headline(say("Tie in the run-off: {options}.", options=_names(winners)))
    if runoff.stages[-1].majority is None:
        return Headline(say("“{option}” wins, whichever way the tie for last place goes.", option=winners[0]))
    return _of_last_round(winners[0], by_id, runoff)


def _of_last_round(winner: Option, options: Mapping[str, Option], runoff: Runoff) -> Headline:
    standing = dict(runoff.stages[-1].votes)
    votes = standing.pop(winner.id)
    second, other = max(standing.items(), key=lambda entry: entry[1], default=(winner.id, 0))
    if not other:
        return Headline(say("All {everybody} put “{option}” first.", everybody=votes, option=winner), is_clear=True)
    rounds = say_many("after {count} round", "after {count} rounds", count=len(runoff.stages))
    values = {"option": winner, "second": options[second], "rounds": rounds, "votes": votes, "other": other}
    if not is_clear_lead(votes, other):
        return Headline(say("“{option}” is just ahead of “{second}” {rounds}, {votes} to {other}.", **values))
    return Headline(say("“{option}” wins {rounds}, {votes} to {other} against “{second}”.", **values), is_clear=True)
