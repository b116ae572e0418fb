"""Secret ballots: one table says who has voted on an item, another what was voted there; nothing joins them."""

import secrets
from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Select, String, Table, and_, delete, insert, select, tuple_, update
from sqlalchemy import Connection as SyncConnection

from bot.domain.answers import read_answer, write_answer
from bot.domain.kind import HIDDEN, Answer
from bot.domain.polls import PollState, Secrecy
from bot.storage.engine import Connection, Reading
from bot.storage.sql import insert_into, listed, streamed
from bot.storage.tables import items, mixed_ballots, polls, secret_ballots, secret_voters

Answers = dict[int, Answer]
"""A participant's answers on one ballot, by item id."""

VoterOnItem = tuple[int, str, int]
"""A poll, a participant and an item."""


@dataclass(frozen=True)
class SecretVote:
    """A vote on an item. Without an item or an answer it is an attempt to withdraw, which is never accepted."""

    poll_id: int
    participant: str
    item_id: int | None
    answer: Answer | None


def cast_in_secret(connection: SyncConnection, votes: Sequence[SecretVote]) -> list[tuple[bool, Answers, Answers]]:
    """Store first votes in the caller's transaction; a second vote on the same item is not accepted.

    Returns for each vote whether it was accepted, and the participant's answers before and after.
    """
    answers: dict[tuple[int, str], Answers] = {(vote.poll_id, vote.participant): {} for vote in votes}
    for poll_id, participant, item_id in _voted_before(connection, list(answers)):
        if (poll_id, participant) in answers:  # the same person may have voted in another of these polls
            answers[poll_id, participant][item_id] = HIDDEN
    first: dict[VoterOnItem, Answer] = {}
    for vote in votes:
        if vote.item_id is None or vote.answer is None or vote.item_id in answers[vote.poll_id, vote.participant]:
            continue
        first.setdefault((vote.poll_id, vote.participant, vote.item_id), vote.answer)
    added = _add_voters(connection, first)
    _store_answers(connection, [(poll_id, item_id, first[poll_id, who, item_id]) for poll_id, who, item_id in added])
    return [_outcome(vote, answers[vote.poll_id, vote.participant], added) for vote in votes]


def _outcome(vote: SecretVote, own: Answers, added: set[VoterOnItem]) -> tuple[bool, Answers, Answers]:
    before = dict(own)
    if vote.item_id is None or vote.answer is None or (vote.poll_id, vote.participant, vote.item_id) not in added:
        return False, before, before
    added.remove((vote.poll_id, vote.participant, vote.item_id))
    own[vote.item_id] = HIDDEN
    return True, before, before | {vote.item_id: vote.answer}


@cache
def _adding(dialect: str) -> Any:  # noqa: ANN401  either dialect's Insert
    adding = insert_into(dialect, secret_voters).on_conflict_do_nothing()
    return adding.returning(secret_voters.c.poll_id, secret_voters.c.participant, secret_voters.c.item_id)


@cache
def _voted_before_query(dialect: str) -> Any:  # noqa: ANN401  a Select of three columns
    voters = secret_voters.c
    return select(voters.poll_id, voters.participant, voters.item_id).where(
        voters.poll_id.in_(listed(dialect, "polls", BigInteger)),
        voters.participant.in_(listed(dialect, "participants", String)),
    )


def _voted_before(connection: SyncConnection, voters: Collection[tuple[int, str]]) -> list[VoterOnItem]:
    poll_ids, participants = zip(*voters, strict=True)
    given = {"polls": list(set(poll_ids)), "participants": list(set(participants))}
    return [(row[0], row[1], row[2]) for row in connection.execute(_voted_before_query(connection.dialect.name), given)]


def _add_voters(connection: SyncConnection, votes: Iterable[VoterOnItem]) -> set[VoterOnItem]:
    """Record who votes on what; return those who had not yet. Of two concurrent votes, in any process, one wins."""
    rows = [{"poll_id": poll_id, "participant": who, "item_id": item_id} for poll_id, who, item_id in sorted(votes)]
    if not rows:
        return set()
    return {(row[0], row[1], row[2]) for row in connection.execute(_adding(connection.dialect.name), rows)}


def _store_answers(connection: SyncConnection, answers: Iterable[tuple[int, int, Answer]]) -> None:
    """Store answers under random lots and in their order, so that it reveals nothing about the order of the votes."""
    rows = [
        {"poll_id": poll_id, "item_id": item_id, "lot": secrets.token_hex(16), "answer": write_answer(answer)}
        for poll_id, item_id, answer in answers
    ]
    if rows:
        connection.execute(insert(secret_ballots), sorted(rows, key=lambda row: str(row["lot"])))


async def mix(connection: Connection, poll_id: int, at_most: int) -> int:
    """Move a closed poll's answers to `mixed_ballots`, the lowest lots first; return how many were moved.

    Until then the database file reveals more than its tables: PostgreSQL stores which transaction wrote a row, and
    both databases place rows on pages in the order they came. Every count and every list reads both tables.
    """
    lots = tuple_(secret_ballots.c.item_id, secret_ballots.c.lot)
    mine = secret_ballots.c.poll_id == poll_id
    in_order = select(secret_ballots.c.item_id, secret_ballots.c.lot).where(mine).order_by(*lots)
    highest = (await connection.execute(in_order.limit(1).offset(at_most - 1))).first()
    moving = mine if highest is None else and_(mine, lots <= tuple_(highest.item_id, highest.lot))
    rows = select(secret_ballots).where(moving).order_by(*lots)
    await connection.execute(insert(mixed_ballots).from_select(list(mixed_ballots.c.keys()), rows))
    return int((await connection.execute(delete(secret_ballots).where(moving))).rowcount)


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
) -> list[tuple[int, str]]:
    """Return the poll and item key of every secret vote of these participants, in the order of the ballot."""
    found = (
        select(secret_voters.c.poll_id, items.c.key)
        .join(items, items.c.id == secret_voters.c.item_id)
        .where(secret_voters.c.poll_id.in_(poll_ids), secret_voters.c.participant.in_(participants))
        .order_by(secret_voters.c.poll_id, items.c.position)
    )
    return [(row.poll_id, row.key) for row in await connection.execute(found)]


async def detach_voter(connection: Connection, poll_id: int, participants: Sequence[str], nobody: str) -> None:
    """Replace a participant by `nobody` in the list of those who have voted in a poll."""
    mine = and_(secret_voters.c.poll_id == poll_id, secret_voters.c.participant.in_(participants))
    await connection.execute(update(secret_voters).where(mine).values(participant=nobody))
