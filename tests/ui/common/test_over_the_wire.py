"""The bot over real connections, in real time: the gateway drops, and Discord puts requests off."""

import asyncio
import json
import logging
import re
from datetime import UTC, datetime
from functools import partial

import breaking
import discord
import pytest
import yarl
from loopback import GUILD, Loopback
from sentences import QUESTION, RESULT_OF, YOUR_VOTE_COUNTS, YOUR_VOTE_IS_NOT_COUNTED_THE

from bot import logs
from bot.domain.people import Person
from bot.domain.polls import PollState, Round
from bot.domain.pseudonyms import Pseudonyms
from bot.services.common.context import Context
from bot.services.debates import debates
from bot.services.polls import lifecycle, opening, voting
from bot.services.polls.open_polls import OpenPolls
from bot.ui import answers, fast_taps
from bot.ui.client import DRAINING, DebateClient
from bot.ui.common import responding
from bot.ui.fast_taps import begin_no_more
from bot.ui.gateway import Backoff

AT_ONCE = 0.05
"""Seconds that the bot waits for further servers; discord.py's two seconds are for thousands of them."""
SLOW, OTHER = 333_333_333_333_333_333, 444_444_444_444_444_444
ADA = Person(GUILD, 1, "Ada", is_administrator=True)


async def identify_at_once(*_, **__):
    """Stand in for discord.py's five seconds before it identifies again."""


@pytest.fixture
async def discord_itself(monkeypatch):
    server = Loopback([SLOW, OTHER])
    await server.start()
    monkeypatch.setattr(discord.http.Route, "BASE", f"http://{server.address}/api")
    monkeypatch.setattr(discord.Client, "before_identify_hook", identify_at_once)
    address = yarl.URL(f"ws://{server.address}/gateway/")
    monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", address)
    yield server
    await server.stop()


@pytest.fixture
async def context(pack, database):
    context = Context(pack, database, OpenPolls(database), Pseudonyms(b"a key"), lambda: datetime.now(UTC))
    await debates.start(context, ADA, None, "en")
    for question, channel in (("d", SLOW), ("b", OTHER)):
        await opening.open_poll(
            context, ADA, opening.Opening(question, Round.MAIN, None, None, None, channel, None, "en")
        )
    return context


@pytest.fixture
async def client(discord_itself, context):
    """Return the bot, connected, with both ballot papers posted."""
    async with DebateClient(context, guild_ready_timeout=AT_ONCE) as client:
        running = asyncio.create_task(client.start("a.b.c"))
        await discord_itself.until(lambda: len(discord_itself.messages) == 2)
        yield client
        if (ready := client._connection._ready_task) is not None:  # discord.py cannot end in the middle of it
            await asyncio.wait([ready])
        running.cancel()  # as a signal does
        await asyncio.gather(running, return_exceptions=True)


def paper_in(server, channel):
    return next(message for message in server.messages.values() if message["channel_id"] == str(channel))


def vote_for(message):
    """Return what casts a vote, as a ballot paper of an earlier version has it."""
    poll = re.search(r'"ballot:(\d+)"', json.dumps(message["components"]))[1]
    return f"vote:{poll}:{'talent:central-hub' if message['channel_id'] == str(SLOW) else 'comparison:both'}"


async def vote(server, user, channel):
    """Vote, and return what the voter is told."""
    paper = paper_in(server, channel)
    token = await server.tap(user, paper, vote_for(paper))
    await server.until(lambda: token in server.answers)
    return server.answers[token]["data"]["content"]


@pytest.mark.usefixtures("client")
async def test_taps_made_while_the_gateway_was_away_count_after_the_resume(discord_itself, context):
    assert YOUR_VOTE_COUNTS.within(await vote(discord_itself, 11, SLOW))
    open_polls, before = context.open_polls, len(discord_itself.messages)
    await discord_itself.drop()
    assert YOUR_VOTE_COUNTS.within(await vote(discord_itself, 12, SLOW))
    assert discord_itself.sessions == {"identified": 1, "resumed": 1}
    assert context.open_polls is open_polls
    assert (open_polls.tally(1).turnout, len(discord_itself.messages)) == (2, before)


