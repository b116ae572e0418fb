"""All private parts of simcord that the rehearsal uses, with a check of each on import.

simcord is made for tests: its clock stands still, a page shows what was published when its own person last acted, and
a handler that waits fails the operation. Here its clock follows the wall, what changes is published to everybody, and
waiting is fine. None of that is offered by its public interface, hence the exact version.
"""
# ruff: noqa: SLF001  # private members are this file's one subject

import asyncio
import contextlib
import importlib.metadata
import logging
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import discord

log = logging.getLogger(__name__)

VERSION = "3.2.1"
_NEEDED = f"rehearsal needs simcord {VERSION} exactly: "

_discord = logging.getLogger("discord")
_level = _discord.level
_discord.setLevel(logging.ERROR)  # on import simcord makes clients to look at, which warn of intents they have not got
try:
    from simcord import Env, Preview, _settlement
    from simcord._clock import Clock
    from simcord._runtime import _WorkState
    from simcord.backend import Backend
    from simcord.preview._pages import _Page

    from bot.rehearsal import fast_pages, guard, languages, receipts, served_pages
    from bot.rehearsal.clock import Clock as OwnClock
except ImportError as error:
    if isinstance(error, ModuleNotFoundError) and error.name == "simcord":
        raise  # nothing has moved, the extra is not installed
    raise RuntimeError(f"{_NEEDED}{error}") from error
finally:
    _discord.setLevel(_level)

_SETTLE_INTERVAL = 0.01
"""Seconds between two looks at whether the bot has finished; simcord's own 0.05 is felt as slowness."""

_TIMER_HORIZON = 0.1
"""Timers due within so many seconds are waited for."""

_MAX_PAGES = 64
"""Limit on open pages; the preview's own is sixteen, which ten people with two tabs each exceed."""

_SLOW = "slow"

_SLEEP_GAP = 30.0
"""Seconds of delay above which the machine must have been suspended."""


def check() -> None:
    """Check that every private part is as this file expects it.

    Raises:
        RuntimeError: naming every part that has changed.
    """
    moved = list(_moved())
    if moved:
        raise RuntimeError(f"{_NEEDED}{'; '.join(moved)}")


def _moved() -> Iterator[str]:
    installed = importlib.metadata.version("simcord")
    if installed != VERSION:
        yield f"{installed} is installed"
    if not isinstance(getattr(Clock(), "_epoch", None), datetime):
        yield "Clock has no _epoch"
    backend = Backend()
    for log_name in ("transcript", "http_requests"):
        if not isinstance(getattr(backend, log_name, None), list):
            yield f"Backend has no list {log_name}"
    yield from guard.missing_fields(
        [
            (Env, "_work", Env.__init__.__code__.co_names),
            (Env, "_preview", Env.__init__.__code__.co_names),
            (Preview, "_pages", Preview.__init__.__code__.co_names),
            (Preview, "_MAX_PAGES", vars(Preview)),
            (_WorkState, "external_waits", _WorkState.__dataclass_fields__),
            (_Page, "id", _Page.__dataclass_fields__),
            (_Page, "revision", _Page.__dataclass_fields__),
            (_Page, "last_sequence", _Page.__dataclass_fields__),
        ]
    )
    yield from guard.moved_functions(
        [
            (Env, "_settle_internal", {"self", "timeout", "idle", "dispatch", "_deadline"}),
            (Env, "_settlement_state", {"self"}),
            (Env, "_record_error", {"self", "error"}),
            (Env, "_capture_errors", {"self"}),
            (Env, "errors_since", {"self", "cursor"}),
            (Preview, "_action", {"self", "context_id", "body"}),
            (Preview, "_get_page", {"self", "context_id"}),
            (Preview, "_publish", {"self", "page", "reason"}),
            (Preview, "_advance_presentation_time", {"self"}),
            (_settlement, "_owned_tasks", {"self"}),
            (_settlement, "_is_parked", {"self", "task", "deadline"}),
        ]
    )
    for part in (served_pages, fast_pages, receipts, languages):
        yield from part.moved()


def create_env(client: discord.Client, *, timeout: float) -> Env:
    """Create a simulated Discord for `client`, in which handlers may take any time.

    Its clock stands at simcord's first day, so that what is made now has the same ids in every rehearsal.

    Args:
        client: the bot, not logged in yet.
        timeout: seconds for which an operation waits for a handler before it leaves the handler behind.
    """
    env = Env(client, settle_timeout=timeout)
    # Errors of handlers belong to the bot's own boundary, which answers and logs them. Collected by simcord as well,
    # a polite refusal would look like a failed action in the browser.
    env._capture_errors = lambda: None  # type: ignore[method-assign]
    env.errors_since = lambda cursor: ()  # type: ignore[method-assign]  # noqa: ARG005  and what else fails is logged
    _log_what_nobody_sees(env)
    _limit_waiting(env, timeout)
    return env


