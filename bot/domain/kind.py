"""What a kind of item is, and the kinds there are.

A kind is one module in `bot/domain/kinds/` that ends with `KIND = SomeKind()`. It says how an answer is given, checks
it, and turns the answers of all ballots into votes per option and into findings of its own. Nothing else in the project
lists the kinds. `bot/domain/kinds/README.md` is the recipe for another one.
"""

import importlib
import pkgutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol

from pydantic import BaseModel

from bot.domain import kinds
from bot.domain.findings import NOTHING_MORE, Findings
from bot.domain.texts import Text

Answer = tuple[str, ...]
"""Option ids in the order that the kind gives them. The empty answer is an abstention."""

ABSTAIN: Answer = ()
HIDDEN: Answer = ("?",)
"""Stands for an answer that was given in secret, which nobody can look up. No option may have such an id."""

MOST_OPTIONS = 24
"""With abstaining, these fill the five rows of five buttons, or the menu, that Discord has."""

Profile = Mapping[Answer, int]
"""How many ballots gave each answer: all that any tally needs, whoever gave them and in whatever order."""


@dataclass(frozen=True)
class Option:
    """One choice of an item; `editors` marks an option that the paper does not name."""

    id: str
    label: str
    editors: bool = False
    detail: str = ""


@dataclass(frozen=True)
class Taps:
    """The answer is given with one tap on a button per option."""


@dataclass(frozen=True)
class Menu:
    """The answer is given in one menu, from `least` to `most` options."""

    least: int
    most: int


@dataclass(frozen=True)
class Steps:
    """The answer is given with one tap on a step of a scale; wherever they are listed, the steps keep their order."""


@dataclass(frozen=True)
class Places:
    """The answer is an order of options, the first choice first; a form or several taps put it together."""


Entry = Taps | Menu | Steps | Places


@dataclass(frozen=True)
class Example:
    """An item as a pack may have it and answers as they are stored; tests hold every kind to its examples."""

    options: tuple[Option, ...]
    answers: tuple[Answer, ...]
    settings: Mapping[str, Any] = field(default_factory=dict)


class Kind(Protocol):
    """The rules of one kind of item. `settings` is what its own `Settings` model accepted."""

    @property
    def name(self) -> str:
        """The word in the pack, the database and the exports."""

    @property
    def settings_model(self) -> type[BaseModel]:
        """What a pack may set for an item of this kind; validated with the ids of its `options` as context."""

    @property
    def sizes(self) -> tuple[int, int]:
        """How many options an item of this kind has, at least and at most."""
        return 2, MOST_OPTIONS

    @property
    def examples(self) -> Sequence[Example]:
        """One or more items, which show every way of answering them."""

    def hint(self, options: Sequence[Option], settings: Mapping[str, Any]) -> Text:
        """Tell a voter in a few words how to answer."""

    def entry(self, options: Sequence[Option], settings: Mapping[str, Any]) -> Entry:
        """Say by what control the answer is given."""

    def check(self, options: Sequence[Option], settings: Mapping[str, Any], picks: Sequence[str]) -> Answer:
        """Return the answer that the picks mean. Raises BadAnswer; an empty pick is an abstention everywhere."""

    def votes(self, options: Sequence[Option], profile: Profile) -> dict[str, int]:
        """Count the votes for every option."""

    def stances(self, options: Sequence[Option], settings: Mapping[str, Any]) -> Mapping[str, int]:  # noqa: ARG002  the default
        """Say of every option whether it agrees (1), disagrees (-1) or neither (0), or nothing of any of them."""
        return {}

    def findings(self, options: Sequence[Option], settings: Mapping[str, Any], profile: Profile) -> Findings:  # noqa: ARG002  the default
        """Say what the ballots come to beyond votes per option, which option has most of them included."""
        return NOTHING_MORE


@cache
def all_kinds() -> dict[str, Kind]:
    """Return every kind by its name, found by scanning the package."""
    found: dict[str, Kind] = {}
    for module in pkgutil.iter_modules(kinds.__path__):
        kind: Kind = importlib.import_module(f"{kinds.__name__}.{module.name}").KIND
        found[kind.name] = kind
    return found


def kind_named(name: str) -> Kind:
    """Return a kind. Raises KeyError where there is none of that name."""
    return all_kinds()[name]
