"""Secret ballots: that somebody has voted on an item, and apart from it what was voted there."""

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

Papers = dict[int, Answer]
"""A participant's answers on one ballot paper, by item id."""

Voted = tuple[int, str, int]
"""A poll, a participant and an item."""


@dataclass(frozen=True)
class SecretVote:
    """A vote on an item; without one, or without an answer, an attempt at withdrawing."""

    poll_id: int
    participant: str
    item_id: int | None
    answer: Answer | None


def cast_in_secret(connection: SyncConnection, votes: Sequence[SecretVote]) -> list[tuple[bool, Papers, Papers]]:
    """Store votes in the caller's transaction, but for those on what their participant has voted on before.

    Returns, of each, whether it counts and what the participant's paper was before and after.
    """
    papers: dict[tuple[int, str], Papers] = {(vote.poll_id, vote.participant): {} for vote in votes}
    for poll_id, participant, item_id in _voted_before(connection, list(papers)):
        if (poll_id, participant) in papers:  # the same person may have voted in another of these polls
            papers[poll_id, participant][item_id] = HIDDEN
    first: dict[Voted, Answer] = {}
    for vote in votes:
        if vote.item_id is None or vote.answer is None or vote.item_id in papers[vote.poll_id, vote.participant]:
            continue
        first.setdefault((vote.poll_id, vote.participant, vote.item_id), vote.answer)
    entered = _enter_voters(connection, first)
    _put_in(connection, [(poll_id, item_id, first[poll_id, who, item_id]) for poll_id, who, item_id in entered])
    return [_outcome(vote, papers[vote.poll_id, vote.participant], entered) for vote in votes]


def _outcome(vote: SecretVote, paper: Papers, entered: set[Voted]) -> tuple[bool, Papers, Papers]:
    before = dict(paper)
    if vote.item_id is None or vote.answer is None or (vote.poll_id, vote.participant, vote.item_id) not in entered:
        return False, before, before
    entered.remove((vote.poll_id, vote.participant, vote.item_id))
    paper[vote.item_id] = HIDDEN
    return True, before, before | {vote.item_id: vote.answer}


@cache
def _entering(dialect: str) -> Any:  # noqa: ANN401  either dialect's Insert
    entering = insert_into(dialect, secret_voters).on_conflict_do_nothing()
    return entering.returning(secret_voters.c.poll_id, secret_voters.c.participant, secret_voters.c.item_id)


@cache
def _entered_before(dialect: str) -> Any:  # noqa: ANN401  a Select of three columns
    voters = secret_voters.c
    return select(voters.poll_id, voters.participant, voters.item_id).where(
        voters.poll_id.in_(listed(dialect, "polls", BigInteger)),
        voters.participant.in_(listed(dialect, "participants", String)),
    )


def _voted_before(connection: SyncConnection, papers: Collection[tuple[int, str]]) -> list[Voted]:
    poll_ids, participants = zip(*papers, strict=True)
    given = {"polls": list(set(poll_ids)), "participants": list(set(participants))}
    return [(row[0], row[1], row[2]) for row in connection.execute(_entered_before(connection.dialect.name), given)]


def _enter_voters(connection: SyncConnection, votes: Iterable[Voted]) -> set[Voted]:
    """Note who votes on what, and return those who had not: of two at once, in whatever processes, one is returned."""
    rows = [{"poll_id": poll_id, "participant": who, "item_id": item_id} for poll_id, who, item_id in sorted(votes)]
    if not rows:
        return set()
    return {(row[0], row[1], row[2]) for row in connection.execute(_entering(connection.dialect.name), rows)}


def _put_in(connection: SyncConnection, answers: Iterable[tuple[int, int, Answer]]) -> None:
    """Store answers in the order of lots that are drawn now, so that it is nobody's order."""
    rows = [
        {"poll_id": poll_id, "item_id": item_id, "lot": secrets.token_hex(16), "answer": write_answer(answer)}
        for poll_id, item_id, answer in answers
    ]
    if rows:
        connection.execute(insert(secret_ballots), sorted(rows, key=lambda row: str(row["lot"])))


async def mix(connection: Connection, poll_id: int, at_most: int) -> int:
    """Move answers of a poll that is over to where all are sorted by lot, the lowest lots first; return how many.

    Until then a database tells more than its tables do: PostgreSQL which rows a transaction wrote, and either, page by
    page, in what order rows came. Every count and every list includes both tables.
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
    """Return the polls that are over for good and whose answers are not all mixed, each with its server."""
    left = select(secret_ballots.c.poll_id).where(secret_ballots.c.poll_id == polls.c.id).exists()
    over = polls.c.state.in_([PollState.CLOSED, PollState.CANCELLED])
    found = select(polls.c.id, polls.c.guild_id).where(over, polls.c.secrecy == Secrecy.SECRET, left)
    return [(row.id, row.guild_id) for row in await connection.execute(found)]


async def secret_ballots_of(connection: Reading, poll_id: int) -> AsyncIterator[tuple[str, Answer]]:
    """Go through a poll's secret answers, each with its item's key: shuffled within an item."""
    for table in (mixed_ballots, secret_ballots):
        async for row in streamed(connection, _shuffled(table, poll_id)):
            yield row.key, read_answer(row.answer)


def _shuffled(table: Table, poll_id: int) -> Select[tuple[str, str]]:
    found = select(items.c.key, table.c.answer).join(items, items.c.id == table.c.item_id)
    return found.where(table.c.poll_id == poll_id).order_by(table.c.item_id, table.c.lot)


async def voted_on(
    connection: Connection, poll_ids: Sequence[int], participants: Sequence[str]
) -> list[tuple[int, str]]:
    """Return on what these participants have voted in secret: polls and keys of items, in the papers' order."""
    found = (
        select(secret_voters.c.poll_id, items.c.key)
        .join(items, items.c.id == secret_voters.c.item_id)
        .where(secret_voters.c.poll_id.in_(poll_ids), secret_voters.c.participant.in_(participants))
        .order_by(secret_voters.c.poll_id, items.c.position)
    )
    return [(row.poll_id, row.key) for row in await connection.execute(found)]


async def detach_voter(connection: Connection, poll_id: int, participants: Sequence[str], nobody: str) -> None:
    """Put `nobody` in a participant's place among those who have voted in a poll."""
    mine = and_(secret_voters.c.poll_id == poll_id, secret_voters.c.participant.in_(participants))
    await connection.execute(update(secret_voters).where(mine).values(participant=nobody))
