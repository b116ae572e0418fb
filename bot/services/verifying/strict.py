"""Reading JSON out of a file that anybody may have made: what has another type than the bot writes is refused."""

import json
import re
from collections.abc import Sequence
from typing import Annotated, Any, NoReturn

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from bot.domain.findings import Cell
from bot.domain.kind import MOST_OPTIONS, all_kinds
from bot.domain.polls import Round, Secrecy
from bot.services.verifying.opening import MOST_FILES, NAME

LONGEST_HEAD = 256 * 1024
"""Bytes of the first line of a canonical file."""

MOST_ITEMS = 10

NUMBERS = frozenset({"poll", "changes", "response", "poll_before", "poll_after", "people", "paired"})
"""Columns that hold whole numbers; all others hold text."""

MAY_BE_EMPTY = frozenset({"participant", "cast_at", "changes", "seal", "code", "salt", "option", "people"})

SHA256 = re.compile(r"^[0-9a-f]{64}$")


def read_json(text: bytes) -> Any:  # noqa: ANN401  any JSON
    """Read JSON. Raises ValueError, also where it is nested too deep or has numbers that JSON does not know."""
    try:
        return json.loads(text, parse_constant=_no_number)
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def cell_types(columns: Sequence[str]) -> tuple[tuple[type, ...], ...]:
    """Return what the cells of each column may be."""
    empty = type(None)
    return tuple((int if name in NUMBERS else str, *([empty] if name in MAY_BE_EMPTY else ())) for name in columns)


def read_row(text: bytes, columns: tuple[str, ...], types: Sequence[tuple[type, ...]]) -> tuple[Cell, ...]:
    """Read an object with these columns. Raises ValueError."""
    found = read_json(text)
    if not isinstance(found, dict) or tuple(found) != columns:
        raise ValueError("it has other columns")
    cells = tuple(found.values())
    for cell, allowed in zip(cells, types, strict=True):
        if type(cell) not in allowed:  # true is no number here
            raise ValueError("a cell has another type")
    return cells


def read_manifest(content: bytes) -> tuple[dict[str, str], str | None]:
    """Return the checksums by file, and the question where there is one. Raises ValueError."""
    found = read_json(content)
    files, question = (found.get("files"), found.get("question")) if isinstance(found, dict) else (None, None)
    if not isinstance(files, dict) or not isinstance(question, str | None) or len(files) > MOST_FILES:
        raise ValueError("it lists no files")
    for name, checksum in files.items():
        if not NAME.fullmatch(name) or not isinstance(checksum, str) or not SHA256.fullmatch(checksum):
            raise ValueError("it lists a file that is none of the bot's")
    return files, question


Whole = Annotated[int, Field(ge=0, lt=2**53)]
Words = Annotated[str, Field(max_length=4000)]
Key = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^;\x00-\x1f]+$")]
Moment = Annotated[str, Field(pattern=r"^[2-9][0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$")]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True)


class _Option(_Strict):
    id: Key
    label: Words
    editors: bool
    detail: Words


class _Item(_Strict):
    key: Key
    kind: str
    title: Words
    options: Annotated[list[_Option], Field(max_length=MOST_OPTIONS)]
    settings: dict[str, Any]

    @field_validator("options")
    @classmethod
    def _once_each(cls, options: list[_Option]) -> list[_Option]:
        return _unique(options, [option.id for option in options])

    @field_validator("settings")
    @classmethod
    def _of_its_kind(cls, settings: dict[str, Any], info: ValidationInfo) -> dict[str, Any]:
        kind = all_kinds().get(info.data.get("kind", ""))
        if kind is None or "options" not in info.data:
            raise ValueError("there is no such kind")
        options = {"options": [option.id for option in info.data["options"]]}
        kind.settings_model.model_validate(settings, context=options)
        return settings


class _Head(_Strict):
    """What is read of a canonical file's first line; its seal sees to the rest."""

    debate: Words
    poll: Whole
    question: Key
    title: Words
    round: Round
    secrecy: Secrecy
    opened_at: Moment
    closed_at: Moment
    electorate: Whole | None
    turnout: Whole
    codes: Whole
    codes_sha256: Annotated[str, Field(pattern=SHA256.pattern)]
    items: Annotated[list[_Item], Field(min_length=1, max_length=MOST_ITEMS)]

    @field_validator("items")
    @classmethod
    def _once_each(cls, items: list[_Item]) -> list[_Item]:
        return _unique(items, [item.key for item in items])


def _unique(entries: list[Any], ids: list[str]) -> list[Any]:
    if len({*ids}) < len(ids):
        raise ValueError("an id is there twice")
    return entries


def require_head(line: bytes) -> None:
    """See that the first line of a canonical file has the types that the bot writes. Raises ValueError."""
    if len(line) > LONGEST_HEAD:
        raise ValueError("it is too long")
    _Head.model_validate_json(line)
