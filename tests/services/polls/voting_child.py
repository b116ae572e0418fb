"""A process for `test_sigkill.py` to kill: a crowd that votes without end, beside what the board does at deadlines.

Arguments: the database file, the folder of the pack, which life of the bot this is, and how many minutes after the
first life it takes place. What has been acknowledged is printed, a line each: `vote;poll;voter;nth vote;answer`,
`stance;set;voter;statement;stance`, `closed;poll`, `posted;poll` and, once that is noted for good, `announced;poll`.
The first line is `taken up`.
"""

import asyncio
import itertools
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.domain.people import Person
from bot.domain.polls import Poll, Round
from bot.domain.pseudonyms import Pseudonyms
from bot.domain.statements import Stance
from bot.library.loader import load
from bot.services.common.context import Context
from bot.services.debates import debates
from bot.services.polls import announcements, deadlines, opening, voting
from bot.services.polls.open_polls import OpenPolls
from bot.services.polls.recount import recount
from bot.services.statements import voting as statement_voting
from bot.storage.engine import Database

AT_ONCE = 40
SERVER, SET = 10**6, 1
USER, LIFE = 10**17, 10**6
"""A voter's user id is USER + life * LIFE + number: nobody votes in two lives."""


def say(*words: object) -> None:
    """Report over the pipe, whole lines at a time."""
    os.write(sys.stdout.fileno(), (";".join(map(str, words)) + "\n").encode())


async def main(file: str, pack: str, life: int, minutes: int) -> None:
    database = Database.at(f"sqlite:///{file}")
    later = timedelta(minutes=minutes)
    context = Context(
        load(Path(pack)), database, OpenPolls(database), Pseudonyms(b"a fixed key"), lambda: datetime.now(UTC) + later
    )
    await context.open_polls.load()
    for poll in context.open_polls.polls():
        async with database.reading() as connection:
            if context.open_polls.tally(poll.id) != await recount(connection, poll):
                raise SystemExit(f"the tally of poll {poll.id} is not its recount")
    say("taken up")
    numbers = itertools.count(1)
    crowd = (voter(context, life, numbers) for _ in range(AT_ONCE))
    await asyncio.gather(board(context), new_poll(context, life), *crowd)


async def new_poll(context: Context, life: int) -> None:
    """Open a poll in a server of this life's own, whose deadline passes before the next life."""
    ada = Person(life, 1, "Ada", is_administrator=True)
    await debates.start(context, ada, None, "en")
    await opening.open_poll(context, ada, opening.Opening("a", Round.MAIN, 1, None, None, 1, None, "en"))


async def board(context: Context) -> None:
    """Close what is due and announce what is closed, as the board does."""
    while True:
        for poll in [*deadlines.due_in_memory(context), *await deadlines.due_in_database(context)]:
            if tally := await deadlines.close_at_deadline(context, poll, {}):
                say("closed", poll.id)
                await announce(context, tally.poll)
        for poll in await announcements.claim_unposted(context):
            if tally := await announcements.result_of(context, poll):
                await announce(context, tally.poll)
        await asyncio.sleep(0.05)


async def announce(context: Context, poll: Poll) -> None:
    say("posted", poll.id)
    await announcements.mark_posted(context, poll)
    say("announced", poll.id)


async def voter(context: Context, life: int, numbers: itertools.count) -> None:
    """Be one person after the other, who votes and then changes the vote, in each poll that is open."""
    while True:
        number = next(numbers)
        for poll in context.open_polls.polls():
            if not poll.accepts_votes(context.clock()):
                continue
            person = Person(poll.guild_id, USER + life * LIFE + number, "Somebody")
            for nth, pick in enumerate(("yes", "no"), start=1):
                receipt = await voting.cast(context, person, poll.id, "build", [pick])
                say("vote", poll.id, person.user_id, nth, receipt.answer[0])
        await state_opinions(context, Person(SERVER, USER + life * LIFE + number, "Somebody"))
        await asyncio.sleep(0)


async def state_opinions(context: Context, person: Person) -> None:
    """Vote on each statement of the set that is open, and change the vote."""
    entry = await context.open_sets.find(SET)
    for statement_id in list(entry.statements) if entry else []:
        for stance in (Stance.AGREE, Stance.PASS):
            await statement_voting.vote(context, person, SET, statement_id, stance)
            say("stance", SET, person.user_id, statement_id, stance)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
