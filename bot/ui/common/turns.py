"""Interactions of the gateway take turns: in a rush, most get their answer in time instead of all one that is too late.

In normal times each is begun as it arrives. Once many are under way, the rest wait as Discord sent them, in order.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Generic, TypeVar

from bot import metrics
from bot.logs import SummedUp
from bot.ui.common.unreadable import tell_of_unreadable

log = logging.getLogger(__name__)

LONGEST_WAIT = 2.0
"""Seconds that an interaction waits for its turn; Discord gives up after 3, so what comes later is not begun at all."""
LONGEST_TURN = 10.0
"""Seconds after which others need no longer wait for one that still works, or that hangs."""

Interaction = TypeVar("Interaction")
"""As it came, before anything is made of it."""

waited: ContextVar[float] = ContextVar("waited", default=0.0)
"""Seconds that the interaction which is being answered has waited for its turn."""


class Turns(Generic[Interaction]):
    """Has at most so many interactions answered at the same time, and begins the others in order.

    `begin` begins to answer one, and returns the tasks that do; they are what is counted.
    """

    def __init__(
        self,
        begin: Callable[[Interaction], Iterable[asyncio.Task[Any]]],
        at_once: int,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._begin = begin
        self._at_once = at_once
        self._now = now
        self._under_way: dict[asyncio.Task[Any], float] = {}
        self._waiting: deque[tuple[float, Interaction]] = deque()
        self._late = SummedUp(log, "interactions dropped, as too many people used the bot at once,")

    def take(self, interaction: Interaction) -> None:
        """Begin an interaction, or have it wait for its turn."""
        if not self._waiting and self._is_free():
            self._start(interaction)
            return
        self._waiting.append((self._now(), interaction))
        self._go_on()

    def stop(self) -> None:
        """Begin none of those that still wait."""
        if self._waiting:
            log.warning("dropped %d interactions that waited for their turn at the end", len(self._waiting))
        self._waiting.clear()

    def _is_free(self) -> bool:
        if len(self._under_way) < self._at_once:
            return True
        oldest, begun = next(iter(self._under_way.items()))
        if self._now() - begun <= LONGEST_TURN:
            return False
        del self._under_way[oldest]
        return True

    def _start(self, interaction: Interaction) -> None:
        now = self._now()
        for task in self._begin(interaction):
            self._under_way[task] = now
            task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._under_way.pop(task, None)
        if self._waiting:
            self._go_on()

    def _go_on(self) -> None:
        """Drop what waited too long, and begin what there is room for."""
        now = self._now()
        while self._waiting:
            arrived, interaction = self._waiting[0]
            if now - arrived > LONGEST_WAIT:
                self._waiting.popleft()
                metrics.ERRORS.labels("late").inc()
                self._late.note("waited too long for their turn")
            elif self._is_free():
                self._waiting.popleft()
                self._start_late(interaction, now - arrived)
            else:
                return

    def _start_late(self, interaction: Interaction, seconds: float) -> None:
        before = waited.set(seconds)
        try:
            self._start(interaction)
        except Exception as error:  # noqa: BLE001  as where Discord's events are read
            tell_of_unreadable(error)
        finally:
            waited.reset(before)


@contextmanager
def tasks_made() -> Iterator[list[asyncio.Task[Any]]]:
    """Yield a list to which each task is added that is made in here, where nothing may be awaited."""
    loop = asyncio.get_running_loop()
    before = loop.get_task_factory()
    tasks: list[asyncio.Task[Any]] = []

    def make(loop: asyncio.AbstractEventLoop, work: Any, **given: Any) -> Any:  # noqa: ANN401  asyncio's
        task: Any = before(loop, work, **given) if before else asyncio.Task(work, loop=loop, **given)
        tasks.append(task)
        return task

    loop.set_task_factory(make)
    try:
        yield tasks
    finally:
        loop.set_task_factory(before)
