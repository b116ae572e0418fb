"""Large polls are mixed, listed and sealed in steps, so that no vote waits for all of it, and a kill loses none."""

import asyncio
import threading
from contextlib import asynccontextmanager
from itertools import pairwise

import pytest
from sqlalchemy import event, text

from bot.domain.faults import StorageFault, Trouble
from bot.domain.polls import PollState, Release, Secrecy
from bot.services.export import export
from bot.services.export.dataset import What
from bot.services.export.export import ExportFolder
from bot.services.polls import announcements, closing, counting_steps, lifecycle, seals
from bot.services.polls.recount import recount
from bot.storage.codes import codes_of
from bot.storage.polls import poll_by_id

VOTERS, AT_ONCE = 40, 5
ROWS_A_VOTE = 2
"""A row is moved by writing it and deleting it."""
BESIDE = 6
"""Rows of a step beside these, such as the poll's own and the log's."""


@pytest.fixture(autouse=True)
def small_steps(monkeypatch):
    monkeypatch.setattr(counting_steps, "BATCH", AT_ONCE)


@pytest.fixture
def hold(open_poll, vote):
    """Return what opens a poll in which forty people vote."""

    async def hold_it(question="a", **given):
        poll = await open_poll(question, **given)
        options = poll.items[0].options
        await asyncio.gather(*(vote(f"voter {n}", poll, options[not n % 4].id) for n in range(VOTERS)))
        return poll

    return hold_it


@pytest.fixture
def changes(database):
    """Return how many rows each transaction has changed, in a list that grows."""
    found, at_begin = [], 0
    engine = database._writer.engine

    def changed(connection):
        return connection.connection.driver_connection.total_changes

    @event.listens_for(engine, "begin")
    def on_begin(connection):
        nonlocal at_begin
        at_begin = changed(connection)

    @event.listens_for(engine, "commit")
    def on_commit(connection):
        found.append(changed(connection) - at_begin)

    yield found
    event.remove(engine, "begin", on_begin)
    event.remove(engine, "commit", on_commit)


async def rows_in(database, table, poll):
    async with database.reading() as connection:
        return await connection.scalar(text(f"SELECT count(*) FROM {table} WHERE poll_id = {poll.id}"))  # noqa: S608  our own names


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("secrecy", Secrecy)
@pytest.mark.parametrize("end", ["close", "cancel", "publish"])
async def test_no_transaction_that_ends_a_poll_grows_with_its_voters(hold, context, moderator, changes, secrecy, end):
    """A vote waits for one transaction at most, as the next in line has its turn between two."""
    await hold(secrecy=secrecy, release=Release.MANUAL)
    changes.clear()
    if end == "cancel":
        await lifecycle.cancel(context, moderator(), "a", None)
    else:
        await lifecycle.close_by_hand(context, moderator(), "a", None, {})
    if end == "publish":
        await lifecycle.publish(context, moderator(), "a", None)
    assert max(changes) <= ROWS_A_VOTE * AT_ONCE + BESIDE
    if secrecy is Secrecy.SECRET:
        assert sum(changes) > ROWS_A_VOTE * VOTERS


@pytest.mark.both_databases
async def test_many_different_answers_are_counted_beside_the_event_loop(hold, database, monkeypatch):
    """Nearly everybody ranks otherwise, so that there are as many to go through as voters."""
    poll, counters = await hold(), set()
    kind = type(poll.items[0].rules)
    votes = kind.votes

    def watched(rules, profile):
        counters.add(threading.current_thread())
        return votes(rules, profile)

    monkeypatch.setattr(kind, "votes", watched)
    for quick, beside in ((1, True), (2, False)):
        counters.clear()
        monkeypatch.setattr("bot.services.polls.recount.QUICK", quick)
        async with database.reading() as connection:
            assert (await recount(connection, poll)).items[0].ballots == VOTERS
        assert (threading.main_thread() not in counters) is beside


class Killed(BaseException):
    """What a process does not live to handle."""