@pytest.mark.usefixtures("client")
async def test_a_session_that_discord_forgot_is_begun_anew_and_polls_go_on(discord_itself, context):
    assert YOUR_VOTE_COUNTS.within(await vote(discord_itself, 11, SLOW))
    before = len(discord_itself.messages)
    await discord_itself.drop(forget=True)
    await discord_itself.until(lambda: discord_itself.sessions["identified"] == 2)
    assert YOUR_VOTE_COUNTS.within(await vote(discord_itself, 12, SLOW))
    assert (context.open_polls.tally(1).turnout, len(discord_itself.messages)) == (2, before)


async def test_a_channel_that_is_put_off_holds_up_neither_boards_nor_closing_elsewhere(discord_itself, client, context):
    discord_itself.slow.add(SLOW)
    await vote(discord_itself, 11, SLOW)
    await discord_itself.until(lambda: discord_itself.put_off[SLOW] > 0)
    edits = discord_itself.edits[OTHER]
    await vote(discord_itself, 12, OTHER)
    await discord_itself.until(lambda: discord_itself.edits[OTHER] > edits)
    tally, _ = await lifecycle.close_by_hand(context, ADA, "b", None, {})
    await client.board.post_result(tally)
    assert RESULT_OF.within(
        json.dumps(list(discord_itself.messages.values()), ensure_ascii=False), poll=QUESTION.say(letter="B")
    )
    assert discord_itself.edits[SLOW] == 0, "still put off"

    closing, _ = await lifecycle.close_by_hand(context, ADA, "d", None, {})
    assert closing.poll.state is PollState.CLOSED
    last = asyncio.create_task(client.board.post_result(closing))
    await discord_itself.until(lambda: discord_itself.put_off[SLOW] > 2)
    discord_itself.slow.clear()
    await last
    assert "ballot:" not in json.dumps(paper_in(discord_itself, SLOW)), "the last state wins, however late the first is"


@pytest.fixture
def one_at_a_time(monkeypatch):
    monkeypatch.setattr(fast_taps, "MOST_VOTES", 1)
    monkeypatch.setattr(fast_taps, "MOST_OTHERS", 1)
    monkeypatch.setattr(fast_taps, "MOST_OF_MODERATORS", 1)


def hold(monkeypatch, name):
    """Have a function of voting wait; return the events that it has begun, and that it may go on."""
    begun, go_on, function = asyncio.Event(), asyncio.Event(), getattr(voting, name)

    async def slow(*given, **more):
        begun.set()
        await go_on.wait()
        return await function(*given, **more)

    monkeypatch.setattr(voting, name, slow)
    return begun, go_on


@pytest.mark.usefixtures("one_at_a_time", "client")
async def test_with_one_turn_at_a_time_everybody_is_answered(discord_itself, context):
    paper = paper_in(discord_itself, SLOW)
    taps = [(user, what) for user in range(11, 16) for what in (vote_for(paper), "own:1")]
    tokens = [await discord_itself.tap(user, paper, what) for user, what in taps]
    await discord_itself.until(lambda: discord_itself.answers.keys() >= {*tokens})
    assert context.open_polls.tally(1).turnout == 5


@pytest.mark.usefixtures("one_at_a_time", "client")
@pytest.mark.parametrize("leading", [{"custom_id": "run-sheet"}, {"name": "poll", "id": "1", "type": 1, "options": []}])
async def test_however_many_people_look_who_leads_is_answered_at_once(discord_itself, monkeypatch, leading):
    begun, go_on = hold(monkeypatch, "own_ballot")
    paper = paper_in(discord_itself, SLOW)
    looks = [await discord_itself.tap(user, paper, "own:1") for user in range(11, 16)]
    await begun.wait()
    sheet = json.loads(json.dumps(paper).replace("ballot:1", "run-sheet"))
    led = discord_itself.tap_event(21, sheet, "run-sheet")
    if "name" in leading:
        led |= {"type": 2, "data": leading}
    await discord_itself.send("INTERACTION_CREATE", led)
    await discord_itself.until(lambda: led["token"] in discord_itself.answers)
    assert not discord_itself.answers.keys() & {*looks[1:]}
    go_on.set()
    await discord_itself.until(lambda: discord_itself.answers.keys() >= {*looks})


