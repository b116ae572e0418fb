"""The database fails while people vote: nobody is told of a vote that is not stored, and all goes on afterwards."""

import asyncio
import logging
import os
import random
from collections import Counter

import breaking
import pytest
from sentences import THE_BOT_CANNOT_READ_ITS_STORAGE, YOUR_VOTE_IS_NOT_COUNTED_THE

from bot.domain.faults import StorageFault, Trouble
from bot.services.polls.recount import recount
from bot.services.results import results
from bot.services.run_sheet.status import debate_status

pytestmark = pytest.mark.both_databases

FAULTS = {
    Trouble.FULL: breaking.full_disk,
    Trouble.FAILING: breaking.refusing_disk,
    Trouble.LOCKED: breaking.locked,
    Trouble.READ_ONLY: breaking.read_only,
    Trouble.DAMAGED: breaking.damaged,
    Trouble.AWAY: breaking.moved_away,
    Trouble.REPLACED: breaking.replaced,
}
MOST_ROUNDS = 20


@pytest.fixture
def database_file(database_file):
    """Keep the file in a folder that can be moved away."""
    folder = database_file.parent / "data"
    folder.mkdir()
    return database_file.rename(folder / database_file.name)


@pytest.fixture
def crowd(vote):
    """Return what lets forty people vote at once and returns the names of those told that it counts."""

    async def cast(poll, round_):
        names = [f"voter {round_} {number}" for number in range(40)]
        told = await asyncio.gather(*(vote(name, poll, "yes") for name in names), return_exceptions=True)
        faults = [answer for answer in told if isinstance(answer, BaseException)]
        assert all(isinstance(fault, StorageFault) for fault in faults), faults
        return [name for name, answer in zip(names, told, strict=True) if answer not in faults], faults

    return cast


def lines(caplog):
    return [record for record in caplog.records if record.name == "bot.storage.faults"]


@pytest.mark.expects_errors
@pytest.mark.parametrize("trouble", FAULTS, ids=lambda trouble: trouble.name)
async def test_what_is_not_stored_is_not_acknowledged_and_service_resumes(
    context, database, database_file, open_poll, crowd, stored, caplog, trouble
):
    poll = await open_poll("a")
    acknowledged, _ = await crowd(poll, "before")
    async with FAULTS[trouble](database, database_file):
        for round_ in range(MOST_ROUNDS):
            told, faults = await crowd(poll, round_)
            acknowledged += told
            if faults:
                break
        assert {fault.trouble for fault in faults} == {trouble}
        assert {fault.text_for(voting=True).msgid for fault in faults} == {YOUR_VOTE_IS_NOT_COUNTED_THE.forms[0]}
        told, faults = await crowd(poll, "again")
        assert told == []
    told, faults = await crowd(poll, "after")
    assert (len(told), faults) == (40, [])
    acknowledged += told
    assert (await stored(poll))["build"] == {"yes": len(acknowledged)}
    async with database.reading() as connection:
        assert context.open_polls.tally(poll.id) == await recount(connection, poll)
    begun, ended = lines(caplog)
    assert (begun.levelno, ended.levelno) == (logging.ERROR, logging.WARNING)
    assert f"storing does not work: The database {database_file}: {trouble.value}" in begun.getMessage()
    assert "storing works again" in ended.getMessage()


@pytest.mark.expects_errors
@pytest.mark.parametrize("fault", [breaking.damaged, breaking.moved_away, breaking.replaced])
async def test_what_cannot_be_read_is_said_to_be_so(context, database, database_file, open_poll, moderator, fault):
    await open_poll("a")
    async with fault(database, database_file):
        with pytest.raises(StorageFault) as caught:
            await results.result(context, moderator(), "a", None)
        assert caught.value.text_for(voting=False).msgid == THE_BOT_CANNOT_READ_ITS_STORAGE.forms[0]
    assert (await debate_status(context, moderator())).polls


async def test_a_refusal_or_a_bug_inside_a_transaction_is_no_fault_of_the_database(database, caplog):
    for error in (KeyError("a bug"), OSError("of something else")):
        with pytest.raises(type(error)):
            async with database.writing():
                raise error
    assert not lines(caplog)


@pytest.mark.soak
@pytest.mark.expects_errors
async def test_one_fault_after_the_other(context, database, database_file, open_poll, crowd, stored):
    seed = int(os.environ.get("SEED") or random.SystemRandom().randrange(10**6))
    faults_wanted = int(os.environ.get("FAULTS") or 100)
    chance, seen, told_of = random.Random(seed), Counter(), 0  # noqa: S311  nothing secret
    print(f"\nSEED={seed} picks the faults")  # noqa: T201  shown where the test fails
    poll = await open_poll("a")
    for turn in range(faults_wanted):
        trouble = chance.choice(list(FAULTS))
        async with FAULTS[trouble](database, database_file):
            for round_ in range(MOST_ROUNDS):
                told, faults = await crowd(poll, f"{turn} {round_}")
                told_of += len(told)
                if faults:
                    break
            assert {fault.trouble for fault in faults} == {trouble}
        told, faults = await crowd(poll, f"{turn} after")
        assert (len(told), faults) == (40, [])
        told_of += len(told)
        seen[trouble.name] += 1
    assert (await stored(poll))["build"] == {"yes": told_of}
    async with database.reading() as connection:
        assert context.open_polls.tally(poll.id) == await recount(connection, poll)
    print(f"{faults_wanted} faults {dict(seen)}: {told_of} acknowledged votes all there, no other")  # noqa: T201
