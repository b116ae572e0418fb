"""Polls and their items."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, insert, or_, select, update

from bot.domain.kind import Option
from bot.domain.oxford import is_hidden
from bot.domain.polls import DebateFormat, Item, Poll, PollState, Release, Round, Secrecy
from bot.domain.quorum import parse_quorum
from bot.domain.voter_rules import ANYBODY, VoterRules
from bot.storage.engine import Connection
from bot.storage.shifts import delete_shifts
from bot.storage.tables import debates, items, polls


@dataclass(frozen=True)
class NewPoll:
    """The values of a new poll."""

    debate_id: int
    guild_id: int
    question: str
    title: str
    round: Round
    release: Release
    secrecy: Secrecy
    participant_role: int | None
    electorate: int | None
    channel_id: int
    opened_at: datetime
    closes_at: datetime | None
    quorum: str | None = None
    small_groups: bool = True
    voters: VoterRules = ANYBODY


@dataclass(frozen=True)
class NewItem:
    """An item of a new poll, copied from the pack."""

    key: str
    kind: str
    title: str
    options: tuple[Option, ...]
    settings: dict[str, Any]


async def add_poll(connection: Connection, new: NewPoll, new_items: Sequence[NewItem]) -> Poll:
    """Store an open poll with its items; the caller has checked that the question has none in this round."""
    values = asdict(new)
    values |= values.pop("voters")
    adding = insert(polls).values(state=PollState.OPEN, **values).returning(polls.c.id)
    poll_id = (await connection.execute(adding)).scalar_one()
    rows = [
        {
            "poll_id": poll_id,
            "position": position,
            "key": item.key,
            "kind": item.kind,
            "title": item.title,
            "options": [asdict(option) for option in item.options],
            "settings": item.settings,
        }
        for position, item in enumerate(new_items)
    ]
    await connection.execute(insert(items), rows)
    return (await _polls(connection, polls.c.id == poll_id))[0]


async def poll_by_id(connection: Connection, poll_id: int) -> Poll | None:
    """Return a poll."""
    found = await _polls(connection, polls.c.id == poll_id)
    return found[0] if found else None


async def polls_of(
    connection: Connection, debate_id: int, *, question: str | None = None, cancelled: bool = False
) -> list[Poll]:
    """Return a debate's polls ordered by question and opening; cancelled ones only on request."""
    wanted = [polls.c.debate_id == debate_id]
    if not cancelled:
        wanted.append(polls.c.state != PollState.CANCELLED)
    if question is not None:
        wanted.append(polls.c.question == question)
    return await _polls(connection, and_(*wanted))


async def open_polls(connection: Connection) -> list[Poll]:
    """Return every open poll of every server."""
    return await _polls(connection, polls.c.state == PollState.OPEN)


async def due_polls(connection: Connection, now: datetime) -> list[Poll]:
    """Return the open polls whose deadline has passed."""
    return await _polls(connection, and_(polls.c.state == PollState.OPEN, polls.c.closes_at <= now))


async def unannounced_polls(connection: Connection, claimed_before: datetime) -> list[Poll]:
    """Return ended polls whose result is not posted and whose posting nobody has claimed since `claimed_before`."""
    return await _polls(connection, _unannounced(claimed_before))


def _unannounced(claimed_before: datetime) -> ColumnElement[bool]:
    unclaimed = or_(polls.c.announce_claimed_at.is_(None), polls.c.announce_claimed_at < claimed_before)
    over = polls.c.state.in_([PollState.COUNTING, PollState.CLOSED])
    return and_(over, polls.c.announced_at.is_(None), unclaimed)


async def unpublished_polls(connection: Connection, guild_id: int) -> list[Poll]:
    """Return a server's closed polls whose result is not published, of all debates."""
    wanted = and_(polls.c.guild_id == guild_id, polls.c.state == PollState.CLOSED, polls.c.published_at.is_(None))
    return await _polls(connection, wanted)


async def claim_announcement(connection: Connection, poll_id: int, now: datetime, claimed_before: datetime) -> bool:
    """Claim the posting of a result; return whether this caller got the claim."""
    return await _change(connection, and_(polls.c.id == poll_id, _unannounced(claimed_before)), announce_claimed_at=now)


async def mark_announced(
    connection: Connection, poll_id: int, closed_at: datetime | None, published_at: datetime | None, now: datetime
) -> None:
    """Mark what was posted as posted, unless the poll was published or opened again since: then more is to come."""
    wanted = and_(
        polls.c.id == poll_id,
        polls.c.closed_at.is_not_distinct_from(closed_at),
        polls.c.published_at.is_not_distinct_from(published_at),
    )
    await _change(connection, wanted, announced_at=now)


async def close_poll(
    connection: Connection,
    poll_id: int,
    *,
    closed_at: datetime,
    claimed_at: datetime,
    published_at: datetime | None,
    electorate: int | None,
) -> bool:
    """End the voting and claim the posting of the result; return False if another process closed the poll first."""
    values: dict[str, object] = {
        "state": PollState.COUNTING,
        "closed_at": closed_at,
        "published_at": published_at,
        "announce_claimed_at": claimed_at,
    }
    if electorate is not None:
        values["electorate"] = electorate
    return await _change(connection, _open(poll_id), **values)


async def begin_counting(connection: Connection, poll_id: int, counter: str, now: datetime) -> bool:
    """Take over the counting of a poll; return False if it is not waiting for its count."""
    wanted = and_(polls.c.id == poll_id, polls.c.state == PollState.COUNTING)
    return await _change(connection, wanted, counter=counter, announce_claimed_at=now)


