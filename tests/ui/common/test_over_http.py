"""Interactions over HTTP do what those of the gateway do, and their first answers are in the responses."""

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from types import SimpleNamespace

import aiohttp
import discord
import pytest
import yarl
from loopback import GUILD, Loopback
from pydantic import SecretStr
from sentences import YOUR_VOTE_COUNTS
from signed import PUBLIC_KEY, post

from bot import over_http
from bot.domain.people import Person
from bot.domain.polls import Round
from bot.domain.pseudonyms import Pseudonyms
from bot.services.common.context import Context
from bot.services.debates import debates
from bot.services.polls import following, opening
from bot.services.polls.open_polls import OpenPolls
from bot.settings import Settings
from bot.storage.engine import Database
from bot.ui import http_interactions
from bot.ui.client import DebateClient
from bot.ui.common import responding
from bot.ui.polls.board import BEAT
from bot.ui.voting_client import VotingClient

CHANNEL = 333_333_333_333_333_333
VOTERS = 555_555_555_555_555_555
ADA = Person(GUILD, 1, "Ada", is_administrator=True)
PUBLIC = 8
"""The permissions of an administrator."""


@pytest.fixture
async def discord_itself(monkeypatch):
    server = Loopback([CHANNEL])
    await server.start()
    monkeypatch.setattr(discord.http.Route, "BASE", f"http://{server.address}/api")
    address = yarl.URL(f"ws://{server.address}/gateway/")
    monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", address)
    yield server
    await server.stop()


def an_opening(question):
    return opening.Opening(question, Round.MAIN, None, None, None, CHANNEL, None, "en")


@pytest.fixture
def context_with(pack):
    def build(database, **given):
        open_polls = OpenPolls(database, **given)
        return Context(pack, database, open_polls, Pseudonyms(b"a key"), lambda: datetime.now(UTC))

    return build


async def until(happened):
    async with asyncio.timeout(30):
        while not happened():  # noqa: ASYNC110  nothing tells of it
            await asyncio.sleep(0.01)


@asynccontextmanager
async def running(client, url, main=None):
    """Run a process with its endpoint; give its address."""
    settings = Settings(database_url=SecretStr(url), interactions_public_key=PUBLIC_KEY, interactions_main=main)
    settings = settings.model_copy(update={"interactions_port": 0})
    async with over_http.taken(settings, client) as port, client:
        task = asyncio.create_task(client.start("a.b.c"))
        await until(lambda: client.takes_interactions)
        yield f"http://127.0.0.1:{port}/"
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def main(context_with, database, discord_itself):
    """Return the bot's client, with the gateway, and a poll of each question that has another kind of ballot."""
    context = context_with(database)
    await debates.start(context, ADA, None, "en")
    for question in ("a", "d"):
        await opening.open_poll(context, ADA, an_opening(question))
    client = DebateClient(context, guild_ready_timeout=0.05)
    async with running(client, str(database_url_of(database))) as client.address:
        await discord_itself.until(lambda: len(discord_itself.messages) == 2)
        yield client


def database_url_of(database):
    return f"sqlite:///{database._file}"


@pytest.fixture
async def session():
    async with aiohttp.ClientSession() as session:
        yield session


def tap(server, user, custom_id, **data):
    """Return a tap, or a form, on a message that has what was tapped."""
    control = {"type": 2, "style": 1, "label": "Tap", "custom_id": custom_id}
    message = next(iter(server.messages.values())) | {"components": [{"type": 1, "components": [control]}]}
    event = server.tap_event(user, message, custom_id)
    return event | {"data": event["data"] | data}


def command(server, user, name, options=(), **more):
    given = {"id": "1", "name": name, "type": 1, "options": list(options)}
    event = {key: value for key, value in tap(server, user, "").items() if key != "message"}
    return event | {"type": 2, "data": given} | more


def ways(server, user):
    """Return what somebody does, by name: the same for everybody."""
    text = {"name": "name", "type": 3, "value": "ai", "focused": True}
    places = [{"type": 18, "component": {"type": 3, "custom_id": "place-0", "values": ["ai-safety"]}}]
    return {
        "own ballot": tap(server, user, "own:1"),
        "vote on a card": tap(server, user, "vote:2:talent:central-hub"),
        "open the private ballot": tap(server, user, "ballot:1"),
        "vote there": tap(server, user, "picks:1:areas", component_type=3, values=["ai-for-good"]),
        "refused": tap(server, user, "vote:99:talent:central-hub"),
        "open a form": tap(server, user, "in-form:1:priority"),
        "send a form": tap(server, user, "places:1:priority", components=places) | {"type": 5},
        "a control that is gone": tap(server, user, "of-another-version"),
        "command": command(server, user, "questions"),
        "autocomplete": command(server, user, "proposal", [text]) | {"type": 4},
    }


