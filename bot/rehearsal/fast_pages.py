"""Why a page opens fast, however much has been said in its channel.

The preview checks every picture in a process of its own, one after the other and anew for each page, and parses every
text of the channel twice for each page whenever anything changes: with five results on it, a page took 12 s to open.
Here pictures are those of the bot, which need no checking, and a text is parsed once.
"""
# ruff: noqa: SLF001  # private members are this file's one subject

import dataclasses
import functools
import struct
from collections.abc import Iterator, Mapping
from typing import Any

from simcord import Preview
from simcord.preview import _markdown
from simcord.preview._media import MediaInfo, MediaWorker

from bot.rehearsal import guard

_PNG = b"\x89PNG\r\n\x1a\n"
_SIZE = struct.Struct("!II")
_SIZE_AT = 16

_parser_for = _markdown._markdown_parser


def moved() -> Iterator[str]:
    """Name every part of the preview that is not as this file expects it."""
    yield from guard.missing_fields([(Preview, "_media_worker", Preview.__init__.__code__.co_names)])
    yield from guard.moved_functions(
        [
            (MediaWorker, "validate", {"self", "key", "blob", "media_time"}),
            (_markdown, "_markdown_parser", {"policy", "context"}),
        ]
    )
    picture = [field.name for field in dataclasses.fields(MediaInfo)]
    if picture[:7] != ["format", "width", "height", "frames", "decoded_bytes", "normalized", "content_type"]:
        yield "MediaInfo has other fields"
    if "_markdown_parser" not in _markdown.markdown_tokens.__code__.co_names:
        yield "markdown_tokens does without _markdown_parser"


def open_fast(preview: Preview) -> None:
    """Spare a preview, not entered yet, what makes its pages slow."""
    preview._media_worker = _Pictures()
    _markdown._markdown_parser = _Parser


class _Pictures(MediaWorker):
    """Hands out a PNG as it is; anything else is checked, as ever, in a process of its own."""

    async def validate(self, key: str, blob: bytes, *, media_time: float | None = None) -> MediaInfo:
        if not blob.startswith(_PNG):
            return await super().validate(key, blob, media_time=media_time)
        width, height = _SIZE.unpack_from(blob, _SIZE_AT)
        return MediaInfo("PNG", width, height, 1, 4 * width * height, blob, "image/png", capture=blob, poster=blob)


class _Parser:
    """A parser of Discord's Markdown that remembers what it has read, on whatever page it was."""

    def __init__(self, policy: Mapping[str, bool | str], context: Mapping[str, Any]) -> None:
        self._policy, self._context = policy, context

    def parse(self, text: str, _env: Mapping[str, Any]) -> list[Any]:
        return self._read("parse", text)

    def parseInline(self, text: str, _env: Mapping[str, Any]) -> list[Any]:  # noqa: N802  the parser's own name
        return self._read("parseInline", text)

    def _read(self, way: str, text: str) -> list[Any]:
        # Only a mention, an emoji or a command looks at who and what there is.
        names = repr(self._context) if "<" in text or "@" in text else ""
        return _parsed(_Text(way, text, tuple(self._policy.items()), names, self._context))


@dataclasses.dataclass(frozen=True)
class _Text:
    way: str
    text: str
    policy: tuple[tuple[str, bool | str], ...]
    names: str
    context: Mapping[str, Any] = dataclasses.field(compare=False)


@functools.lru_cache(maxsize=4096)
def _parsed(asked: _Text) -> list[Any]:
    parse = getattr(_parser_for(dict(asked.policy), asked.context), asked.way)
    tokens: list[Any] = parse(asked.text, {"context": asked.context})
    return tokens