async def go_on_counting(connection: Connection, poll_id: int, counter: str, now: datetime) -> bool:
    """Renew the claim to count and post; return False if another process took over or the poll was cancelled."""
    return await _change(connection, _counted_by(poll_id, counter), announce_claimed_at=now)


async def seal_poll(
    connection: Connection, poll_id: int, counter: str, *, seal: str, log_head: str, electorate: int | None
) -> bool:
    """Store the seal of a count, and what it covers; return False if another process took over or it was cancelled."""
    values = {"state": PollState.CLOSED, "seal": seal, "log_head": log_head, "electorate": electorate, "counter": None}
    return await _change(connection, _counted_by(poll_id, counter), **values)


def _counted_by(poll_id: int, counter: str) -> ColumnElement[bool]:
    return and_(polls.c.id == poll_id, polls.c.state == PollState.COUNTING, polls.c.counter == counter)


async def extend_poll(connection: Connection, poll_id: int, closes_at: datetime) -> bool:
    """Set a new deadline; return False if the poll is no longer open."""
    return await _change(connection, _open(poll_id), closes_at=closes_at)


async def reopen_poll(connection: Connection, poll_id: int, closes_at: datetime | None) -> None:
    """Open a closed poll again, without anything of its closing; the caller has checked in this transaction."""
    over = (
        "closed_at",
        "published_at",
        "announce_claimed_at",
        "announced_at",
        "seal",
        "log_head",
        "counter",
        "refused",
    )
    wanted = and_(polls.c.id == poll_id, polls.c.state == PollState.CLOSED)
    await _change(connection, wanted, state=PollState.OPEN, closes_at=closes_at, **dict.fromkeys(over))


async def cancel_poll(connection: Connection, poll_id: int, now: datetime) -> bool:
    """Cancel a poll, open or closed, and delete its shift; return False if it was cancelled already."""
    await delete_shifts(connection, poll_id)
    wanted = and_(polls.c.id == poll_id, polls.c.state != PollState.CANCELLED)
    return await _change(connection, wanted, state=PollState.CANCELLED, closed_at=now)


async def publish_poll(connection: Connection, poll_id: int, now: datetime, *, is_claimed: bool = True) -> bool:
    """Publish a closed poll and claim the posting of its result; return False if it is published already."""
    wanted = and_(polls.c.id == poll_id, polls.c.state == PollState.CLOSED, polls.c.published_at.is_(None))
    claimed_at = now if is_claimed else None
    return await _change(connection, wanted, published_at=now, announce_claimed_at=claimed_at, announced_at=None)


async def save_ballot_message(connection: Connection, poll_id: int, channel_id: int, message_id: int) -> None:
    """Store which message shows a poll's ballot card."""
    await _change(connection, polls.c.id == poll_id, channel_id=channel_id, message_id=message_id)


async def forget_ballot_messages(connection: Connection) -> None:
    """Forget the ballot cards of all open polls, so that they are posted again."""
    await connection.execute(update(polls).where(polls.c.state == PollState.OPEN).values(message_id=None))


def _open(poll_id: int) -> ColumnElement[bool]:
    return and_(polls.c.id == poll_id, polls.c.state == PollState.OPEN)


async def _change(connection: Connection, wanted: ColumnElement[bool], **values: object) -> bool:
    return (await connection.execute(update(polls).where(wanted).values(values))).rowcount == 1


@cache  # it costs more to build than to execute
def _with_debates() -> Select[Any]:
    after = polls.alias()
    after_is_closed = exists().where(
        after.c.debate_id == polls.c.debate_id,
        after.c.question == polls.c.question,
        after.c.round == Round.AFTER,
        after.c.state == PollState.CLOSED,
    )
    return select(
        polls,
        debates.c.format,
        debates.c.closed_at.is_(None).label("debate_is_open"),
        after_is_closed.label("after_is_closed"),
    ).join(debates, debates.c.id == polls.c.debate_id)


async def _polls(connection: Connection, wanted: ColumnElement[bool]) -> list[Poll]:
    rows = (await connection.execute(_with_debates().where(wanted).order_by(polls.c.question, polls.c.id))).all()
    items_by_poll: dict[int, list[Item]] = {row.id: [] for row in rows}
    found = select(items).where(items.c.poll_id.in_(items_by_poll)).order_by(items.c.poll_id, items.c.position)
    for row in await connection.execute(found):
        options = tuple(Option(**option) for option in row.options)
        items_by_poll[row.poll_id].append(Item(row.id, row.key, row.kind, row.title, options, row.settings))
    return [
        Poll(
            id=row.id,
            debate_id=row.debate_id,
            guild_id=row.guild_id,
            question=row.question,
            title=row.title,
            round=Round(row.round),
            state=PollState(row.state),
            release=Release(row.release),
            secrecy=Secrecy(row.secrecy),
            participant_role=row.participant_role,
            electorate=row.electorate,
            channel_id=row.channel_id,
            message_id=row.message_id,
            opened_at=row.opened_at,
            closes_at=row.closes_at,
            closed_at=row.closed_at,
            published_at=row.published_at,
            items=tuple(items_by_poll[row.id]),
            quorum=parse_quorum(row.quorum) if row.quorum else None,
            small_groups=row.small_groups,
            voters=VoterRules(row.member_days, row.joined_before, row.account_days),
            seal=row.seal,
            log_head=row.log_head,
            format=DebateFormat(row.format),
            is_hidden=is_hidden(
                DebateFormat(row.format),
                Round(row.round),
                is_published=row.published_at is not None,
                debate_is_open=row.debate_is_open,
                after_is_closed=row.after_is_closed,
            ),
        )
        for row in rows
    ]
