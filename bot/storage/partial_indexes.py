"""The indexes of some rows only, for what may be there once. Migrations create them; a test checks that both agree.

They are apart from the tables, as nothing that runs needs them: their options have SQLAlchemy load its whole dialect of
PostgreSQL, which takes a tenth of a start.
"""

from typing import Any

from sqlalchemy import Column, ColumnElement, Index, TextClause, text

from bot.storage.tables import debates, floors, polls, speeches


def _once(name: str, *columns: Column[Any], where: ColumnElement[bool] | TextClause) -> None:
    """Have a combination of columns be there once among the rows of a condition."""
    Index(name, *columns, unique=True, sqlite_where=where, postgresql_where=where)


_once("uq_debates_open", debates.c.guild_id, where=debates.c.closed_at.is_(None))

# One poll per question and round, even if two moderators open it at once; cancelled ones do not count.
_once("uq_polls_question", polls.c.debate_id, polls.c.question, polls.c.round, where=text("state != 'cancelled'"))

_once("uq_floors_open", floors.c.debate_id, where=floors.c.closed_at.is_(None))

# One turn at a time.
_once("uq_speeches_running", speeches.c.floor_id, where=speeches.c.ended_at.is_(None))
