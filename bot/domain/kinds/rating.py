"""Agreement with a statement on a labelled scale: one step of several, which stand in order.

The steps are an ordinal scale, whose middle is a median and never a mean (Stevens, On the Theory of Scales of
Measurement, Science 103, 1946). With an even number of answers two are in the middle, the lower and the upper median,
which are `median_low` and `median_high` in Python's `statistics`. Where they differ both are stated, as nothing lies
half-way between two labels.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator, model_validator

from bot.domain.findings import Cell, Figures, Findings, Scale
from bot.domain.kind import ABSTAIN, Answer, Entry, Example, Kind, Option, Profile, Steps
from bot.domain.refusals import BadAnswer
from bot.domain.texts import Text, say

Ids = tuple[str, ...]


class Settings(BaseModel):
    """Which steps count as agreeing and which as disagreeing.

    By default the first half of the scale disagrees, the second agrees, and the middle of an odd number does neither.
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


class Rating(Kind):
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

    def hint(self, options: Sequence[Option], settings: Mapping[str, Any]) -> Text:  # noqa: ARG002  the same for all
        return say("How far do you agree? Tap one step.")

    def entry(self, options: Sequence[Option], settings: Mapping[str, Any]) -> Entry:  # noqa: ARG002  the same for all
        return Steps()

    def check(self, options: Sequence[Option], settings: Mapping[str, Any], picks: Sequence[str]) -> Answer:  # noqa: ARG002
        if not picks:
            return ABSTAIN
        if len(picks) > 1:
            raise BadAnswer(say("Choose one step only."))
        if picks[0] not in {option.id for option in options}:
            raise BadAnswer(say("That step is not on this ballot paper. Use the buttons of the newest ballot paper."))
        return (picks[0],)

    def votes(self, options: Sequence[Option], profile: Profile) -> dict[str, int]:
        return {option.id: profile.get((option.id,), 0) for option in options}

    def stances(self, options: Sequence[Option], settings: Mapping[str, Any]) -> Mapping[str, int]:
        disagree, agree = _sides(options, settings)
        return {option.id: (option.id in agree) - (option.id in disagree) for option in options}

    def findings(self, options: Sequence[Option], settings: Mapping[str, Any], profile: Profile) -> Findings:
        votes = self.votes(options, profile)
        valid = sum(votes.values())
        disagreeing, agreeing = _sides(options, settings)
        disagree, agree = (sum(votes[step] for step in side) for side in (disagreeing, agreeing))
        if not valid:
            figures = _figures(None, None, 0, 0, None, None)
            return Findings((say("Nobody chose a step."),), figures=figures, shape=Scale(agreeing, disagreeing, ()))
        low, high = _medians(options, votes)
        lines = (_median_line(low, high), _sides_line(Fraction(agree, valid), Fraction(disagree, valid)))
        shares = (round(side / valid, 6) for side in (agree, disagree))
        scale = Scale(agreeing, disagreeing, tuple(dict.fromkeys((low.id, high.id))))
        return Findings(lines, figures=_figures(low.id, high.id, agree, disagree, *shares), shape=scale)


COLUMNS = ("median_low", "median_high", "agree", "disagree", "agree_share", "disagree_share")


def _figures(*row: Cell) -> tuple[Figures, ...]:
    return (Figures("ratings", COLUMNS, (row,)),)


def _sides(options: Sequence[Option], settings: Mapping[str, Any]) -> tuple[Sequence[str], Sequence[str]]:
    """Return the steps that disagree and those that agree."""
    if settings.get("agree") is not None:
        return settings["disagree"], settings["agree"]
    ids = [option.id for option in options]
    half = len(ids) // 2
    return ids[:half], ids[-half:]


def _medians(options: Sequence[Option], votes: Mapping[str, int]) -> tuple[Option, Option]:
    """Return the lower and the upper median of at least one vote: the same step for an odd number of votes."""
    valid = sum(votes.values())
    return _step_of((valid + 1) // 2, options, votes), _step_of(valid // 2 + 1, options, votes)


def _step_of(rank: int, options: Sequence[Option], votes: Mapping[str, int]) -> Option:
    """Return the step of the vote that comes in that place, from 1, when all are sorted along the scale."""
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


KIND = Rating()
