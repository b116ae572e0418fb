"""What those who host the bot see of it: whether it is well, and its metrics, fetched as they are served."""

import asyncio

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sentences import VOTE
from sqlalchemy import text

from bot import app
from bot.domain.faults import OperatorError
from bot.domain.people import Person
from bot.services.mydata import mydata
from bot.settings import Settings


@pytest.fixture
async def fetch(room):
    """Return what fetches a page of the running bot: status and text."""
    settings = Settings().model_copy(update={"metrics_port": 0})
    async with app.watched(settings, room.client) as port, aiohttp.ClientSession() as session:

        async def get(page):
            async with session.get(f"http://127.0.0.1:{port}/{page}") as answer:
                return answer.status, await answer.text()

        yield get


@pytest.fixture
def metrics(fetch):
    """Return what fetches all metrics as numbers, by name and labels."""

    async def get():
        status, page = await fetch("metrics")
        assert status == 200
        families = text_string_to_metric_families(page)
        samples = [sample for family in families for sample in family.samples]
        return {(sample.name, *sample.labels.values()): sample.value for sample in samples}

    return get


async def test_a_bot_that_hears_discord_and_reads_its_database_is_well(fetch):
    assert await fetch("healthz") == (200, "All is well.\n")


async def test_a_bot_without_discord_is_not_well_until_it_is_back(fetch, room):
    room.client.dispatch("disconnect")
    await asyncio.sleep(0)
    assert await fetch("healthz") == (503, "No connection to Discord.\n")
    room.client.dispatch("resumed")
    await asyncio.sleep(0)
    assert (await fetch("healthz"))[0] == 200


async def test_a_bot_whose_database_cannot_be_read_is_not_well(fetch, room):
    async with room.database.writing() as connection:
        await connection.execute(text("ALTER TABLE alembic_version RENAME TO gone"))
    assert await fetch("healthz") == (503, "The database does not answer within 1 s.\n")


async def test_votes_commits_answers_edits_and_polls_are_counted(metrics, room):
    before = await metrics()
    paper = await room.open_poll("d")
    for person, option in [(room.amina, "hub"), (room.jonas, "hub"), (room.amina, "network"), (room.amina, "network")]:
        await room.vote(person, paper, {"hub": "A central hub", "network": "A talent network"}[option])
    await room.sofia.slash(room.channel, "mydata delete")
    await mydata.delete(room.context, Person(room.guild.id, room.sofia.id, "sofia", frozenset()))
    await room.env.advance_time(5)
    after = await metrics()

    def more(*sample):
        return after[sample] - before[sample]

    assert more("debate_bot_votes_total") == 3, "neither the repeat nor the deletion of somebody who has not voted"
    assert more("debate_bot_acknowledgement_seconds_count") > 6
    assert more("debate_bot_board_edits_total", "done") >= 1
    assert more("debate_bot_open_polls") == 1
    assert {sample: more(*sample) for sample in after if sample[0] == "debate_bot_errors_total"} == {
        ("debate_bot_errors_total", kind): 0
        for kind in ("bug", "late", "unanswered", "board", "event", "hall", "endpoint")
    }


@pytest.mark.expects_errors
async def test_failures_are_counted_by_kind(metrics, room):
    paper = await room.open_poll("d")
    ballot = (await room.amina.click(paper, label=VOTE.say())).response
    before = await metrics()
    room.env.inject_error("POST", "/interactions/*/callback", status=404, code=10062, times=1)
    await room.amina.click(ballot, custom_id="pick:1:talent:a")
    room.env.inject_error("PATCH", f"/channels/{room.channel.id}/messages/*", status=500, times=1)
    await room.env.advance_time(5)
    async with room.database.writing() as connection:
        await connection.execute(text("ALTER TABLE ballots RENAME TO gone"))
    await room.amina.click(ballot, custom_id="pick:1:talent:a")
    room.env.backend.delete_message(room.channel.id, paper.id)
    room.client.board.mark(1)
    await room.env.advance_time(5)
    after = await metrics()
    for sample, more in {
        ("debate_bot_errors_total", "late"): 1,
        ("debate_bot_errors_total", "bug"): 1,
        ("debate_bot_board_edits_total", "failed"): 1,
        ("debate_bot_board_edits_total", "gone"): 1,
    }.items():
        assert after[sample] - before[sample] == more, sample


async def test_no_label_holds_more_than_a_few_words(fetch, room):
    """Ids of people, polls or servers would give people away, and grow without end."""
    paper = await room.open_poll("d", secrecy="named")
    await room.vote(room.amina, paper, "A central hub")
    _, page = await fetch("metrics")
    ours = [
        sample
        for family in text_string_to_metric_families(page)
        for sample in family.samples
        if sample.name.startswith("debate_bot")
    ]
    labels = {(name, value) for sample in ours for name, value in sample.labels.items() if name != "le"}
    assert {name for name, _ in labels} == {"outcome", "kind"}
    assert all(value.isalpha() for _, value in labels)


async def test_a_port_that_is_taken_is_a_sentence(room):
    settings = Settings().model_copy(update={"metrics_port": 0})
    async with app.watched(settings, room.client) as port:
        taken = settings.model_copy(update={"metrics_port": port})
        with pytest.raises(OperatorError, match=f"METRICS_PORT {port} on 127.0.0.1 cannot be used"):
            await app.watched(taken, room.client).__aenter__()


async def test_without_a_port_nothing_is_served(room):
    async with app.watched(Settings(), room.client) as port:
        assert port is None
