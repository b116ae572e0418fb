"""Agreement with a statement on a labelled scale: one of several ordered steps.

The steps are an ordinal scale, whose middle is a median and never a mean (Stevens, On the Theory of Scales of
Measurement, Science 103, 1946). An even number of answers has a lower and an upper median, which are `median_low` and
`median_high` in Python's `statistics`. If they differ, both are stated, because there is nothing half-way between two
labels.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator, model_validator

from bot.domain.findings import Cell, Figures, Findings, Scale
from bot.domain.kind import ABSTAIN, Answer, Example, Option, Profile, Rules, Steps
from bot.domain.refusals import BadAnswer
from bot.domain.texts import Text, say

Ids = tuple[str, ...]


class Settings(BaseModel):
    """Which steps count as agreeing and which as disagreeing.

    By default the first half of the scale disagrees and the second agrees; the middle of an odd number does neither.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    agree: Ids | None = None
    disagree: Ids | None = None

    @field_validator("agree", "disagree")
    @classmethod
    def _are_options(cls, value: Ids | None, info: ValidationInfo) -> Ids | None:
        for step in value or ():
            if step not in (info.context or {}).get("options", ()):
                raise ValueError(f"{step!r} is not the id of an option of this item")
        return value

    @model_validator(mode="after")
    def _both_and_apart(self) -> "Settings":
        if (self.agree is None) != (self.disagree is None):
            raise ValueError("name the steps of both, agree and disagree, or of neither")
        if both := set(self.agree or ()) & set(self.disagree or ()):
            raise ValueError(f"{', '.join(sorted(both))} cannot be both, agreeing and disagreeing")
        return self


class Rating(Rules):
    """Choose one step of a scale."""

    name = "rating"
    settings_model = Settings
    sizes = 3, 7
    examples = (
        Example(
            options=(
                Option("strongly-disagree", "Strongly disagree"),
                Option("disagree", "Disagree"),
                Option("neutral", "Neither"),
                Option("agree", "Agree"),
                Option("strongly-agree", "Strongly agree"),
            ),
            answers=(("strongly-disagree",), ("neutral",), ("agree",)),
        ),
        Example(
            options=(Option("yes", "Yes"), Option("rather", "Rather"), Option("barely", "Barely"), Option("no", "No")),
            settings={"agree": ["yes"], "disagree": ["barely", "no"]},
            answers=(("yes",), ("no",)),
        ),
    )

    hint = say("How far do you agree? Tap one step.")
    entry = Steps()

    def check(self, picks: Sequence[str]) -> Answer:
        if not picks:
            return ABSTAIN
        if len(picks) > 1:
            raise BadAnswer(say("Choose one step only."))
        if picks[0] not in self.by_id:
            raise BadAnswer(say("That step is not on this ballot. Vote on the newest ballot card."))
        return (picks[0],)

    def votes(self, profile: Profile) -> dict[str, int]:
        return {step: profile.get((step,), 0) for step in self.by_id}

    @property
    def stances(self) -> Mapping[str, int]:
        disagree, agree = self._sides()
        return {step: (step in agree) - (step in disagree) for step in self.by_id}

    def _sides(self) -> tuple[Sequence[str], Sequence[str]]:
        """Return the steps that disagree and those that agree."""
        if self.settings.get("agree") is not None:
            return self.settings["disagree"], self.settings["agree"]
        ids = list(self.by_id)
        half = len(ids) // 2
        return ids[:half], ids[-half:]

    def findings(self, profile: Profile) -> Findings:
        votes = self.votes(profile)
        valid = sum(votes.values())
        disagreeing, agreeing = self._sides()
        disagree, agree = (sum(votes[step] for step in side) for side in (disagreeing, agreeing))
        if not valid:
            figures = _figures(None, None, 0, 0, None, None)
            return Findings((say("Nobody chose a step."),), figures=figures, shape=Scale(agreeing, disagreeing, ()))
        low, high = _medians(self.options, votes)
        lines = (_median_line(low, high), _sides_line(Fraction(agree, valid), Fraction(disagree, valid)))
        shares = (round(side / valid, 6) for side in (agree, disagree))
        scale = Scale(agreeing, disagreeing, tuple(dict.fromkeys((low.id, high.id))))
        return Findings(lines, figures=_figures(low.id, high.id, agree, disagree, *shares), shape=scale)


COLUMNS = ("median_low", "median_high", "agree", "disagree", "agree_share", "disagree_share")


def _figures(*row: Cell) -> tuple[Figures, ...]:
    return (Figures("ratings", COLUMNS, (row,)),)


def _medians(options: Sequence[Option], votes: Mapping[str, int]) -> tuple[Option, Option]:
    """Return the lower and the upper median; they are the same for an odd number of votes. There must be a vote."""
    valid = sum(votes.values())
    return _step_of((valid + 1) // 2, options, votes), _step_of(valid // 2 + 1, options, votes)


def _step_of(rank: int, options: Sequence[Option], votes: Mapping[str, int]) -> Option:
    """Return the step of the vote with this rank, from 1, when all votes are sorted along the scale."""
    for option in options:
        rank -= votes[option.id]
        if rank <= 0:
            return option
    raise ValueError("there are fewer votes than that")


def _median_line(low: Option, high: Option) -> Text:
    if low == high:
        return say("Median: {step}", step=low)
    return say("Median: between {low} and {high}", low=low, high=high)


def _sides_line(agree: Fraction, disagree: Fraction) -> Text:
    return say("Agree {agree} · disagree {disagree}", agree=agree, disagree=disagree)


KIND = Rating
