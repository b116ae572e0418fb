"""First answers: they go straight to Discord, over connections of their own.

Discord exempts them from its rate limit, so they need neither discord.py's locks nor the whole of aiohttp's client,
which together cost as much as storing a vote. Here a request is written onto a connection of aiohttp's pool. What goes
wrong is left to discord.py, which waits and tries again.

This takes private parts of both. `straight_answers` says what has moved; answers go the usual way then.
"""

import asyncio
import inspect
import logging
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlencode

import aiohttp
import discord
import orjson
import yarl
from aiohttp.client_proto import ResponseHandler
from aiohttp.http import HttpProcessingError
from discord.http import HTTPClient, Route
from discord.webhook.async_ import AsyncWebhookAdapter, async_context

from bot.ui.common.fast_reply import CALLBACK
from bot.ui.common.responding import ALREADY_ANSWERED

log = logging.getLogger(__name__)

CONNECTIONS = 33
"""Connections to Discord at most. Without a limit a rush opens one for every vote, and all answers come late."""

KEPT = 60.0
"""Seconds that a connection is kept for the next answer."""

PATIENCE = 1.5
"""Seconds until a try is given up. Discord waits for 3 in all, and a second try has to come in time."""

CONNECTING = aiohttp.ClientTimeout(total=None, sock_connect=PATIENCE)

BROKEN = (aiohttp.ClientError, HttpProcessingError, OSError)
"""What a connection raises; a timeout is an OSError. Whether Discord has the answer is not known then."""

OK, REDIRECT, FORBIDDEN, NOT_FOUND, TOO_MANY, SERVER_ERROR = 200, 300, 403, 404, 429, 500

PARTS = [
    (AsyncWebhookAdapter, "request", {"route", "session", "payload", "multipart", "proxy", "files", "params"}),
    (aiohttp.ClientRequest, "__init__", {"method", "url", "loop"}),
    (aiohttp.TCPConnector, "connect", {"req", "traces", "timeout"}),
    (ResponseHandler, "set_response_params", set[str]()),
    (ResponseHandler, "read", set[str]()),
]
"""The private parts, with those of their parameters that are used."""


class Response(NamedTuple):
    """What Discord said."""

    status: int
    reason: str
    data: Any

    def refusal(self) -> discord.HTTPException:
        """Return what discord.py would raise."""
        kinds = {FORBIDDEN: discord.Forbidden, NOT_FOUND: discord.NotFound}
        return kinds.get(self.status, discord.HTTPException)(self, self.data)  # type: ignore[arg-type]  # all it reads


class Connections:
    """Connections to Discord, kept open."""

    def __init__(self, user_agent: str) -> None:
        origin = yarl.URL(Route.BASE).origin()
        self._pool = aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=KEPT)
        self._loop = asyncio.get_running_loop()
        self._where = aiohttp.ClientRequest("POST", origin, loop=self._loop)
        self._prefix = len(str(origin))
        host = self._where.headers["Host"]
        self._head = f" HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {user_agent}\r\nContent-Type: application/json\r\n"
        self._waiting: dict[asyncio.Transport, float] = {}
        self._timer: asyncio.TimerHandle | None = None

    async def post(self, url: str, body: bytes) -> Response:
        """Send a request and return the response. Raises one of BROKEN."""
        head = f"POST {url[self._prefix :]}{self._head}Content-Length: {len(body)}\r\n\r\n"
        connection = await self._pool.connect(self._where, [], CONNECTING)
        try:
            response = await self._exchange(connection, head.encode() + body)
        except BaseException:
            connection.close()
            raise
        connection.release()
        return response

    async def _exchange(self, connection: aiohttp.connector.Connection, request: bytes) -> Response:
        protocol, transport = connection.protocol, connection.transport
        if protocol is None or transport is None:
            raise aiohttp.ServerDisconnectedError
        protocol.set_response_params()
        transport.write(request)
        self._waiting[transport] = self._loop.time() + PATIENCE
        if self._timer is None:
            self._timer = self._loop.call_later(PATIENCE, self._cut_off_late)
        try:
            message, content = await protocol.read()
            while message.code < OK:  # which only announces the response
                message, content = await protocol.read()
            return Response(message.code, message.reason, _read(await content.read()))
        finally:
            del self._waiting[transport]

    def _cut_off_late(self) -> None:
        """Close what has waited too long: with one timer for all, as nearly none is late."""
        now, self._timer = self._loop.time(), None
        for transport, until in self._waiting.items():
            if until > now:
                self._timer = self._loop.call_at(until, self._cut_off_late)
                break
            transport.abort()

    async def close(self) -> None:
        """Close all."""
        if self._timer is not None:
            self._timer.cancel()
        await self._pool.close()


