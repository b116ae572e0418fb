"""The programme of a debate, and how far it is."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import insert, select, update

from bot.domain.programme import MINUTE, Progress, StepEnd, Visit, begun
from bot.domain.step import Step, step_from
from bot.storage.engine import Connection
from bot.storage.sql import upsert
from bot.storage.tables import programme_steps, programmes


async def add_programme(connection: Connection, debate_id: int, steps: Sequence[Step]) -> None:
    """Copy a programme for a debate that has just started."""
    stored = [step.model_dump(mode="json", exclude_none=True) for step in steps]
    values = _values(begun(steps))
    await connection.execute(insert(programmes).values(debate_id=debate_id, steps=stored, **values))


async def programme_of(connection: Connection, debate_id: int) -> tuple[tuple[Step, ...], Progress] | None:
    """Return a debate's programme and where buttons have left it; None if it has none."""
    row = (await connection.execute(select(programmes).where(programmes.c.debate_id == debate_id))).one_or_none()
    if row is None:
        return None
    found = await connection.execute(select(programme_steps).where(programme_steps.c.debate_id == debate_id))
    visits = {
        visit.number: Visit(
            visit.started_at,
            visit.ended_at,
            StepEnd(visit.ending) if visit.ending else None,
            visit.posted_at,
            visit.extra_minutes,
        )
        for visit in found
    }
    lengths = tuple(timedelta(minutes=minutes) for minutes in row.lengths)
    progress = Progress(lengths, row.present, visits, row.planned_from, row.planned_at, row.changes)
    return tuple(map(step_from, row.steps)), progress


async def save_progress(connection: Connection, debate_id: int, before: Progress, after: Progress) -> None:
    """Store how far a programme is."""
    await connection.execute(update(programmes).where(programmes.c.debate_id == debate_id).values(_values(after)))
    statement = upsert(
        connection.dialect.name, programme_steps, "started_at", "ended_at", "ending", "posted_at", "extra_minutes"
    )
    for number, visit in after.visits.items():
        if before.visits.get(number) != visit:
            await connection.execute(statement, {"debate_id": debate_id, "number": number, **vars(visit)})


def _values(progress: Progress) -> dict[str, object]:
    return {
        "lengths": [length // MINUTE for length in progress.lengths],
        "present": progress.present,
        "planned_from": progress.planned_from,
        "planned_at": progress.planned_at,
        "changes": progress.changes,
    }
