"""Reads one YAML file into plain data; each thing that can be wrong with a file has its own sentence."""

from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.domain.plain_text import escaped

try:
    from yaml import CSafeLoader as SafeLoader  # ten times as fast
except ImportError:  # PyYAML was built without libyaml
    from yaml import SafeLoader  # type: ignore[assignment]

MOST_BYTES = 256 * 1024
MOST_DEPTH = 20


@dataclass(frozen=True, order=True)
class Problem:
    """A problem of a pack: the file, the place in it, and what to do about it."""

    file: str
    path: str
    message: str

    def __str__(self) -> str:
        return escaped(f"{self.file}: {self.path}: {self.message}" if self.path else f"{self.file}: {self.message}")


class Unreadable(Exception):
    """The file cannot be read as data; the message says why."""


class _Loader(SafeLoader):
    """A safe loader that refuses duplicate keys."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002  PyYAML's signature
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if isinstance(key, Hashable) and key in seen:
                raise Unreadable(f"line {key_node.start_mark.line + 1}: the key {key!r} is there twice")
            seen.add(key)
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep)
        return mapping


def _require_plain(text: str) -> None:
    """Refuse aliases, which YAML bombs are made of, and deep nesting, before the text is parsed into objects."""
    depth = 0
    for event in yaml.parse(text, SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            line = event.start_mark.line + 1 if event.start_mark else "?"
            raise Unreadable(f"line {line}: aliases (*name) are not allowed; write the text out")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MOST_DEPTH:
            raise Unreadable(f"is nested deeper than {MOST_DEPTH} levels")


def read_text(file: Path) -> str:
    """Return the text of a file. Raises Unreadable if it is too large, or none."""
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror}") from error
    if len(raw) > MOST_BYTES:
        raise Unreadable(f"is {len(raw) // 1024} KiB large; at most {MOST_BYTES // 1024} KiB are read")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"is not UTF-8 at byte {error.start}; save it as UTF-8") from error


def read_yaml(file: Path) -> dict[str, Any]:
    """Return the mapping in a file. Raises Unreadable if there is none."""
    text = read_text(file)
    try:
        _require_plain(text)
        data = yaml.load(text, _Loader)  # noqa: S506  a SafeLoader
    except Unreadable:
        raise
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        raise Unreadable(f"{line}is not valid YAML: {error.problem or error.context}") from error
    except Exception as error:  # PyYAML's constructors raise KeyError, AttributeError and more
        raise Unreadable(f"is not valid YAML: {' '.join(str(error).split())}") from error
    if data is None:
        raise Unreadable("is empty")
    if not isinstance(data, dict):
        raise Unreadable(f"must hold keys and values at the top, not {_a(data)}")
    return data


def _a(value: object) -> str:
    return "a list" if isinstance(value, list) else "a single value"
