"""Opinion groups among people who vote on statements: how many, what sets each apart, and what all agree on.

The method is that of Polis (Small et al., Polis: Scaling Deliberation by Mapping High Dimensional Opinion Spaces,
Recerca 26(2), 2021). Votes are 1, 0 and -1; where somebody has not voted, the statement's mean stands. Two principal
components, stretched for those who voted on little, are cut by k-means into two to five groups, and the silhouette says
into how many. Unlike Polis we also say when there are no groups: below a silhouette of 0.5, where Kaufman and Rousseeuw
(Finding Groups in Data, 1990, table 4) see a weak structure at most.

Groups are described and never assigned: what comes in has no pseudonyms, and what goes out names no member.
"""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from bot.domain.clusters import group
from bot.domain.statements import Stance

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from bot.domain.clusters import Floats, Ints

FEWEST_PEOPLE = 30
FEWEST_STATEMENTS = 7
"""Below these numbers there is too little to tell groups by."""

FEWEST_VOTES = 7
"""The fewest votes of a person who is counted among a group."""

SIGNIFICANT = 1.2816
"""The z value from which on Polis takes a share, or a difference of shares, for more than chance: 90 %, one-sided."""

MOST_STATEMENTS = 5
"""How many statements are told of each group, and of all."""

CHUNK = 2_048
"""People whose votes are laid out as a table at a time."""


class Unknown(StrEnum):
    """Why nothing can be told."""

    TOO_FEW = "too_few"
    NAMED = "named"
    """Political opinions are never worked out from votes with names."""
    SECRET = "secret"  # noqa: S105  a mode of voting
    """Nobody knows which secret votes are of the same person."""
    NOT_INSTALLED = "not_installed"
    """NumPy is missing."""


@dataclass
class VoteMatrix:
    """Votes as triples of person, statement and value. People are numbers that say nothing about who they are."""

    statements: tuple[int, ...]
    people: "array[int]" = field(default_factory=lambda: array("i"))
    columns: "array[int]" = field(default_factory=lambda: array("i"))
    values: "array[int]" = field(default_factory=lambda: array("b"))

    def add(self, person: int, column: int, stance: str) -> None:
        """Add a vote on a statement, which is named by its place."""
        self.people.append(person)
        self.columns.append(column)
        self.values.append(_VALUES[stance])


_VALUES: dict[str, int] = {Stance.AGREE: 1, Stance.DISAGREE: -1, Stance.PASS: 0}


@dataclass(frozen=True)
class Trait:
    """A stance towards a statement that sets a group apart: the share in the group, and that among all others."""

    statement_id: int
    stance: Stance
    share: float
    others: float


@dataclass(frozen=True)
class Shared:
    """A stance that all groups share, and their group-informed consensus: the product of each one's share."""

    statement_id: int
    stance: Stance
    consensus: float


@dataclass(frozen=True)
class OpinionGroups:
    """What is told: the traits of each group, in no order that says which is larger, and what all share.

    A single group means that people do not fall into groups.
    """

    groups: tuple[tuple[Trait, ...], ...]
    shared: tuple[Shared, ...]

    @property
    def number(self) -> int:
        """How many groups there are."""
        return len(self.groups)


Told = OpinionGroups | Unknown


def describe_groups(matrix: VoteMatrix) -> Told:
    """Describe the groups of a matrix; takes a while, so call it in a thread."""
    try:
        votes = _Votes(matrix)
    except ImportError:
        return Unknown.NOT_INSTALLED
    if len(votes.counted) < FEWEST_PEOPLE or len(votes.statements) < FEWEST_STATEMENTS:
        return Unknown.TOO_FEW
    members = group(votes.positions()[votes.counted])
    number = int(members.max()) + 1
    agree, disagree, all_ = votes.counts(members, number)
    return OpinionGroups(
        tuple(_traits(votes.statements, one, agree, disagree, all_) if number > 1 else () for one in range(number)),
        _shared(votes.statements, agree, disagree, all_),
    )


