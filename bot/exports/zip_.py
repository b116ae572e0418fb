"""ZIP: everything in one file, with the checksums of what is in it."""

import hashlib
import io
import os
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any, cast

from bot.domain.canonical import canonical_json
from bot.domain.export_schema import Dataset
from bot.exports import Target
from bot.exports.charts import chart_cache, write_charts
from bot.exports.csv_ import CommaSeparated
from bot.exports.html import Report
from bot.exports.json_ import JsonLists

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time a ZIP can hold: a fixed one, so that the same tables give the same bytes."""

MANIFEST = "manifest.json"
SIGNATURE = f"{MANIFEST}.minisig"
TIME_STAMP = f"{MANIFEST}.tsr"
PUBLIC_KEY = "signing-key.pub"
FORMAT_NUMBER = 2
"""The version of the ZIP's content, by which `verify` reads it. Raise it with every change of that.

1: version 0.1. 2: seals cover the log of actions, times of pseudonymous ballots and responses are rounded, turns to
speak, and statements with the votes on them, are in it, the manifest is signed and may have a time stamp, and each
chart is there on both cards.
"""
COMMENT = "the manifest of a debate-bot ZIP"
"""What a signature says that it signs."""

CHECKSUM = 64
"""Characters of SHA-256; the ZIP's comment is that of all bytes before it."""

CHUNK = 1 << 16


class Hashed(io.BufferedIOBase):
    """Hashes bytes, and passes them on where there is a stream."""

    def __init__(self, stream: IO[bytes] | None = None) -> None:
        self.digest = hashlib.sha256()
        self._stream = stream

    def writable(self) -> bool:
        """Say that one can write."""
        return True

    def write(self, data: Any, /) -> int:  # noqa: ANN401  any buffer; Python 3.11 has no name for it
        """Write."""
        self.digest.update(data)
        return self._stream.write(data) if self._stream else len(data)


class _Members:
    """The files within a ZIP, and the checksums of those that are written."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.checksums: dict[str, str] = {}
        self._archive = archive

    @contextmanager
    def file(self, name: str) -> Iterator[IO[bytes]]:
        entry = zipfile.ZipInfo(name, EPOCH)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = 0o644 << 16  # readable once unpacked; the default lets nobody read it
        with self._archive.open(entry, "w", force_zip64=True) as stream:  # how large it becomes is not known yet
            hashed = Hashed(stream)
            yield cast("IO[bytes]", hashed)
        self.checksums[name] = hashed.digest.hexdigest()


@contextmanager
def packed(target: Target, name: str = "debate.zip") -> Iterator[_Members]:
    """Put files into one ZIP in the target, as they are written."""
    with target.file(name) as stream:
        with zipfile.ZipFile(stream, "w") as archive:
            archive.comment = b"0" * CHECKSUM
            yield _Members(archive)
        checksum = checksum_of(stream)
        stream.seek(-CHECKSUM, os.SEEK_END)
        stream.write(checksum.encode())


def checksum_of(stream: IO[bytes]) -> str:
    """Return the SHA-256 of all of a ZIP but its comment."""
    left = stream.seek(0, os.SEEK_END) - CHECKSUM
    stream.seek(0)
    digest = hashlib.sha256()
    while left > 0 and (chunk := stream.read(min(CHUNK, left))):
        digest.update(chunk)
        left -= len(chunk)
    return digest.hexdigest()


def manifest(checksums: Mapping[str, str], question: str | None = None, format_: int = FORMAT_NUMBER) -> bytes:
    """Return the manifest as canonical JSON: the SHA-256 of each file, the question, the format, and its own SHA-256.

    Without a question it covers the whole debate. Format 1 has no number.
    """
    number = {} if format_ == 1 else {"format": format_}
    content = {"files": checksums, "question": question, **number}
    own = hashlib.sha256(canonical_json(content).encode()).hexdigest()
    return f"{canonical_json({**content, 'sha256': own})}\n".encode()


class Archive:
    """Every table as CSV and as JSON; with everything also charts, the report, documents, and a signed manifest."""

    name = "zip"
    one_file = True

    async def write(self, dataset: Dataset, target: Target) -> None:
        with packed(target, "debate-public.zip" if dataset.is_public else "debate.zip") as members:
            await CommaSeparated().write(dataset, members)
            await JsonLists().write(dataset, members)
            if dataset.documents:
                with chart_cache() as draw:
                    await write_charts(dataset, members, draw)
                    await Report(draw, beside=True).write(dataset, members)
            for document in dataset.documents:
                with members.file(document.name) as stream:
                    async for part in document.parts():
                        stream.write(part)
            key = dataset.signing_key
            if key is not None:
                with members.file(PUBLIC_KEY) as stream:
                    stream.write(key.public.file)
            listed = manifest(dict(members.checksums), dataset.question)
            with members.file(MANIFEST) as stream:
                stream.write(listed)
            if key is not None:
                with members.file(SIGNATURE) as stream:
                    stream.write(key.sign(listed, COMMENT))
            if dataset.stamp is not None and (stamped := await dataset.stamp(listed)):
                with members.file(TIME_STAMP) as stream:
                    stream.write(stamped)


FORMAT = Archive()
