"""Before and after: who is paired, and who may see it."""

import asyncio
import csv
import json
import re
from collections import Counter

import breaking
import pytest
from sentences import THE_RESULTS_OF_QUESTION_ARE_NOT, THERE_ARE_NO_TWO_VOTES_ON, THESE_VOTES_CANNOT_BE_COMPARED
from sqlalchemy import text

from bot.domain.export_schema import SHIFT
from bot.domain.faults import StorageFault
from bot.domain.polls import Release, Round, Secrecy
from bot.domain.refusals import NotFound, NotNow
from bot.domain.shift_snapshot import shift_seal
from bot.services.debates import debates
from bot.services.export.dataset import What
from bot.services.export.export import ExportFolder, export_debate, export_for_operator
from bot.services.mydata import mydata
from bot.services.polls import lifecycle
from bot.services.polls.shift_snapshots import store_after_closing, store_missing_shifts
from bot.services.results.shift import shift
from bot.storage.actions import actions_of
from bot.storage.pairing import pairs_of


@pytest.fixture
def both_rounds(context, open_poll, vote, moderator):
    """Return what has people vote before and after, by name, and closes both polls."""

    async def hold(before, after, question="a", item=None, **given):
        found = []
        for round_, answers in ((Round.BEFORE, before), (Round.AFTER, after)):
            poll = await open_poll(question, round_, **given)
            for name, picks in answers.items():
                await vote(name, poll, *picks, item=item)
            await lifecycle.close_by_hand(context, moderator(), question, round_, {})
            found.append(poll)
        return found

    return hold


@pytest.mark.both_databases
async def test_ballots_are_paired_by_person_and_item(context, both_rounds):
    before, after = await both_rounds(
        {"ann": ["yes"], "bob": ["yes"], "cho": ["no"], "dan": []},
        {"ann": ["no"], "bob": ["no"], "cho": ["no"], "eve": ["yes"]},
    )
    async with context.database.reading() as connection:
        pairs = await pairs_of(connection, before.id, after.id)
    assert pairs == {"build": Counter({(("yes",), ("no",)): 2, (("no",), ("no",)): 1})}


@pytest.mark.both_databases
async def test_items_of_one_paper_are_not_mixed(context, open_poll, vote):
    before, after = await open_poll("c", Round.BEFORE), await open_poll("c", Round.AFTER)
    for poll, picks in ((before, ["budget", "staff"]), (after, [])):
        await vote("ann", poll, "members")
        await vote("ann", poll, *picks, item="topics")
    async with context.database.reading() as connection:
        pairs = await pairs_of(connection, before.id, after.id)
    assert pairs == {
        "who": {(("members",), ("members",)): 1},
        "topics": {(("budget", "staff"), ()): 1},
    }


async def test_the_shift_of_a_question_is_between_its_two_rounds(context, both_rounds, person):
    people = [f"voter {number}" for number in range(30)]
    before = {name: ["yes"] if number < 18 else ["no"] for number, name in enumerate(people)}
    after = {name: ["yes"] if 6 <= number < 23 else ["no"] for number, name in enumerate(people)}
    await both_rounds(before, after)
    found = await shift(context, person("anybody"), "a")
    (item,) = found.items
    assert item.moves.flows == {("yes", "yes"): 12, ("yes", "no"): 6, ("no", "yes"): 5, ("no", "no"): 7}
    assert (item.paired, item.moved(found.of_all(item)), item.sums["yes"]) == (30, (11, 11), (18, 17))


async def test_whoever_had_their_data_deleted_before_both_were_closed_is_paired_with_nobody(
    context, open_poll, vote, moderator, person
):
    before, after = await open_poll("a", Round.BEFORE), await open_poll("a", Round.AFTER)
    await vote("ann", before, "yes")
    await lifecycle.close_by_hand(context, moderator(), "a", Round.BEFORE, {})
    await mydata.delete(context, person("ann"))
    for name in ("ann", "bob"):
        await vote(name, after, "no")
    await lifecycle.close_by_hand(context, moderator(), "a", Round.AFTER, {})
    (item,) = (await shift(context, person("bob"), "a")).items
    assert item.paired == 0


@pytest.mark.both_databases
async def test_a_deletion_afterwards_changes_nothing_that_is_told(context, both_rounds, moderator, person, tmp_path):
    """Or two looks would show, between them, what that person answered."""
    people = [f"voter {number}" for number in range(12)]
    await both_rounds({name: ["yes"] for name in people}, {name: ["no"] if name < "voter 5" else [] for name in people})
    told = []
    for number in range(2):
        (tmp_path / str(number)).mkdir()
        await export_debate(context, moderator(), What.TALLIES, "json", ExportFolder(tmp_path / str(number)))
        told.append((await shift(context, person("bob"), "a"), (tmp_path / str(number) / "shift.json").read_bytes()))
        await mydata.delete(context, person("voter 3"))
    assert told[0] == told[1]
    assert told[0][0].items[0].paired == 12


