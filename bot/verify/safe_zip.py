"""Opens an untrusted ZIP: only what the bot itself writes, and only within limits.

The limits leave room for millions of ballots. They stop ZIP bombs: a few kilobytes can unpack to gigabytes, and entries
that share bytes can do so again and again.
"""

import io
import re
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

MEBI = 1 << 20

MOST_FILES = 2_000
LARGEST_DIRECTORY = MEBI
"""Bytes of the list of files at the end of a ZIP."""

LARGEST = 32 * MEBI
"""Bytes of a file once unpacked, except those that grow with the number of voters."""
GROWS = re.compile(r"(ballots(_wide_\w+)?|codes|responses|statement_votes)\.(csv|json)|canonical-\d+\.jsonl", re.ASCII)

MOST_POLLS = 200
"""Canonical files; a debate has 26 questions and three rounds at most."""

LARGEST_TOTAL = 4096 * MEBI
"""Bytes of all files once unpacked; a million pseudonymous ballots take 700 MiB."""

ALWAYS_ALLOWED, MOST_RATIO = 512 * MEBI, 200
"""Bytes that may always be unpacked, and how many more for each byte of the ZIP.

With receipts, ours are 3 times as large unpacked. Secret ballots without any, as an earlier version closed them, are up
to 260 times as large, and a million of them come to 300 MiB.
"""

NAME = re.compile(r"(?:charts/(?:dark/)?)?\w[\w.-]{0,150}", re.ASCII)
LONGEST_NAME = 200
"""Characters of another name that are shown."""

STRANGE_FLAGS = 0x1 | 0x20 | 0x40 | 0x2000
"""Encrypted, patched, strongly encrypted, and with a hidden directory."""

LOCAL_HEADER = 30
"""Bytes before a file's name and content, at least."""

UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
    ValueError,
)
"""What zipfile raises where bytes of a ZIP are not what they should be."""


class ForeignFile(Exception):
    """The bot does not write such a file; the message says why."""


class _Stream(io.BufferedReader):
    """Refuses to read much in one go, as zipfile does with the list of files."""

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(LARGEST_DIRECTORY + 1 if size is None or size < 0 else min(size, LARGEST_DIRECTORY + 1))
        if len(data) > LARGEST_DIRECTORY:
            raise ForeignFile("its list of files is too long")
        return data


@contextmanager
def open_zip(file: Path) -> Iterator[tuple[zipfile.ZipFile, IO[bytes]]]:
    """Open a ZIP, with the stream that it is read from. Raises ForeignFile, and OSError where it cannot be read."""
    if not stat.S_ISREG(file.stat().st_mode):
        raise OSError("it is not a file")
    with _Stream(io.FileIO(file)) as stream:
        try:
            archive = zipfile.ZipFile(stream)
        except UNREADABLE as error:
            raise ForeignFile("it is damaged, or not a ZIP") from error
        with archive:
            _require_ours(archive)
            yield archive, stream


def _require_ours(archive: zipfile.ZipFile) -> None:
    """Check the list of files before any is read. Raises ForeignFile."""
    entries = archive.infolist()
    if len(entries) > MOST_FILES:
        raise ForeignFile(f"it has more than {MOST_FILES:,} files")
    if sum(entry.filename.startswith("canonical-") for entry in entries) > MOST_POLLS:
        raise ForeignFile(f"it has more than {MOST_POLLS} polls")
    for entry in entries:
        if wrong := _wrong(entry):
            raise ForeignFile(f"{entry.orig_filename[:LONGEST_NAME]} {wrong}")
    for name, number in Counter(archive.namelist()).items():
        if number > 1:
            raise ForeignFile(f"{name} appears twice")
    total, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    if total > LARGEST_TOTAL or total > ALWAYS_ALLOWED + MOST_RATIO * packed:
        raise ForeignFile(f"it would be {total // MEBI:,} MiB unpacked")
    _require_apart(entries, archive.start_dir)


def _wrong(entry: zipfile.ZipInfo) -> str | None:
    name, kind = entry.orig_filename, stat.S_IFMT(entry.external_attr >> 16)
    if not NAME.fullmatch(name):
        return "is not a name that the bot gives a file"
    if kind not in {0, stat.S_IFREG}:
        return "is a link or a folder"
    if entry.flag_bits & STRANGE_FLAGS:
        return "is encrypted"
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        return "is compressed in a way that the bot does not use"
    if entry.file_size > LARGEST and not GROWS.fullmatch(name):
        return f"would be {entry.file_size // MEBI:,} MiB unpacked"
    return None


def _require_apart(entries: list[zipfile.ZipInfo], end: int) -> None:
    """Check that no two files share bytes. Raises ForeignFile."""
    reached = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < reached:
            raise ForeignFile(f"{entry.filename} shares bytes with another file")
        reached = entry.header_offset + LOCAL_HEADER + len(entry.filename) + entry.compress_size
    if reached > end:
        raise ForeignFile("its last file runs into the list of files")
