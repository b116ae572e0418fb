"""A process for `test_killed_turns.py` to kill: a floor on which people ask, speak, pause and run out of time.

Arguments: the database file, the folder of the pack, the server, the moderators' role, the floor, and the instant at
which its clock starts, which moves a second at each look. Each step that is stored is printed, a line each.
"""

import asyncio
import itertools
import sys
from datetime import datetime, timedelta
from pathlib import Path

from bot.domain.people import Person
from bot.domain.pseudonyms import Pseudonyms
from bot.library.loader import load
from bot.services.common.context import Context
from bot.services.floor import asking, due, reading, turns
from bot.services.polls.open_polls import OpenPolls
from bot.storage.engine import Database


async def main(file: str, pack: str, guild_id: str, role: str, floor_id: str, start: str) -> None:
    seconds, began = itertools.count(), datetime.fromisoformat(start)
    database = Database.at(f"sqlite:///{file}")
    open_polls, key = OpenPolls(database), Pseudonyms(b"a fixed key")
    context = Context(load(Path(pack)), database, open_polls, key, lambda: began + timedelta(seconds=next(seconds)))
    moderator, floor = Person(int(guild_id), 1, "M", frozenset({int(role)})), int(floor_id)
    shown = (await reading.floor_state(context, floor)).shown
    for number in itertools.count(shown + 1):
        speaker = Person(int(guild_id), 10**6 + number, f"speaker {number}")
        await asking.ask(context, speaker, floor, None)
        state = await turns.call_next(context, moderator, floor, number - 1)
        print(f"given;{state.shown};{state.turn.ends_at.isoformat()}", flush=True)  # noqa: T201  what the test reads
        await turns.pause(context, moderator, floor, number)
        await turns.resume(context, moderator, floor, number)
        state = await turns.add_time(context, moderator, floor, 30, number)
        print(f"moved;{state.shown};{state.turn.ends_at.isoformat()}", flush=True)  # noqa: T201
        if number % 2:
            next(itertools.islice(seconds, 300, None))
            for what in await due.due_turns(context):
                if await due.claim(context, what):
                    print(f"over;{number};", flush=True)  # noqa: T201


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