@pytest.fixture
def forget(context):
    """Return what leaves the database as a version did that kept no shifts."""

    async def run():
        async with context.database.writing() as connection:
            await connection.execute(text("DELETE FROM shifts"))

    return run


async def log(context, debate):
    async with context.database.reading() as connection:
        found = [json.loads(link.content) async for link in actions_of(connection, debate.id)]
    return [entry for entry in found if entry["action"] == "shift kept"]


async def test_the_log_of_actions_has_the_hash_of_what_is_told(context, debate, both_rounds, moderator, tmp_path):
    people = [f"voter {number}" for number in range(12)]
    before, after = await both_rounds({name: ["yes"] for name in people}, {name: ["no"] for name in people})
    await export_debate(context, moderator(), What.TALLIES, "json", ExportFolder(tmp_path))
    rows = [tuple(row[column] for column in SHIFT) for row in json.loads((tmp_path / "shift.json").read_bytes())]
    (entry,) = await log(context, debate)
    assert entry["rows"] == shift_seal(rows)
    assert (entry["poll_before"], entry["poll_after"], entry["question"]) == (before.id, after.id, "a")
    assert shift_seal(rows[1:]) != entry["rows"]


@pytest.mark.both_databases
async def test_polls_that_an_earlier_version_closed_are_compared_and_kept_at_first_need(
    context, debate, both_rounds, forget, moderator, person, tmp_path
):
    await both_rounds({"ann": ["yes"], "bob": ["yes"]}, {"ann": ["no"], "bob": ["yes"]})
    await forget()
    await export_for_operator(context, debate, What.TALLIES, "json", ExportFolder(tmp_path))
    assert {row["paired"] for row in json.loads((tmp_path / "shift.json").read_bytes())} == {2}
    assert len(await log(context, debate)) == 1
    for use in (
        shift(context, person("ann"), "a"),
        export_debate(context, moderator(), What.TALLIES, "csv", ExportFolder(tmp_path)),
    ):
        await use
        await mydata.delete(context, person("ann"))
        assert (await shift(context, person("bob"), "a")).items[0].paired == 2
    assert len(await log(context, debate)) == 2


async def test_an_export_keeps_the_shift_that_it_tells(context, debate, both_rounds, forget, moderator, tmp_path):
    """Where an earlier version closed the polls and kept none: what is handed out is what everybody is told later."""
    await both_rounds({"ann": ["yes"]}, {"ann": ["no"]})
    await forget()
    await export_debate(context, moderator(), What.TALLIES, "json", ExportFolder(tmp_path))
    async with context.database.reading() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM shifts")) == 1
    assert len(await log(context, debate)) == 2, "as when the later poll closed"


async def test_closing_a_debate_keeps_the_shifts_of_what_it_closes(context, debate, open_poll, vote, administrator):
    for round_ in (Round.BEFORE, Round.AFTER):
        await vote("ann", await open_poll("a", round_), "yes")
    await debates.finish(context, administrator(), {})
    assert len(await log(context, debate)) == 1


@pytest.mark.both_databases
async def test_a_cancelled_poll_takes_its_shift_with_it(context, debate, both_rounds, moderator, person):
    await both_rounds({"ann": ["yes"]}, {"ann": ["no"]})
    await lifecycle.cancel(context, moderator(), "a", Round.AFTER)
    with pytest.raises(NotFound, match="no two votes"):
        await shift(context, person("ann"), "a")
    async with context.database.reading() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM shifts")) == 0
    async with context.database.reading() as connection:
        await store_missing_shifts(context, debate.id)
        assert await connection.scalar(text("SELECT count(*) FROM shifts")) == 0


@pytest.mark.expects_errors
async def test_where_it_cannot_be_kept_the_poll_is_closed_all_the_same(
    context, debate, both_rounds, forget, database, database_file, person
):
    await both_rounds({"ann": ["yes"]}, {"ann": ["no"]})
    await forget()
    async with breaking.read_only(database, database_file):
        with pytest.raises(StorageFault):
            await store_missing_shifts(context, debate.id)
        await store_after_closing(context, debate.id)
    assert len(await log(context, debate)) == 1
    assert (await shift(context, person("ann"), "a")).items[0].paired == 1
    assert len(await log(context, debate)) == 2


