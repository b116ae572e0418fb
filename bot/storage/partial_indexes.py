"""The indexes of some rows only, for what may be there once. Migrations create them; a test checks that both agree.

They are apart from the tables, as nothing that runs needs them: their options have SQLAlchemy load its whole dialect of
PostgreSQL, which takes a tenth of a start.
"""

from sqlalchemy import Index, text

from bot.storage.tables import debates, floors, polls, speeches

Index(
    "uq_debates_open",
    debates.c.guild_id,
    unique=True,
    sqlite_where=debates.c.closed_at.is_(None),
    postgresql_where=debates.c.closed_at.is_(None),
)

# One poll per question and round, even if two moderators open it at once; cancelled ones do not count.
Index(
    "uq_polls_question",
    polls.c.debate_id,
    polls.c.question,
    polls.c.round,
    unique=True,
    sqlite_where=text("state != 'cancelled'"),
    postgresql_where=text("state != 'cancelled'"),
)

Index(
    "uq_floors_open",
    floors.c.debate_id,
    unique=True,
    sqlite_where=floors.c.closed_at.is_(None),
    postgresql_where=floors.c.closed_at.is_(None),
)

# One turn at a time.
Index(
    "uq_speeches_running",
    speeches.c.floor_id,
    unique=True,
    sqlite_where=speeches.c.ended_at.is_(None),
    postgresql_where=speeches.c.ended_at.is_(None),
)
