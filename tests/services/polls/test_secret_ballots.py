"""Secret polls: each vote counts once and is final, and nothing joins who voted and what was voted."""

import asyncio
import json
import shutil
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from bot.domain.kind import HIDDEN
from bot.domain.polls import Secrecy
from bot.domain.refusals import NotNow
from bot.domain.tally import count_poll
from bot.services.export.dataset import What
from bot.services.export.export import ExportFolder, export_debate
from bot.services.mydata import as_json, mydata
from bot.services.mydata.mydata import Deletion
from bot.services.polls import counting_steps, lifecycle, opening, voting
from bot.services.polls.open_polls import OpenPolls
from bot.services.polls.recount import recount
from bot.storage.ballot_changes import Change
from bot.storage.engine import Database
from bot.storage.tables import mixed_ballots, secret_ballots, secret_voters

pytestmark = pytest.mark.both_databases

PICKS = {"who": [(), ("members",), ("council",)], "where": [(), ("geneva",), ("online",)]}
VOTES = st.sampled_from(list(PICKS)).flatmap(
    lambda item: st.tuples(st.sampled_from(["ann", "bob", "cem"]), st.just(item), st.sampled_from(PICKS[item]))
)
WITHDRAWALS = st.tuples(st.sampled_from(["ann", "bob"]), st.sampled_from([None, *PICKS]), st.none())
BATCHES = st.lists(st.lists(VOTES | VOTES | WITHDRAWALS, min_size=1, max_size=6), min_size=1, max_size=5)


@pytest.fixture
async def poll(open_poll):
    return await open_poll("a", secrecy=Secrecy.SECRET)


@pytest.fixture
def counted(database, context, poll):
    """Return what checks that memory, database and a restarted bot count the same, and returns that count."""

    async def count():
        async with database.reading() as connection:
            stored = await recount(connection, poll)
        restarted = OpenPolls(database)
        await restarted.load()
        assert context.open_polls.tally(poll.id) == stored == restarted.tally(poll.id)
        return stored.turnout, dict(stored.items[0].profile)

    return count


async def rows_of(database, table):
    async with database.reading() as connection:
        return [tuple(row) for row in await connection.execute(text(f"SELECT * FROM {table.name}"))]  # noqa: S608  a table's name


async def test_a_vote_is_counted_once_and_the_second_is_refused(poll, vote, counted):
    receipt = await vote("ann", poll, "yes")
    assert (receipt.answer, receipt.before) == (("yes",), None)
    for again in ("no", "yes"):
        with pytest.raises(NotNow, match="is final"):
            await vote("ann", poll, again)
    await vote("bob", poll)
    assert await counted() == (2, {("yes",): 1, (): 1})


async def test_of_many_taps_at_once_one_counts(poll, vote, counted):
    outcomes = await asyncio.gather(
        *(vote(name, poll, pick) for name in ("ann", "bob") for pick in ["yes", "no"] * 10), return_exceptions=True
    )
    assert sum(isinstance(outcome, NotNow) for outcome in outcomes) == len(outcomes) - 2
    turnout, profile = await counted()
    assert (turnout, sum(profile.values())) == (2, 2)


async def test_of_votes_in_two_processes_at_once_one_counts(poll, context_on, database_url, database, person):
    others = [Database.at(database_url) for _ in range(2)]
    contexts = [context_on(other) for other in others]
    outcomes = await asyncio.gather(
        *(
            voting.cast(process, person(f"voter {number}"), poll.id, "build", [pick])
            for number in range(20)
            for process, pick in zip(contexts, ("yes", "no"), strict=True)
        ),
        return_exceptions=True,
    )
    for other in others:
        await other.close()
    assert sum(isinstance(outcome, NotNow) for outcome in outcomes) == 20
    async with database.reading() as connection:
        stored = await recount(connection, poll)
    assert (stored.turnout, stored.items[0].ballots) == (20, 20)


async def test_the_items_of_a_paper_are_voted_on_apart(open_poll, vote, context, person):
    paper = await open_poll("c", secrecy=Secrecy.SECRET)
    await vote("ann", paper, "council", item="who")
    receipt = await vote("ann", paper, "geneva", item="where")
    assert [item.key for item in receipt.unanswered] == [i.key for i in paper.items if i.key not in {"who", "where"}]
    assert context.open_polls.tally(paper.id).turnout == 1
    own = await voting.own_ballot(context, person("ann"), paper.id)
    assert {item.key: answer for item, answer in own.answers if answer} == {"who": HIDDEN, "where": HIDDEN}


