"""What a person who speaks can see, take along and have deleted."""

import json

import pytest
from sqlalchemy import text

from bot.domain.floor import TurnEnd
from bot.services.debates import debates
from bot.services.floor import asking, reading, turns
from bot.services.mydata import as_json, mydata


@pytest.mark.both_databases
@pytest.mark.parametrize("is_named", [True, False])
async def test_what_is_stored_of_a_speaker_is_shown_handed_over_and_deleted_but_for_side_and_times(
    context, open_floor, ask, person, administrator, moderator, clock, database, is_named
):
    """A turn stays, so that the speaking time told before does not change, and leads to nobody."""
    await debates.change_settings(context, administrator(), named_speakers=is_named)
    floor = (await open_floor()).floor
    ann = person("ann")
    for name in ("ann", "bob"):
        await ask(name)
    for shown in (0, 1):
        await turns.call_next(context, moderator(), floor.id, shown)
        clock.advance(30 + shown)
    await ask("ann")
    await turns.call_next(context, moderator(), floor.id, 2)
    clock.advance(5)
    await ask("ann")
    await asking.move_on(context, ann, floor.id)
    before = await reading.speaking_times(context, moderator())

    (own,) = (await mydata.show(context, ann)).on_floors
    assert ([turn.number for turn in own.turns], len(own.waiting), own.moves_on) == ([1, 3], 1, True)
    handed = json.loads(await as_json.export(context, ann))
    assert [turn["turn"] for turn in handed["speeches"]] == [1, 3]
    assert (handed["speeches"][0]["name"], handed["speakers_list"][0]["user_id"]) == (
        "ann" if is_named else None, ann.user_id,
    )  # fmt: skip
    assert (await mydata.show(context, person("cem"))).on_floors == ()
    planned = await mydata.plan_deletion(context, ann)
    assert (planned.turns, planned.waits, planned.floors, planned.is_empty) == (2, 1, (floor.id,), False)

    assert await mydata.delete(context, ann) == planned
    state = await reading.floor_state(context, floor.id)
    assert (state.turn, state.waiting, state.moving_on) == (None, (), 0)
    assert [(turn.number, turn.ending, turn.name) for turn in state.turns] == [
        (1, TurnEnd.NEXT, None),
        (2, TurnEnd.NEXT, "bob" if is_named else None),
        (3, TurnEnd.LEFT, None),
    ]
    after = await reading.speaking_times(context, moderator())
    assert (after.total.seconds, after.total.people) == (before.total.seconds + 5, before.total.people)
    assert (await mydata.plan_deletion(context, ann)).is_empty
    traces = [str(ann.user_id), "ann", *context.pseudonyms.both_speakers(floor.debate_id, ann.user_id)]
    async with database.reading() as connection:
        for table in ("speeches", "speakers_list", "floor_presence", "names"):
            stored = str((await connection.execute(text(f"SELECT * FROM {table}"))).all())  # noqa: S608  our own names
            assert not [trace for trace in traces if trace in stored]
