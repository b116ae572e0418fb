"""Floor: people speak, one after the other."""

from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from bot.domain import floor
from bot.domain.floor import FEWEST_SECONDS, MOST_SECONDS, FloorState, Order
from bot.domain.polls import Poll
from bot.domain.step import Act, Example, Facts, Letter, Minutes, Move, Step
from bot.domain.texts import Text, say


class Speaking(Step):
    """Opens a floor and calls one speaker after the other, until its time is up or nobody waits any more."""

    name: ClassVar = "floor"
    examples: ClassVar = (
        Example({"minutes": 6}),
        Example({"question": "a", "minutes": 10, "seconds": 90, "order": "sides"}),
    )

    kind: Literal["floor"]
    minutes: Minutes
    question: Letter | None = None
    seconds: Annotated[int, Field(ge=FEWEST_SECONDS, le=MOST_SECONDS)] | None = None
    """How long each may speak."""
    order: Order | None = None

    @property
    def heading(self) -> Text:
        if self.question:
            return say("Floor on question {question}", question=self.question.upper())
        return say("Floor")

    def is_begun_by(self, what: Poll | floor.Floor) -> bool:
        return isinstance(what, floor.Floor) and what.question == self.question

    def is_done(self, facts: Facts) -> bool:
        if facts.floor is not None or facts.since is None:
            return False
        return any(self.is_begun_by(held) and held.opened_at >= facts.since for held in facts.floors)

    def moves(self, facts: Facts) -> Sequence[Move]:
        if self.is_done(facts):
            return ()
        if facts.floor is None:
            label = say("Open the floor")
            return (Move(Act.OPEN_FLOOR, label, question=self.question, seconds=self.seconds, order=self.order),)
        close = close_the_floor(facts.floor)
        if not self.is_begun_by(facts.floor.floor):
            return (close,)
        call = _call(facts.floor)
        return (close, call) if _is_over(facts) else (call, close)


def close_the_floor(state: FloorState) -> Move:
    """Return the move that closes the open floor."""
    return Move(Act.CLOSE_FLOOR, say("Close the floor"), about=state.floor.id, turn=state.shown)


def _call(state: FloorState) -> Move:
    label = say("Next speaker") if state.shown else say("Call the first speaker")
    return Move(Act.NEXT_SPEAKER, label, about=state.floor.id, turn=state.shown)


def _is_over(facts: Facts) -> bool:
    """Whether it is time to close the floor: its minutes have passed, or all who asked have spoken."""
    if facts.floor is None or facts.floor.next is not None:
        return facts.is_time_up
    return facts.is_time_up or facts.floor.shown > 0


STEP = Speaking
