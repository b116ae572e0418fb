"""How many changed their answer: the narrowest range that follows from what is told of a shift.

More generally: between what numbers lies the worth of all who went, if each way is worth something.

What is told fixes the sums of a table of paired voters, by answer before and after, or bounds them; some of its cells
are published, and the others may be known to be small. The fewest and the most who moved are those who are left when as
many as possible, and as few, stayed: two flows of minimum cost (Ahuja, Magnanti and Orlin, Network Flows, 1993).
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Way = tuple[int, int]
"""From one state to another, or to the same, by their places."""
Sums = Sequence[tuple[int, int]]
"""For each state the fewest and the most paired voters that readers know to be in it."""


@dataclass(frozen=True)
class Told:
    """What readers know of `paired` voters in a number of states.

    `published` are the ways whose numbers are told; on every other way went at most `most`, None if that is not known.
    """

    paired: int
    before: Sums
    after: Sums
    published: Mapping[Way, int]
    most: int | None


def moved_range(told: Told) -> tuple[int, int] | None:
    """Return the fewest and the most who changed their answer; None if no table fits what is told."""
    stayed = worth_range(told, {(state, state): 1 for state in range(len(told.before))})
    return None if stayed is None else (told.paired - stayed[1], told.paired - stayed[0])


def worth_range(told: Told, worth: Mapping[Way, int]) -> tuple[int, int] | None:
    """Return the least and the most that all who went some ways may be worth; None if no table fits what is told."""
    least = _least(told, worth)
    most = _least(told, {way: -value for way, value in worth.items()})
    return None if least is None or most is None else (least, -most)


def _least(told: Told, worth: Mapping[Way, int]) -> int | None:
    states = len(told.before)
    source, sink, start, end = (2 * states + extra for extra in range(4))
    network = _Network(2 * states + 4)
    for state, (low, high) in enumerate(told.before):
        network.bound(source, state, low, high)
    for state, (low, high) in enumerate(told.after):
        network.bound(states + state, sink, low, high)
    for row in range(states):
        for column in range(states):
            price = worth.get((row, column), 0)
            known = told.published.get((row, column))
            most = told.paired if told.most is None else told.most
            low, high = (0, most) if known is None else (known, known)
            network.bound(row, states + column, low, high, price)
    network.bound(sink, source, told.paired, told.paired)
    return network.fill(start, end)


class _Network:
    """A network whose edges have lower and upper bounds, which is filled at least cost."""

    def __init__(self, nodes: int) -> None:
        self._edges: list[list[int]] = [[] for _ in range(nodes)]
        self._to: list[int] = []
        self._room: list[int] = []
        self._cost: list[int] = []
        self._needs = [0] * nodes
        self._spent = 0
        self._fits = True

    def bound(self, start: int, end: int, low: int, high: int, cost: int = 0) -> None:
        """Add an edge that takes from `low` to `high`: what it has to take is sent, and made up for by `fill`."""
        self._fits &= low <= high
        self._needs[start] -= low
        self._needs[end] += low
        self._spent += low * cost
        self._add(start, end, high - low, cost)

    def _add(self, start: int, end: int, room: int, cost: int) -> None:
        for tail, head, free, price in ((start, end, room, cost), (end, start, 0, -cost)):
            self._edges[tail].append(len(self._to))
            self._to.append(head)
            self._room.append(free)
            self._cost.append(price)

    def fill(self, start: int, end: int) -> int | None:
        """Send what the lower bounds need along the cheapest ways; return the cost of all, None if it does not fit."""
        needed = 0
        for node, need in enumerate(self._needs):
            if need > 0:
                self._add(start, node, need, 0)
                needed += need
            elif need < 0:
                self._add(node, end, -need, 0)
        while self._fits and needed:
            way = self._cheapest(start, end)
            if way is None:
                return None
            sent = min(self._room[edge] for edge in way)
            for edge in way:
                self._room[edge] -= sent
                self._room[edge ^ 1] += sent
                self._spent += sent * self._cost[edge]
            needed -= sent
        return self._spent if self._fits else None

    def _cheapest(self, start: int, end: int) -> list[int] | None:
        """Find the cheapest way with room left: Bellman and Ford's search, as edges back have a negative cost."""
        cost: dict[int, int] = {start: 0}
        reached: dict[int, int] = {}
        waiting, queued = deque([start]), {start}
        while waiting:
            node = waiting.popleft()
            queued.discard(node)
            for edge in self._edges[node]:
                other, total = self._to[edge], cost[node] + self._cost[edge]
                if self._room[edge] and total < cost.get(other, total + 1):
                    cost[other], reached[other] = total, edge
                    if other not in queued:
                        queued.add(other)
                        waiting.append(other)
        if end not in cost:
            return None
        way, node = [], end
        while node != start:
            way.append(reached[node])
            node = self._to[reached[node] ^ 1]
        return way
