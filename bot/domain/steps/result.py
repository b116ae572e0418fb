"""Result: the result of a vote that was held back."""

from collections.abc import Sequence
from typing import ClassVar, Literal

from bot.domain.polls import PollState, Round
from bot.domain.step import Act, Example, Facts, Letter, Move, Step
from bot.domain.texts import Text, say

VOTE = {"kind": "vote", "question": "a", "results": "manual"}


class Result(Step):
    """Publishes a result; there is nothing to do where it is public already."""

    name: ClassVar = "result"
    examples: ClassVar = (Example({"question": "a"}, before=(VOTE,)),)

    kind: Literal["result"]
    question: Letter
    round: Round = Round.MAIN

    @property
    def heading(self) -> Text:
        return say("Result of question {question}", question=self.question.upper())

    def is_done(self, facts: Facts) -> bool:
        poll = facts.poll(self.question, self.round)
        return poll is None or (poll.state is PollState.CLOSED and not poll.awaits_publication)

    def moves(self, facts: Facts) -> Sequence[Move]:
        poll = facts.poll(self.question, self.round)
        if poll is None or self.is_done(facts):
            return ()
        if poll.state is PollState.OPEN:
            return (Move(Act.CLOSE_POLL, say("Close the vote"), about=poll.id),)
        return (Move(Act.PUBLISH, say("Show the result"), about=poll.id),) if poll.awaits_publication else ()

    def problem(self, before: Sequence[Step], after: Sequence[Step]) -> str | None:  # noqa: ARG002  the base's signature
        held = [
            (getattr(step, "question", None), getattr(step, "round", None)) for step in before if step.kind == "vote"
        ]
        if (self.question, self.round) not in held:
            return f"no earlier step votes on question {self.question!r} in the round {self.round.value!r}"
        return None


STEP = Result
