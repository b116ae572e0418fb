"""The context that every use case gets."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from bot.charts.palette import Theme
from bot.domain.pseudonyms import Pseudonyms
from bot.domain.shards import ALL, Shards
from bot.domain.signatures import PublicKey, SigningKey
from bot.library.models import Library
from bot.library.poll_texts import PollTexts
from bot.services.polls.open_polls import OpenPolls
from bot.services.polls.refused_voters import RefusedVoters
from bot.services.statements.open_sets import OpenSets
from bot.storage.engine import Database
from bot.storage.group_reads import GroupReads


@dataclass(frozen=True)
class Context:
    """The parts that `app` built. `clock` returns the current time in UTC.

    `shards` are those whose servers this process serves. `responses_each` is the limit of responses per person and
    question. `contact` is where problems are reported to, if the operator says so. `signing_key` signs what is
    exported; without one nothing is signed. `timestamp_url` is the authority that gives it time stamps, if there is
    one. `exporting` is the lock under which exports are written.
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
    signing_key: SigningKey | None = None
    timestamp_url: str | None = None
    exporting: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def public_key(self) -> PublicKey | None:
        """The key that checks what is signed."""
        return self.signing_key.public if self.signing_key else None

    @cached_property
    def group_reads(self) -> GroupReads:
        """Reads of what many people look at in the same moment."""
        return GroupReads(self.database)

    @cached_property
    def poll_texts(self) -> PollTexts:
        """Polls in the languages of the pack."""
        return PollTexts(self.library)

    @cached_property
    def refused_voters(self) -> RefusedVoters:
        """The people who may not vote in open polls, for their number alone."""
        return RefusedVoters(self.database)

    @cached_property
    def open_sets(self) -> OpenSets:
        """The sets of statements that are open."""
        return OpenSets(self.database, secret_window=self.open_polls.secret_window)
