"""A process that dies at any moment of a load, really, again and again, on the same database.

Whenever it was killed: every acknowledged vote is there, none is there twice, tallies equal a recount, and what was due
is done once.
"""

import asyncio
import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.domain.polls import PollState, Round
from bot.domain.statements import Counts, Stance
from bot.services.debates import debates
from bot.services.polls import announcements, deadlines, opening
from bot.services.polls.recount import recount
from bot.services.statements import sets
from bot.storage.ballots import ballots_of
from bot.storage.polls import poll_by_id
from bot.storage.statement_votes import votes_in

CHILD = Path(__file__).with_name("voting_child.py")
PACK = Path(__file__).parents[2] / "packs" / "small"
AT_ONCE = 40
MINUTES_BETWEEN_LIVES = 10
MOST_RECEIPTS = 1500
STARTS, START = 0.1, 1.5
"""The share of lives that end while they start, and within how many seconds."""
JITTER = 0.02
"""Seconds; receipts come a commit at a time, so a kill that followed one at once would always fall behind a commit."""


@dataclass
class Record:
    """What the killed processes had acknowledged."""

    votes: dict[tuple[int, int], tuple[int, str]] = field(default_factory=dict)
    closed: Counter = field(default_factory=Counter)
    announced: Counter = field(default_factory=Counter)
    posted_again: list[int] = field(default_factory=list)
    stances: dict[tuple[int, int, int], str] = field(default_factory=dict)

    def add(self, line):
        what, *values = line.strip().split(";")
        if what == "vote":
            poll, user, nth, answer = values
            self.votes[int(poll), int(user)] = (int(nth), answer)
        elif what == "stance":
            voted_in, user, statement, stance = values
            self.stances[int(voted_in), int(user), int(statement)] = stance
        elif what == "closed":
            self.closed[int(values[0])] += 1
        elif what == "posted" and int(values[0]) in self.announced:
            self.posted_again.append(int(values[0]))
        elif what == "announced":
            self.announced[int(values[0])] += 1


