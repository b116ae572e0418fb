"""Secret ballots: one table says who has voted on an item, another what was voted there; nothing joins them.

Secret votes on statements lie in tables of the same shape.
"""

import secrets
from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection as SyncConnection
from sqlalchemy import Select, Table, and_, delete, insert, select, tuple_, update

from bot.domain.answers import read_answer, write_answer
from bot.domain.kind import HIDDEN, Answer
from bot.domain.polls import PollState, Secrecy
from bot.storage.engine import Connection, Reading
from bot.storage.sql import insert_all, insert_into, is_listed, streamed
from bot.storage.tables import items, mixed_ballots, polls, secret_ballots, secret_voters

Answers = dict[int, Answer]
"""A participant's answers on one ballot, by item id."""

VoterOnItem = tuple[int, str, int]
"""A poll, a participant and an item."""


@dataclass(frozen=True)
class SecretTables:
    """Where secret votes lie: who has voted, what was voted, and what was voted once it is mixed.

    `whole` and `part` are the columns of the poll and of the item, or of what stands for them, `answer` is the vote's.
    """

    voters: Table
    answers: Table
    mixed: Table
    whole: str = "poll_id"
    part: str = "item_id"
    answer: str = "answer"


BALLOTS = SecretTables(secret_voters, secret_ballots, mixed_ballots)


@dataclass(frozen=True)
class SecretVote:
    """A vote on an item. Without an item or an answer it is an attempt to withdraw, which is never accepted."""

    poll_id: int
    participant: str
    item_id: int | None
    answer: Answer | None


def cast_in_secret(
    connection: SyncConnection, votes: Sequence[SecretVote], tables: SecretTables = BALLOTS
) -> list[tuple[bool, Answers, Answers]]:
    """Store first votes in the caller's transaction; a second vote on the same item is not accepted.

    Returns for each vote whether it was accepted, and the participant's answers before and after.
    """
    answers: dict[tuple[int, str], Answers] = {(vote.poll_id, vote.participant): {} for vote in votes}
    for poll_id, participant, item_id in _voted_before(connection, tables, list(answers)):
        if (poll_id, participant) in answers:  # the same person may have voted in another of these polls
            answers[poll_id, participant][item_id] = HIDDEN
    first: dict[VoterOnItem, Answer] = {}
    for vote in votes:
        if vote.item_id is None or vote.answer is None or vote.item_id in answers[vote.poll_id, vote.participant]:
            continue
        first.setdefault((vote.poll_id, vote.participant, vote.item_id), vote.answer)
    added = _add_voters(connection, tables, first)
    answered = [(poll_id, item_id, first[poll_id, who, item_id]) for poll_id, who, item_id in added]
    _store_answers(connection, tables, answered)
    return [_outcome(vote, answers[vote.poll_id, vote.participant], added) for vote in votes]


def _outcome(vote: SecretVote, own: Answers, added: set[VoterOnItem]) -> tuple[bool, Answers, Answers]:
    before = dict(own)
    if vote.item_id is None or vote.answer is None or (vote.poll_id, vote.participant, vote.item_id) not in added:
        return False, before, before
    added.remove((vote.poll_id, vote.participant, vote.item_id))
    own[vote.item_id] = HIDDEN
    return True, before, before | {vote.item_id: vote.answer}


@cache
def _adding(dialect: str, tables: SecretTables) -> Any:  # noqa: ANN401  either dialect's Insert
    voters = tables.voters.c
    adding = insert_into(dialect, tables.voters).on_conflict_do_nothing()
    return adding.returning(voters[tables.whole], voters.participant, voters[tables.part])


@cache
def _voted_before_query(dialect: str, tables: SecretTables) -> Any:  # noqa: ANN401  a Select of three columns
    voters = tables.voters.c
    return select(voters[tables.whole], voters.participant, voters[tables.part]).where(
        is_listed(dialect, voters[tables.whole], "polls"), is_listed(dialect, voters.participant, "participants")
    )


def _voted_before(
    connection: SyncConnection, tables: SecretTables, voters: Collection[tuple[int, str]]
) -> list[VoterOnItem]:
    poll_ids, participants = zip(*voters, strict=True)
    given = {"polls": list(set(poll_ids)), "participants": list(set(participants))}
    found = _voted_before_query(connection.dialect.name, tables)
    return [(row[0], row[1], row[2]) for row in connection.execute(found, given)]


def _add_voters(connection: SyncConnection, tables: SecretTables, votes: Iterable[VoterOnItem]) -> set[VoterOnItem]:
    """Record who votes on what; return those who had not yet. Of two concurrent votes, in any process, one wins."""
    whole, part = tables.whole, tables.part
    rows = [{whole: poll_id, "participant": who, part: item_id} for poll_id, who, item_id in sorted(votes)]
    if not rows:
        return set()
    return {(row[0], row[1], row[2]) for row in connection.execute(_adding(connection.dialect.name, tables), rows)}


