"""Statements: the room votes on short statements, and then sees what it shares."""

from collections.abc import Sequence
from typing import ClassVar, Literal

from bot.domain.polls import Round
from bot.domain.step import Act, Ballot, Example, Facts, Letter, Move, Step
from bot.domain.texts import Text, say


class Statements(Step):
    """Opens a question's statements for voting, and shows their common ground at the close."""

    name: ClassVar = "statements"
    usual_minutes: ClassVar = 8
    examples: ClassVar = (Example({"question": "a"}), Example({"question": "a", "round": "after", "minutes": 5}))

    kind: Literal["statements"]
    question: Letter
    round: Round = Round.MAIN

    @property
    def heading(self) -> Text:
        return say("Statements to question {question}", question=self.question.upper())

    def is_done(self, facts: Facts) -> bool:
        found = facts.statements(self.question, self.round)
        return found is not None and not found.is_open

    def moves(self, facts: Facts) -> Sequence[Move]:
        found = facts.statements(self.question, self.round)
        if found is None:
            label = say("Open the statements")
            return (Move(Act.OPEN_STATEMENTS, label, question=self.question, ballot=Ballot(self.round)),)
        if found.is_open:
            return (Move(Act.CLOSE_STATEMENTS, say("Close the statements and show the common ground"), about=found.id),)
        return ()

    def problem(self, before: Sequence[Step], after: Sequence[Step]) -> str | None:  # noqa: ARG002  the signature
        if any(isinstance(step, Statements) and self._is_same(step) for step in before):
            return f"the statements to question {self.question!r} are voted on twice in the round {self.round.value!r}"
        return None

    def _is_same(self, other: "Statements") -> bool:
        return (other.question, other.round) == (self.question, self.round)


STEP = Statements
