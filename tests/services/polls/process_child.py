"""A process for `test_two_processes.py`: does what it reads, a word a line, and prints what came of it as JSON.

Arguments: the database's URL, the folder of the pack, and a name that its voters carry.
"""

import asyncio
import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.domain.people import Person
from bot.domain.pseudonyms import Pseudonyms
from bot.library.loader import load
from bot.services.common.context import Context
from bot.services.polls import announcements, deadlines, voting
from bot.services.polls.open_polls import OpenPolls
from bot.storage.engine import Database

VOTERS = 60


class Process:
    """What the bot does but for Discord."""

    def __init__(self, database: Database, pack: Path, name: str) -> None:
        first = int.from_bytes(name.encode()) * VOTERS
        self.voters, self.later = range(first, first + VOTERS), timedelta()
        open_polls = OpenPolls(database)
        self.context = Context(load(pack), database, open_polls, Pseudonyms(b"a fixed key"), self.now)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.later

    async def vote(self) -> int:
        """Have a crowd vote in every open poll, each twice; return the number of receipts."""
        casts = [
            voting.cast(self.context, Person(poll.guild_id, voter, "V"), poll.id, "build", [pick])
            for pick in ("no", "yes")
            for poll in self.context.open_polls.polls()
            for voter in self.voters
        ]
        return len(await asyncio.gather(*casts))

    async def look(self) -> list[int]:
        """Let an hour pass and return the polls that are due."""
        self.later = timedelta(hours=1)
        self.due = await deadlines.due_in_database(self.context)
        return [poll.id for poll in self.due]

    async def close(self) -> dict[int, int]:
        """Close what was due; return the turnout of what nobody else had closed."""
        tallies = [await deadlines.close_at_deadline(self.context, poll, {}) for poll in self.due]
        return {tally.poll.id: tally.turnout for tally in tallies if tally}

    async def announce(self) -> list[int]:
        """Let the lease lapse and claim the results that nobody has posted."""
        self.later = timedelta(hours=2)
        return [poll.id for poll in await announcements.claim_unposted(self.context)]


async def main(url: str, pack: str, name: str) -> None:
    database = Database.at(url)
    process = Process(database, Path(pack), name)
    await process.context.open_polls.load()
    while word := (await asyncio.to_thread(sys.stdin.readline)).strip():
        sys.stdout.write(json.dumps(await getattr(process, word)()) + "\n")
        sys.stdout.flush()
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
