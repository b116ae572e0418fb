"""Shift: how opinion moved between the votes before and after."""

from collections.abc import Sequence
from typing import ClassVar, Literal

from bot.domain.polls import PollState, Round, Secrecy
from bot.domain.shift import can_be_paired
from bot.domain.step import Act, Example, Facts, Letter, Move, Step
from bot.domain.texts import Text, say

VOTES = tuple({"kind": "vote", "question": "a", "round": round_} for round_ in ("before", "after"))


class Shift(Step):
    """Shows before and after together; there is nothing to show where the two cannot be compared."""

    name: ClassVar = "shift"
    examples: ClassVar = (Example({"question": "a"}, before=VOTES),)

    kind: Literal["shift"]
    question: Letter

    @property
    def heading(self) -> Text:
        return say("Before and after of question {question}", question=self.question.upper())

    def is_done(self, facts: Facts) -> bool:
        return facts.posted_at is not None or not self._can_be_shown(facts)

    def _can_be_shown(self, facts: Facts) -> bool:
        before, after = facts.poll(self.question, Round.BEFORE), facts.poll(self.question, Round.AFTER)
        if before is None or after is None or not can_be_paired(before, after):
            return False
        return all(poll.state is PollState.CLOSED and poll.shows_counts for poll in (before, after))

    def moves(self, facts: Facts) -> Sequence[Move]:
        if self.is_done(facts):
            return ()
        return (Move(Act.SHOW_SHIFT, say("Show before and after"), question=self.question),)

    def problem(self, before: Sequence[Step], after: Sequence[Step]) -> str | None:  # noqa: ARG002  the base's signature
        votes = [step for step in before if step.kind == "vote" and getattr(step, "question", "") == self.question]
        rounds = {getattr(step, "round", None) for step in votes}
        if not rounds >= {Round.BEFORE, Round.AFTER}:
            return f"needs earlier votes on question {self.question!r} in the rounds 'before' and 'after'"
        if any(getattr(step, "secrecy", None) is Secrecy.SECRET for step in votes):
            return f"secret votes cannot be compared; choose another secrecy for those on question {self.question!r}"
        return None


STEP = Shift
