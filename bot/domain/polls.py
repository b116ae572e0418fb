"""Debates, polls and their items."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from bot.domain.kind import Option, Rules, kind_named
from bot.domain.message_links import message_link
from bot.domain.quorum import Quorum
from bot.domain.voter_rules import ANYBODY, VoterRules


def is_before_deadline(at: datetime, closes_at: datetime | None) -> bool:
    """True if a vote at this time is before the deadline; None means no deadline."""
    return closes_at is None or at < closes_at


class Secrecy(StrEnum):
    """How much a ballot says about the person who cast it; fixed when a poll opens."""

    PSEUDONYMOUS = "pseudonymous"
    NAMED = "named"
    SECRET = "secret"  # noqa: S105  a mode, no password


class Release(StrEnum):
    """When the counts are shown to everybody."""

    LIVE = "live"
    CLOSED = "closed"
    MANUAL = "manual"


def effective_release(release: Release, secrecy: Secrecy, *, small_groups: bool) -> Release:
    """Return the release that applies. A secret poll that guards small groups shows no live counts.

    The difference between the last live count and the final one would reveal the votes of the few people who voted in
    between, and somebody may have seen who they were.
    """
    if small_groups and secrecy is Secrecy.SECRET and release is Release.LIVE:
        return Release.CLOSED
    return release


class Round(StrEnum):
    """Which opening of a question's ballot paper a poll is."""

    MAIN = "main"
    BEFORE = "before"
    AFTER = "after"


class DebateFormat(StrEnum):
    """How a debate deals with the votes before and after it; fixed when it starts."""

    OPEN = "open"
    OXFORD = "oxford"
    """The results of the round before are hidden until the round after closes."""


class PollState(StrEnum):
    """The state of a poll. Cancelled polls stay in the database and are never counted.

    COUNTING polls accept no votes; they become CLOSED when the result is sealed, so every CLOSED poll has a seal.
    """

    OPEN = "open"
    COUNTING = "counting"
    CLOSED = "closed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class ServerSettings:
    """What administrators set for a server; applies to every debate in it."""

    moderator_role: int | None = None
    participant_role: int | None = None
    release: Release = Release.CLOSED
    secrecy: Secrecy = Secrecy.PSEUDONYMOUS
    reminders: bool = True
    review: bool = False
    small_groups: bool = True
    threads: bool = False
    """Whether each poll that opens gets a thread at its ballot card."""
    named_speakers: bool = True
    """Whether the turns of a floor are stored with the speakers' names, not with pseudonyms."""
    statements: int = 3
    """How many statements a person may write to a question."""
    review_statements: bool = True
    """Whether moderators approve statements before others see them."""
    groups: bool = False
    """Whether opinion groups among those who vote on statements are described at the close."""
    voters: VoterRules = ANYBODY
    console: "Posting | None" = None
    """The message that shows the run sheet to the moderators' channel."""


@dataclass(frozen=True)
class Debate:
    """One run of a pack in one server. Open as long as `closed_at` is None."""

    id: int
    guild_id: int
    pack: str
    title: str
    started_at: datetime
    closed_at: datetime | None = None
    channel_id: int | None = None
    """Where it was started; None if that was before the bot kept it."""
    format: DebateFormat = DebateFormat.OPEN
    event_id: int | None = None
    """The scheduled event of the server that goes on; None without one, and once it has ended."""
    event_ends_at: datetime | None = None
    """When Discord ends that event by itself."""


@dataclass(frozen=True)
class Posting:
    """A message in Discord."""

    channel_id: int
    message_id: int


@dataclass(frozen=True)
class Item:
    """One thing to decide, as it was when its poll opened."""

    id: int
    key: str
    kind_name: str
    title: str
    options: tuple[Option, ...]
    settings: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def rules(self) -> Rules:
        """The rules of its kind, bound to its options and settings."""
        return kind_named(self.kind_name)(self.options, self.settings)

    def option(self, option_id: str) -> Option:
        """Return an option. Raises KeyError for an unknown id."""
        return self.rules.by_id[option_id]


@dataclass(frozen=True)
class Poll:
    """One opening of a question's ballot paper. Times are UTC; without `closes_at` it is open until closed by hand."""

    id: int
    debate_id: int
    guild_id: int
    question: str
    title: str
    round: Round
    state: PollState
    release: Release
    secrecy: Secrecy
    participant_role: int | None
    electorate: int | None
    channel_id: int
    message_id: int | None
    opened_at: datetime
    closes_at: datetime | None
    closed_at: datetime | None
    published_at: datetime | None
    items: tuple[Item, ...]
    quorum: Quorum | None = None
    small_groups: bool = True
    seal: str | None = None
    log_head: str | None = None
    """The head of the action log that the seal covers; None without a seal, or with one of format 1."""
    format: DebateFormat = DebateFormat.OPEN
    """The format of its debate."""
    is_hidden: bool = False
    """Whether nobody may see its result, moderators neither; see `bot.domain.oxford`."""
    voters: VoterRules = ANYBODY

    def accepts_votes(self, now: datetime) -> bool:
        """True if a vote that arrives now counts."""
        return self.state is PollState.OPEN and is_before_deadline(now, self.closes_at)

    @property
    def card_address(self) -> str | None:
        """The address of its ballot card in Discord, which leads on to the result once that is posted."""
        if self.message_id is None:
            return None
        return message_link(self.guild_id, self.channel_id, self.message_id)

    @property
    def short_log_head(self) -> str | None:
        """The part of the log's head that is shown; the seal beside it covers the whole head."""
        return self.log_head and self.log_head[:12]

    @property
    def shows_counts(self) -> bool:
        """True if everybody may see the counts."""
        if self.state is PollState.OPEN:
            return self.release is Release.LIVE
        return self.state is PollState.CLOSED and self.published_at is not None

    @property
    def awaits_publication(self) -> bool:
        """True if it has a result that only moderators see until they publish it."""
        return self.state is PollState.CLOSED and self.published_at is None and not self.is_hidden

    @property
    def guards_small_groups(self) -> bool:
        """True if its live count must not reveal a small group's votes; in a named poll moderators know them anyway."""
        live = self.state is PollState.OPEN and self.release is Release.LIVE
        return live and self.small_groups and self.secrecy is not Secrecy.NAMED

    def item(self, key: str) -> Item | None:
        """Return the item with this key."""
        return next((item for item in self.items if item.key == key), None)
