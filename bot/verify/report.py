"""What `verify` answers, as lines for a person or as JSON for a program."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.domain.export_schema import moment
from bot.domain.plain_text import escaped
from bot.domain.short_seal import short_seal
from bot.domain.signatures import PublicKey
from bot.verify.time_stamp import Stamp
from bot.verify.zip_files import listed


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
    added: tuple[str, ...] = ()
    """Files that the manifest does not have."""
    signed_by: str | None = None
    """The public key; it is the bot's if that is the one that the bot shows."""
    stamp: Stamp | None = None


NOT_CHECKED = (
    "who cast which ballot, when, and how often it changed; and the shift, as far as it depends on that",
    "the names in named polls, and whose codes are blank in a secret poll",
    "what responses say, who wrote them and when, and whether any are missing",
    "who spoke in which turn and on which side, and how long its pauses were",
    "what the codebook, the report and the charts say",
    "whether the newest polls were left out, along with their log entries",
)


def lines(found: Verified) -> Iterator[str]:
    """Write what holds, what was checked, the seals to compare, and what nobody can check from a file."""
    yield _sentence(found)
    if found.added:
        yield from _section("Added later, and not checked", tuple(listed(found.added)))
    yield from _section("Checked", _checked(found))
    if found.notes:
        yield from _section("There was less to check than usual", found.notes)
    if found.seals:
        yield from _section(
            "Compare these seals with those under the results in Discord",
            (f"{name}: {seal or 'none'}" for name, seal in found.seals),
        )
        short = ((name, _short(found, seal)) for name, seal in found.seals)
        yield from _section(
            "The same in short, with the end of the key, as on the big screen and in the report",
            (f"{name}: {said}" for name, said in short if said),
        )
    if found.signed_by:
        yield from _section("Compare the key that signed it with the one that /about shows", (found.signed_by,))
    yield from _section("Nobody can check this from a file; you have to trust whoever published it", NOT_CHECKED)


def as_json(found: Verified) -> dict[str, Any]:
    """Return the same for a program."""
    return {
        "holds": True,
        "sentence": _sentence(found),
        "polls": found.polls,
        "ballots": found.ballots,
        "log_entries": found.actions,
        "sealed_log_entries": found.sealed_entries,
        "added": list(found.added),
        "signed_by": found.signed_by,
        "time_stamp": _stamp_for_programs(found.stamp),
        "checked": list(_checked(found)),
        "notes": list(found.notes),
        "seals": [{"poll": name, "seal": seal, "short": _short(found, seal)} for name, seal in found.seals],
        "not_checked": list(NOT_CHECKED),
    }


def _checked(found: Verified) -> Iterator[str]:
    yield f"every file {'of the bot ' if found.added else ''}has its SHA-256 in the manifest, and none is missing"
    yield "the ballots add up to the tallies, the canonical files and the seals"
    yield "every table is the same in CSV and in JSON"
    yield "there are as many codes as voters, and each code fits its commitment, which the seal covers"
    yield "responses that are not published have no text"
    yield "every turn to speak began and ended as the log says, and none is missing"
    yield "the shift is possible between its two polls and matches the log"
    yield f"the log fits the polls; it has {_counted(found.actions, 'entry', 'entries')}"
    yield _sealed(found)
    yield "the manifest bears a signature" if found.signed_by else "nobody has signed it, so anybody could have made it"
    if found.stamp is not None:
        yield _stamped(found.stamp)


def _short(found: Verified, seal: str | None) -> str | None:
    return short_seal(seal, PublicKey(found.signed_by) if found.signed_by else None) if seal else None


def _stamped(stamp: Stamp) -> str:
    if stamp.says is None:
        return "it has a time stamp, which takes the extra `timestamp` to read"
    said = f"a time stamp says that {escaped(stamp.says.authority)} saw the manifest at {moment(stamp.says.at)}"
    if stamp.is_vouched_for:
        return f"{said}, and the certificate vouches for that"
    return f"{said}; check with --authority that it was them"


def _stamp_for_programs(stamp: Stamp | None) -> dict[str, Any] | None:
    if stamp is None or stamp.says is None:
        return None
    return {"at": moment(stamp.says.at), "authority": stamp.says.authority, "checked": stamp.is_vouched_for}


def _sealed(found: Verified) -> str:
    after = found.actions - found.sealed_entries
    if not found.sealed_entries:
        return "no seal covers the log, so it could have been changed"
    rest = f"; the {after} after that could have been changed" if after else ""
    return f"seals cover the log up to entry {found.sealed_entries}{rest}"


def _sentence(found: Verified) -> str:
    added = f" {_counted(len(found.added), 'file was', 'files were')} added later." if found.added else ""
    return f"Holds: {_counted(found.polls, 'poll')}, {_counted(found.ballots, 'ballot')}.{added}"


def _section(title: str, items: Iterator[str] | tuple[str, ...]) -> Iterator[str]:
    yield ""
    yield f"{title}:"
    yield from (f"- {item}" for item in items)


def _counted(number: int, one: str, many: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
