"""A process for `test_sigkill.py` to kill: a crowd that votes without end and prints each receipt.

Arguments: the database file and the folder of the pack. Each line is `voter number;votes cast so far;answer`.
"""

import asyncio
import itertools
import sys
from datetime import UTC, datetime
from pathlib import Path

from bot.domain.people import Person
from bot.domain.polls import Round
from bot.domain.pseudonyms import Pseudonyms
from bot.library.loader import load
from bot.services import debates, polls, votes
from bot.services.ballot_box import BallotBox
from bot.services.context import Context
from bot.storage.engine import Database

VOTERS = 40


async def main(file: str, pack: str) -> None:
    database = Database.at(f"sqlite:///{file}")
    context = Context(
        load(Path(pack)), database, BallotBox(database), Pseudonyms(b"a fixed key"), lambda: datetime.now(UTC)
    )
    ada = Person(1, 1, "Ada", is_administrator=True)
    await debates.start(context, ada, None, "en")
    poll, _ = await polls.open_poll(context, ada, polls.Opening("a", Round.MAIN, None, None, None, 1, None, "en"))
    await asyncio.gather(*(vote(context, poll.id, number) for number in range(VOTERS)))


async def vote(context: Context, poll_id: int, number: int) -> None:
    """Vote, and change the vote for ever: the answer tells how often."""
    for cast in itertools.count(1):
        person = Person(1, 1000 + number, f"Voter {number}")
        receipt = await votes.cast(context, person, poll_id, "build", ["yes" if cast % 2 else "no"])
        sys.stdout.write(f"{number};{cast};{receipt.answer[0]}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