def set_clock(env: Env, clock: OwnClock) -> None:
    """Set the clock, once and before the bot starts."""
    env.backend.clock._epoch = clock()


def _log_what_nobody_sees(env: Env) -> None:
    """Log the failures of the bot's background tasks, which simcord takes from asyncio and keeps to itself."""
    record = env._record_error

    def logged(error: BaseException) -> None:
        known = env.error_cursor
        record(error)
        if env.error_cursor > known:
            log.error("The bot failed in the background", exc_info=error)

    env._record_error = logged  # type: ignore[method-assign]


def _limit_waiting(env: Env, timeout: float) -> None:
    """Have operations wait for the bot's current work, but not for later timers, and only for a limited time.

    Simcord waits for every timer that is due before its timeout ends, such as one that looks after a slow answer.
    """
    settle = env._settle_internal

    async def settled(dispatch: str | None = None, **_limits: float | None) -> None:
        now = asyncio.get_running_loop().time
        end = now() + timeout
        while now() < end:
            with contextlib.suppress(TimeoutError):
                await settle(timeout=_TIMER_HORIZON, idle=_SETTLE_INTERVAL, dispatch=dispatch)
                return
        for task in _waiting(env):
            log.warning("Still at work, and left to it: %s", task.get_coro())
            _declare_external(env, task)

    env._settle_internal = settled  # type: ignore[method-assign]


def _waiting(env: Env) -> list[asyncio.Task[Any]]:
    state, now = env._settlement_state(), asyncio.get_running_loop().time()
    return [task for task in _settlement._owned_tasks(state) if not _settlement._is_parked(state, task, now)]


def _declare_external(env: Env, task: asyncio.Task[Any]) -> None:
    """Have simcord treat what `task` waits for as somebody's input, so that later operations do not wait for it too."""
    waits = env._work.external_waits
    waits[task] = _SLOW
    task.add_done_callback(lambda done: waits.pop(done, None))


def is_at_work(env: Env) -> bool:
    """Whether the bot is still busy with something that operations have stopped waiting for."""
    return _SLOW in env._work.external_waits.values()


async def advance_clock(env: Env, clock: OwnClock) -> None:
    """Move simcord's clock to the present and let the timers fire that have come due."""
    behind = (clock() - env.now()).total_seconds()
    if behind > _SLEEP_GAP * clock.pace:
        env.backend.clock._epoch += timedelta(seconds=behind)
    elif behind > 0:
        with contextlib.suppress(TimeoutError):  # what is left of the way is gone the next time
            await env.advance_time(behind)


def has_changed(env: Env) -> bool:
    """Whether anything happened in this Discord since the last call.

    The records that tell are emptied: nobody reads them here, and an evening of them would fill the memory.
    """
    changed = bool(env.backend.transcript)
    env.backend.transcript.clear()
    env.backend.http_requests.clear()
    return changed


async def publish(preview: Preview) -> None:
    """Show the present state on every open page."""
    preview._advance_presentation_time()
    for page in tuple(preview._pages.values()):
        if page.id in preview._pages:
            preview._publish(page, reason="refresh")
            await asyncio.sleep(0)  # a long page takes a tenth of a second; the bot and the browsers get in between


def make_room_for_another_preview(env: Env) -> None:
    """Let one more preview be made: simcord takes one at a time, and does well with two that act in turn."""
    env._preview = None


def serialize_actions(preview: Preview, turn: asyncio.Lock, clock: OwnClock) -> None:
    """Let several pages act in one channel: one at a time, each on the current revision.

    The preview refuses an action on anything but the newest revision, which moves here whenever anybody acts. Whether
    the control still exists, is enabled and is the person's to use is checked by simcord on its own.
    """
    preview._MAX_PAGES = _MAX_PAGES  # type: ignore[misc]
    act = preview._action

    async def in_turn(context_id: str | None, body: Mapping[str, Any]) -> dict[str, Any]:
        async with turn:
            preview.env._preview = preview  # which simcord tells that its action has begun
            await advance_clock(preview.env, clock)
            return await act(context_id, _brought_up_to_date(preview, context_id, body))

    preview._action = in_turn  # type: ignore[method-assign]


def _brought_up_to_date(preview: Preview, context_id: str | None, body: Mapping[str, Any]) -> Mapping[str, Any]:
    page, sequence = preview._get_page(context_id), body.get("sequence")
    # A repeated request keeps its words: the preview knows it again by them and answers as it did before.
    repeated = isinstance(sequence, int) and sequence <= page.last_sequence
    if repeated or "published_revision" not in body:
        return body
    return {**body, "published_revision": page.revision}


check()
