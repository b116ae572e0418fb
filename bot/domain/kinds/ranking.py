"""An order of preference, complete or not: counted by instant run-off and by pairwise comparison.

`bot.domain.elections` does the counting, and has the rule for ties in the run-off.
"""

from collections.abc import Mapping, Sequence

from pydantic import BaseModel, ConfigDict

from bot.domain import elections
from bot.domain.elections import Pairs, Runoff, Stage
from bot.domain.findings import Figures, Findings
from bot.domain.kind import ABSTAIN, Answer, Example, Option, Order, Profile, Rules
from bot.domain.refusals import BadAnswer
from bot.domain.texts import Text, say, say_many

OPTIONS = tuple(Option(name.lower(), name) for name in ("Geneva", "Vienna", "Nairobi", "Oslo", "Quito", "Seoul"))

Options = Mapping[str, Option]


class Settings(BaseModel):
    """A ranking has nothing to set."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Ranking(Rules):
    """Put the options in your order; you may leave some out."""

    name = "ranking"
    settings_model = Settings
    sizes = 2, 10
    examples = (
        Example(options=OPTIONS[:3], answers=(("geneva",), ("vienna", "geneva"), ("nairobi", "vienna", "geneva"))),
        Example(
            options=OPTIONS,
            answers=(("quito", "oslo"), ("geneva", "vienna", "nairobi", "oslo", "quito", "seoul"), ("seoul",)),
        ),
    )

    hint = say("Put them in your order, best first. You may leave some out.")
    entry = Order()
    votes_heading = say("First choices")

    def check(self, picks: Sequence[str]) -> Answer:
        if not picks:
            return ABSTAIN
        for pick in picks:
            if pick not in self.by_id:
                raise BadAnswer(say("That option is not on this ballot. Vote on the newest ballot card."))
            if picks.count(pick) > 1:
                raise BadAnswer(
                    say("“{option}” has two places. Give it one. Nothing was changed.", option=self.by_id[pick].label)
                )
        return tuple(picks)

    def votes(self, profile: Profile) -> dict[str, int]:
        """Count the first choices."""
        counts = dict.fromkeys(self.by_id, 0)
        for answer, ballots in profile.items():
            if answer:
                counts[answer[0]] += ballots
        return counts

    def findings(self, profile: Profile) -> Findings:
        by_id = self.by_id
        rankings = {answer: ballots for answer, ballots in profile.items() if answer}
        against = elections.pairs(list(by_id), rankings)
        runoff = elections.instant_runoff(list(by_id), rankings)
        figures = (Figures("rankings", STAGES, _stage_rows(runoff)), Figures("pairs", PAIRS, _pair_rows(against)))
        if not rankings:
            return Findings((say("Nobody ranked an option."),), figures=figures, shape=runoff)
        lines = (_winner_line(runoff, by_id), _pairs_line(by_id, against))
        rounds = tuple(_stage_line(number, stage, by_id) for number, stage in enumerate(runoff.stages, 1))
        details = rounds if len(rounds) > 1 or not runoff.stages[0].majority else ()
        return Findings(lines, details, figures, runoff)


def _winner_line(runoff: Runoff, options: Options) -> Text:
    stage, number = runoff.stages[-1], len(runoff.stages)
    winners = tuple(options[winner] for winner in runoff.winners)
    if len(winners) > 1:
        return say("Instant run-off: {options} tie.", options=winners)
    if stage.majority is None:
        return say("Instant run-off: “{option}” wins, whichever way the tie for last place goes.", option=winners[0])
    return say(
        "Instant run-off: “{option}” wins in round {round} with {votes} of {all}.",
        option=winners[0],
        round=number,
        votes=stage.votes[stage.majority],
        all=sum(stage.votes.values()),
    )


def _stage_line(number: int, stage: Stage, options: Options) -> Text:
    last = tuple(options[option] for option in stage.last)
    votes = say_many("{count} vote", "{count} votes", count=stage.votes[stage.last[0]])
    if len(last) == 1 and stage.out:
        return say("Round {round}: “{option}” is eliminated ({votes})", round=number, option=last[0], votes=votes)
    if stage.out:
        return say("Round {round}: {options} are eliminated ({votes} each)", round=number, options=last, votes=votes)
    if stage.majority is None:
        return say(
            "Round {round}: {options} tie for last place ({votes} each)", round=number, options=last, votes=votes
        )
    ranked = sorted(stage.votes.items(), key=lambda entry: -entry[1])
    standing = tuple(say("“{option}” {votes}", option=options[option], votes=votes) for option, votes in ranked)
    return say("Round {round}: {standing}", round=number, standing=standing)


def _pairs_line(options: Options, against: Pairs) -> Text:
    best = elections.smith_set(list(options), against)
    names = tuple(options[option] for option in best)
    if len(best) == 1:
        return say("Head to head, “{option}” beats every other option.", option=names[0])
    if elections.goes_in_a_circle(best, against):
        return say("Head to head, no option beats every other: {options} go in a circle.", options=names)
    return say("Head to head, no option beats every other: {options} tie.", options=names)


STAGES = ("stage", "option", "votes", "outcome", "exhausted")


def _stage_rows(runoff: Runoff) -> list[tuple[int | str, ...]]:
    """Return a row for each round and each option that remains in it."""
    return [
        (number, option, votes, _outcome(option, stage, runoff, is_last=number == len(runoff.stages)), stage.exhausted)
        for number, stage in enumerate(runoff.stages, 1)
        for option, votes in stage.votes.items()
    ]


def _outcome(option: str, stage: Stage, runoff: Runoff, *, is_last: bool) -> str:
    if option in stage.out:
        return "eliminated"
    if not is_last:
        return "continues"
    if option not in runoff.winners:
        return "lost"
    return "won" if len(runoff.winners) == 1 else "tied"


PAIRS = ("option", "against", "votes")


def _pair_rows(against: Pairs) -> list[tuple[int | str, ...]]:
    """Return how many ballots prefer each option to each other one."""
    return [(option, other, votes) for (option, other), votes in against.items()]


KIND = Ranking