async def test_whatever_somebody_does_is_answered_as_over_the_gateway_but_in_the_response(
    discord_itself, main, session
):
    over_gateway, over_http_ = ways(discord_itself, 11), ways(discord_itself, 12)
    kinds = set()
    for name, event in over_http_.items():
        before = dict(discord_itself.answers)
        status, said = await post(session, main.address, event)
        assert (status, discord_itself.answers) == (200, before), name
        assert discord_itself.followups == {}
        usual = over_gateway[name]
        await discord_itself.send("INTERACTION_CREATE", usual)
        await discord_itself.until(lambda usual=usual: usual["token"] in discord_itself.answers)
        assert said == discord_itself.answers[usual["token"]], name
        kinds.add(said["type"])
    assert kinds == {4, 7, 8, 9}
    assert main.context.open_polls.tally(2).turnout == 2
    assert main.context.open_polls.tally(1).turnout == 2


async def test_what_everybody_sees_goes_by_a_request_which_tells_its_number(discord_itself, main, session):
    show = {"name": "public", "type": 5, "value": True}
    event = command(discord_itself, 1, "questions", [show])
    event["member"] |= {"permissions": f"{PUBLIC}"}
    assert await post(session, main.address, event) == (202, None)
    await discord_itself.until(lambda: event["token"] in discord_itself.answers)
    assert discord_itself.answers[event["token"]]["type"] == 4


async def test_what_follows_a_deferral_is_tried_again_until_discord_has_read_that(
    monkeypatch, discord_itself, main, session
):
    monkeypatch.setattr(responding, "DEFER_AFTER", 0)
    monkeypatch.setattr(http_interactions, "TRY_AGAIN", (0.01, 0.01, 0.01))
    discord_itself.unread = 2
    event = tap(discord_itself, 12, "vote:2:talent:central-hub")
    assert await post(session, main.address, event) == (200, {"type": 5, "data": {"flags": 64}})
    await discord_itself.until(lambda: event["token"] in discord_itself.followups)
    assert YOUR_VOTE_COUNTS.within(discord_itself.followups[event["token"]]["content"])


async def test_what_cannot_be_read_is_refused_and_the_next_vote_counts(discord_itself, main, session, caplog):
    stranger = 987_654_321_012_345_678
    event = tap(discord_itself, stranger, "vote:2:talent:central-hub")
    for broken in ({"data": {}}, {"member": None}, {"id": None}, {"channel": 5}):
        assert (await post(session, main.address, event | {"token": "1"} | broken))[0] == 400
    assert f"{stranger}" not in caplog.text
    assert (await post(session, main.address, tap(discord_itself, 12, "vote:2:talent:central-hub")))[0] == 200
    assert main.context.open_polls.tally(2).turnout == 1


async def test_an_unknown_discord_py_answers_by_requests(monkeypatch, discord_itself, main, caplog):
    monkeypatch.setattr(http_interactions.async_, "async_context", None)
    assert not http_interactions.known()
    assert "by requests" in caplog.text
    monkeypatch.undo()
    payload = tap(discord_itself, 12, "vote:2:talent:central-hub")
    monkeypatch.setattr(discord.http.Route, "BASE", f"http://{discord_itself.address}/api")
    assert await http_interactions.answer_to(main, payload, in_response=False) is None
    await discord_itself.until(lambda: payload["token"] in discord_itself.answers)


@pytest.fixture
async def pair(context_with, postgres_url, discord_itself):  # noqa: ARG001  which they log in to
    """Return two processes of one server on one PostgreSQL: the one with the gateway, and one that takes votes."""
    first, second = Database.at(postgres_url), Database.at(postgres_url)
    context = context_with(first)
    await debates.change_settings(context, ADA, participant_role=VOTERS)
    await debates.start(context, ADA, None, "en")
    client = DebateClient(context, guild_ready_timeout=0.05)
    helper = VotingClient(context_with(second, only_takes_votes=True))
    async with (
        running(client, postgres_url) as client.address,
        running(helper, postgres_url, client.address) as helper.address,
    ):
        yield client, helper
    await first.close()
    await second.close()


