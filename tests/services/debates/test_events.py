"""Which events of debates are to end, and which to go on for longer."""

from datetime import timedelta

import pytest

from bot.services.debates import debates
from bot.services.debates.events import LONGEST, MORE, PLANNED, due_events, note_event


@pytest.fixture
async def debate(context, administrator, clock):
    started = await debates.start(context, administrator(), None, "en")
    return await note_event(context, started, 77, clock.now() + PLANNED)


@pytest.mark.usefixtures("debate")
async def test_nothing_is_due_until_the_debate_closes(context, administrator):
    assert await due_events(context) == []
    await debates.finish(context, administrator(), {})
    (due,) = await due_events(context)
    assert (due.event_id, due.until) == (77, None)
    await note_event(context, due.debate, None, None)
    assert await due_events(context) == []


async def test_it_gets_more_time_shortly_before_its_end_but_not_for_ever(context, debate, clock):
    clock.advance((PLANNED - timedelta(minutes=4)).total_seconds())
    (due,) = await due_events(context)
    assert due.until == clock.now() + MORE
    clock.advance((debate.started_at + LONGEST - clock.now()).total_seconds())
    assert await due_events(context) == [], "a debate that was forgotten open"
