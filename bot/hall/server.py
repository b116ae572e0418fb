"""The web server of the pages on the wall: it only shows, to whoever has an address, and writes no address down."""

import asyncio
import gzip
import hashlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from bot import metrics
from bot.charts.font import face
from bot.domain.faults import OperatorError, StorageFault
from bot.hall.feeds import Feed
from bot.hall.halls import Halls

if TYPE_CHECKING:
    from jinja2 import Template

log = logging.getLogger(__name__)

SHUTDOWN_TIMEOUT = 0.2
"""Seconds to wait for requests in progress at shutdown."""
KEEP_ALIVE = 15.0
"""Seconds after which a silent connection is told that it still stands: proxies close silent ones."""
SLOW = 5.0
"""Seconds within which a page takes what it is sent; a slower one is dropped, and connects again."""
MOST_PAGES = 1000
"""Pages open at once; whoever comes then is asked to try again."""

FOLDER = Path(__file__).parent / "page"
_KINDS = {".css": "text/css", ".js": "text/javascript", ".ttf": "font/ttf", ".svg": "image/svg+xml"}

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",  # or a link would give the address away
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}
STREAM = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",  # for nginx
}


class PortTaken(OperatorError):
    """The port cannot be used; the message says why."""


class Pages:
    """The handlers of all requests."""

    def __init__(self, halls: Halls) -> None:
        self._halls = halls

    def application(self) -> web.Application:
        """Return the application. Only GET is answered."""
        application = web.Application(middlewares=[_guarded], client_max_size=0)
        application.on_response_prepare.append(_add_headers)
        for path, handler in (
            ("/robots.txt", _robots),
            ("/assets/{version}/{name}", _asset),
            ("/{token}", self._page),
            ("/{token}/events", self._events),
        ):
            application.router.add_get(path, handler, allow_head=False)
        return application

    async def _page(self, request: web.Request) -> web.Response:
        token = request.match_info["token"]
        await self._halls.watch(token)
        found = self._halls.title(token)
        if found is None:
            raise web.HTTPNotFound
        title, speech = found
        body = _template().render(
            lang=speech.language,
            title=title,
            version=version(),
            reconnecting=speech("Reconnecting"),
            over=speech("This page has been closed."),
            without=speech("This page needs JavaScript."),
        )
        return web.Response(text=body, content_type="text/html", headers={"Cache-Control": "no-store"})

    async def _events(self, request: web.Request) -> web.StreamResponse:
        feed = await self._halls.watch(request.match_info["token"])
        if feed is None:
            raise web.HTTPNotFound
        if self._halls.watching >= MOST_PAGES:
            raise web.HTTPServiceUnavailable(headers={"Retry-After": "10"})
        response = web.StreamResponse(headers=STREAM)
        seen = request.headers.get("Last-Event-ID") or request.query.get("after")
        feed.pages += 1
        try:
            await response.prepare(request)
            await self._send(request, response, feed, seen)
        finally:
            feed.pages -= 1
        return response

    async def _send(self, request: web.Request, response: web.StreamResponse, feed: Feed, seen: str | None) -> None:
        """Send frames for as long as the page takes them; a slow one gets the newest, never a heap of old ones."""
        try:
            await _write(response, b'retry: 2000\nevent: hello\ndata: {"version": "%s"}\n\n' % version().encode())
            while not feed.is_over:
                if feed.name != seen:
                    seen = feed.name
                    await _write(response, feed.event(self._halls.clock))
                elif not await feed.wait_for_other(seen, KEEP_ALIVE):
                    await _write(response, b":\n\n")
            await _write(response, feed.event(self._halls.clock))
        except TimeoutError:
            if request.transport is not None:
                request.transport.abort()
        except ConnectionError:
            pass  # it was closed


async def _write(response: web.StreamResponse, event: bytes) -> None:
    async with asyncio.timeout(SLOW):
        await response.write(event)


@web.middleware
async def _guarded(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Answer what goes wrong in a word, and log it without the address."""
    try:
        return await handler(request)
    except web.HTTPException as refused:
        headers = {name: refused.headers[name] for name in ("Allow", "Retry-After") if name in refused.headers}
        return web.Response(status=refused.status, text=f"{refused.reason}\n", headers=headers)
    except StorageFault:  # of which the storage has told the operator
        return web.Response(status=503, text="Try again\n", headers={"Retry-After": "5"})
    except ConnectionError:
        raise
    except Exception:
        metrics.ERRORS.labels("hall").inc()
        log.exception("the hall's page could not be served")
        return web.Response(status=500, text="Try again\n")


async def _add_headers(_: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(HEADERS)
    response.headers.pop("Server", None)


async def _robots(_: web.Request) -> web.Response:
    return web.Response(text="User-agent: *\nDisallow: /\n")


async def _asset(request: web.Request) -> web.Response:
    found = _assets().get(request.match_info["name"])
    if found is None:
        raise web.HTTPNotFound
    body, packed, kind = found
    is_current = request.match_info["version"] == version()
    kept = "public, max-age=31536000, immutable" if is_current else "no-store"
    headers = {"Cache-Control": kept, "Vary": "Accept-Encoding"}
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return web.Response(body=body, content_type=kind, headers=headers)
    return web.Response(body=packed, content_type=kind, headers={**headers, "Content-Encoding": "gzip"})


@cache
def _assets() -> Mapping[str, tuple[bytes, bytes, str]]:
    """Return what the page is made of, by name: plain, packed, and of what kind. The font is that of the charts."""
    files = [FOLDER / "hall.css", FOLDER / "hall.js", FOLDER / "icon.svg", face().file, face(bold=True).file]
    bodies = {file: file.read_bytes() for file in files}
    return {file.name: (body, gzip.compress(body, mtime=0), _KINDS[file.suffix]) for file, body in bodies.items()}


@cache
def version() -> str:
    """Return what tells this version of the page from others, so that an open one notices an update of the bot."""
    parts = [(FOLDER / "page.html.j2").read_bytes(), *(body for body, *_ in _assets().values())]
    return hashlib.sha256(b"".join(parts)).hexdigest()[:16]


@cache
def _template() -> "Template":
    from jinja2 import Environment  # noqa: PLC0415  0.1 s that a bot without the page need not wait for

    return Environment(autoescape=True).from_string((FOLDER / "page.html.j2").read_text(encoding="utf-8"))


@asynccontextmanager
async def served(host: str, port: int, halls: Halls) -> AsyncIterator[int]:
    """Serve the pages, and yield the port; 0 takes any that is free. Raises PortTaken."""
    quiet = logging.getLogger(f"{__name__}.http")
    quiet.setLevel(logging.CRITICAL)  # aiohttp's lines on requests that nobody can read name who sent them
    runner = web.AppRunner(Pages(halls).application(), access_log=None, logger=quiet, shutdown_timeout=SHUTDOWN_TIMEOUT)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise PortTaken(f"HALL_PORT {port} on {host} cannot be used: {error.strerror}.") from error
        await halls.reload()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