@pytest.mark.usefixtures("one_at_a_time")
async def test_who_waits_for_a_turn_when_the_bot_is_stopped_has_voted(discord_itself, client, context, monkeypatch):
    begun, go_on = hold(monkeypatch, "cast")
    paper = paper_in(discord_itself, SLOW)
    events = [discord_itself.tap_event(user, paper, vote_for(paper)) for user in (11, 12, 13)]
    for event in events:
        client._connection.parsers["INTERACTION_CREATE"](event)
    await begun.wait()
    ending = asyncio.create_task(responding.drain(DRAINING, partial(begin_no_more, client)))
    go_on.set()
    await ending
    assert discord_itself.answers.keys() >= {event["token"] for event in events}
    assert context.open_polls.tally(1).turnout == 3


BROKEN = (None, {}, [], "x", -1)


def broken(event):
    """Return events such as Discord never sends: each lacks a part, or has something else in its place."""
    for key, value in event.items():
        yield {other: part for other, part in event.items() if other != key}
        yield from (event | {key: wrong} for wrong in BROKEN)
        if isinstance(value, dict):
            yield from (event | {key: wrong} for wrong in broken(value))


@pytest.mark.expects_errors  # what can be read and is nonsense all the same
@pytest.mark.usefixtures("client")
async def test_events_that_cannot_be_read_are_dropped_and_the_debate_goes_on(discord_itself, caplog):
    caplog.set_level(logging.INFO)
    paper, stranger = paper_in(discord_itself, SLOW), 987_654_321_012_345_678
    tap = discord_itself.tap_event(stranger, paper, vote_for(paper))
    command = tap | {"type": 2, "data": {"id": "1", "name": "proposal", "type": 1, "options": []}}
    form = tap | {"type": 5, "data": {"custom_id": "answer:d", "components": []}}
    for number, event in enumerate(event for kind in (tap, command, form) for event in broken(kind)):
        fresh = {"id": str(number)} if event.get("id") == tap["id"] else {}
        await discord_itself.send("INTERACTION_CREATE", event | fresh)
    for name in ("INTERACTION_CREATE", "READY", "RESUMED", "GUILD_CREATE", "GUILD_ROLE_UPDATE", "CHANNEL_UPDATE"):
        for wrong in BROKEN:
            await discord_itself.send(name, wrong)
    assert YOUR_VOTE_COUNTS.within(await vote(discord_itself, 12, SLOW))
    assert discord_itself.sessions == {"identified": 1}
    dropped = [record for record in caplog.records if "cannot be read" in record.getMessage()]
    assert len(dropped) > 100
    assert not any(record.exc_info for record in dropped)
    assert f"{stranger}" not in caplog.text


async def test_the_bot_waits_for_discord_and_says_so_in_a_sentence(monkeypatch, discord_itself, context, caplog):
    """Neither a network that is not there yet nor a gateway that refuses ends it."""
    monkeypatch.setattr(Backoff, "delay", lambda _: 0.01)
    monkeypatch.setattr(logging.getLogger("discord.client"), "filters", [logs.without_traceback])
    port = int(discord_itself.address.rpartition(":")[2])
    await discord_itself.stop()
    discord_itself.refused = 2
    async with DebateClient(context, guild_ready_timeout=AT_ONCE) as client:
        running = asyncio.create_task(client.start("a.b.c"))
        while "cannot be reached" not in caplog.text:  # noqa: ASYNC110  a log has no event
            await asyncio.sleep(0.01)
        await discord_itself.start(port)
        await discord_itself.until(lambda: len(discord_itself.messages) == 2)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert discord_itself.refused == 0
    assert "Traceback" not in caplog.text
    assert not [record for record in caplog.records if record.exc_info]


