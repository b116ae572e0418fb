"""Everything moves to another database, of the other kind, and counts there as it did."""

import pytest
from sqlalchemy import select, text

from bot.domain.polls import Posting, Round, Secrecy
from bot.domain.reminders import Note
from bot.domain.statements import Stance
from bot.services.common.copy_database import Copied, copy
from bot.services.debates import debates
from bot.services.floor import asking, turns
from bot.services.floor import opening as opening_a_floor
from bot.services.hall import addresses, screen
from bot.services.polls import announcements, lifecycle, opening, reminders, result_messages, voting
from bot.services.responses import agreeing, responses
from bot.services.statements import sets
from bot.services.statements import voting as statement_votes
from bot.storage import copying
from bot.storage.copying import CannotCopy
from bot.storage.engine import Database
from bot.storage.tables import metadata

pytestmark = pytest.mark.both_databases


@pytest.fixture
def target_url(request, database_url, tmp_path):
    """Return the URL of an empty database of the other kind."""
    if database_url.startswith("sqlite"):
        return request.getfixturevalue("postgres_url")
    return f"sqlite:///{tmp_path}/copy.db"


@pytest.fixture
async def target(target_url):
    database = Database.at(target_url)
    yield database
    await database.close()


async def vote_on_statements(context, person, moderator):
    """Vote in three sets, of which one is closed and secret, and one secret and open."""
    secrecy = {Round.BEFORE: Secrecy.PSEUDONYMOUS, Round.MAIN: Secrecy.SECRET, Round.AFTER: Secrecy.SECRET}
    for round_, kept in secrecy.items():
        opened, _ = await sets.open_set(context, moderator, "a", round_, language="en", secrecy=kept)
        statement_id = min((await context.open_sets.find(opened.id)).statements)
        await statement_votes.vote(context, person, opened.id, statement_id, Stance.AGREE)
        if round_ is Round.MAIN:
            await sets.close_set(context, moderator, opened.id)


@pytest.fixture
async def history(context, debate, open_poll, vote, person, moderator):
    """Return an open poll after a debate with everything in it: every table has rows."""
    ann = person("ann 🗳 “Anna” O'Neill")
    closed, cancelled = await open_poll("b", Round.BEFORE), await open_poll("b")
    await vote("ann", closed, "physics", "climate")
    await vote("bob", closed)
    tally, _ = await lifecycle.close_by_hand(context, moderator(), "b", Round.BEFORE, {None: 12})
    await announcements.mark_posted(context, tally.poll)
    await reminders.add_note(context, closed, Note(Posting(42, 10**18 + 1), extension=True))
    await result_messages.add(context, Posting(42, 10**18), closed)
    await result_messages.add(context, Posting(42, 10**18), closed)
    await open_poll("b", Round.AFTER)
    await lifecycle.close_by_hand(context, moderator(), "b", Round.AFTER, {})
    await vote("ann", cancelled, "health")
    await lifecycle.cancel(context, moderator(), "b", Round.MAIN)
    await responses.respond(context, ann, "a", "Line one\nline two, “quoted” \\ 🗳")
    await agreeing.agree(context, person("bob"), 1, agrees=True)
    hall = await addresses.find_hall(context, moderator())
    await screen.keep(context, moderator(), hall.debate_id)
    await screen.show_response(context, moderator(), hall.debate_id, 1)
    await vote_on_statements(context, ann, moderator())
    secret = await open_poll("a", Round.BEFORE, secrecy=Secrecy.SECRET)
    await vote("ann", secret, "yes")
    await vote("bob", secret, "no")
    counted = await open_poll("a", Round.AFTER, secrecy=Secrecy.SECRET)
    await vote("ann", counted, "yes")
    await lifecycle.close_by_hand(context, moderator(), "a", Round.AFTER, {})
    named = await open_poll("a", secrecy=Secrecy.NAMED, minutes=90)
    for turn in range(3):
        await voting.cast(context, ann, named.id, "build", [("yes", "no", "later")[turn]])
    async with context.database.writing() as connection:
        await connection.execute(metadata.tables["meta"].insert(), {"key": "a fact", "value": "é"})
        message = {"response_id": 1, "channel_id": 42, "message_id": 10**18, "digest": "0" * 64}
        await connection.execute(metadata.tables["response_messages"].insert(), message)
        refused = {"poll_id": named.id, "mark": "0" * 16, "barrier": "joined_after"}
        await connection.execute(metadata.tables["refused_voters"].insert(), refused)
        programme = {
            "debate_id": debate.id,
            "steps": [{"kind": "pause"}],
            "lengths": [5],
            "planned_from": 0,
            "changes": 0,
        }
        await connection.execute(metadata.tables["programmes"].insert(), programme)
        step = {"debate_id": debate.id, "number": 0, "started_at": debate.started_at, "extra_minutes": 0}
        await connection.execute(metadata.tables["programme_steps"].insert(), step)
    floor = (await opening_a_floor.open_floor(context, moderator(), channel_id=42, question="a")).floor
    for name in ("ann", "bob"):
        await asking.ask(context, person(name), floor.id, None)
    await turns.call_next(context, moderator(), floor.id, 0)
    assert debate.closed_at is None
    return named


