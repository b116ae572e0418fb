"""Sixty simulated people of two camps write statements and vote on them, and the room sees what it shares."""

import pytest
from ballots import custom_ids

from bot import app
from bot.domain.opinion_groups import OpinionGroups
from bot.domain.people import Person
from bot.domain.statements import StatementStatus
from bot.rehearsal.camps import WRITTEN, Taken
from bot.rehearsal.crowd import Crowd
from bot.rehearsal.stage import on_stage
from bot.services.statements import results, review, sets
from bot.settings import Settings
from bot.storage import statements
from bot.ui.client import AS_FAST_AS_THEY_LIKE, DebateClient

VOTERS = 60
MADE = {"agreed": {Taken.SHARED}, "divided": {Taken.FIRST, Taken.SECOND}, "passed": {Taken.UNCLEAR}}


@pytest.fixture
async def room(tmp_path):
    """Open the statements to a question, with groups of opinion wanted; return all who are there."""
    settings = Settings(database_url=f"sqlite:///{tmp_path}/r.db", pseudonym_key_file=tmp_path / "r.key")
    async with app.opened(settings) as context:
        client = DebateClient(context, most_taps=AS_FAST_AS_THEY_LIKE)
        async with on_stage(client, title="T") as stage:
            marta, guild = stage.people["Marta"], stage.env.guild
            async with stage.turn:
                await marta.slash(stage.channel, "debate settings", groups="on")
                await marta.slash(stage.channel, "debate start")
                sheet = (await marta.slash(stage.channel, "poll status")).response
                shown = (await marta.click(sheet, custom_id="statement-sheet:new")).response
                menu = next(found for found in custom_ids(shown) if found.startswith("open-statements:"))
                await marta.select(shown, ["a:main"], custom_id=menu)
            users = [stage.env.create_user(f"voter_{number}") for number in range(VOTERS)]
            voters = Crowd([guild.add_member(user) for user in users], stage.channel, stage.turn, seed=1)
            yield voters, context, Person(guild.id, marta.id, "Marta", is_administrator=True)


async def test_two_camps_find_what_they_share_and_what_divides_them(room):
    """A moderator approves what they write; each statement comes out as it was made, and the groups are told."""
    voters, context, moderator = room
    await voters._look(0)
    await voters._look(20)
    (status,) = await results.sets_in_debate(context, moderator)
    assert status.pending == len(WRITTEN)
    async with context.database.reading() as connection:
        written = await statements.statements_of(connection, status.set.debate_id, "a", StatementStatus.PENDING)
    for one in written:
        await review.approve(context, moderator, one.id, StatementStatus.PENDING)
    await voters._look(60)
    await voters._look(300)
    closed = await sets.close_set(context, moderator, status.set.id)
    found = await results.set_result(context, moderator, closed.id)
    assert found.turnout == VOTERS
    text = {one.id: one.text for one in written}
    listed = {
        name: [text[one.statement_id] for one in getattr(found.ground, name) if one.statement_id in text]
        for name in ("agreed", "divided", "passed")
    }
    made = {name: {said for said, kind in WRITTEN.items() if kind in kinds} for name, kinds in MADE.items()}
    assert {name: set(said) for name, said in listed.items()} == made
    assert isinstance(found.groups, OpinionGroups)
    assert found.groups.number == 2
