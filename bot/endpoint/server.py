"""The web server that takes Discord's signed interactions. What they mean is not its business."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import orjson
from aiohttp import web

from bot import metrics
from bot.domain.faults import OperatorError
from bot.endpoint.signed import Gate, Unsigned
from bot.logs import SummedUp

log = logging.getLogger(__name__)

SHUTDOWN_TIMEOUT = 0.5
"""Seconds to wait for requests in progress at shutdown."""
MOST_BYTES = 256 * 1024
"""Of a request's body. A form has 20,000 characters at most, and a page that was tapped some 40,000."""
BACKLOG = 4096
"""Connections that may wait to be accepted, when a whole server taps at once."""
AT_ONCE = 512
"""Requests answered at the same time, which fill a commit. Of more, all would be read before the first is answered."""
LONGEST_WAIT = 2.4
"""Seconds that a request waits for its turn. Discord gives up after 3, and one that has its turn takes some tenths of a
second in a rush, so what waited longer is not begun at all."""

SIGNATURE, TIMESTAMP = "X-Signature-Ed25519", "X-Signature-Timestamp"
JSON = "application/json"
PING, LAST_TYPE = 1, 5
"""Types of interactions: the first is Discord's test whether the endpoint works, the last a form."""
PONG = b'{"type":1}'


class Request(NamedTuple):
    """A signed interaction: its body as it came, with its signature, and what it says."""

    body: bytes
    signature: str
    timestamp: str
    payload: Mapping[str, Any]


class Response(NamedTuple):
    """What is answered: without a body, the answer itself goes another way."""

    body: bytes | None
    status: int = 200


Answer = Callable[[Request], Awaitable[Response]]


class PortTaken(OperatorError):
    """The port cannot be used; the message says why."""


class Refused(Exception):
    """A request is answered with a mere status."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


class Endpoint:
    """The handler of all requests, whatever their path: a proxy may have changed it."""

    def __init__(self, gate: Gate, answer: Answer) -> None:
        self._gate = gate
        self._answer = answer
        self._refusals = SummedUp(log, "refused requests to the interactions endpoint")
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def take(self, request: web.BaseRequest) -> web.Response:
        """Answer a request."""
        if request.method != "POST":
            return web.Response(status=405, headers={"Allow": "POST"})
        loop = asyncio.get_running_loop()
        arrived = loop.time()
        async with self._turns:
            if loop.time() - arrived > LONGEST_WAIT:
                self._refusals.note("that came while too many waited")
                return web.Response(status=503)
            return await self._answered(request)

    async def _answered(self, request: web.BaseRequest) -> web.Response:
        try:
            signed = await self._read(request)
            if signed.payload["type"] == PING:
                return web.Response(body=PONG, content_type=JSON)
            answer = await self._answer(signed)
        except Refused as refused:
            metrics.ERRORS.labels("endpoint").inc()
            self._refusals.note(str(refused))
            return web.Response(status=refused.status)
        if answer.body is None:
            return web.Response(status=answer.status)
        return web.Response(body=answer.body, content_type=JSON, status=answer.status)

    async def _read(self, request: web.BaseRequest) -> Request:
        """Read an interaction. Raises Refused."""
        if (request.content_length or 0) > MOST_BYTES:
            raise Refused(400, "too large")
        try:
            body = await request.read()
        except web.HTTPRequestEntityTooLarge:
            raise Refused(400, "too large") from None
        if len(body) > MOST_BYTES:  # which came in pieces, without its length
            raise Refused(400, "too large")
        signature, timestamp = request.headers.get(SIGNATURE, ""), request.headers.get(TIMESTAMP, "")
        try:
            await self._gate.check(signature, timestamp, body)
        except Unsigned as error:
            raise Refused(401, str(error)) from None
        if request.content_type != JSON:
            raise Refused(400, "of another type")
        return Request(body, signature, timestamp, _payload(body))


def _payload(body: bytes) -> Mapping[str, Any]:
    """Read the body of a signed request. Raises Refused."""
    try:
        payload = orjson.loads(body)
    except ValueError:
        payload = None
    kind = payload.get("type") if isinstance(payload, dict) else None
    if type(kind) is not int or not PING <= kind <= LAST_TYPE:
        raise Refused(400, "that are no interactions")
    return payload  # type: ignore[no-any-return]  # a dict, as was just checked


@asynccontextmanager
async def served(host: str, port: int, gate: Gate, answer: Answer) -> AsyncIterator[int]:
    """Take interactions, and yield the port; 0 takes any that is free. Raises PortTaken."""
    quiet = logging.getLogger(f"{__name__}.http")
    quiet.setLevel(logging.CRITICAL)  # aiohttp's lines on requests that nobody can read name who sent them
    # Not an application with routes: there is one.
    requests = web.Server(Endpoint(gate, answer).take, access_log=None, logger=quiet)
    runner = web.ServerRunner(requests, shutdown_timeout=SHUTDOWN_TIMEOUT)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port, backlog=BACKLOG).start()
        except OSError as error:
            raise PortTaken(f"INTERACTIONS_PORT {port} on {host} cannot be used: {error.strerror}.") from error
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