async def rows(database):
    """Return all that a database holds, by table."""
    async with database.reading() as connection:
        return {
            table.name: sorted((await connection.execute(select(table))).all(), key=repr)
            for table in metadata.sorted_tables
        }


async def test_everything_is_copied_and_recounted(database, target, history, monkeypatch):
    monkeypatch.setattr(copying, "BATCH", 2)
    told = []
    copied = await copy(database, target, lambda *progress: told.append(progress))
    before = await rows(database)
    assert [name for name, found in before.items() if not found] == []
    assert await rows(target) == before
    assert copied == Copied(debates=1, polls=6, ballots=len(before["ballots"]) + 3)
    assert history.id in [row.id for row in before["polls"]]
    assert [progress for progress in told if progress[0] == "ballots"] == [("ballots", 4, 2), ("ballots", 4, 4)]


async def test_the_bot_goes_on_in_the_copy(database, target, history, context_on, clock, moderator, person, an_opening):
    await copy(database, target, lambda *_: None)
    moved = context_on(target, clock)
    await moved.open_polls.load()
    assert moved.open_polls.tally(history.id).turnout == 1
    receipt = await voting.cast(moved, person("ann 🗳 “Anna” O'Neill"), history.id, "build", ["yes"])
    assert receipt.before == ("later",)
    added, _ = await opening.open_poll(moved, moderator(), an_opening("c"))
    assert added.id > history.id
    await debates.finish(moved, moderator(), {})


async def test_a_target_that_holds_something_is_left_alone(database, target, history):
    await copy(database, target, lambda *_: None)
    before = await rows(target)
    with pytest.raises(CannotCopy, match="TO is not empty"):
        await copy(database, target, lambda *_: None)
    assert await rows(target) == before
    assert history.id


async def test_a_copy_that_fails_half_way_leaves_the_target_empty(database, target, history):
    def fail(table, *_):
        if table == "ballots":
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await copy(database, target, fail)
    assert not any((await rows(target)).values())
    assert history.id


async def test_a_copy_that_counts_differently_is_given_up(database, target, history, monkeypatch):
    """Whatever may go wrong in between: here a row changes on its way."""
    changed = copying._copy_table

    async def copy_table(source, new, table, progress):
        await changed(source, new, table, progress)
        if table.name == "ballots":
            await new.execute(table.update().where(table.c.answer == "later").values(answer="yes"))

    monkeypatch.setattr(copying, "_copy_table", copy_table)
    with pytest.raises(CannotCopy, match=rf"poll {history.id} counts differently\. TO is left empty"):
        await copy(database, target, lambda *_: None)
    assert not any((await rows(target)).values())


async def test_a_source_that_was_never_used_is_named(database, target):
    async with database.writing() as connection:
        await connection.execute(text("DELETE FROM alembic_version"))
    with pytest.raises(CannotCopy, match="FROM holds nothing"):
        await copy(database, target, lambda *_: None)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_postgresql_does_not_take_is_a_sentence(database, target, history):
    """SQLite takes texts of any length."""
    async with database.writing() as connection:
        await connection.execute(metadata.tables["names"].update().values(name="x" * 101))
    with pytest.raises(CannotCopy, match=r"The copy failed, and TO is left empty: .*value too long"):
        await copy(database, target, lambda *_: None)
    assert not any((await rows(target)).values())
    assert history.id
