"""Welcome: the debate's own page."""

from collections.abc import Sequence
from typing import ClassVar, Literal

from bot.domain.step import Act, Example, Facts, Move, Page, Step
from bot.domain.texts import Text, say


class Welcome(Step):
    """Posts what the debate is about and what comes when."""

    name: ClassVar = "welcome"
    usual_minutes: ClassVar = 3
    examples: ClassVar = (Example(), Example({"minutes": 5}))

    kind: Literal["welcome"]

    @property
    def heading(self) -> Text:
        return say("Welcome")

    def is_done(self, facts: Facts) -> bool:
        return facts.posted_at is not None

    def moves(self, facts: Facts) -> Sequence[Move]:
        return () if self.is_done(facts) else (Move(Act.POST, say("Post the welcome"), page=Page.WELCOME),)


STEP = Welcome
