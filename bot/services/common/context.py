"""What every use case works with."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.pseudonyms import Pseudonyms
from bot.domain.shards import ALL, Shards
from bot.library.models import Library
from bot.services.polls.open_polls import OpenPolls
from bot.storage.engine import Database


@dataclass(frozen=True)
class Context:
    """The parts that `app` built. `clock` gives the present as an aware UTC time.

    `shards` says which servers are this process's; what is due in others is left to those who serve them.
    `responses_each` is how many responses a person may give to a question. Whoever writes an export holds `exporting`.
    """

    library: Library
    database: Database
    open_polls: OpenPolls
    pseudonyms: Pseudonyms
    clock: Callable[[], datetime]
    shards: Shards = ALL
    responses_each: int = 10
    exporting: asyncio.Lock = field(default_factory=asyncio.Lock)
