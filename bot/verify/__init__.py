"""Verifies an exported ZIP with nothing but the ZIP: no database, no settings, no network.

First the bytes: each file must have its checksum in the manifest. A forger can rewrite the manifest, so then the
content: the ballots are recounted and compared with tallies, seals, codes, shift and log. Files that somebody has added
later, such as a README, are named and not read.
"""

import asyncio
import hashlib
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO, Annotated

from cryptography import x509
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter

from bot.domain.plain_text import escaped, shortened
from bot.domain.signatures import BadSignature, PublicKey
from bot.exports.package_files import EXPORT
from bot.exports.zip_ import CHUNK, FORMAT_NUMBER, MANIFEST, PUBLIC_KEY, SIGNATURE, TIME_STAMP, checksum_of, manifest
from bot.verify.columns import LARGEST, Hash
from bot.verify.recount import Recount
from bot.verify.report import Verified
from bot.verify.safe_zip import MOST_FILES, NAME, UNREADABLE, ForeignFile, open_zip
from bot.verify.time_stamp import Stamp, stamp_of
from bot.verify.zip_files import Altered, ZipFiles, listed, parsed

LARGEST_SIGNATURE = 1000
"""Bytes, of the signature and of the public key; some 300."""

LARGEST_MANIFEST = 1_000_000
"""Bytes; five hundred for each file."""

LONGEST_LINE = 2000
"""Characters of a line of an answer."""


class NotVerified(Exception):
    """The file does not hold: one short sentence, and a line for each problem, with nothing a terminal obeys."""

    def __init__(self, sentence: str, *problems: str) -> None:
        self.sentence, *self.problems = (shortened(escaped(line), LONGEST_LINE) for line in (sentence, *problems))
        super().__init__("\n".join([self.sentence, *(f"- {problem}" for problem in self.problems)]))


def verify(file: Path, key: PublicKey | None = None, authority: Sequence[x509.Certificate] = ()) -> Verified:
    """Check a ZIP, and that a key has signed it and an authority time-stamped it, where they are given.

    Raises NotVerified.
    """
    try:
        with open_zip(file) as (archive, stream):
            found = _manifest(archive)
            _require_bytes(archive, found.files)
            signed_by = _signer(archive, found)
            stamp = stamp_of(archive, _content(archive, MANIFEST), authority)
            ours = {*found.files, MANIFEST, TIME_STAMP, *([SIGNATURE] if signed_by else [])}
            added = tuple(sorted({*archive.namelist()} - ours))
            if not added:  # whoever adds a file packs the ZIP anew
                _require_whole(archive, stream)
            _require_signer(signed_by, key)
            _require_stamp(stamp, authority)
            _require_evidence(found, signed_by)
            recounted = _recounted(ZipFiles(archive, found.files, found.format), found)
            return replace(recounted, added=added, signed_by=signed_by.text if signed_by else None, stamp=stamp)
    except Altered as error:
        raise NotVerified("Does not hold: it was altered or damaged.", *error.args) from error
    except ForeignFile as error:
        raise NotVerified("Does not hold: not a ZIP from this bot, or altered.", str(error)) from error
    except OSError as error:
        raise NotVerified(f"Cannot be read: {error.strerror or error}.") from error


def _is_a_name(name: str) -> str:
    if not NAME.fullmatch(name):
        raise ValueError("the bot gives no file such a name")
    return name


class Manifest(BaseModel):
    """The checksums by file, the question where the ZIP is of one only, and the ZIP's format."""

    model_config = ConfigDict(extra="forbid", strict=True)

    files: Annotated[dict[Annotated[str, AfterValidator(_is_a_name)], Hash], Field(max_length=MOST_FILES)]
    question: str | None
    format: Annotated[int, Field(ge=1, lt=LARGEST)] = 1
    sha256: str


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    names = archive.namelist()
    if MANIFEST not in names:
        raise NotVerified(f"Does not hold: {MANIFEST} is missing. Export everything with format zip.")
    try:
        with archive.open(MANIFEST) as stream:
            content = stream.read(LARGEST_MANIFEST)
    except UNREADABLE as error:
        raise Altered(MANIFEST) from error
    found = parsed(MANIFEST, content, TypeAdapter(Manifest))
    if manifest(found.files, found.question, found.format) != content:
        raise Altered(MANIFEST)
    if found.format > FORMAT_NUMBER:
        raise NotVerified(
            "Not checked: it is from a newer version of the bot. Use that version.", f"format {found.format}"
        )
    return found


def _content(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as stream:
        return stream.read(LARGEST_MANIFEST)


def _require_bytes(archive: zipfile.ZipFile, checksums: dict[str, str]) -> None:
    names = archive.namelist()
    wrong = [f"{name} (missing)" for name in sorted({*checksums} - {*names})]
    wrong += [name for name in sorted({*checksums} & {*names}) if _checksum(archive, name) != checksums[name]]
    if wrong:
        raise Altered(*listed(wrong))


def _signer(archive: zipfile.ZipFile, found: Manifest) -> PublicKey | None:
    """Return the key whose signature the manifest bears; None if the ZIP has no key, as it has from version 0.1."""
    if PUBLIC_KEY not in found.files:
        return None
    try:
        with archive.open(PUBLIC_KEY) as stream:
            key = PublicKey(stream.read(LARGEST_SIGNATURE).decode().splitlines()[1])
        with archive.open(SIGNATURE) as stream:
            key.check(_content(archive, MANIFEST), stream.read(LARGEST_SIGNATURE))
    except (*UNREADABLE, KeyError, IndexError, BadSignature) as error:
        raise Altered(f"{SIGNATURE} or {PUBLIC_KEY}: the signature does not fit") from error
    return key


def _require_signer(signed_by: PublicKey | None, key: PublicKey | None) -> None:
    if key is None or signed_by == key:
        return
    if signed_by is None:
        raise NotVerified("Does not hold: nobody has signed it.")
    raise NotVerified("Does not hold: another key has signed it.", signed_by.text)


def _require_stamp(stamp: Stamp | None, authority: Sequence[x509.Certificate]) -> None:
    if authority and stamp is None:
        raise NotVerified("Does not hold: it has no time stamp.")


def _require_evidence(found: Manifest, signed_by: PublicKey | None) -> None:
    """Refuse to recount what is made to be published: it has neither seals nor the log."""
    if EXPORT in found.files and not {"seals.json", "codes.json", "actions.jsonl"} & found.files.keys():
        raise NotVerified(
            "Not recounted: made to be published, it has no seals. Take the one for the team.",
            "each file is as the manifest has it",
            f"signed with the key {signed_by.text}" if signed_by else "nobody has signed it",
        )


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


def _recounted(files: ZipFiles, found: Manifest) -> Verified:
    recount = Recount(files, found.question, found.format)
    asyncio.run(recount.check())
    seals = tuple((f"{poll.question} {poll.round.value}", recount.seals[poll.id]) for poll in recount.polls)
    part = () if found.question is None else (f"the file has question {found.question} only",)
    return Verified(
        len(recount.polls), recount.ballots, recount.actions, recount.sealed_entries, seals, (*part, *recount.notes)
    )
