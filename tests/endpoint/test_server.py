"""The endpoint takes what Discord has signed, once and in time, and nothing else."""

import asyncio

import aiohttp
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from signed import PUBLIC_KEY, headers_for

from bot.endpoint import server
from bot.endpoint.server import MOST_BYTES, Response, served
from bot.endpoint.signed import OLDEST, Gate

NOW = 1_800_000_000.0


@pytest.fixture
def taken():
    return []


@pytest.fixture
async def send(taken):
    """Return what sends a request, with a body and its headers, and returns the response's status and body."""

    async def answer(request):
        taken.append(request.payload)
        return Response(b'{"type":4}')

    async with (
        served("127.0.0.1", 0, Gate(PUBLIC_KEY, lambda: NOW), answer) as port,
        aiohttp.ClientSession() as session,
    ):

        async def send(body, headers, method="POST"):
            address = f"http://127.0.0.1:{port}/any/path"
            async with session.request(method, address, data=body, headers=headers) as response:
                return response.status, await response.read()

        yield send


async def test_a_ping_is_answered_and_an_interaction_gets_its_answer(send, taken):
    ping, vote = b'{"type":1}', b'{"type":3,"id":"7"}'
    assert await send(ping, headers_for(ping, NOW)) == (200, b'{"type":1}')
    assert await send(vote, headers_for(vote, NOW - OLDEST)) == (200, b'{"type":4}')
    assert taken == [{"type": 3, "id": "7"}]


@pytest.mark.parametrize(
    ("body", "changed", "status"),
    [
        (b'{"type":3}', {"X-Signature-Ed25519": "0" * 128}, 401),
        (b'{"type":3}', {"X-Signature-Ed25519": "short"}, 401),
        (b'{"type":3}', {"X-Signature-Timestamp": f"{NOW:.0f}0"}, 401),
        (b'{"type":3}', {"X-Signature-Timestamp": "yesterday"}, 401),
        (b'{"type":3}', headers_for(b'{"type":3}', NOW - OLDEST - 1), 401),
        (b'{"type":3}', headers_for(b'{"type":3}', NOW + OLDEST + 1), 401),
        (b'{"type":3}', headers_for(b'{"type":3}', NOW, Ed25519PrivateKey.from_private_bytes(b"x" * 32)), 401),
        (b'{"type":3}', headers_for(b'{"type":2}', NOW), 401),
        (b'{"type":3}', {"Content-Type": "text/plain"}, 400),
        (b'{"type":6}', {}, 400),
        (b'{"type":true}', {}, 400),
        (b"[3]", {}, 400),
        (b'{"type":3', {}, 400),
        (b'{"type":3}' + b" " * MOST_BYTES, {}, 400),
    ],
)
async def test_what_discord_has_not_signed_or_never_sends_is_refused(send, taken, body, changed, status):
    assert await send(body, headers_for(body, NOW) | changed) == (status, b"")
    assert taken == []


async def test_a_body_that_comes_in_pieces_is_as_limited(send, taken):
    async def pieces():
        for _ in range(3):
            yield b" " * (MOST_BYTES // 2)

    assert await send(pieces(), headers_for(b"", NOW)) == (400, b"")
    assert taken == []


async def test_a_request_that_is_sent_again_is_refused(send, taken):
    body = b'{"type":3}'
    headers = headers_for(body, NOW)
    assert [(await send(body, headers))[0] for _ in range(2)] == [200, 401]
    assert len(taken) == 1
    assert (await send(b"", {}, "GET"))[0] == 405


async def test_what_waited_too_long_for_its_turn_is_not_begun(monkeypatch):
    monkeypatch.setattr(server, "AT_ONCE", 1)
    begun, go_on, bodies = [], asyncio.Event(), [b'{"type":3}', b'{"type":2}']

    async def answer(request):
        begun.append(request.payload["type"])
        await go_on.wait()
        return Response(b"{}")

    async with (
        served("127.0.0.1", 0, Gate(PUBLIC_KEY, lambda: NOW), answer) as port,
        aiohttp.ClientSession() as session,
    ):

        async def send(body):
            address = f"http://127.0.0.1:{port}/"
            async with session.post(address, data=body, headers=headers_for(body, NOW)) as response:
                return response.status

        first = asyncio.create_task(send(bodies[0]))
        while not begun:  # noqa: ASYNC110  nothing tells of it
            await asyncio.sleep(0.01)
        monkeypatch.setattr(server, "LONGEST_WAIT", -1)  # however soon its turn comes
        second = asyncio.create_task(send(bodies[1]))
        go_on.set()
        assert (await first, await second, begun) == (200, 503, [3])
