"""A question with a thousand statements and a million votes: the next card, votes a second, and what a close takes."""

import asyncio
import hashlib
from collections.abc import Sequence
from random import Random
from statistics import median

from databases import Server
from hall import context_on, person
from process import alone
from report import Table, megabytes, seconds, whole
from sqlalchemy import insert

from bot.domain.statements import Stance, StatementStatus
from bot.services.common.context import Context
from bot.services.debates import debates
from bot.services.statements import sets
from bot.storage.statements import add_statement
from bot.storage.tables import statement_votes

STATEMENTS, PEOPLE, EACH = 1_000, 10_000, 100
AT_ONCE = 20_000


def run(servers: Sequence[Server], rounds: int) -> list[Table]:
    """Fill a set, then vote in it and close it in a fresh process."""
    rows = []
    for server in servers:
        found = []
        for _ in range(max(1, rounds // 3)):
            url = server.fresh()
            asyncio.run(_filled(url))
            found.append(alone("stating", url))
        figures = {name: median(one[name] for one in found) for name in found[0]}
        card = f"{1000 * figures['card']:.1f} ms"
        took = [seconds(figures[name]) for name in ("taken_up", "took")]
        rows.append([server.name, card, whole(figures["rate"]), *took, megabytes(figures["more"])])
    columns = [
        "database", "next card", "votes/s at 256 in flight", "taken up again", "close with groups",
        "more memory at most",
    ]  # fmt: skip
    note = f"A question with {STATEMENTS:,} statements and {PEOPLE * EACH:,} votes of {PEOPLE:,} people in two camps."
    return [Table("Statements", note, columns, rows)]


async def _filled(url: str) -> None:
    async with context_on(url) as context:
        administrator = person(0, is_administrator=True)
        await debates.change_settings(context, administrator, groups=True)
        debate = await debates.start(context, administrator, None, "en")
        async with context.database.writing() as connection:
            for number in range(STATEMENTS):
                text, now = f"Statement number {number}.", context.clock()
                await add_statement(connection, debate.id, "b", text, now, StatementStatus.SHOWN, participant="ann")
        await sets.open_set(context, administrator, "b", language="en")
        await _fill(context)


async def _fill(context: Context) -> None:
    """Store votes as if they had been cast: two camps that agree on a tenth of the statements."""
    chance, rows = Random(1), []  # noqa: S311  nothing secret
    people = sorted(hashlib.sha256(str(number).encode()).hexdigest() for number in range(PEOPLE))
    for number, participant in enumerate(people):
        for about in sorted(chance.sample(range(1, STATEMENTS + 1), EACH)):
            agrees = (about % 10 == 0 or about % 2 == number % 2) != (chance.random() < 0.1)
            stance = Stance.PASS if chance.random() < 0.1 else Stance.AGREE if agrees else Stance.DISAGREE
            rows.append({"set_id": 1, "participant": participant, "statement_id": about, "stance": stance})
    async with context.database.writing() as connection:
        for start in range(0, len(rows), AT_ONCE):
            await connection.execute(insert(statement_votes), rows[start : start + AT_ONCE])
