"""What the bot changes in discord.py's way of connecting, and what is said where that has moved."""

import asyncio

import aiohttp
import discord.client
import discord.shard
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from discord.gateway import DiscordClientWebSocketResponse, DiscordWebSocket

from bot.ui.gateway import LONGEST_WAIT, Backoff, steady


def test_the_installed_discord_py_is_known(caplog):
    assert steady()
    assert discord.client.ExponentialBackoff is discord.shard.ExponentialBackoff is Backoff
    assert not caplog.records


def test_after_a_long_outage_the_bot_is_back_within_a_minute():
    backoff = Backoff()
    waits = [backoff.delay() for _ in range(200)]
    assert max(waits) <= LONGEST_WAIT
    assert waits[0] <= 2, "a short interruption is over soon"


async def test_what_has_arrived_is_read_at_once_and_silence_is_noticed(monkeypatch):
    assert steady()

    async def send_three(request):
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        for text in "abc":
            await socket.send_str(text)
        await socket.receive()
        return socket

    app = web.Application()
    app.router.add_get("/", send_three)
    async with (
        TestServer(app) as server,
        aiohttp.ClientSession(ws_response_class=DiscordClientWebSocketResponse) as session,
        session.ws_connect(server.make_url("/")) as socket,
    ):
        while len(socket._reader._buffer) < 3:  # noqa: ASYNC110  nothing tells that they have arrived
            await asyncio.sleep(0)
        timers = []
        usual = asyncio.timeout
        monkeypatch.setattr(asyncio, "timeout", lambda seconds: timers.append(seconds) or usual(seconds))
        assert [(await socket.receive(timeout=60)).data for _ in "abc"] == ["a", "b", "c"]
        assert not timers
        with pytest.raises(TimeoutError):
            await socket.receive(timeout=0.01)
        assert timers == [0.01]


@pytest.mark.parametrize("moved", [None, lambda _socket: None])
def test_another_discord_py_is_told_to_the_operator(monkeypatch, caplog, moved):
    monkeypatch.setattr(DiscordWebSocket, "received_message", moved)
    assert not steady()
    assert "not known" in caplog.text