def dies_after(monkeypatch, module, name, steps):
    """Have this process die when something is to be done once more after so many times."""
    done, times = getattr(module, name), 0

    async def until_killed(*given, **named):
        nonlocal times
        times += 1
        if times > steps:
            raise Killed
        return await done(*given, **named)

    monkeypatch.setattr(module, name, until_killed)


@pytest.mark.both_databases
@pytest.mark.parametrize("steps", range(1, 8))
@pytest.mark.parametrize(("secrecy", "at"), [(Secrecy.SECRET, "mix"), (Secrecy.PSEUDONYMOUS, "store_codes")])
async def test_a_count_that_is_killed_between_two_steps_is_finished_by_the_next(
    hold, context, database, moderator, clock, monkeypatch, secrecy, at, steps
):
    poll = await hold(secrecy=secrecy)
    with monkeypatch.context() as dying:
        dies_after(dying, counting_steps, at, steps)
        with pytest.raises(Killed):
            await lifecycle.close_by_hand(context, moderator(), "a", None, {})
    async with database.reading() as connection:
        half_way = await poll_by_id(connection, poll.id)
        assert (await recount(connection, half_way)).items[0].ballots == VOTERS
    assert half_way.state is PollState.COUNTING
    clock.advance(3600)
    (claimed,) = await announcements.claim_unposted(context)
    tally = await announcements.result_of(context, claimed)
    assert (tally.turnout, tally.items[0].ballots) == (VOTERS, VOTERS)
    assert await rows_in(database, "secret_ballots", poll) == 0
    async with database.reading() as connection:
        assert len([line async for line in codes_of(connection, poll.id)]) == VOTERS
        assert await seals.matches_seal(connection, tally)


@pytest.mark.both_databases
async def test_a_count_that_is_killed_again_while_it_deletes_the_list_of_the_last_leaves_one_list(
    hold, context, database, moderator, clock, monkeypatch
):
    poll = await hold()
    for at, steps in (("store_codes", 6), ("delete_codes", 3)):
        with monkeypatch.context() as dying:
            dies_after(dying, counting_steps, at, steps)
            with pytest.raises(Killed):
                await lifecycle.close_by_hand(context, moderator(), "a", None, {})
    assert 0 < await rows_in(database, "codes", poll) < 6 * AT_ONCE
    clock.advance(3600)
    (claimed,) = await announcements.claim_unposted(context)
    tally = await announcements.result_of(context, claimed)
    assert await rows_in(database, "codes", poll) == VOTERS
    async with database.reading() as connection:
        assert await seals.matches_seal(connection, tally)


@pytest.mark.both_databases
@pytest.mark.parametrize("at", ["mix", "store_codes"])
async def test_of_a_step_that_is_killed_nothing_stays(hold, context, database, moderator, monkeypatch, at):
    """It dies when the step has done its work and has not committed it yet."""
    poll, table = await hold(secrecy=Secrecy.SECRET), {"mix": "mixed_ballots", "store_codes": "codes"}[at]
    done, steps = getattr(counting_steps, at), []

    async def killed(*given):
        result = await done(*given)
        steps.append(given)
        if len(steps) == 3:
            raise Killed
        return result

    monkeypatch.setattr(counting_steps, at, killed)
    with pytest.raises(Killed):
        await lifecycle.close_by_hand(context, moderator(), "a", None, {})
    assert await rows_in(database, table, poll) == 2 * AT_ONCE
    moved = sum([await rows_in(database, name, poll) for name in ("mixed_ballots", "secret_ballots")])
    assert moved == VOTERS


@pytest.mark.parametrize(("a_row", "rows"), [(1e-6, 5_000), (2e-5, 2_500), (1e-4, 500), (1e-2, 200)])
async def test_a_step_takes_a_twentieth_of_a_second_on_whatever_machine(monkeypatch, a_row, rows):
    """But it has so many rows at least, lest its transaction outweigh them, and so many at most."""
    now, sizes = 0.0, []
    monkeypatch.setattr(counting_steps, "BATCH", 5_000)
    monkeypatch.setattr(counting_steps, "perf_counter", lambda: now)

    @asynccontextmanager
    async def step():
        nonlocal now
        now += 7  # what others hold it for is not its own doing
        yield

    async def work(_, at_most):
        nonlocal now
        now += at_most * a_row
        sizes.append(at_most)
        return at_most if len(sizes) < 20 else 0

    await counting_steps.until_done(step, work)
    assert sizes[-1] == pytest.approx(rows, rel=0.01)
    assert all(later <= 2 * earlier for earlier, later in pairwise(sizes))


