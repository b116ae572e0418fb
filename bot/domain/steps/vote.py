"""Vote: a poll on a question."""

from collections.abc import Sequence
from typing import ClassVar, Literal

from bot.domain.floor import Floor
from bot.domain.polls import Poll, PollState, Release, Round, Secrecy
from bot.domain.step import Act, Ballot, Example, Facts, Letter, Move, Step
from bot.domain.texts import Text, say


class Vote(Step):
    """Opens a poll, which closes after `minutes` where these are given, and shows its result.

    With `results: manual` its result waits for a step `result`.
    """

    name: ClassVar = "vote"
    usual_minutes: ClassVar = 3
    examples: ClassVar = (
        Example({"question": "a"}),
        Example({"question": "a", "round": "before", "minutes": 2, "secrecy": "secret"}),
        Example({"question": "b", "results": "manual"}, after=({"kind": "result", "question": "b"},)),
    )

    kind: Literal["vote"]
    question: Letter
    round: Round = Round.MAIN
    secrecy: Secrecy | None = None
    results: Release | None = None

    @property
    def heading(self) -> Text:
        letter = self.question.upper()
        return {
            Round.MAIN: say("Vote on question {question}", question=letter),
            Round.BEFORE: say("Vote on {question} before the debate", question=letter),
            Round.AFTER: say("Vote on {question} after the debate", question=letter),
        }[self.round]

    @property
    def keeps_its_length(self) -> bool:
        return self.minutes is not None

    def is_begun_by(self, what: Poll | Floor) -> bool:
        return isinstance(what, Poll) and what.question == self.question and what.round is self.round

    def is_done(self, facts: Facts) -> bool:
        poll = facts.poll(self.question, self.round)
        if poll is None or poll.state is not PollState.CLOSED:
            return False
        return self.results is Release.MANUAL or not poll.awaits_publication

    def moves(self, facts: Facts) -> Sequence[Move]:
        poll = facts.poll(self.question, self.round)
        if poll is None:
            ballot = Ballot(self.round, self.minutes, self.secrecy, self.results)
            return (Move(Act.OPEN_POLL, say("Open the vote"), question=self.question, ballot=ballot),)
        if poll.state is PollState.OPEN:
            with_result = poll.release is not Release.MANUAL and not poll.is_hidden
            label = say("Close the vote and show the result") if with_result else say("Close the vote")
            return (Move(Act.CLOSE_POLL, label, about=poll.id),)
        if poll.awaits_publication and self.results is not Release.MANUAL:
            return (Move(Act.PUBLISH, say("Show the result"), about=poll.id),)
        return ()

    def problem(self, before: Sequence[Step], after: Sequence[Step]) -> str | None:
        if any(isinstance(step, Vote) and self._is_same(step) for step in before):
            return f"question {self.question!r} is voted on twice in the round {self.round.value!r}"
        if self.results is Release.MANUAL and not any(self._is_shown_by(step) for step in after):
            return "holds its result back, and no later step of kind 'result' shows it"
        return None

    def _is_same(self, other: "Vote") -> bool:
        return (other.question, other.round) == (self.question, self.round)

    def _is_shown_by(self, step: Step) -> bool:
        return step.kind == "result" and (getattr(step, "question", ""), getattr(step, "round", "")) == (
            self.question,
            self.round,
        )


STEP = Vote
