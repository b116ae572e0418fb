"""The scheduled event that announces a debate in its server: which one it is, and what is to be done with it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.polls import Debate
from bot.services.common.context import Context
from bot.storage import debates

PLANNED = timedelta(minutes=90)
"""How long an event is announced for where nothing says how long the debate takes."""

NEARLY_OVER = timedelta(minutes=5)
MORE = timedelta(minutes=30)
"""An open debate's event that is so nearly over gets so much more: Discord would end it in the middle of the debate."""

LONGEST = timedelta(hours=8)
"""How long after its start a debate may be forgotten open before its event is no longer kept going."""


@dataclass(frozen=True)
class DueEvent:
    """An event that is to end now or, with `until`, later than planned."""

    debate: Debate
    event_id: int
    until: datetime | None


def planned_end(context: Context, debate: Debate) -> datetime:
    """Return when a debate that starts now is planned to be over: by its programme, if there is one."""
    programme = sum((step.planned for step in context.library.programme), timedelta())
    return debate.started_at + (programme or PLANNED)


async def note_event(context: Context, debate: Debate, event_id: int | None, ends_at: datetime | None) -> Debate:
    """Store which event a debate has, and when Discord ends it; None for one that is over or gone."""
    async with context.database.writing(debate.guild_id) as connection:
        await debates.save_event(connection, debate.id, event_id, ends_at)
    return replace(debate, event_id=event_id, event_ends_at=ends_at)


async def due_events(context: Context) -> list[DueEvent]:
    """Return the events of this process's servers that are to end or to go on for longer."""
    async with context.database.reading() as connection:
        found = await debates.debates_with_event(connection)
    now = context.clock()
    due = [_due(debate, now) for debate in found if context.shards.has(debate.guild_id)]
    return [event for event in due if event is not None]


def _due(debate: Debate, now: datetime) -> DueEvent | None:
    if debate.event_id is None:
        return None
    if debate.closed_at is not None:
        return DueEvent(debate, debate.event_id, None)
    is_nearly_over = debate.event_ends_at is not None and debate.event_ends_at - now <= NEARLY_OVER
    if is_nearly_over and now < debate.started_at + LONGEST:
        return DueEvent(debate, debate.event_id, now + MORE)
    return None
