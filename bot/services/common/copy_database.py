"""Copying to another database, with a recount of every poll."""

from dataclasses import dataclass

from bot.services.polls.recount import recount
from bot.storage import migrate
from bot.storage.copying import CannotCopy, Progress, copy_rows, row_counts
from bot.storage.debates import debates_of
from bot.storage.engine import Connection, Database
from bot.storage.polls import polls_of
from bot.storage.statement_sets import sets_of
from bot.storage.statement_votes import counts_of


@dataclass(frozen=True)
class Copied:
    """The contents of a copy. Every poll was counted in both databases, with the same result."""

    debates: int
    polls: int
    ballots: int


async def copy(source: Database, target: Database, progress: Progress) -> Copied:
    """Copy everything into an empty database in one transaction, and recount it. Raises CannotCopy, NewerSchema."""
    found = await migrate.status(source)
    if found.current is None:
        raise CannotCopy("FROM holds nothing: its tables were never made.")
    if not found.up_to_date:
        raise CannotCopy(
            "FROM is older than this version of the bot; bring it up to date first: debate-bot db upgrade."
        )
    await migrate.upgrade(target)
    async with source.reading() as old, target.writing() as new:
        if any((await row_counts(new)).values()):
            raise CannotCopy("TO is not empty, and nothing in it is overwritten; name an empty database.")
        await copy_rows(old, new, progress)
        return await _recounted(old, new)


async def _recounted(old: Connection, new: Connection) -> Copied:
    """Count every poll and all votes on statements in both databases. Raises CannotCopy if anything differs."""
    rows = await row_counts(new)
    if rows != await row_counts(old):
        raise _different("it has not as many rows")
    debates = await debates_of(new)
    number = 0
    for debate in debates:
        polls = await polls_of(new, debate.id, cancelled=True)
        if polls != await polls_of(old, debate.id, cancelled=True):
            raise _different(f"the polls of debate {debate.id} differ")
        for poll in polls:
            number += 1
            if await recount(new, poll) != await recount(old, poll):
                raise _different(f"poll {poll.id} counts differently")
        for voted_in in await sets_of(new, debate.id):
            if await counts_of(new, voted_in.id) != await counts_of(old, voted_in.id):
                raise _different(f"the votes on statements {voted_in.id} count differently")
    return Copied(len(debates), number, sum(rows[name] for name in ("ballots", "secret_ballots", "mixed_ballots")))


def _different(how: str) -> CannotCopy:
    return CannotCopy(f"The copy was given up, as {how}. TO is left empty.")
