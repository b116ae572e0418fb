"""What the database file holds of a person, byte by byte."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import event, text

from bot.domain.polls import Round, Secrecy
from bot.domain.refusals import NotNow
from bot.domain.statements import Stance, StatementStatus
from bot.services.debates import debates
from bot.services.mydata import mydata
from bot.services.polls import lifecycle
from bot.services.responses import responses
from bot.services.statements import review, sets, writing
from bot.services.statements import voting as statement_voting
from bot.storage.responses import store_names

pytestmark = pytest.mark.both_databases

NAME = "Zuzanna Qwertz"


@pytest.fixture
def traces(database_file):
    """Return what finds a person's traces in the database file and its write-ahead log."""

    def find(somebody):
        files = [file for file in database_file.parent.iterdir() if file.name.startswith(database_file.name)]
        content = b"".join(file.read_bytes() for file in files)
        wanted = {
            "id as text": str(somebody.user_id).encode(),
            "id as a number": somebody.user_id.to_bytes(8, "big"),
            "name": somebody.name.encode(),
        }
        return {what for what, trace in wanted.items() if trace in content}

    return find


def _administrator(somebody):
    """Return somebody else who may open and approve statements."""
    return replace(somebody, user_id=1, name="Mona", is_administrator=True)


async def take_part(context, somebody, vote, poll):
    await vote(somebody.name, poll, "yes")
    await vote(somebody.name, poll, "no")
    await responses.respond(context, somebody, "a", "Because it is late.")
    written = await writing.write(context, somebody, "a", "Towers need lifts.")
    opened, _ = await sets.open_set(context, _administrator(somebody), "a", language="en")
    await review.approve(context, _administrator(somebody), written.statement.id, StatementStatus.PENDING)
    for stance in Stance:
        await statement_voting.vote(context, somebody, opened.id, written.statement.id, stance)


async def test_a_pseudonymous_debate_stores_no_trace_of_who_took_part(context, open_poll, vote, person, traces):
    zuzanna = person(NAME)
    await take_part(context, zuzanna, vote, await open_poll("a"))
    assert context.open_polls.tally(1).turnout == 1
    assert traces(zuzanna) == set()
    await context.database.close()
    assert traces(zuzanna) == set()


async def test_neither_moderators_nor_administrators_are_stored(context, open_poll, moderator, administrator, traces):
    await open_poll("a")
    await lifecycle.close_by_hand(context, moderator(), "a", None, {})
    await context.database.close()
    assert traces(moderator()) == traces(administrator()) == set()


async def test_a_named_debate_stores_who_took_part(context, open_poll, vote, person, administrator, traces):
    await debates.change_settings(context, administrator(), secrecy=Secrecy.NAMED)
    zuzanna = person(NAME)
    await take_part(context, zuzanna, vote, await open_poll("a"))
    assert traces(zuzanna) == {"id as text", "name"}
    page = await responses.page_of(context, person("bob"), "a", 0)
    assert [response.name for response in page.responses] == [NAME]


async def test_a_named_poll_does_not_unmask_pseudonymous_ones(context, open_poll, vote, person, stored):
    named = await open_poll("a", Round.BEFORE, secrecy=Secrecy.NAMED)
    pseudonymous = await open_poll("a", Round.AFTER, secrecy=Secrecy.PSEUDONYMOUS)
    await vote(NAME, named, "yes")
    await vote(NAME, pseudonymous, "no")
    own = (await mydata.show(context, person(NAME))).votes
    assert [(vote.ballot.name, vote.ballot.answer) for vote in own] == [(NAME, ("yes",)), (None, ("no",))]
    assert own[0].ballot.participant != own[1].ballot.participant
    assert await stored(pseudonymous) == {"build": {"no": 1}}


async def test_the_same_person_is_the_same_participant_in_every_round_of_a_debate(context, open_poll, vote, person):
    for round_ in Round:
        await vote("ann", await open_poll("a", round_), "yes")
    own = (await mydata.show(context, person("ann"))).votes
    assert len({vote.ballot.participant for vote in own}) == 1
    assert len(own) == len(Round)


async def test_a_vote_that_is_refused_leaves_no_name(context, open_poll, vote, person, moderator, traces):
    poll = await open_poll("a", secrecy=Secrecy.NAMED)
    results = await asyncio.gather(
        lifecycle.close_by_hand(context, moderator(), "a", None, {}), vote(NAME, poll, "yes"), return_exceptions=True
    )
    assert isinstance(results[1], NotNow)
    assert traces(person(NAME)) == set()


async def test_votes_under_a_name_share_commits_too(database, open_poll, vote, stored):
    poll, commits = await open_poll("a", secrecy=Secrecy.NAMED), []
    event.listen(getattr(database._writer.engine, "sync_engine", database._writer.engine), "commit", commits.append)
    await asyncio.gather(*(vote(f"voter {number}", poll, "yes") for number in range(100)))
    assert await stored(poll) == {"build": {"yes": 100}}
    assert len(commits) <= 5


async def test_the_newest_name_is_kept_and_a_long_one_is_cut(database, debate):
    async with database.writing() as connection:
        await store_names(connection, {(debate.id, "x"): "Old", (debate.id, "y"): "y" * 200})
        await store_names(connection, {(debate.id, "x"): "New"})
        rows = (await connection.execute(text("SELECT participant, name FROM names ORDER BY participant"))).all()
    assert [tuple(row) for row in rows] == [("x", "New"), ("y", "y" * 100)]
