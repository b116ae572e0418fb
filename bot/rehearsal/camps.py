"""What simulated voters do with statements: two camps write them and vote on them.

Each voter is of one of the camps. They agree about some statements, quarrel about others, and pass over the rest.
"""

import random
import re
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum, auto
from typing import Any

from bot.rehearsal.ballots import Control, Page, Preferences, Visit, controls_on

_WHIM_RATE = 0.1
"""How often somebody answers otherwise than their camp."""

_GO_ON_RATE = 0.85
"""How many go on where they are asked whether they want to."""

_OPENS, _STANCE, _GOES_ON, _SURE = "statements", "stance", "next-statement", "stance-sure"
ADDS = "add-statement"
"""The button that opens the form for a statement."""
_AGREE, _DISAGREE, _PASS = "agree", "disagree", "pass"


class Taken(Enum):
    """How the camps take a statement."""

    SHARED = auto()
    """Both agree."""
    FIRST = auto()
    """The first camp agrees, the second does not."""
    SECOND = auto()
    """The other way round."""
    UNCLEAR = auto()
    """Most pass."""


WRITTEN = {
    "Whatever is decided, the reasons should be public.": Taken.SHARED,
    "Start small, and move soon.": Taken.FIRST,
    "Waiting for better plans costs less than building the wrong thing.": Taken.SECOND,
    "Those who pay should see each year what their money became.": Taken.SHARED,
    "Experts should decide, and tell the rest of us later.": Taken.FIRST,
    "No country should be outvoted on this.": Taken.SECOND,
    "Young researchers need contracts that last.": Taken.SHARED,
    "It is all a question of balance.": Taken.UNCLEAR,
}
"""What people of any debate could state, with how it is taken."""


def is_card_of_statements(page: Page) -> bool:
    """Whether a message is the card of statements that are open."""
    return {_OPENS, ADDS} <= {control.kind for control in controls_on(page)}


def camp_of(voter: int) -> Taken:
    """Return the camp of a voter: the statements that it has to itself."""
    return Taken.FIRST if voter % 2 else Taken.SECOND


def taken(statement: str, crowd: str) -> Taken:
    """Say how a statement is taken; one that nobody here wrote is shared or divides by chance, the same for all."""
    kinds = (Taken.SHARED, Taken.SHARED, Taken.FIRST, Taken.SECOND, Taken.UNCLEAR)
    return WRITTEN.get(statement) or random.Random(f"{crowd}/{statement}").choice(kinds)  # noqa: S311  play, no secret


def stance(statement: str, voter: int, preferences: Preferences) -> str:
    """Return what a voter answers to a statement."""
    if preferences.random() < _WHIM_RATE:
        return preferences.choice((_AGREE, _DISAGREE, _PASS))
    kind = taken(statement, preferences.crowd)
    if kind is Taken.UNCLEAR:
        return _PASS
    return _AGREE if kind in {Taken.SHARED, camp_of(voter)} else _DISAGREE


async def vote(visit: Visit, voter: int, preferences: Preferences, card: Page) -> None:
    """Vote on one statement after the other, until there are no more or it has been enough."""
    page, seen = card, set[str]()
    opens = control_of(card, _OPENS)
    while opens is not None:
        page = await visit.tap(page, opens)
        while (stances := _stances(page)) and (shown := _statement(page)) not in seen:
            seen.add(shown)  # which is shown again once voting is over
            page = await visit.tap(page, stances[stance(shown, voter, preferences)])
            if sure := control_of(page, _SURE):
                page = await visit.tap(page, sure)
        opens = control_of(page, _GOES_ON) if preferences.random() < _GO_ON_RATE else None


def _stances(page: Page) -> dict[str, Control]:
    return {control.custom_id.split(":")[3]: control for control in controls_on(page) if control.kind == _STANCE}


def control_of(page: Page, kind: str) -> Control | None:
    """Return the first control of a kind."""
    return next((control for control in controls_on(page) if control.kind == kind), None)


def _statement(page: Page) -> str:
    parts = (part if isinstance(part, dict) else part.to_dict() for part in page.components)
    lines = "\n".join(_texts(parts)).split("\n")
    shown = next((line.removeprefix("### ") for line in lines if line.startswith("### ")), "")
    return re.sub(r"\\(.)", r"\1", shown)


def _texts(parts: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for part in parts:
        if "content" in part:
            yield part["content"]
        yield from _texts(part.get("components", ()))
