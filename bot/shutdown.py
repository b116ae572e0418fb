"""Graceful shutdown on a signal, with a time limit."""

import asyncio
import atexit
import contextlib
import logging
import os
import signal
from collections.abc import Callable, Coroutine

log = logging.getLogger(__name__)

STOP_TIMEOUT = 4.25
"""Seconds until a stop is forced; the documents promise five."""


async def run_until_signal(work: Coroutine[None, None, None], lost: asyncio.Future[None] | None = None) -> None:
    """Run `work` until it ends, `lost` is done, or SIGINT or SIGTERM arrives; see `stop_on_signals`."""
    working = asyncio.create_task(work)
    stop_on_signals(working.cancel)
    if lost is not None:
        lost.add_done_callback(lambda _: working.cancel())
    with contextlib.suppress(asyncio.CancelledError):
        await working


def stop_on_signals(stop: Callable[[], object]) -> None:
    """Call `stop` on SIGINT or SIGTERM; discord.py itself knows only the first.

    The process is killed after STOP_TIMEOUT or at a second signal. A timer of the system counts from the signal, as an
    event loop that is busy with votes would notice it late.
    """
    loop = asyncio.get_running_loop()
    numbers = (signal.SIGINT, signal.SIGTERM)

    def stop_once(*_: object) -> None:
        for number in numbers:
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGALRM, _end)
        signal.setitimer(signal.ITIMER_REAL, STOP_TIMEOUT)
        # Python drops its handlers late in its own end, after threads: the alarm would then end it as if it had failed.
        atexit.register(signal.setitimer, signal.ITIMER_REAL, 0)
        loop.call_soon_threadsafe(announce)

    def announce() -> None:
        log.info("stopping")
        stop()

    for number in numbers:
        signal.signal(number, stop_once)


def _end(*_: object) -> None:
    """End the process even if something hangs. Every acknowledged vote is stored already."""
    log.warning("stopping now: some work did not finish within %s s", STOP_TIMEOUT)
    os._exit(0)