@pytest.mark.usefixtures("client")
async def test_a_tap_that_is_delivered_again_after_another_does_not_take_its_place(discord_itself, context):
    paper = paper_in(discord_itself, SLOW)
    first = discord_itself.tap_event(11, paper, vote_for(paper))
    await discord_itself.send("INTERACTION_CREATE", first)
    await discord_itself.until(lambda: first["token"] in discord_itself.answers)
    later = await discord_itself.tap(11, paper, "vote:1:talent:talent-network")
    await discord_itself.until(lambda: later in discord_itself.answers)
    await discord_itself.send("INTERACTION_CREATE", first)
    assert YOUR_VOTE_COUNTS.within(await vote(discord_itself, 12, SLOW))
    assert [count.votes for count in context.open_polls.tally(1).items[0].counts] == [1, 1, 0]


@pytest.mark.expects_errors
@pytest.mark.usefixtures("client")
async def test_a_voter_gets_an_answer_in_time_while_another_process_has_the_lock(
    discord_itself, context, database_file
):
    paper = paper_in(discord_itself, SLOW)
    async with breaking.locked(context.database, database_file, patience=2.5):
        token = await discord_itself.tap(11, paper, vote_for(paper))
        async with asyncio.timeout(3):
            await discord_itself.until(lambda: token in discord_itself.answers)
        assert discord_itself.answers[token] == {"type": 5, "data": {"flags": 64}}, "deferred, for the voter alone"
        await discord_itself.until(lambda: token in discord_itself.followups)
        assert YOUR_VOTE_IS_NOT_COUNTED_THE.within(discord_itself.followups[token]["content"])
    assert YOUR_VOTE_COUNTS.within(await vote(discord_itself, 11, SLOW))
    assert context.open_polls.tally(1).turnout == 1


@pytest.mark.parametrize("trouble", ["put off", "fails", "cut off", "lost", "late"])
@pytest.mark.usefixtures("client")
async def test_an_answer_that_does_not_get_through_is_sent_again(discord_itself, context, caplog, trouble):
    await vote(discord_itself, 11, SLOW)
    before = len(discord_itself.headers)
    discord_itself.trouble = [trouble]
    assert YOUR_VOTE_COUNTS.within(await vote(discord_itself, 12, SLOW))
    await discord_itself.until(lambda: len(discord_itself.headers) == before + 2)
    assert YOUR_VOTE_COUNTS.within(await vote(discord_itself, 13, SLOW))
    assert context.open_polls.tally(1).turnout == 3
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def moved(*_):
    """Stand in for a part of aiohttp that is no longer what it was."""
    raise AttributeError


@pytest.mark.parametrize("seen", ["at the start", "at the first answer", "never"])
async def test_answers_go_straight_or_as_discord_py_sends_them(discord_itself, context, monkeypatch, caplog, seen):
    """And no connection stays open at the end."""
    if seen == "at the start":
        monkeypatch.setattr(answers, "PARTS", [(DebateClient, "what is not there", set())])
    elif seen == "at the first answer":
        monkeypatch.setattr(answers.Connections, "_exchange", moved)
    async with DebateClient(context, guild_ready_timeout=AT_ONCE) as client:
        running = asyncio.create_task(client.start("a.b.c"))
        await discord_itself.until(lambda: len(discord_itself.messages) == 2)
        for user in (11, 12):
            assert YOUR_VOTE_COUNTS.within(await vote(discord_itself, user, SLOW))
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    straight = ["Accept" not in headers for headers in discord_itself.headers]
    assert straight[-2:] == [seen == "never"] * 2
    assert caplog.text.count("a slower way") == (seen != "never")
    async with asyncio.timeout(10):
        while discord_itself.connections:  # noqa: ASYNC110  the server has no event for it
            await asyncio.sleep(0.01)
