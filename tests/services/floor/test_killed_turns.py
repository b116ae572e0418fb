"""A process that is killed in the middle of turns, really: the clock goes on, and each turn ends once."""

import asyncio
import json
import random
import signal
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.domain.floor import TurnEnd
from bot.services.floor import due, reading
from bot.services.floor.due import What
from bot.storage.actions import actions_of

CHILD = Path(__file__).with_name("speaking_child.py")
PACK = Path(__file__).parents[2] / "packs" / "small"
KILLS = 3
MOST_LINES = 60


def live_and_die(arguments, lines):
    """Let a process lead the floor until it has stored so many steps, and kill it somewhere in the next."""
    with subprocess.Popen([sys.executable, str(CHILD), *arguments], stdout=subprocess.PIPE, text=True) as child:  # noqa: S603  our own script
        said = [child.stdout.readline() for _ in range(lines)]
        child.send_signal(signal.SIGKILL)
        rest, _ = child.communicate(timeout=30)
    return [line.strip().split(";") for line in (*said, *rest.splitlines(keepends=True)) if line.endswith("\n")]


async def test_however_often_it_is_killed_the_clock_goes_on_and_every_turn_ends_once(
    context, context_on, database, database_file, open_floor, moderator, clock
):
    floor = (await open_floor(seconds=60)).floor
    (role,) = moderator().roles
    said, start = [], datetime(2026, 1, 1, tzinfo=UTC)
    for life in range(KILLS):
        began = (start + timedelta(hours=life)).isoformat()
        arguments = [str(database_file), str(PACK), str(floor.guild_id), str(role), str(floor.id), began]
        lines = random.randrange(1, MOST_LINES)  # noqa: S311  nothing secret
        said += await asyncio.to_thread(live_and_die, arguments, lines)

    state = await reading.floor_state(context, floor.id)
    assert [turn.number for turn in state.turns] == list(range(1, len(state.turns) + 1))
    newest = {int(number): ends_at for what, number, ends_at in said if what in {"given", "moved"}}
    assert max(newest) <= state.shown
    if state.turn:
        clock.present = state.turn.ends_at
        acknowledged = datetime.fromisoformat(newest.get(state.turn.number, state.turn.ends_at.isoformat()))
        assert state.turn.ends_at >= acknowledged
        found = await due.due_turns(context)
        assert [each.what for each in found] == [What.END]
        claims = [due.claim(each, found[0]) for each in (context, context_on(database, clock))]
        (ended,) = [claimed for claimed in await asyncio.gather(*claims) if claimed]
        assert (ended.turns[-1].ended_at, ended.turns[-1].ending) == (state.turn.ends_at, TurnEnd.TIME)
        state = await reading.floor_state(context, floor.id)
    assert all(turn.ended_at and turn.user_id is None for turn in state.turns)
    async with database.reading() as connection:
        entries = [json.loads(entry.content) async for entry in actions_of(connection, floor.debate_id)]
    logged = Counter((entry["action"], entry["turn"]) for entry in entries if "turn" in entry)
    for turn in state.turns:
        assert logged["turn given", turn.number] == logged["turn ended", turn.number] == 1
    over = {turn.number for turn in state.turns if turn.ending is TurnEnd.TIME}
    assert {int(number) for what, number, _ in said if what == "over"} <= over
    assert len(state.waiting) <= KILLS
