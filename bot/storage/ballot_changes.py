"""Votes as changes of ballots, many at a time: a batch is checked and stored with a few statements."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection as SyncConnection
from sqlalchemy import Row, Select, and_, bindparam, delete, select

from bot.domain.answers import read_answer, write_answer
from bot.domain.kind import Answer
from bot.domain.polls import PollState, Secrecy, is_before_deadline
from bot.storage import direct
from bot.storage.responses import upsert_names
from bot.storage.secret_ballots import Answers, SecretVote, cast_in_secret
from bot.storage.sql import is_listed, upsert, upsert_all
from bot.storage.tables import ballots, polls

_CHANGED = ("answer", "cast_at", "changes")
"""What another vote on the same changes in a row."""


@dataclass(frozen=True)
class Change:
    """A vote; or a withdrawal if `answer` is None: of one item's vote, or of all if `item_id` is None too.

    `name` is set if the poll is named, and is stored if the vote is accepted.
    """

    poll_id: int
    participant: str
    at: datetime
    item_id: int | None = None
    answer: Answer | None = None
    name: str | None = None


@dataclass(frozen=True)
class Written:
    """The outcome of a change: the participant's answers before and after it, or why it was not accepted.

    It is not accepted if the poll no longer takes votes or, if `final`, because the poll is secret and the participant
    has already voted. Secret answers stored earlier are HIDDEN.
    """

    change: Change
    accepted: bool
    before: Answers
    after: Answers
    final: bool = False


def write_changes(connection: SyncConnection, changes: Sequence[Change]) -> list[Written]:
    """Apply changes in order, in the caller's transaction, with as few statements as possible."""
    open_, stored = _read(connection, changes)
    secret = {poll_id for poll_id, poll in open_.items() if poll.secrecy == Secrecy.SECRET}
    counts = [_counts(change, open_) for change in changes]
    in_secret = _store_in_secret(
        connection,
        [change for change, accepted in zip(changes, counts, strict=True) if accepted and change.poll_id in secret],
    )
    current = {key: {item: answer for item, (answer, _) in answers.items()} for key, answers in stored.items()}
    upserts: dict[tuple[int, str, int], dict[str, object]] = {}
    deletes: dict[tuple[int, str, int], None] = {}
    results = []
    for change, accepted in zip(changes, counts, strict=True):
        if accepted and change.poll_id in secret:
            results.append(next(in_secret))
            continue
        answers = current[change.poll_id, change.participant]
        before = dict(answers)
        if accepted:
            _apply(change, answers, stored[change.poll_id, change.participant], upserts, deletes)
        results.append(Written(change, accepted, before, dict(answers)))
    _store(connection, upserts, deletes)
    counted = [result.change for result in results if result.accepted]
    named = {(open_[vote.poll_id].debate_id, vote.participant): vote.name for vote in counted if vote.name is not None}
    upsert_names(connection, named)
    return results


def _counts(change: Change, open_: Mapping[int, Row[Any]]) -> bool:
    return change.poll_id in open_ and is_before_deadline(change.at, open_[change.poll_id].closes_at)


def _store_in_secret(connection: SyncConnection, changes: Sequence[Change]) -> Iterator[Written]:
    """Store the changes of secret polls and return their outcomes; no statement is executed if there are none."""
    votes = [SecretVote(change.poll_id, change.participant, change.item_id, change.answer) for change in changes]
    done = cast_in_secret(connection, votes) if votes else []
    return iter(
        [
            Written(change, accepted, before, after, final=not accepted)
            for change, (accepted, before, after) in zip(changes, done, strict=True)
        ]
    )


