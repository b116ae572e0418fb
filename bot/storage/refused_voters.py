"""Who could not vote in a poll: each once, under a mark that is nowhere else, until only their number is kept."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update

from bot.domain.polls import PollState
from bot.domain.voter_rules import Barrier
from bot.storage.engine import Connection
from bot.storage.sql import insert_into
from bot.storage.tables import polls, refused_voters

Marks = Mapping[tuple[int, str], Barrier]
"""What kept somebody from voting, by poll and mark."""


async def add_marks(connection: Connection, marks: Marks) -> None:
    """Store marks, the first of each person in a poll; those in polls that are no longer open are left out."""
    wanted = {poll_id for poll_id, _ in marks}
    found = select(polls.c.id).where(polls.c.id.in_(wanted), polls.c.state == PollState.OPEN)
    still_open = set((await connection.execute(found)).scalars())
    rows = [
        {"poll_id": poll_id, "mark": mark, "barrier": barrier}
        for (poll_id, mark), barrier in marks.items()
        if poll_id in still_open
    ]
    if rows:
        await connection.execute(insert_into(connection.dialect.name, refused_voters).on_conflict_do_nothing(), rows)


async def delete_marks(connection: Connection, marks: Sequence[tuple[int, str]]) -> None:
    """Delete marks, by poll and mark."""
    own = [and_(refused_voters.c.poll_id == poll_id, refused_voters.c.mark == mark) for poll_id, mark in marks]
    if own:
        await connection.execute(delete(refused_voters).where(or_(*own)))


async def keep_numbers(connection: Connection, poll_id: int) -> None:
    """Replace the marks of a poll that is over by their number for each reason."""
    about = refused_voters.c.poll_id == poll_id
    if numbers := (await _counted(connection, about)).get(poll_id):
        await connection.execute(update(polls).where(polls.c.id == poll_id).values(refused=numbers))
        await connection.execute(delete(refused_voters).where(about))


async def numbers_of(connection: Connection, poll_ids: Collection[int]) -> dict[int, dict[Barrier, int]]:
    """Return how many people could not vote, by poll and reason."""
    kept = select(polls.c.id, polls.c.refused).where(polls.c.id.in_(poll_ids), polls.c.refused.is_not(None))
    over = {row.id: row.refused or {} for row in await connection.execute(kept)}
    counted = over | await _counted(connection, refused_voters.c.poll_id.in_(poll_ids))
    return {
        poll_id: {barrier: numbers[barrier] for barrier in Barrier if barrier in numbers}
        for poll_id, numbers in counted.items()
    }


async def _counted(connection: Connection, about: ColumnElement[bool]) -> dict[int, dict[str, int]]:
    each = refused_voters.c.poll_id, refused_voters.c.barrier
    numbers: dict[int, dict[str, int]] = {}
    for poll_id, barrier, people in await connection.execute(select(*each, func.count()).where(about).group_by(*each)):
        numbers.setdefault(poll_id, {})[barrier] = people
    return numbers
