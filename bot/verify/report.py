"""What `verify` answers, as lines for a person or as JSON for a program."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Verified:
    """What was found to hold.

    Seals cover the first `sealed_entries` of the `actions`; whoever hands the ZIP over can have changed those after.
    `seals` are the polls' seals by question and round, `notes` say where there was less to check than usual.
    """

    polls: int
    ballots: int
    actions: int
    sealed_entries: int
    seals: tuple[tuple[str, str | None], ...]
    notes: tuple[str, ...]


NOT_CHECKED = (
    "who gave which answer, when during the poll and after how many changes, and what the shift has of that",
    "names in named polls, and whose codes of a secret poll are blank",
    "what responses say, by whom and when, and whether there were more of them",
    "what the codebook, the report and the charts say and show",
    "whether the newest polls were left out, together with what the log has of them",
)


def lines(found: Verified) -> Iterator[str]:
    """Write what holds, what was checked, the seals to compare, and what nobody can check from a file."""
    yield f"Holds: {_counted(found.polls, 'poll')}, {_counted(found.ballots, 'ballot')}."
    yield from _section("Checked", _checked(found))
    if found.notes:
        yield from _section("Less to check than usual", found.notes)
    if found.seals:
        yield from _section(
            "Compare these seals with those under the results in Discord",
            (f"{name}: {seal or 'none'}" for name, seal in found.seals),
        )
    yield from _section("Nobody can check this from a file; only its publisher vouches for it", NOT_CHECKED)


def as_json(found: Verified) -> dict[str, Any]:
    """Return the same for a program."""
    return {
        "holds": True,
        "polls": found.polls,
        "ballots": found.ballots,
        "log_entries": found.actions,
        "sealed_log_entries": found.sealed_entries,
        "checked": list(_checked(found)),
        "notes": list(found.notes),
        "seals": [{"poll": name, "seal": seal} for name, seal in found.seals],
        "not_checked": list(NOT_CHECKED),
    }


def _checked(found: Verified) -> Iterator[str]:
    yield "every file has the SHA-256 in the manifest, and no file is missing or added"
    yield "the ballots add up to the tallies, canonical files and seals, and tables say the same as CSV and as JSON"
    yield "there are as many codes as voters, and each fits its commitment, which the seal covers"
    yield "responses that are not published are without their text"
    yield "the shift is possible between its two polls, and the one that the log has"
    after = found.actions - found.sealed_entries
    rest = f"; the {after} after them can have been changed" if after else ""
    entries = _counted(found.actions, "log entry", "log entries")
    yield f"the {entries} fit the polls; seals cover {found.sealed_entries}{rest}"


def _section(title: str, items: Iterator[str] | tuple[str, ...]) -> Iterator[str]:
    yield ""
    yield f"{title}:"
    yield from (f"- {item}" for item in items)


def _counted(number: int, one: str, many: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
