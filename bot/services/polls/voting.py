"""Casting, changing and withdrawing a vote."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.kind import HIDDEN, Answer
from bot.domain.people import Person
from bot.domain.polls import Item, Poll, PollState, Secrecy
from bot.domain.refusals import BadAnswer, NotEligible, NotFound, NotNow
from bot.domain.texts import Text, say
from bot.services.common.context import Context
from bot.services.common.permissions import require_voter
from bot.storage.ballot_changes import Change, Written
from bot.storage.ballots import ballots_by
from bot.storage.engine import Reading
from bot.storage.polls import poll_by_id
from bot.storage.secret_ballots import voted_on

Answers = tuple[tuple[Item, Answer | None], ...]
"""A person's answer to each item of a poll, in the order of its items: None for an item without one."""


class TooLate(NotNow):
    """The poll has closed; `has_voted` is whether an earlier answer of the person counts in it."""

    def __init__(self, text: Text, poll: Poll, *, has_voted: bool) -> None:
        super().__init__(text)
        self.poll = poll
        self.has_voted = has_voted


def _on(poll: Poll, answers: Answers) -> Answers:
    return tuple((item, answer) for item, (_, answer) in zip(poll.items, answers, strict=True))


@dataclass(frozen=True)
class RecordedVote:
    """A stored vote: the answer to an item, the one it replaced, and all answers that count now."""

    poll: Poll
    item: Item
    answer: Answer
    before: Answer | None
    answers: Answers

    @property
    def unanswered(self) -> tuple[Item, ...]:
        """The items that the person has not answered yet."""
        return tuple(item for item, answer in self.answers if answer is None)

    def on(self, poll: Poll) -> "RecordedVote":
        """Return the same vote with the poll in another language."""
        if poll is self.poll:
            return self
        item = poll.item(self.item.key) or self.item
        return replace(self, poll=poll, item=item, answers=_on(poll, self.answers))


@dataclass(frozen=True)
class OwnBallot:
    """A person's answers in one poll, HIDDEN for a secret one. `code` is the receipt, None without any answer."""

    poll: Poll
    answers: Answers
    code: str | None

    def answer_to(self, item: Item) -> Answer | None:
        """Return the answer to one item."""
        return {one.key: answer for one, answer in self.answers}[item.key]

    def on(self, poll: Poll) -> "OwnBallot":
        """Return the same ballot with the poll in another language."""
        if poll is self.poll:
            return self
        return replace(self, poll=poll, answers=_on(poll, self.answers))


async def cast(context: Context, person: Person, poll_id: int, item_key: str, picks: Sequence[str]) -> RecordedVote:
    """Store a vote; returns once it is durable. Raises a Refusal if it does not count; then nothing has changed."""
    now = context.clock()
    poll, item = await _votable_item(context, person, poll_id, item_key, now)
    answer = item.rules.check(picks)
    participant = context.pseudonyms.participant(poll.debate_id, person.user_id, poll.secrecy)
    name = person.name if poll.secrecy is Secrecy.NAMED else None
    written = await context.open_polls.write(Change(poll.id, participant, now, item.id, answer, name))
    await _require_accepted(context, person, poll, written)
    answers = tuple((other, written.after.get(other.id)) for other in poll.items)
    return RecordedVote(poll, item, answer, written.before.get(item.id), answers)


def ballot_after(context: Context, person: Person, recorded: RecordedVote) -> OwnBallot:
    """Return a person's whole ballot as a vote has left it."""
    return _ballot(context, person, recorded.poll, recorded.answers)


async def draft(
    context: Context, person: Person, poll_id: int, item_key: str, picks: Sequence[str]
) -> tuple[Poll, Item, Answer]:
    """Check an answer that is not cast yet; nothing is stored. Raises the same Refusals as casting it."""
    poll, item = await _votable_item(context, person, poll_id, item_key, context.clock())
    answer = item.rules.check(picks)
    if poll.secrecy is Secrecy.SECRET:
        ballot = await _own_answers(context, person, poll)
        if ballot.answer_to(item) is not None:
            raise _final()
    return poll, item, answer


async def open_ballot(context: Context, person: Person, poll_id: int) -> OwnBallot:
    """Return a person's answers in a poll to vote in. Raises a Refusal if a vote of this person would not count."""
    poll = await _votable(context, person, poll_id, context.clock())
    participant = context.pseudonyms.participant(poll.debate_id, person.user_id, poll.secrecy)
    if not context.open_polls.may_have_voted(poll.id, participant):
        return _ballot(context, person, poll, tuple((item, None) for item in poll.items))
    return await _own_answers(context, person, poll)


async def withdraw(context: Context, person: Person, poll_id: int) -> tuple[Poll, int]:
    """Withdraw all of a person's answers in a poll; return the poll and how many there were."""
    now = context.clock()
    poll = await _votable(context, person, poll_id, now)
    participant = context.pseudonyms.participant(poll.debate_id, person.user_id, poll.secrecy)
    if poll.secrecy is Secrecy.SECRET:
        raise NotNow(say("A secret vote cannot be withdrawn: nobody can tell which one is yours."))
    written = await context.open_polls.write(Change(poll.id, participant, now))
    await _require_accepted(context, person, poll, written)
    return poll, len(written.before)