def _read(data: bytes) -> Any:  # noqa: ANN401  JSON
    try:
        return orjson.loads(data) if data else None
    except orjson.JSONDecodeError:
        return data.decode(errors="replace")


class StraightAnswers(AsyncWebhookAdapter):
    """Sends first answers straight, and everything else as discord.py does."""

    def __init__(self, user_agent: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # discord.py's
        self._connections = Connections(user_agent)
        self._works = True

    async def request(self, route: Route, session: aiohttp.ClientSession, **more: Any) -> Any:  # noqa: ANN401  as there
        """Send a request and return what Discord answers. Raises HTTPException."""
        payload, params = more.get("payload"), more.get("params")
        if not self._works or route.path != CALLBACK or payload is None or more.get("proxy"):
            return await super().request(route, session, **more)
        url = f"{route.url}?{urlencode(params)}" if params else route.url
        try:
            response = await self._connections.post(url, orjson.dumps(payload))
        except BROKEN as error:
            log.info("an answer did not get through (%s); it is sent again", type(error).__name__)
            return await self._send_again(route, session, more)
        except Exception as error:  # noqa: BLE001  a private part has moved unnoticed; the person gets the answer
            self._works = False
            log.warning("this version of aiohttp is not known (%s): answers go a slower way", type(error).__name__)
            return await self._send_again(route, session, more)
        if response.status < REDIRECT:
            return response.data
        if response.status >= SERVER_ERROR:
            return await self._send_again(route, session, more)
        if response.status == TOO_MANY and isinstance(response.data, dict):
            await asyncio.sleep(response.data.get("retry_after", 0))
            return await super().request(route, session, **more)
        raise response.refusal()

    async def _send_again(self, route: Route, session: aiohttp.ClientSession, more: dict[str, Any]) -> Any:  # noqa: ANN401
        """Send it as discord.py does. Where the first try has come through all the same, that one is the answer."""
        try:
            return await super().request(route, session, **more)
        except discord.HTTPException as error:
            if error.code != ALREADY_ANSWERED:
                raise
            return {"interaction": {"id": route.webhook_id}, "resource": {"type": more["payload"]["type"]}}

    async def close(self) -> None:
        """Close the connections; what comes now goes as discord.py sends it."""
        self._works = False
        await self._connections.close()


def straight_answers(http: HTTPClient) -> StraightAnswers | None:
    """Have the running task, and every task it makes from now on, answer straight; None where that cannot be."""
    if type(async_context.get()) is not AsyncWebhookAdapter:  # somebody else answers, such as the rehearsal
        return None
    if moved := [*_moved()]:
        log.warning(
            "this version of discord.py or aiohttp is not known (%s): answers go a slower way", ", ".join(moved)
        )
        return None
    answers = StraightAnswers(http.user_agent)
    async_context.set(answers)
    return answers


def _moved() -> Iterator[str]:
    for kind, name, used in PARTS:
        function = getattr(kind, name, None)
        if function is None or not used <= {*inspect.signature(function).parameters}:
            yield f"{kind.__name__}.{name}"
