"""Statements that go straight to SQLite keep and return what SQLAlchemy would."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import JSON, Column, Integer, MetaData, Table, Text, create_engine, select

from bot.storage.direct import DirectInsert, DirectSelect
from bot.storage.sql import upsert
from bot.storage.tables import Key, Moment

things = Table(
    "things",
    MetaData(),
    Column("id", Key, primary_key=True),
    Column("said", Text),
    Column("at", Moment),
    Column("parts", JSON),
)
ROWS = [
    {"id": 1, "said": "“é”\n😀", "at": datetime(2026, 11, 28, 19, 1, 2, 3, tzinfo=UTC), "parts": ["ä", {"b": None}]},
    {"id": 2, "said": None, "at": None, "parts": None},
    {"id": 3, "said": "", "at": datetime(1999, 1, 1, tzinfo=timezone(timedelta(hours=5, minutes=30))), "parts": 1.5},
]


@pytest.fixture
def connection():
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        things.create(connection)
        yield connection
    engine.dispose()


def test_rows_are_kept_and_returned_as_sqlalchemy_does(connection):
    usual, kept = upsert("sqlite", things, "said", "at", "parts"), []
    direct = DirectInsert(usual, things.c.keys())
    for execute in (lambda rows: connection.execute(usual, rows), lambda rows: direct.execute(connection, rows)):
        execute(ROWS)
        execute([ROWS[0] | {"said": "again"}])
        kept.append(connection.exec_driver_sql("SELECT id, said, at, parts, typeof(at) FROM things").all())
        found = connection.execute(select(things)).all()
        assert found == DirectSelect(select(things)).rows(connection, {})
        connection.execute(things.delete())
    assert kept[0] == kept[1]
    assert found[0].said == "again"


def test_a_query_has_its_own_values_and_those_that_are_given(connection):
    connection.execute(things.insert(), ROWS)
    asked = select(things.c.id).where(
        things.c.id.in_(select(Column("id", Integer)).select_from(things)), things.c.id > 1
    )
    assert [row.id for row in DirectSelect(asked).rows(connection, {})] == [2, 3]
    assert DirectSelect(asked).rows(connection, {"id_1": 2}) == [(3,)]
