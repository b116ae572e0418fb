"""Close: the end of the debate."""

from collections.abc import Sequence
from typing import ClassVar, Literal

from bot.domain.step import Act, Example, Facts, Move, Step
from bot.domain.texts import Text, say


class Close(Step):
    """Closes the debate."""

    name: ClassVar = "close"
    usual_minutes: ClassVar = 2
    examples: ClassVar = (Example(),)

    kind: Literal["close"]

    @property
    def heading(self) -> Text:
        return say("End of the debate")

    def is_done(self, facts: Facts) -> bool:
        return facts.is_closed

    def moves(self, facts: Facts) -> Sequence[Move]:
        return () if self.is_done(facts) else (Move(Act.CLOSE_DEBATE, say("End the debate")),)

    def problem(self, before: Sequence[Step], after: Sequence[Step]) -> str | None:  # noqa: ARG002  the base's signature
        return "is not the last step; nothing can follow it" if after else None


STEP = Close