def _apply(
    change: Change,
    answers: Answers,
    stored: dict[int, tuple[Answer, int]],
    upserts: dict[tuple[int, str, int], dict[str, object]],
    deletes: dict[tuple[int, str, int], None],
) -> None:
    """Change the answers in memory and collect the rows to write."""
    if change.answer is None or change.item_id is None:
        for item_id in list(answers) if change.item_id is None else [change.item_id]:
            key = (change.poll_id, change.participant, item_id)
            upserts.pop(key, None)
            stored.pop(item_id, None)
            if answers.pop(item_id, None) is not None:
                deletes[key] = None
        return
    answer, changes = stored.get(change.item_id, (None, -1))
    if answer == change.answer:
        return
    key = (change.poll_id, change.participant, change.item_id)
    answers[change.item_id] = change.answer
    stored[change.item_id] = (change.answer, changes + 1)
    deletes.pop(key, None)
    upserts[key] = {
        "poll_id": change.poll_id,
        "participant": change.participant,
        "item_id": change.item_id,
        "answer": write_answer(change.answer),
        "cast_at": change.at,
        "changes": changes + 1,
    }


@cache
def _open_polls_with_ballots(dialect: str) -> Select[Any]:
    """Select the open polls, each with the ballots that the given participants have cast in it so far.

    On PostgreSQL the row lock keeps these polls open until this transaction commits; SQLite has one writer anyway.
    """
    cast = and_(ballots.c.poll_id == polls.c.id, is_listed(dialect, ballots.c.participant, "participants"))
    columns = (ballots.c.participant, ballots.c.item_id, ballots.c.answer, ballots.c.changes)
    return (
        select(polls.c.id, polls.c.debate_id, polls.c.closes_at, polls.c.secrecy, *columns)
        .outerjoin_from(polls, ballots, cast)
        .where(is_listed(dialect, polls.c.id, "polls"), polls.c.state == PollState.OPEN)
        .with_for_update(read=True, of=polls)
    )


_DELETE = delete(ballots).where(
    ballots.c.poll_id == bindparam("p"), ballots.c.participant == bindparam("who"), ballots.c.item_id == bindparam("i")
)


@cache
def _direct_open_polls_with_ballots() -> direct.DirectSelect:
    return direct.DirectSelect(_open_polls_with_ballots(direct.NAME))


@cache
def _direct_upsert() -> direct.DirectInsert:
    return direct.DirectInsert(upsert(direct.NAME, ballots, *_CHANGED), ballots.c.keys())


StoredAnswers = dict[tuple[int, str], dict[int, tuple[Answer, int]]]
"""The answer to each item and how often it was changed, by poll and participant."""


def _read(connection: SyncConnection, changes: Sequence[Change]) -> tuple[dict[int, Row[Any]], StoredAnswers]:
    """Return the open polls and the voters' answers in them so far."""
    open_: dict[int, Row[Any]] = {}
    stored: StoredAnswers = {(change.poll_id, change.participant): {} for change in changes}
    poll_ids, participants = zip(*stored, strict=True)
    named = {"polls": list(set(poll_ids)), "participants": list(set(participants))}
    for row in _open_polls(connection, named):
        open_[row.id] = row
        answers = stored.get((row.id, row.participant))  # the same person may have voted in another of these polls
        if answers is not None:
            answers[row.item_id] = (read_answer(row.answer), row.changes)
    return open_, stored


def _open_polls(connection: SyncConnection, named: Mapping[str, Any]) -> Iterable[Any]:
    dialect = connection.dialect.name
    if dialect == direct.NAME:
        return _direct_open_polls_with_ballots().rows(connection, named)
    return connection.execute(_open_polls_with_ballots(dialect), named)


def _store(
    connection: SyncConnection,
    upserts: Mapping[tuple[int, str, int], dict[str, object]],
    deletes: Iterable[tuple[int, str, int]],
) -> None:
    if upserts:
        dialect, rows = connection.dialect.name, list(upserts.values())
        if dialect == direct.NAME:
            _direct_upsert().execute(connection, rows)
        else:
            upsert_all(connection, ballots, rows, *_CHANGED)
    gone = [{"p": poll_id, "who": participant, "i": item_id} for poll_id, participant, item_id in deletes]
    if gone:
        connection.execute(_DELETE, gone)