class _Votes:
    """A matrix as arrays, without statements on which nobody has voted."""

    def __init__(self, matrix: VoteMatrix) -> None:
        import numpy as np  # noqa: PLC0415  an extra, which may be missing

        self.people = np.asarray(matrix.people, dtype=np.int64)
        used, self.columns = np.unique(np.asarray(matrix.columns, dtype=np.int64), return_inverse=True)
        self.values = np.asarray(matrix.values, dtype=np.int8)
        self.statements = [matrix.statements[place] for place in used]
        self.number = int(self.people.max()) + 1 if len(self.people) else 0
        self.each = np.bincount(self.people, minlength=self.number)
        fewest = min(FEWEST_VOTES, len(self.statements))
        self.counted = np.flatnonzero(self.each >= max(1, fewest))
        order = np.argsort(self.people, kind="stable")
        self.people, self.columns, self.values = self.people[order], self.columns[order], self.values[order]

    def positions(self) -> "Floats":
        """Project all people on the two principal components, a part of them at a time."""
        import numpy as np  # noqa: PLC0415  as above

        width = len(self.statements)
        means = np.bincount(self.columns, self.values, width) / np.bincount(self.columns, minlength=width)
        covariance = np.zeros((width, width))
        for _, table in self._tables(means):
            covariance += table.T @ table
        _, vectors = np.linalg.eigh(covariance)
        found = np.zeros((self.number, 2))
        for first, table in self._tables(means):
            found[first : first + len(table)] = table @ vectors[:, :-3:-1]
        return found * np.sqrt(width / np.maximum(1, self.each))[:, None]

    def _tables(self, means: "Floats") -> "Iterable[tuple[int, Floats]]":
        """Lay out the votes as tables of differences from the statement's mean, which is zero without a vote."""
        import numpy as np  # noqa: PLC0415  as above

        for first in range(0, self.number, CHUNK):
            start, end = np.searchsorted(self.people, [first, first + CHUNK])
            table = np.zeros((min(CHUNK, self.number - first), len(means)))
            columns = self.columns[start:end]
            table[self.people[start:end] - first, columns] = self.values[start:end] - means[columns]
            yield first, table

    def counts(self, members: "Ints", groups: int) -> "tuple[Floats, Floats, Floats]":
        """Count by group and statement who agrees, who disagrees, and who has voted."""
        import numpy as np  # noqa: PLC0415  as above

        of_person = np.full(self.number, -1)
        of_person[self.counted] = members
        of_vote = of_person[self.people]
        width = len(self.statements)

        def count(wanted: "NDArray[np.bool_]") -> "Floats":
            places = of_vote[wanted] * width + self.columns[wanted]
            return np.bincount(places, minlength=groups * width).reshape(groups, width).astype(np.float64)

        inside = of_vote >= 0
        return count(inside & (self.values == 1)), count(inside & (self.values == -1)), count(inside)


def _traits(
    statements: Sequence[int], one: int, agree: "Floats", disagree: "Floats", all_: "Floats"
) -> tuple[Trait, ...]:
    """Return what sets a group apart, as Polis chooses it (`repness`): likely in the group, and less so outside."""
    found: list[tuple[float, Trait]] = []
    for stance, taken in ((Stance.AGREE, agree), (Stance.DISAGREE, disagree)):
        for place, statement_id in enumerate(statements):
            inside, seen = float(taken[one, place]), float(all_[one, place])
            outside, others = float(taken[:, place].sum()) - inside, float(all_[:, place].sum()) - seen
            share, other = (inside + 1) / (seen + 2), (outside + 1) / (others + 2)
            likely = _z_of_share(inside, seen)
            different = _z_of_difference(inside, seen, outside, others)
            if likely > SIGNIFICANT and different > SIGNIFICANT:
                rank = share / other * different * share * likely
                found.append((rank, Trait(statement_id, stance, round(share, 3), round(other, 3))))
    found.sort(key=lambda entry: (-entry[0], entry[1].statement_id))
    return tuple(trait for _, trait in found[:MOST_STATEMENTS])


def _z_of_share(some: float, all_: float) -> float:
    """Return how far a share is above one half (`prop-test` of Polis)."""
    return float(2 * (all_ + 1) ** 0.5 * ((some + 1) / (all_ + 1) - 0.5))


def _z_of_difference(some: float, all_: float, others: float, all_others: float) -> float:
    """Return how far one share is above another (`two-prop-test` of Polis)."""
    mine, theirs = (some + 1) / (all_ + 1), (others + 1) / (all_others + 1)
    pooled = (some + others + 2) / (all_ + all_others + 2)
    if pooled >= 1:
        return 0.0
    return float((mine - theirs) / (pooled * (1 - pooled) * (1 / (all_ + 1) + 1 / (all_others + 1))) ** 0.5)


def _shared(statements: Sequence[int], agree: "Floats", disagree: "Floats", all_: "Floats") -> tuple[Shared, ...]:
    """Return what more than half of every group agrees on or disagrees with, the highest consensus first."""
    found = []
    for stance, taken in ((Stance.AGREE, agree), (Stance.DISAGREE, disagree)):
        shares = (taken + 1) / (all_ + 2)
        consensus, least = shares.prod(axis=0), shares.min(axis=0)
        found += [
            Shared(statement_id, stance, round(float(consensus[place]), 6))
            for place, statement_id in enumerate(statements)
            if least[place] > 0.5  # noqa: PLR2004  more than half
        ]
    return tuple(sorted(found, key=lambda one: (-one.consensus, one.statement_id))[:MOST_STATEMENTS])


def as_json(told: Told) -> dict[str, object]:
    """Return what is stored."""
    if isinstance(told, Unknown):
        return {"unknown": told.value}
    return asdict(told)


def from_json(stored: Mapping[str, Any]) -> Told:
    """Read what was stored."""
    if "unknown" in stored:
        return Unknown(stored["unknown"])
    return OpinionGroups(
        tuple(tuple(Trait(**_with_stance(trait)) for trait in traits) for traits in stored["groups"]),
        tuple(Shared(**_with_stance(one)) for one in stored["shared"]),
    )


def _with_stance(stored: Mapping[str, Any]) -> dict[str, Any]:
    return {**stored, "stance": Stance(stored["stance"])}
