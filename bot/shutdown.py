"""Ending the process when it is told to: in good order, but in time."""

import asyncio
import atexit
import contextlib
import logging
import os
import signal
from collections.abc import Callable, Coroutine

log = logging.getLogger(__name__)

PATIENCE = 4.25
"""Seconds that a stop may take; who stops the bot is promised five."""


async def until_signalled(work: Coroutine[None, None, None], lost: asyncio.Future[None] | None = None) -> None:
    """Work until it is done or `lost` is, or until SIGINT or SIGTERM; see `stop_on_signals`."""
    working = asyncio.create_task(work)
    stop_on_signals(working.cancel)
    if lost is not None:
        lost.add_done_callback(lambda _: working.cancel())
    with contextlib.suppress(asyncio.CancelledError):
        await working


def stop_on_signals(stop: Callable[[], object]) -> None:
    """Call `stop` on SIGINT or SIGTERM; discord.py itself knows only the first.

    What has not ended some seconds later, or at a second signal, is ended without more ado. The seconds count from the
    signal: a loop that is busy with a rush of votes would hear of it late.
    """
    loop = asyncio.get_running_loop()
    numbers = (signal.SIGINT, signal.SIGTERM)

    def stop_once(*_: object) -> None:
        for number in numbers:
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGALRM, _end)
        signal.setitimer(signal.ITIMER_REAL, PATIENCE)
        # Python drops its handlers late in its own end, after threads: the alarm would then end it as if it had failed.
        atexit.register(signal.setitimer, signal.ITIMER_REAL, 0)
        loop.call_soon_threadsafe(announce)

    def announce() -> None:
        log.info("stopping")
        stop()

    for number in numbers:
        signal.signal(number, stop_once)


def _end(*_: object) -> None:
    """End the process past everything that hangs: what was acknowledged is stored, and nothing else was promised."""
    log.warning("ending without what did not end within %s s", PATIENCE)
    os._exit(0)
