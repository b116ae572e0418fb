"""Reading the first and the last line of a canonical file: what was voted on, and what log the seal covers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from bot.domain.answers import ABSTAINED
from bot.domain.canonical import WITH_LOG, WITHOUT_LOG, Codes, Paper
from bot.domain.kind import Kind, Option, all_kinds
from bot.domain.polls import Item, Poll, PollState, Release, Round, Secrecy
from bot.services.verifying.columns import LARGEST, Hash, Time
from bot.services.verifying.unpacked import Altered, parsed

Count = Annotated[int, Field(ge=0, lt=LARGEST)]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _ItemForm(_Form):
    key: str
    kind: str
    title: str
    options: list[Option]
    settings: dict[str, Any]


class _Head(_Form):
    canonical: Literal[1, 2]
    debate: str
    poll: Count
    question: str
    title: str
    round: Round
    secrecy: Secrecy
    opened_at: Time
    closed_at: Time
    electorate: Count | None
    turnout: Count
    codes: Count
    codes_sha256: Hash
    items: list[_ItemForm]


class _Last(_Form):
    log_head: Hash


HEAD, LAST = TypeAdapter(_Head), TypeAdapter(_Last)


def read_paper(name: str, first: bytes, last: bytes, newest: int = WITH_LOG) -> Paper:
    """Read what all of a canonical file hangs on; its format is no newer than that. Raises Altered."""
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
    return Paper(head.debate, poll, head.turnout, Codes(head.codes, head.codes_sha256))


def _item(name: str, number: int, found: _ItemForm) -> Item:
    kind = all_kinds().get(found.kind)
    if kind is None or not _is_possible(kind, found.options, found.settings):
        raise Altered(name)
    return Item(number, found.key, found.kind, found.title, tuple(found.options), found.settings)


def _is_possible(kind: Kind, options: Sequence[Option], settings: dict[str, Any]) -> bool:
    """Whether a pack may have such an item, so that its kind can count it."""
    ids = {option.id for option in options}
    least, most = kind.sizes
    if not least <= len(options) <= most or len(ids) < len(options) or ABSTAINED in ids:
        return False
    try:
        accepted = kind.settings_model.model_validate(settings, context={"options": ids})
    except ValidationError:
        return False
    return accepted.model_dump(mode="json", exclude_unset=True) == settings