def _store_answers(
    connection: SyncConnection, tables: SecretTables, answers: Iterable[tuple[int, int, Answer]]
) -> None:
    """Store answers under random lots and in their order, so that it reveals nothing about the order of the votes."""
    whole, part, answer_ = tables.whole, tables.part, tables.answer
    rows = [
        {whole: poll_id, part: item_id, "lot": secrets.token_hex(16), answer_: write_answer(answer)}
        for poll_id, item_id, answer in answers
    ]
    insert_all(connection, tables.answers, sorted(rows, key=lambda row: str(row["lot"])))


Lot = tuple[int, str]
"""The place of an answer among those of its poll: its item, then its lot."""


async def mix(
    connection: Connection, poll_id: int, at_most: int, after: Lot | None = None, tables: SecretTables = BALLOTS
) -> tuple[int, Lot | None]:
    """Move a closed poll's answers to `mixed_ballots`, the lowest lots first; return how many, and the last of them.

    Until then the database file reveals more than its tables: PostgreSQL stores which transaction wrote a row, and
    both databases place rows on pages in the order they came. Every count and every list reads both tables.

    `after` is the last one of the step before: PostgreSQL would go through all rows deleted so far to find the first.
    """
    answers = tables.answers
    lots = tuple_(answers.c[tables.part], answers.c.lot)
    left = answers.c[tables.whole] == poll_id
    if after is not None:
        left = and_(left, lots > tuple_(*after))
    in_order = select(answers.c[tables.part].label("part"), answers.c.lot).where(left).order_by(*lots)
    highest = (await connection.execute(in_order.limit(1).offset(at_most - 1))).first()
    moving = left if highest is None else and_(left, lots <= tuple_(highest.part, highest.lot))
    rows = select(answers).where(moving).order_by(*lots)
    await connection.execute(insert(tables.mixed).from_select(list(tables.mixed.c.keys()), rows))
    moved = int((await connection.execute(delete(answers).where(moving))).rowcount)
    return moved, None if highest is None else (highest.part, highest.lot)


async def unmixed_polls(connection: Connection) -> list[tuple[int, int]]:
    """Return the closed and cancelled polls that still have unmixed answers, each with its server."""
    left = select(secret_ballots.c.poll_id).where(secret_ballots.c.poll_id == polls.c.id).exists()
    over = polls.c.state.in_([PollState.CLOSED, PollState.CANCELLED])
    found = select(polls.c.id, polls.c.guild_id).where(over, polls.c.secrecy == Secrecy.SECRET, left)
    return [(row.id, row.guild_id) for row in await connection.execute(found)]


async def secret_ballots_of(connection: Reading, poll_id: int) -> AsyncIterator[tuple[str, Answer]]:
    """Yield a poll's secret answers with their items' keys, shuffled within an item."""
    for table in (mixed_ballots, secret_ballots):
        async for row in streamed(connection, _shuffled(table, poll_id)):
            yield row.key, read_answer(row.answer)


def _shuffled(table: Table, poll_id: int) -> Select[tuple[str, str]]:
    found = select(items.c.key, table.c.answer).join(items, items.c.id == table.c.item_id)
    return found.where(table.c.poll_id == poll_id).order_by(table.c.item_id, table.c.lot)


async def voted_on(
    connection: Connection, poll_ids: Sequence[int], participants: Sequence[str]
) -> list[tuple[int, str, str]]:
    """Return poll, participant and item key of these participants' secret votes, in the order of the ballot."""
    given = {"polls": list(poll_ids), "participants": list(participants)}
    found = await connection.execute(_voted_on_query(connection.dialect.name), given)
    return [(row.poll_id, row.participant, row.key) for row in found]


@cache
def _voted_on_query(dialect: str) -> Select[Any]:
    voters = secret_voters.c
    return (
        select(voters.poll_id, voters.participant, items.c.key)
        .join(items, items.c.id == voters.item_id)
        .where(is_listed(dialect, voters.poll_id, "polls"), is_listed(dialect, voters.participant, "participants"))
        .order_by(voters.poll_id, items.c.position)
    )


async def detach_voter(
    connection: Connection, poll_id: int, participants: Sequence[str], nobody: str, tables: SecretTables = BALLOTS
) -> None:
    """Replace a participant by `nobody` in the list of those who have voted in a poll."""
    voters = tables.voters
    mine = and_(voters.c[tables.whole] == poll_id, voters.c.participant.in_(participants))
    await connection.execute(update(voters).where(mine).values(participant=nobody))
