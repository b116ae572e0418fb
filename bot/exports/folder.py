"""Writes files to a folder; a file appears there only once it is complete."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from bot.exports import AlreadyThere, TooLarge


class Folder:
    """Writes at most `max_files` files with at most `max_bytes` in total to a folder; None means no limit.

    `files` lists the complete files. With `keeps` it replaces no file that is there.
    """

    def __init__(
        self, path: Path, max_bytes: int | None = None, max_files: int | None = None, *, keeps: bool = False
    ) -> None:
        path.mkdir(parents=True, exist_ok=True)
        self.files: list[Path] = []
        self._path = path
        self._max_bytes = max_bytes
        self._max_files = max_files
        self._keeps = keeps
        self._written = 0

    @contextmanager
    def file(self, name: str) -> Iterator[IO[bytes]]:
        """Start a file. It replaces one of the same name when complete, and is removed on failure.

        Raises AlreadyThere, TooLarge.
        """
        if self._keeps and (self._path / name).exists():
            raise AlreadyThere(self._path / name)
        if len(self.files) == self._max_files:
            raise TooLarge
        part = self._path / f"{name}.part"
        try:
            with io.BufferedRandom(_Counted(self, part)) as stream:
                yield stream
            self.files.append(part.replace(self._path / name))
        finally:
            part.unlink(missing_ok=True)

    def count(self, size: int) -> None:
        """Add to the bytes written. Raises TooLarge above the limit."""
        self._written += size
        if self._max_bytes is not None and self._written > self._max_bytes:
            raise TooLarge


class _Counted(io.FileIO):
    def __init__(self, folder: Folder, path: Path) -> None:
        super().__init__(path, "w+")
        self._folder = folder

    def write(self, data: Any, /) -> int:  # noqa: ANN401  any buffer; Python 3.11 has no name for it
        written = super().write(data)
        self._folder.count(written)
        return written
