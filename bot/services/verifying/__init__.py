"""Checking a ZIP that the bot has written, with nothing but the ZIP: no database, no settings, no network.

First the bytes: the manifest has the checksum of every file. Then the sense, as whoever alters a file can alter the
manifest as well: everything is counted anew from the ballots, and held against tallies, seals, codes, shift, log and
codebook, and these against each other.
"""

import asyncio
import hashlib
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from bot.domain.plain_text import escaped, shortened
from bot.exports.archive import CHUNK, MANIFEST, checksum_of, manifest
from bot.services.verifying.opening import UNREADABLE, Unlike, opened
from bot.services.verifying.recounting import Recount
from bot.services.verifying.strict import read_manifest
from bot.services.verifying.unpacked import Altered, Unpacked, listed, reading

LARGEST_MANIFEST = 1_000_000
"""Bytes; five hundred for each file."""

LONGEST_SENTENCE = 2000
"""Characters."""


@dataclass(frozen=True)
class Verified:
    """What was found to hold.

    `seals` are the polls' seals by question and round, `notes` what is less than one might think.
    """

    polls: int
    ballots: int
    actions: int
    seals: tuple[tuple[str, str | None], ...]
    notes: tuple[str, ...]


class NotVerified(Exception):
    """Something does not hold; the message is one sentence that names it, with nothing in it that a terminal obeys."""

    def __init__(self, sentence: str) -> None:
        super().__init__(shortened(escaped(sentence), LONGEST_SENTENCE))


def verify(file: Path) -> Verified:
    """Check a ZIP. Raises NotVerified."""
    try:
        with opened(file) as (archive, stream):
            checksums, question = _manifest(archive, file)
            _require_bytes(archive, checksums)
            _require_whole(archive, stream)
            return _recounted(Unpacked(archive, checksums), question)
    except Altered as error:
        raise NotVerified(f"{file} does not hold: altered is {error}.") from error
    except Unlike as error:
        raise NotVerified(f"{file} is no ZIP of this bot, or altered: {error}.") from error
    except OSError as error:
        raise NotVerified(f"{file} cannot be read: {error.strerror or error}.") from error


def _manifest(archive: zipfile.ZipFile, file: Path) -> tuple[dict[str, str], str | None]:
    """Return the checksums by file, and the question where the ZIP is of one only."""
    names = archive.namelist()
    if MANIFEST not in names:
        raise NotVerified(f"{file} has no {MANIFEST}, so it is no complete ZIP of this bot: export with format zip.")
    try:
        with archive.open(MANIFEST) as stream:
            content = stream.read(LARGEST_MANIFEST)
        files, question = read_manifest(content)
        whole = manifest(files, question)
    except UNREADABLE as error:
        raise Altered(MANIFEST) from error
    if whole != content:
        raise Altered(MANIFEST)
    return files, question


def _require_bytes(archive: zipfile.ZipFile, checksums: dict[str, str]) -> None:
    names = archive.namelist()
    wrong = [f"{name} (missing)" for name in sorted({*checksums} - {*names})]
    wrong += [f"{name} (added)" for name in sorted({*names} - {*checksums, MANIFEST})]
    wrong += [name for name in sorted({*checksums} & {*names}) if _checksum(archive, name) != checksums[name]]
    if wrong:
        raise Altered(listed(wrong))


def _require_whole(archive: zipfile.ZipFile, stream: IO[bytes]) -> None:
    if checksum_of(stream).encode() != archive.comment:
        raise Altered("the ZIP around its files")


def _checksum(archive: zipfile.ZipFile, name: str) -> str | None:
    digest = hashlib.sha256()
    try:
        with archive.open(name) as stream:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
    except UNREADABLE:
        return None
    return digest.hexdigest()


def _recounted(unpacked: Unpacked, question: str | None) -> Verified:
    recount = Recount(unpacked, question)
    with reading("a canonical file"):  # what nothing else is at fault for
        asyncio.run(recount.check())
    seals = tuple((f"{poll.question} {poll.round.value}", recount.seals[poll.id]) for poll in recount.polls)
    part = () if question is None else (f"it is of question {question} only",)
    return Verified(len(recount.polls), recount.ballots, recount.actions, seals, (*part, *recount.notes))