def live_and_die(file, life, record, chance):
    """Run a life of the bot until it is killed, at a moment that chance picks."""
    arguments = [sys.executable, str(CHILD), str(file), str(PACK), str(life), str(life * MINUTES_BETWEEN_LIVES)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as child:  # noqa: S603  our own script
        if chance.random() < STARTS:
            lines, wait = [], chance.uniform(0, START)
        else:
            assert child.stdout.readline() == "taken up\n"
            lines, wait = [child.stdout.readline() for _ in range(chance.randrange(MOST_RECEIPTS))], JITTER
        try:
            child.wait(chance.uniform(0, wait))
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
        rest, _ = child.communicate(timeout=30)
    assert child.returncode == -signal.SIGKILL
    for line in [*lines, *rest.splitlines(keepends=True)]:
        if line.endswith("\n"):  # the last may be cut off
            record.add(line)


async def kill_again_and_again(context, database_file, administrator, kills, seed):
    """Return what was acknowledged over so many lives."""
    ada = administrator(guild_id=10**6)
    await debates.start(context, ada, None, "en")
    await opening.open_poll(context, ada, opening.Opening("a", Round.MAIN, None, None, None, 1, None, "en"))
    await sets.open_set(context, ada, "a", language="en")
    record, chance = Record(), random.Random(seed)  # noqa: S311  nothing secret
    for life in range(1, kills + 1):
        await asyncio.to_thread(live_and_die, database_file, life, record, chance)
    return record


async def check(context, database, record):
    """Hold the database and a restarted bot against what was acknowledged; returns how many ballots there are."""
    async with database.reading() as connection:
        assert (await connection.exec_driver_sql("PRAGMA integrity_check")).scalars().all() == ["ok"]
        ids = (await connection.exec_driver_sql("SELECT id FROM polls ORDER BY id")).scalars().all()
        found = [await poll_by_id(connection, poll_id) for poll_id in ids]
        rows = {poll.id: [row async for row in ballots_of(connection, poll.id)] for poll in found}
        counted = {poll.id: await recount(connection, poll) for poll in found}
    for poll in found:
        stored = {row.participant: row for row in rows[poll.id]}
        assert len(stored) == len(rows[poll.id]) == counted[poll.id].turnout
        mine = {user: vote for (poll_id, user), vote in record.votes.items() if poll_id == poll.id}
        for user, (nth, answer) in mine.items():
            row = stored[context.pseudonyms.participant(poll.debate_id, user, poll.secrecy)]
            # The second vote may have been committed and not yet acknowledged; what was acknowledged never is less.
            assert (row.changes + 1, row.answer) in {(nth, (answer,)), (2, ("no",))}
    await context.open_polls.load()
    assert {poll.id for poll in context.open_polls.polls()} == {
        poll.id for poll in found if poll.state is PollState.OPEN
    }
    for poll in context.open_polls.polls():
        assert context.open_polls.tally(poll.id) == counted[poll.id]
    await check_stances(context, database, record)
    return sum(map(len, rows.values()))


async def check_stances(context, database, record):
    """Every acknowledged vote on a statement is there, and a restarted bot counts what is stored."""
    entry = await context.open_sets.find(1)
    async with database.reading() as connection:
        stored = {(who, about): Stance(stance) async for rows in votes_in(connection, 1) for who, about, stance in rows}
    for (_, user, statement), stance in record.stances.items():
        who = context.pseudonyms.participant(entry.set.debate_id, user, entry.set.secrecy)
        assert stored[who, statement] in {stance, Stance.PASS}  # the second may be stored and not acknowledged
    counted = Counter((about, stance) for (_, about), stance in stored.items())
    assert {
        about: Counts.by_stance({stance: counted[about, stance] for stance in Stance}) for about in entry.statements
    } == (entry.votable_counts())
    assert record.stances


async def finish(context, clock, kills):
    """Do what a last life would do, which nobody kills."""
    clock.present += (kills + 2) * MINUTES_BETWEEN_LIVES * announcements.LEASE
    for poll in await deadlines.due_in_database(context):
        tally = await deadlines.close_at_deadline(context, poll, {})
        await announcements.mark_posted(context, tally.poll)
    for poll in await announcements.claim_unposted(context):
        tally = await announcements.result_of(context, poll)
        await announcements.mark_posted(context, tally.poll)


def check_deadlines(database_file, record):
    """Every poll but the first had a deadline, and was closed as of it."""
    with sqlite3.connect(database_file) as connection:
        rows = connection.execute("SELECT id, state, closes_at, closed_at, announced_at, seal FROM polls").fetchall()
        counts = [
            dict(connection.execute(f"SELECT poll_id, count(*) FROM {table} GROUP BY poll_id").fetchall())  # noqa: S608  ours
            for table in ("ballots", "codes")
        ]
    connection.close()
    for poll_id, state, closes_at, closed_at, announced_at, seal in rows:
        if closes_at is None:
            assert state == "open"
        else:
            assert (state, closed_at) == ("closed", closes_at)
            assert announced_at
            assert seal
            assert counts[0].get(poll_id) == counts[1].get(poll_id)
            assert record.closed[poll_id] <= 1
            assert record.announced[poll_id] <= 1
    assert record.posted_again == []


async def kill_and_check(context, database, database_file, administrator, clock, kills):
    seed = int(os.environ.get("SEED") or random.SystemRandom().randrange(10**6))
    print(f"\nSEED={seed} picks the moments")  # noqa: T201  shown where the test fails
    record = await kill_again_and_again(context, database_file, administrator, kills, seed)
    ballots = await check(context, database, record)
    unacknowledged = ballots - len(record.votes)
    assert 0 <= unacknowledged <= kills * 2 * AT_ONCE
    await finish(context, clock, kills)
    check_deadlines(database_file, record)
    print(  # noqa: T201
        f"{kills} kills: {len(record.votes)} acknowledged ballots all there, none twice, {unacknowledged} more stored "
        f"and not yet acknowledged; {sum(record.closed.values())} polls seen closed, {len(record.announced)} announced"
    )


async def test_whenever_it_is_killed_nothing_acknowledged_is_lost_or_done_twice(
    context, database, database_file, administrator, clock
):
    clock.present = datetime.now(UTC)
    await kill_and_check(context, database, database_file, administrator, clock, kills=3)


@pytest.mark.soak
async def test_the_same_many_times(context, database, database_file, administrator, clock):
    clock.present = datetime.now(UTC)
    kills = int(os.environ.get("KILLS") or 50)
    await kill_and_check(context, database, database_file, administrator, clock, kills)
