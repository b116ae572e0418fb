"""Pairs the ballots of the same people in two polls, counted by the database."""

from collections import Counter

from sqlalchemy import and_, func, select

from bot.domain.answers import read_answer
from bot.domain.kind import Answer
from bot.storage.engine import Reading
from bot.storage.sql import streamed
from bot.storage.tables import ballots, items

_earlier, _later = ballots.alias("earlier"), ballots.alias("later")
_item, _same_item = items.alias("item"), items.alias("same_item")


async def pairs_of(connection: Reading, before: int, after: int) -> dict[str, Counter[tuple[Answer, Answer]]]:
    """Count the people per pair of answers, one in each of two polls of the same debate, by item key."""
    found = (
        select(_item.c.key, _earlier.c.answer, _later.c.answer.label("answer_after"), func.count().label("people"))
        .select_from(_earlier)
        .join(_later, _later.c.participant == _earlier.c.participant)
        .join(_item, _item.c.id == _earlier.c.item_id)
        .join(_same_item, and_(_same_item.c.id == _later.c.item_id, _same_item.c.key == _item.c.key))
        .where(_earlier.c.poll_id == before, _later.c.poll_id == after)
        .group_by(_item.c.key, _earlier.c.answer, _later.c.answer)
    )
    pairs: dict[str, Counter[tuple[Answer, Answer]]] = {}
    async for row in streamed(connection, found):
        pairs.setdefault(row.key, Counter())[read_answer(row.answer), read_answer(row.answer_after)] = row.people
    return pairs