async def test_a_vote_can_be_neither_withdrawn_nor_begun_anew(poll, vote, context, person, counted):
    assert (await voting.draft(context, person("ann"), poll.id, "build", ["yes"]))[2] == ("yes",)
    await vote("ann", poll, "yes")
    with pytest.raises(NotNow, match="cannot be withdrawn"):
        await voting.withdraw(context, person("ann"), poll.id)
    with pytest.raises(NotNow, match="is final"):
        await voting.draft(context, person("ann"), poll.id, "build", ["yes"])
    assert not (await context.open_polls.write(Change(poll.id, "ann", context.clock()))).accepted
    assert await counted() == (1, {("yes",): 1})


def expected_of(paper, batches):
    """Count the first vote of everybody on every item in a plain dictionary."""
    first = {}
    for voter, item, answer in (step for batch in batches for step in batch):
        if answer is not None:
            first.setdefault((voter, item), answer)
    profiles = {item.id: Counter(given for (_, key), given in first.items() if key == item.key) for item in paper.items}
    return count_poll(paper, profiles, len({voter for voter, _ in first}))


@settings(max_examples=20)
@given(batches=BATCHES)
def test_in_whatever_order_people_try_every_count_has_their_first_votes(
    template, context_on, start_debate, moderator, an_opening, batches
):
    async def scenario(folder):
        database = Database.at(f"sqlite:///{shutil.copy(template, Path(folder) / 'debate.db')}")
        context = context_on(database)
        await start_debate(context)
        paper, _ = await opening.open_poll(context, moderator(), an_opening("c", secrecy=Secrecy.SECRET))
        for batch in batches:
            steps = [
                Change(paper.id, voter, context.clock(), paper.item(key).id if key else None, answer)
                for voter, key, answer in batch
            ]
            await asyncio.gather(*(context.open_polls.write(step) for step in steps))
        async with database.reading() as connection:
            stored = await recount(connection, paper)
        restarted = OpenPolls(database)
        await restarted.load()
        assert context.open_polls.tally(paper.id) == restarted.tally(paper.id) == stored == expected_of(paper, batches)
        await database.close()

    with TemporaryDirectory() as folder:
        asyncio.run(scenario(folder))


async def test_no_query_joins_who_voted_and_what_was_voted(poll, vote, database, person, context):
    """The tables share poll and item only, and neither has a time or a number."""
    shared = {column.name for column in secret_voters.c} & {column.name for column in secret_ballots.c}
    assert shared == {"poll_id", "item_id"}
    assert {column.name for column in secret_ballots.c} - shared == {"lot", "answer"}
    for number in range(40):
        await vote(f"voter {number}", poll, "yes" if number < 20 else "no")
    voters = [row[1] for row in await rows_of(database, secret_voters)]
    cast = await rows_of(database, secret_ballots)
    known = {
        context.pseudonyms.participant(poll.debate_id, person(f"voter {n}").user_id, poll.secrecy) for n in range(40)
    }
    assert set(voters) == known
    assert not known & {value for row in cast for value in row}
    assert len({lot for _, _, lot, _ in cast}) == 40
    async with database.reading() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM ballots"))).scalar_one() == 0


async def vote_at_once(context, poll):
    """Have 41 people vote at once: the first of them has a commit of its own while the others arrive for the next."""
    steps = [Change(poll.id, f"voter {number}", context.clock(), poll.items[0].id, ("yes",)) for number in range(41)]
    await asyncio.gather(*map(context.open_polls.write, steps))


async def test_votes_that_share_a_commit_lie_in_nobodys_order_in_the_database_file(poll, context, database_file):
    """While the poll is open as well."""
    await vote_at_once(context, poll)
    lots = [row[2] for row in await rows_of(context.database, secret_ballots)]
    await context.database.close()
    content = database_file.read_bytes()
    as_written = sorted(lots, key=lambda lot: content.index(lot.encode()), reverse=True)
    assert as_written[1:] == sorted(as_written[1:])


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_votes_that_share_a_commit_are_in_nobodys_order_in_postgresql(poll, context, database):
    await vote_at_once(context, poll)
    async with database.reading() as connection:
        lots = (await connection.execute(text("SELECT lot FROM secret_ballots ORDER BY ctid"))).scalars().all()
    assert lots[1:] == sorted(lots[1:])


