"""What a kind of item is, and the kinds there are.

A kind is one module in `bot/domain/kinds/`: a subclass of `Rules` that the module names as its `KIND`. Each item has an
instance, `item.rules`, bound to its options and settings. It says how an answer is entered, checks it, and turns the
answers of all ballots into votes per option and into findings of its own. Nothing else in the project lists the kinds.
`bot/domain/kinds/README.md` is the recipe for another one.
"""

import importlib
import pkgutil
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, ClassVar

from pydantic import BaseModel

from bot.domain import kinds
from bot.domain.findings import NOTHING_MORE, Findings
from bot.domain.texts import Text

Answer = tuple[str, ...]
"""Option ids, in the order that the kind gives them. The empty answer is an abstention."""

ABSTAIN: Answer = ()
HIDDEN: Answer = ("?",)
"""A placeholder for a secret answer, which nobody can look up. No option may have this id."""

MOST_OPTIONS = 24
"""With the button to abstain, these fill Discord's five rows of five buttons, or its menu."""

Profile = Mapping[Answer, int]
"""The number of ballots for each answer: all that a tally needs."""


@dataclass(frozen=True)
class Option:
    """One choice of an item; `editors` marks an option that the policy paper does not name."""

    id: str
    label: str
    editors: bool = False
    detail: str = ""


@dataclass(frozen=True)
class Taps:
    """One tap on a button per option."""

    is_order: ClassVar = False
    is_scale: ClassVar = False
    has_first_option: ClassVar = True


@dataclass(frozen=True)
class Menu:
    """A menu, in which a voter picks from `least` to `most` options."""

    is_order: ClassVar = False
    is_scale: ClassVar = False
    has_first_option: ClassVar = False

    least: int
    most: int


@dataclass(frozen=True)
class Steps:
    """One tap on a button per step of a scale."""

    is_order: ClassVar = False
    is_scale: ClassVar = True
    has_first_option: ClassVar = True


@dataclass(frozen=True)
class Order:
    """A form, or several taps, which put the options in order, the first choice first."""

    is_order: ClassVar = True
    is_scale: ClassVar = False
    has_first_option: ClassVar = True


Entry = Taps | Menu | Steps | Order
"""The control by which an answer is entered.

`is_order`: the order of an answer's options means something. `is_scale`: the options are steps, which keep the order of
the pack wherever they are listed. `has_first_option`: an answer's first option stands for it in a before/after table.
Each class decides all of these, and each `match` on an entry ends with `assert_never`: where a new entry leaves a
decision open, mypy fails there.
"""


@dataclass(frozen=True)
class Example:
    """An item as a pack may have it and answers as they are stored; tests hold every kind to its examples."""

    options: tuple[Option, ...]
    answers: tuple[Answer, ...]
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Rules(ABC):
    """The rules of one item; each kind is a subclass. `settings` is what the kind's `settings_model` accepted."""

    name: ClassVar[str]
    """The word in the pack, the database and the exports."""
    settings_model: ClassVar[type[BaseModel]]
    """What a pack may set for an item of this kind; validated with the ids of its `options` as context."""
    sizes: ClassVar[tuple[int, int]] = (2, MOST_OPTIONS)
    """The fewest and the most options that an item of this kind has."""
    examples: ClassVar[Sequence[Example]]
    """One or more items, which show every way of answering them."""
    votes_heading: ClassVar[Text | None] = None
    """What the votes are called where they are not simply the votes for each option."""

    options: tuple[Option, ...]
    settings: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def by_id(self) -> Mapping[str, Option]:
        """The options by their ids, in the order of the ballot paper."""
        return {option.id: option for option in self.options}

    @property
    @abstractmethod
    def hint(self) -> Text:
        """A few words that tell a voter how to answer."""

    @property
    @abstractmethod
    def entry(self) -> Entry:
        """The control by which the answer is entered."""

    @abstractmethod
    def check(self, picks: Sequence[str]) -> Answer:
        """Return the answer that the picks mean. Raises BadAnswer; no picks are an abstention everywhere."""

    @abstractmethod
    def votes(self, profile: Profile) -> dict[str, int]:
        """Count the votes for every option."""

    @property
    def stances(self) -> Mapping[str, int]:
        """Whether each option agrees (1), disagrees (-1) or neither (0); empty if answers are not about that."""
        return {}

    def findings(self, profile: Profile) -> Findings:  # noqa: ARG002  the default
        """Return what the ballots show beyond votes per option, including who has most of them."""
        return NOTHING_MORE


Kind = type[Rules]


@cache
def all_kinds() -> dict[str, Kind]:
    """Return every kind by its name, found by scanning the package."""
    found: dict[str, Kind] = {}
    for module in pkgutil.iter_modules(kinds.__path__):
        kind: Kind = importlib.import_module(f"{kinds.__name__}.{module.name}").KIND
        found[kind.name] = kind
    return found


def kind_named(name: str) -> Kind:
    """Return a kind. Raises KeyError for an unknown name."""
    return all_kinds()[name]
