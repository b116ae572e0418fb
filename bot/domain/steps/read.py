"""Read: a question's brief, or a proposal."""

from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from bot.domain.step import Act, Example, Facts, Letter, Move, Page, Step
from bot.domain.texts import Text, say


class Read(Step):
    """Posts something to read."""

    name: ClassVar = "read"
    usual_minutes: ClassVar = 2
    examples: ClassVar = (Example({"question": "a"}), Example({"proposal": "tower", "minutes": 3}))

    kind: Literal["read"]
    question: Letter | None = None
    proposal: Annotated[str, Field(min_length=1, max_length=40)] | None = None

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        if (self.question is None) is (self.proposal is None):
            raise ValueError("needs either a question or a proposal to read")
        return self

    @property
    def heading(self) -> Text:
        if self.question:
            return say("Read question {question}", question=self.question.upper())
        return say("Read a proposal")

    def is_done(self, facts: Facts) -> bool:
        return facts.posted_at is not None

    def moves(self, facts: Facts) -> Sequence[Move]:
        if self.is_done(facts):
            return ()
        if self.question:
            label = say("Go to question {question}", question=self.question.upper())
            return (Move(Act.POST, label, page=Page.BRIEF, question=self.question),)
        return (Move(Act.POST, say("Post the proposal"), page=Page.PROPOSAL, proposal=self.proposal),)


STEP = Read