@pytest.mark.parametrize("at_once", [7, 30, 5_000])
async def test_the_database_file_keeps_no_order_of_votes(
    poll, vote, context, moderator, database_file, monkeypatch, at_once
):
    """Once the poll is over, answers lie in the file, byte by byte, in the order of their lots."""
    monkeypatch.setattr(counting_steps, "BATCH", at_once)
    for number in range(60):
        await vote(f"voter {number}", poll, "yes")
    await lifecycle.close_by_hand(context, moderator(), "a", None, {})
    lots = sorted(row[2] for row in await rows_of(context.database, mixed_ballots))
    assert (len(lots), await rows_of(context.database, secret_ballots)) == (60, [])
    await context.database.close()
    content = database_file.read_bytes()
    assert all(content.count(lot.encode()) == 1 for lot in lots)
    places = [content.index(lot.encode()) for lot in lots]
    # SQLite fills a page from its end; 60 rows lie on one page.
    assert places == sorted(places, reverse=True)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_postgresql_no_longer_tells_which_rows_were_written_together(
    poll, vote, context, moderator, database, monkeypatch
):
    monkeypatch.setattr(counting_steps, "BATCH", 3)
    for number in range(10):
        await vote(f"voter {number}", poll, "yes")
    await lifecycle.close_by_hand(context, moderator(), "a", None, {})
    async with database.reading() as connection:
        together = text("SELECT count(*) FROM secret_voters v JOIN mixed_ballots b ON v.xmin = b.xmin")
        assert (await connection.execute(together)).scalar_one() == 0
        lots = (await connection.execute(text("SELECT lot FROM mixed_ballots ORDER BY ctid"))).scalars().all()
    assert (len(lots), lots) == (10, sorted(lots))


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_postgresql_is_asked_to_free_the_room_of_what_was_overwritten(poll, vote, context, moderator, database):
    async with database.reading() as connection:
        began = await connection.scalar(text("SELECT clock_timestamp()"))
    await vote("ann", poll, "yes")
    await lifecycle.close_by_hand(context, moderator(), "a", None, {})
    vacuumed = text("SELECT relname FROM pg_stat_user_tables WHERE last_vacuum >= :began")
    async with database.reading() as connection:
        tables = set((await connection.execute(vacuumed, {"began": began})).scalars())
    assert tables >= {"secret_ballots", "secret_voters", "ballots", "responses", "names", "codes"}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_postgresql_shortens_no_file_as_that_would_wait_for_its_readers(poll, vote, context, moderator, database):
    await vote("ann", poll, "yes")
    await lifecycle.close_by_hand(context, moderator(), "a", None, {})
    async with database.reading() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM secret_ballots")) == 0
        assert await connection.scalar(text("SELECT pg_relation_size('secret_ballots')")) > 0


async def test_ones_own_data_says_that_one_voted_and_that_it_cannot_be_found(
    poll, vote, context, person, moderator, counted
):
    await vote("ann", poll, "yes")
    assert [(own.poll.id, own.item_key) for own in (await mydata.show(context, person("ann"))).secret] == [(1, "build")]
    handed = json.loads(await as_json.export(context, person("ann")))
    assert (handed["votes"], [vote["item"] for vote in handed["voted_in_secret"]]) == ([], ["build"])
    deleted = await mydata.delete(context, person("ann"))
    assert (deleted.secret, deleted.secret_open, deleted.withdrawn, deleted.changed) == (0, 1, 0, ())
    with pytest.raises(NotNow, match="is final"):
        await vote("ann", poll, "no")
    assert await counted() == (1, {("yes",): 1})
    closed, _ = await lifecycle.close_by_hand(context, moderator(), "a", None, {})
    assert await mydata.delete(context, person("ann")) == Deletion(0, 0, 0, secret=1, secret_open=0)
    assert await mydata.delete(context, person("ann")) == Deletion(0, 0, 0)
    assert (closed.turnout, closed.items[0].ballots) == (1, 1)


async def test_the_export_has_the_answers_and_nothing_beside_them(poll, vote, context, moderator, tmp_path):
    for number in range(6):
        await vote(f"voter {number}", poll, "yes" if number % 2 else "no")
    await lifecycle.close_by_hand(context, moderator(), "a", None, {})
    (file,) = (await export_debate(context, moderator(), What.BALLOTS, "json", ExportFolder(tmp_path / "out"))).files
    rows = json.loads(file.read_bytes())
    assert {(row["participant"], row["cast_at"], row["changes"]) for row in rows} == {(None, None, None)}
    assert Counter(row["answer"] for row in rows) == {"yes": 3, "no": 3}


async def test_a_crash_in_the_middle_of_a_commit_stores_neither_half(poll, vote, database, counted):
    async with database.writing() as connection:
        await connection.execute(text("ALTER TABLE secret_ballots RENAME TO elsewhere"))
    with pytest.raises(Exception, match="secret_ballots"):
        await vote("ann", poll, "yes")
    async with database.writing() as connection:
        await connection.execute(text("ALTER TABLE elsewhere RENAME TO secret_ballots"))
    assert await counted() == (0, {})
    await vote("ann", poll, "yes")
    assert await counted() == (1, {("yes",): 1})
