"""The HTTP server for monitoring: a health check and Prometheus metrics."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bot.domain.faults import OperatorError

SHUTDOWN_TIMEOUT = 0.2
"""Seconds to wait for requests in progress at shutdown."""


class PortTaken(OperatorError):
    """The port cannot be used; the message says why."""


@asynccontextmanager
async def served(host: str, port: int, health_problem: Callable[[], Awaitable[str | None]]) -> AsyncIterator[int]:
    """Serve `/healthz` and `/metrics`, and yield the port; 0 takes any that is free.

    Args:
        host: the address to listen on.
        port: the port to listen on.
        health_problem: returns a sentence about what is wrong, or None.

    Raises:
        PortTaken: the port cannot be used.
    """

    async def health(_: web.Request) -> web.Response:
        wrong = await health_problem()
        return web.Response(text=f"{wrong or 'All is well.'}\n", status=503 if wrong else 200)

    async def metrics(_: web.Request) -> web.Response:
        return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    pages = web.Application()
    pages.add_routes([web.get("/healthz", health), web.get("/metrics", metrics)])
    runner = web.AppRunner(pages, access_log=None, shutdown_timeout=SHUTDOWN_TIMEOUT)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise PortTaken(f"METRICS_PORT {port} on {host} cannot be used: {error.strerror}.") from error
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