async def posted(client):
    """Open a poll in the process with the gateway, and post its card."""
    poll, _ = await opening.open_poll(client.context, ADA, an_opening("d"))
    return await client.board.repost(poll, CHANNEL)


def as_voter(event):
    event["member"] |= {"roles": [f"{VOTERS}"]}
    return event


async def test_a_vote_through_one_process_is_in_the_other_ones_live_count_and_on_the_card(
    discord_itself, pair, session
):
    assert following.TELL_EVERY + following.COUNT_EVERY + BEAT < 2
    client, helper = pair
    poll = await posted(client)
    assert client.context.open_polls.may_have_voted(poll.id, "anybody") is False
    edits = discord_itself.edits[CHANNEL]
    for user in range(100, 112):
        event = as_voter(tap(discord_itself, user, f"vote:{poll.id}:talent:central-hub"))
        status, said = await post(session, helper.address, event)
        assert status == 200
        assert YOUR_VOTE_COUNTS.within(said["data"]["content"])
    await discord_itself.until(lambda: discord_itself.edits[CHANNEL] > edits)
    await until(lambda: client.context.open_polls.visible_tally(poll.id).turnout == 12)
    tally = client.context.open_polls.visible_tally(poll.id)
    assert [count.votes for count in tally.items[0].counts] == [12, 0, 0]
    assert client.context.open_polls.may_have_voted(poll.id, "anybody")
    changed = as_voter(tap(discord_itself, 100, f"vote:{poll.id}:talent:talent-network"))
    assert (await post(session, client.address, changed))[0] == 200
    await until(lambda: client.context.open_polls.tally(poll.id).items[0].counts[1].votes == 1)
    assert client.context.open_polls.tally(poll.id).turnout == 12
    assert discord_itself.answers == {}


async def test_the_private_ballot_shows_what_was_voted_through_the_other_process(discord_itself, pair, session):
    client, helper = pair
    poll = await posted(client)
    vote = as_voter(tap(discord_itself, 12, f"vote:{poll.id}:talent:central-hub"))
    assert (await post(session, helper.address, vote))[0] == 200
    await until(lambda: client.context.open_polls.is_shared(poll.id))
    pages = [
        await post(session, address, as_voter(tap(discord_itself, 12, f"own:{poll.id}")))
        for address in (helper.address, client.address)
    ]
    assert pages[0] == pages[1]
    pages = [
        await post(session, address, as_voter(tap(discord_itself, 12, f"ballot:{poll.id}")))
        for address in (helper.address, client.address)
    ]
    assert pages[0] == pages[1]
    assert pages[0][1]["type"] == 4


async def test_what_is_no_vote_is_answered_by_the_process_with_the_gateway_or_kindly_refused(
    discord_itself, pair, session
):
    client, helper = pair
    await posted(client)
    status, said = await post(session, helper.address, command(discord_itself, 12, "questions"))
    assert (status, said["type"], said["data"]["flags"] & 64) == (200, 4, 64)
    client.takes_interactions = False
    status, said = await post(session, helper.address, command(discord_itself, 12, "questions"))
    assert (status, said["type"], said["data"]["flags"]) == (200, 4, 64)
    choosing = command(discord_itself, 12, "proposal") | {"type": 4}
    assert await post(session, helper.address, choosing) == (200, {"type": 8, "data": {"choices": []}})
    vote = as_voter(tap(discord_itself, 12, "vote:1:talent:central-hub"))
    assert YOUR_VOTE_COUNTS.within((await post(session, helper.address, vote))[1]["data"]["content"])


@pytest.mark.parametrize(
    ("address", "has_endpoint", "told"),
    [
        ("https://bot.example.org/", False, "INTERACTIONS_PORT is not set"),
        (None, True, "not in the developer portal yet"),
        ("https://bot.example.org/", True, ""),
        (None, False, ""),
    ],
)
def test_the_operator_is_told_where_portal_and_settings_do_not_fit(caplog, address, has_endpoint, told):
    caplog.set_level("INFO")
    application = SimpleNamespace(interactions_endpoint_url=address)
    http_interactions.say_where_interactions_go(application, has_endpoint=has_endpoint)
    assert (told in caplog.text) if told else (caplog.text == "")