@pytest.mark.both_databases
async def test_several_who_ask_first_keep_it_once(context, debate, both_rounds, forget, person):
    await both_rounds({"ann": ["yes"]}, {"ann": ["no"]})
    await forget()
    told = await asyncio.gather(*(shift(context, person(name), "a") for name in ("ann", "bob", "cho")))
    assert told[0] == told[1] == told[2]
    assert len(await log(context, debate)) == 2


async def test_a_question_without_both_rounds_is_refused(context, open_poll, moderator, person):
    for round_ in (Round.MAIN, Round.BEFORE):
        await open_poll("a", round_)
        await lifecycle.close_by_hand(context, moderator(), "a", round_, {})
    with pytest.raises(NotFound, match=re.escape(THERE_ARE_NO_TWO_VOTES_ON.forms[0])):
        await shift(context, person("ann"), "a")


async def test_an_open_poll_is_not_compared_even_where_its_count_is_live(context, open_poll, moderator):
    """Two looks before and after one vote would show that person's move."""
    for round_ in (Round.BEFORE, Round.AFTER):
        await open_poll("a", round_, release=Release.LIVE)
    with pytest.raises(NotNow, match="are closed and counted"):
        await shift(context, moderator(), "a")


@pytest.mark.parametrize("order", [(Round.BEFORE, Round.AFTER), (Round.AFTER, Round.BEFORE)])
async def test_it_is_public_once_both_results_are(context, both_rounds, moderator, person, order):
    """Whichever of them is published first."""
    await both_rounds({"ann": ["yes"]}, {"ann": ["no"]}, release=Release.MANUAL)
    for published in order:
        with pytest.raises(NotNow, match=re.escape(THE_RESULTS_OF_QUESTION_ARE_NOT.forms[0])):
            await shift(context, person("ann"), "a")
        with pytest.raises(NotNow, match=re.escape(THE_RESULTS_OF_QUESTION_ARE_NOT.forms[0])):
            await shift(context, moderator(), "a", for_room=True)
        assert (await shift(context, moderator(), "a")).items[0].paired == 1
        await lifecycle.publish(context, moderator(), "a", published)
    assert (await shift(context, person("ann"), "a")).items[0].paired == 1


async def test_the_export_has_every_way_and_only_the_numbers_that_may_be_told(
    context, both_rounds, moderator, tmp_path
):
    people = [f"voter {number}" for number in range(20)]
    await both_rounds(
        {name: ["yes"] for name in people},
        {name: ["yes"] if number < 12 else ["no"] if number < 18 else [] for number, name in enumerate(people)},
    )
    await both_rounds({name: ["health"] for name in people}, {name: ["health", "climate"] for name in people}, "b")
    await export_debate(context, moderator(), What.TALLIES, "csv", ExportFolder(tmp_path))
    with (tmp_path / "shift.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    told = {(row["question"], row["before"], row["after"]): row["people"] for row in rows}
    assert len(told) == len(rows) == 4 * 4, "nothing is told of the approval"
    assert {way: people for way, people in told.items() if people} == {
        ("a", "yes", "yes"): "12",
        ("a", "yes", "no"): "6",
    }
    assert {row["paired"] for row in rows} == {"20"}
    assert {(row["poll_before"], row["poll_after"]) for row in rows} == {("1", "2")}


async def test_without_both_rounds_there_is_no_such_file(context, open_poll, moderator, tmp_path):
    await open_poll("a", Round.BEFORE)
    await lifecycle.close_by_hand(context, moderator(), "a", None, {})
    exported = await export_debate(context, moderator(), What.TALLIES, "csv", ExportFolder(tmp_path))
    assert [file.name for file in exported.files] == ["tallies.csv"]


async def test_a_named_vote_is_not_compared_with_a_pseudonymous_one(context, open_poll, moderator):
    for round_, secrecy in ((Round.BEFORE, Secrecy.NAMED), (Round.AFTER, Secrecy.PSEUDONYMOUS)):
        await open_poll("a", round_, secrecy=secrecy)
        await lifecycle.close_by_hand(context, moderator(), "a", round_, {})
    with pytest.raises(NotNow, match=re.escape(THESE_VOTES_CANNOT_BE_COMPARED.forms[0])):
        await shift(context, moderator(), "a")


async def test_a_deletion_first_keeps_what_was_told_before_it(context, both_rounds, forget, person):
    """As an earlier version told it, which kept none; the difference would be how this person moved."""
    await both_rounds({"ann": ["yes"], "bob": ["yes"]}, {"ann": ["no"], "bob": ["yes"]})
    await forget()
    await mydata.delete(context, person("ann"))
    assert (await shift(context, person("bob"), "a")).items[0].paired == 2
