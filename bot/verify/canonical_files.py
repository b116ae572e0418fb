"""Reading the first and the last line of a canonical file: what was voted on, and what log the seal covers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from bot.domain.answers import ABSTAINED
from bot.domain.canonical import WITH_LOG, WITHOUT_LOG, Codes, Head
from bot.domain.kind import MOST_OPTIONS, Kind, Option, all_kinds
from bot.domain.polls import Item, Poll, PollState, Release, Round, Secrecy
from bot.verify.columns import LARGEST, Hash, Time
from bot.verify.zip_files import Altered, parsed

LONGEST_HEAD = 256 * 1024
"""Bytes of the first line."""

MOST_ITEMS = 10

Count = Annotated[int, Field(ge=0, lt=LARGEST)]
Words = Annotated[str, Field(max_length=4000)]
Key = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^;\x00-\x1f]+$")]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _OptionForm(_Form):
    id: Key
    label: Words
    editors: bool
    detail: Words


class _ItemForm(_Form):
    key: Key
    kind: str
    title: Words
    options: Annotated[list[_OptionForm], Field(max_length=MOST_OPTIONS)]
    settings: dict[str, Any]


class _Head(_Form):
    canonical: Literal[1, 2]
    debate: Words
    poll: Count
    question: Key
    title: Words
    round: Round
    secrecy: Secrecy
    opened_at: Time
    closed_at: Time
    electorate: Count | None
    turnout: Count
    codes: Count
    codes_sha256: Hash
    items: Annotated[list[_ItemForm], Field(max_length=MOST_ITEMS)]


class _Last(_Form):
    log_head: Hash


HEAD, LAST = TypeAdapter(_Head), TypeAdapter(_Last)


def read_head(name: str, first: bytes, last: bytes, newest: int = WITH_LOG) -> Head:
    """Read what all of a canonical file hangs on; its format is no newer than that. Raises Altered."""
    if len(first) > LONGEST_HEAD:
        raise Altered(name)
    head = parsed(name, first, HEAD)
    if head.canonical > newest:
        raise Altered(name)
    log_head = None if head.canonical == WITHOUT_LOG else parsed(name, last, LAST).log_head
    keys = {item.key for item in head.items}
    if len(keys) < len(head.items):
        raise Altered(name)
    poll = Poll(
        id=head.poll,
        debate_id=0,
        guild_id=0,
        question=head.question,
        title=head.title,
        round=head.round,
        state=PollState.CLOSED,
        release=Release.CLOSED,
        secrecy=head.secrecy,
        participant_role=None,
        electorate=head.electorate,
        channel_id=0,
        message_id=None,
        opened_at=datetime.fromisoformat(head.opened_at),
        closes_at=None,
        closed_at=datetime.fromisoformat(head.closed_at),
        published_at=None,
        items=tuple(_item(name, number, item) for number, item in enumerate(head.items)),
        log_head=log_head,
    )
    return Head(head.debate, poll, head.turnout, Codes(head.codes, head.codes_sha256))


def _item(name: str, number: int, found: _ItemForm) -> Item:
    kind = all_kinds().get(found.kind)
    options = tuple(Option(**option.model_dump()) for option in found.options)
    if kind is None or not _is_possible(kind, options, found.settings):
        raise Altered(name)
    return Item(number, found.key, found.kind, found.title, options, found.settings)


def _is_possible(kind: Kind, options: Sequence[Option], settings: dict[str, Any]) -> bool:
    """Whether the item is valid, so that its kind can count it."""
    ids = {option.id for option in options}
    least, most = kind.sizes
    if not least <= len(options) <= most or len(ids) < len(options) or ABSTAINED in ids:
        return False
    try:
        accepted = kind.settings_model.model_validate(settings, context={"options": ids})
    except ValidationError:
        return False
    return accepted.model_dump(mode="json", exclude_unset=True) == settings