async def own_ballot(context: Context, person: Person, poll_id: int) -> OwnBallot:
    """Return a person's answers in a poll, open or closed. Raises NotFound."""
    poll = await context.group_reads.get(_polls_by_id, poll_id)
    if poll is None or poll.guild_id != person.guild_id:
        raise _unknown()
    return await _own_answers(context, person, poll)


async def _own_answers(context: Context, person: Person, poll: Poll) -> OwnBallot:
    participant = context.pseudonyms.participant(poll.debate_id, person.user_id, poll.secrecy)
    read = _secret_answers_of if poll.secrecy is Secrecy.SECRET else _answers_of
    answers = await context.group_reads.get(read, (poll.id, participant))
    return _ballot(context, person, poll, tuple((item, answers.get(item.key)) for item in poll.items))


Voter = tuple[int, str]
"""A poll, and a participant in it."""


async def _polls_by_id(connection: Reading, poll_ids: Sequence[int]) -> dict[int, Poll | None]:
    return {poll_id: await poll_by_id(connection, poll_id) for poll_id in poll_ids}


async def _answers_of(connection: Reading, voters: Sequence[Voter]) -> dict[Voter, dict[str, Answer]]:
    found: dict[Voter, dict[str, Answer]] = {voter: {} for voter in voters}
    for row in await ballots_by(connection, *_apart(voters)):
        if (row.poll_id, row.participant) in found:  # the same person may have voted in another of these polls
            found[row.poll_id, row.participant][row.item_key] = row.answer
    return found


async def _secret_answers_of(connection: Reading, voters: Sequence[Voter]) -> dict[Voter, dict[str, Answer]]:
    found: dict[Voter, dict[str, Answer]] = {voter: {} for voter in voters}
    for poll_id, participant, key in await voted_on(connection, *_apart(voters)):
        if (poll_id, participant) in found:  # as above
            found[poll_id, participant][key] = HIDDEN
    return found


def _apart(voters: Sequence[Voter]) -> tuple[list[int], list[str]]:
    return list({poll_id for poll_id, _ in voters}), list({participant for _, participant in voters})


def _ballot(context: Context, person: Person, poll: Poll, answers: Answers) -> OwnBallot:
    if all(answer is None for _, answer in answers):
        return OwnBallot(poll, answers, None)
    participant = context.pseudonyms.participant(poll.debate_id, person.user_id, poll.secrecy)
    return OwnBallot(poll, answers, context.pseudonyms.code(poll.id, participant))


async def _votable_item(
    context: Context, person: Person, poll_id: int, item_key: str, now: datetime
) -> tuple[Poll, Item]:
    poll = await _votable(context, person, poll_id, now)
    item = poll.item(item_key)
    if item is None:
        raise BadAnswer(say("That is not on this ballot. Use the newest ballot card."))
    return poll, item


async def _votable(context: Context, person: Person, poll_id: int, now: datetime) -> Poll:
    poll = context.open_polls.poll(poll_id) or await _open_in_database(context, person, poll_id)
    if poll.guild_id != person.guild_id:
        raise _unknown()
    if not poll.accepts_votes(now):
        if not context.open_polls.only_takes_votes:
            raise await _closed(context, person, poll)
        poll = await _open_in_database(
            context, person, poll_id
        )  # the process that moves deadlines may have just done so
        if not poll.accepts_votes(now):
            raise await _closed(context, person, poll)
    try:
        require_voter(poll, person, now)
    except NotEligible as refused:
        context.refused_voters.note(poll, context.pseudonyms.refused(poll.id, person.user_id), refused.barrier)
        raise
    return poll


async def _open_in_database(context: Context, person: Person, poll_id: int) -> Poll:
    """Load an open poll that is not in memory yet. Raises NotFound, NotNow."""
    async with context.database.reading() as connection:
        poll = await poll_by_id(connection, poll_id)
    if poll is None or poll.guild_id != person.guild_id:
        raise _unknown()
    if poll.state is PollState.CANCELLED:
        raise NotNow(say("This poll was cancelled. Votes in it do not count."))
    reloaded = await context.open_polls.reload(poll.id) if poll.state is PollState.OPEN else None
    if reloaded is None:
        raise await _closed(context, person, poll)
    return reloaded


async def _require_accepted(context: Context, person: Person, poll: Poll, written: Written) -> None:
    if written.final:
        raise _final()
    if not written.accepted:
        raise await _closed(context, person, poll)


def _final() -> NotNow:
    return NotNow(say("You have already voted on this. A secret vote is final, so your first one counts."))


async def _closed(context: Context, person: Person, poll: Poll) -> TooLate:
    """Say that it is too late, and whether what the person answered before counts."""
    participant = context.pseudonyms.participant(poll.debate_id, person.user_id, poll.secrecy)
    if context.open_polls.may_have_voted(poll.id, participant):
        ballot = await _own_answers(context, person, poll)
        if any(answer is not None for _, answer in ballot.answers):
            told = say("Too late: this poll has closed. What you answered before counts, as it was.")
            return TooLate(told, poll, has_voted=True)
    return TooLate(say("Too late: this poll has closed. You have no vote in it."), poll, has_voted=False)


def _unknown() -> NotFound:
    return NotFound(say("This ballot belongs to no poll here. Ask a moderator to open the poll again."))
