"""Pause: some minutes off."""

from collections.abc import Sequence
from typing import ClassVar, Literal

from bot.domain.step import Act, Example, Facts, Minutes, Move, Page, Step
from bot.domain.texts import Text, say


class Pause(Step):
    """Posts when the debate goes on. Moderators go on whenever they want."""

    name: ClassVar = "pause"
    examples: ClassVar = (Example({"minutes": 10}),)

    kind: Literal["pause"]
    minutes: Minutes

    @property
    def heading(self) -> Text:
        return say("Pause")

    def is_done(self, facts: Facts) -> bool:
        return facts.posted_at is not None

    def moves(self, facts: Facts) -> Sequence[Move]:
        return () if self.is_done(facts) else (Move(Act.POST, say("Begin the pause"), page=Page.PAUSE),)


STEP = Pause
