"""The context that every use case gets."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from bot.charts.palette import Theme
from bot.domain.pseudonyms import Pseudonyms
from bot.domain.shards import ALL, Shards
from bot.library.models import Library
from bot.services.polls.open_polls import OpenPolls
from bot.services.statements.open_sets import OpenSets
from bot.storage.engine import Database


@dataclass(frozen=True)
class Context:
    """The parts that `app` built. `clock` returns the current time in UTC.

    `shards` are those whose servers this process serves. `responses_each` is the limit of responses per person and
    question. `contact` is where problems are reported to, if the operator says so. `exporting` is the lock under which
    exports are written.
    """

    library: Library
    database: Database
    open_polls: OpenPolls
    pseudonyms: Pseudonyms
    clock: Callable[[], datetime]
    shards: Shards = ALL
    responses_each: int = 10
    chart_theme: Theme = Theme.DARK
    contact: str = ""
    exporting: asyncio.Lock = field(default_factory=asyncio.Lock)

    @cached_property
    def open_sets(self) -> OpenSets:
        """The sets of statements that are open."""
        return OpenSets(self.database, secret_window=self.open_polls.secret_window)
