"""What a step of a programme is, and the kinds there are.

A kind of step is one module in `bot/domain/steps/`: a subclass of `Step` that the module names as its `STEP`. Its
fields are what a pack may set. Given what has happened, it says whether it is done and which moves make sense now; the
first of these is the big button of the run sheet. Nothing else in the project lists the kinds, and the moves are a
small set that the run sheet can perform. `bot/domain/steps/README.md` is the recipe for another kind.
"""

import importlib
import pkgutil
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from bot.domain import steps
from bot.domain.floor import Floor, FloorState
from bot.domain.polls import Poll, Release, Round, Secrecy
from bot.domain.statements import StatementSet
from bot.domain.texts import Text

Letter = Annotated[str, Field(pattern=r"^[a-z]$")]
"""The letter of a question."""

Minutes = Annotated[int, Field(ge=1, le=240)]


class Act(StrEnum):
    """What a move does. The words are in buttons, so they stay."""

    POST = "post"
    """Post a page in the debate's channel."""
    OPEN_POLL = "open"
    CLOSE_POLL = "close"
    PUBLISH = "publish"
    OPEN_FLOOR = "floor"
    NEXT_SPEAKER = "next"
    CLOSE_FLOOR = "end"
    SHOW_SHIFT = "shift"
    CLOSE_DEBATE = "finish"
    OPEN_STATEMENTS = "statements"
    CLOSE_STATEMENTS = "ground"
    """Close them, and show the room its common ground."""
    GO_ON = "on"
    """Leave the step for the next one."""


class Page(StrEnum):
    """The pages that a step can post."""

    WELCOME = "welcome"
    BRIEF = "brief"
    """A question: what it asks, and the first arguments of each side."""
    PROPOSAL = "proposal"
    PAUSE = "pause"


OPENING = frozenset({Act.POST, Act.OPEN_POLL, Act.OPEN_FLOOR, Act.SHOW_SHIFT, Act.OPEN_STATEMENTS})
"""Acts with which a step begins: whoever goes on to a step does its first one with the same tap."""


@dataclass(frozen=True)
class Ballot:
    """How a poll is opened; None is the server's setting."""

    round: Round = Round.MAIN
    minutes: int | None = None
    secrecy: Secrecy | None = None
    release: Release | None = None


@dataclass(frozen=True)
class Move:
    """Something that a moderator can do now, with what it concerns."""

    act: Act
    label: Text
    about: int = 0
    """The poll or floor that it acts on, or the step that it leaves."""
    turn: int = 0
    """The newest turn of that floor."""
    question: str | None = None
    page: Page | None = None
    ballot: Ballot | None = None
    seconds: int | None = None
    order: str | None = None
    proposal: str | None = None

    @property
    def key(self) -> tuple[Act, int, int]:
        """What tells it from the move that was there before."""
        return self.act, self.about, self.turn


@dataclass(frozen=True)
class Facts:
    """What has happened in a debate, and how far the step is."""

    now: datetime
    since: datetime | None = None
    """When the step began."""
    posted_at: datetime | None = None
    """When it posted its page."""
    ends_at: datetime | None = None
    """When it is to end."""
    polls: Sequence[Poll] = ()
    """The polls of the debate without cancelled ones."""
    floor: FloorState | None = None
    """The open floor."""
    floors: Sequence[Floor] = ()
    """All floors of the debate, the oldest first."""
    is_closed: bool = False
    """Whether the debate is closed."""
    sets: Sequence[StatementSet] = ()
    """The sets of statements of the debate."""

    def statements(self, question: str, round_: Round) -> StatementSet | None:
        """Return the set of statements to a question in a round."""
        return next((one for one in self.sets if one.question == question and one.round is round_), None)

    def poll(self, question: str, round_: Round) -> Poll | None:
        """Return the poll on a question in a round."""
        return next((poll for poll in self.polls if poll.question == question and poll.round is round_), None)

    @property
    def is_time_up(self) -> bool:
        """Whether the step has taken all of its time."""
        return self.ends_at is not None and self.now >= self.ends_at


@dataclass(frozen=True)
class Example:
    """A step as a pack may have it, and the steps that it needs before it; tests hold every kind to its examples."""

    settings: Mapping[str, Any] = field(default_factory=dict)
    before: Sequence[Mapping[str, Any]] = ()
    after: Sequence[Mapping[str, Any]] = ()


class Step(BaseModel, ABC):
    """One step of a programme; each kind is a subclass, and its other fields are its settings."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: ClassVar[str]
    """The word in the pack and in the database."""
    usual_minutes: ClassVar[int] = 1
    """How long it is planned to take where the pack does not say."""
    examples: ClassVar[Sequence[Example]]

    kind: str
    title: Any = None
    """By language, in the words of the pack's editors; without one, it is `heading`."""
    minutes: Minutes | None = None

    @property
    def planned(self) -> timedelta:
        """How long it is planned to take."""
        return timedelta(minutes=self.minutes or self.usual_minutes)

    @property
    def keeps_its_length(self) -> bool:
        """Whether it takes as long as planned even where the evening is late."""
        return False

    @property
    @abstractmethod
    def heading(self) -> Text:
        """Name the step in a few words."""

    @abstractmethod
    def is_done(self, facts: Facts) -> bool:
        """Say whether what the step is for has happened."""

    @abstractmethod
    def moves(self, facts: Facts) -> Sequence[Move]:
        """Return what a moderator can do in it now, most sensible first; going on is added where it is done."""

    def is_begun_by(self, what: Poll | Floor) -> bool:  # noqa: ARG002  the default
        """Say whether the opening of a poll or floor by a command begins this step."""
        return False

    def problem(self, before: Sequence["Step"], after: Sequence["Step"]) -> str | None:  # noqa: ARG002  the default
        """Say to the pack's editor why it cannot stand between these other steps."""
        return None


Kind = type[Step]


@cache
def all_step_kinds() -> dict[str, Kind]:
    """Return every kind by its name, found by scanning the package."""
    found: dict[str, Kind] = {}
    for module in pkgutil.iter_modules(steps.__path__):
        kind: Kind = importlib.import_module(f"{steps.__name__}.{module.name}").STEP
        found[kind.name] = kind
    return found


def step_from(stored: Mapping[str, Any]) -> Step:
    """Return a step as it was stored. Raises KeyError where its kind is unknown, and pydantic's ValidationError."""
    return all_step_kinds()[stored["kind"]].model_validate(stored)