@pytest.mark.both_databases
async def test_a_long_count_renews_its_claim_so_that_nobody_else_begins_one(hold, context, clock, database):
    """Each step does: after the first ones nobody may claim what is still being counted."""
    poll = await hold(secrecy=Secrecy.SECRET)
    async with database.writing(poll.guild_id) as connection:
        over = await closing.close(connection, poll, clock.now(), {})
    own = counting_steps.CountingSteps(context, over)
    await own.claim()
    for _ in range(3):
        clock.advance(announcements.LEASE.total_seconds() * 0.9)
        async with own.step():
            pass
        assert await announcements.claim_unposted(context) == []


@pytest.mark.both_databases
async def test_a_count_that_another_process_has_taken_over_writes_nothing_more(hold, context, database, clock):
    poll = await hold(secrecy=Secrecy.SECRET)
    async with database.writing(poll.guild_id) as connection:
        over = await closing.close(connection, poll, clock.now(), {})
    slow, quick = counting_steps.CountingSteps(context, over), counting_steps.CountingSteps(context, over)
    await slow.claim()
    await quick.claim()
    with pytest.raises(counting_steps.Overtaken):
        async with slow.step():
            pytest.fail("it is no longer this one's turn")
    async with quick.step():
        pass


@pytest.mark.both_databases
async def test_cancelling_mixes_and_what_a_kill_left_is_mixed_later(hold, context, database, moderator, monkeypatch):
    poll = await hold(secrecy=Secrecy.SECRET)
    with monkeypatch.context() as dying:
        dies_after(dying, counting_steps, "mix", 2)
        with pytest.raises(Killed):
            await lifecycle.cancel(context, moderator(), "a", None)
    assert await rows_in(database, "secret_ballots", poll) == VOTERS - 2 * AT_ONCE
    await counting_steps.finish_mixing(context)
    assert await rows_in(database, "secret_ballots", poll) == 0
    assert await rows_in(database, "mixed_ballots", poll) == VOTERS


async def test_a_cancellation_stands_where_mixing_fails(hold, context, moderator, monkeypatch):
    await hold(secrecy=Secrecy.SECRET)

    async def full(*_, **__):
        raise StorageFault("The disk", Trouble.FULL, writing=True)

    monkeypatch.setattr(counting_steps, "mix", full)
    tally = await lifecycle.cancel(context, moderator(), "a", None)
    assert (tally.poll.state, tally.turnout) == (PollState.CANCELLED, VOTERS)


@pytest.mark.both_databases
async def test_secret_polls_of_an_earlier_version_count_and_export_as_before_and_are_mixed(
    hold, context, database, moderator, tmp_path
):
    """That version sorted the answers where they lay; an open poll is left alone."""
    closed, open_ = await hold(secrecy=Secrecy.SECRET), await hold("b", secrecy=Secrecy.SECRET)
    tally, _ = await lifecycle.close_by_hand(context, moderator(), "a", None, {})
    async with database.writing() as connection:
        await connection.execute(text("INSERT INTO secret_ballots SELECT * FROM mixed_ballots"))
        await connection.execute(text("DELETE FROM mixed_ballots"))
    exports = []
    for name in ("before", "after"):
        async with database.reading() as connection:
            assert await recount(connection, tally.poll) == tally
        place = ExportFolder(tmp_path / name)
        found = await export.export_debate(context, moderator(), What.BALLOTS, "csv", place, question="a")
        exports.append(found.files[0].read_bytes())
        await counting_steps.finish_mixing(context)
    assert exports[0] == exports[1]
    assert await rows_in(database, "secret_ballots", closed) == 0
    assert await rows_in(database, "secret_ballots", open_) == VOTERS
