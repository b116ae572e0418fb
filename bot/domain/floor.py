"""The floor: who speaks, for how long, and who waits for it. All instants are whole seconds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

SECONDS = 120
"""The length of a turn unless the moderators give another."""
FEWEST_SECONDS = 15
MOST_SECONDS = 900
REPLY_SECONDS = 45
MOST_REPLIES = 3
"""How many replies there may be to one turn, spoken and waiting ones together."""
WARNING_SECONDS = 20
"""How long before its end a speaker is warned."""
FEWEST_FOR_SHARE = 5
"""In a smaller floor it is not said how many want to move on."""


class Order(StrEnum):
    """Who is called next."""

    QUEUE = "queue"
    FAIR = "fair"
    SIDES = "sides"


class Side(StrEnum):
    """For or against what is debated."""

    FOR = "for"
    AGAINST = "against"
    NEUTRAL = "neutral"


class TurnEnd(StrEnum):
    """How a turn ended."""

    NEXT = "next"
    """A moderator called the next speaker."""
    ENDED = "ended"
    """A moderator or the speaker ended it."""
    TIME = "time"
    LEFT = "left"
    """The speaker was gone."""
    CLOSED = "closed"
    """The floor was closed."""


@dataclass(frozen=True)
class Speaker:
    """A person whom a moderator gives the floor."""

    user_id: int
    name: str


@dataclass(frozen=True)
class Asking:
    """One line in the speakers' list. `name` is None where the floor is pseudonymous."""

    participant: str
    user_id: int
    name: str | None
    side: Side | None
    asked_at: datetime
    number: int
    """The place in the order of asking."""
    is_reply: bool = False


@dataclass(frozen=True)
class Turn:
    """One person's time to speak. The user id is known only while the turn runs.

    `ends_at` moves with more time and after a pause.
    """

    number: int
    participant: str
    user_id: int | None
    name: str | None
    side: Side | None
    is_reply: bool
    started_at: datetime
    ends_at: datetime
    paused_at: datetime | None = None
    paused_seconds: int = 0
    """How long the pauses took that are over."""
    ended_at: datetime | None = None
    ending: TurnEnd | None = None

    @property
    def is_paused(self) -> bool:
        """Whether the clock stands still."""
        return self.ended_at is None and self.paused_at is not None

    def is_overdue(self, now: datetime) -> bool:
        """Whether the time is up and nobody has ended the turn yet."""
        return self.ended_at is None and self.paused_at is None and now >= self.ends_at

    def left(self, now: datetime) -> timedelta:
        """Return the time that is left."""
        if self.ended_at is not None:
            return timedelta()
        return max(self.ends_at - (self.paused_at or now), timedelta())

    def spoken(self, now: datetime) -> timedelta:
        """Return the time spoken so far, without pauses."""
        until = self.ended_at or self.paused_at or min(now, self.ends_at)
        return max(until - self.started_at - timedelta(seconds=self.paused_seconds), timedelta())


@dataclass(frozen=True)
class Floor:
    """A round of turns on one topic. Open as long as `closed_at` is None."""

    id: int
    debate_id: int
    guild_id: int
    channel_id: int
    message_id: int | None
    thread_id: int | None
    voice_channel_id: int | None
    is_stage: bool
    question: str | None
    title: str
    seconds: int
    order: Order
    is_named: bool
    opened_at: datetime
    closed_at: datetime | None = None
    list_closed: bool = False

    @property
    def has_sides(self) -> bool:
        """Whether speakers say whether they are for or against."""
        return self.order is Order.SIDES

    def seconds_for(self, *, is_reply: bool) -> int:
        """Return how long a turn or a reply may take."""
        return min(self.seconds, REPLY_SECONDS) if is_reply else self.seconds


@dataclass(frozen=True)
class FloorState:
    """A floor as it is now: the turn that runs, who waits in the order in which they will be called, the ended turns.

    `present` is how many different people have asked, spoken, replied or tapped “Move on” in this floor, and
    `moving_on` how many of them want to move on; both are 0 once it is closed. `stepped_down` is the user whose turn
    was ended by what returned this state.
    """

    floor: Floor
    turn: Turn | None = None
    waiting: tuple[Asking, ...] = ()
    turns: tuple[Turn, ...] = ()
    moving_on: int = 0
    present: int = 0
    stepped_down: int | None = None

    @property
    def next(self) -> Asking | None:
        """Who is called next."""
        return self.waiting[0] if self.waiting else None

    @property
    def shown(self) -> int:
        """The number of the newest turn, 0 if there was none: what a page hands back with its buttons."""
        newest = self.turn or (self.turns[-1] if self.turns else None)
        return newest.number if newest else 0

    @property
    def move_on_share(self) -> float | None:
        """The share of those present who want to move on; None if they are too few."""
        return None if self.present < FEWEST_FOR_SHARE else self.moving_on / self.present


def replies_to_newest(turns: Sequence[Turn], waiting: Sequence[Asking]) -> frozenset[str]:
    """Return who has replied to the newest turn that is no reply itself, or waits to, given all turns in order."""
    replied: list[str] = []
    for turn in reversed(turns):
        if not turn.is_reply:
            break
        replied.append(turn.participant)
    return frozenset(replied) | {asking.participant for asking in waiting if asking.is_reply}
