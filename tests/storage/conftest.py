"""A debate with a poll to write ballots into."""

from datetime import timedelta

import pytest
from unsynced import DURABLE

from bot.domain.kind import Option
from bot.domain.polls import Release, Round, Secrecy
from bot.storage import sqlite
from bot.storage.debates import start_debate
from bot.storage.polls import NewItem, NewPoll, add_poll

OPTIONS = (Option("yes", "Yes"), Option("no", "No"))
PAPER = [NewItem("build", "single", "Build it?", OPTIONS, {}), NewItem("fields", "approval", "For what?", OPTIONS, {})]


@pytest.fixture(autouse=True)
def durable(monkeypatch):
    """Have SQLite wait for the disk, as the bot does."""
    monkeypatch.setattr(sqlite, "PRAGMAS", DURABLE)


@pytest.fixture
async def debate(database, clock):
    async with database.writing() as connection:
        return await start_debate(connection, 1, "small", "A small debate", clock.now())


@pytest.fixture
def new_poll(debate, clock):
    """Return what describes a poll on a question."""

    def describe(
        question: str = "a", *, minutes: int | None = None, secrecy: Secrecy = Secrecy.PSEUDONYMOUS
    ) -> NewPoll:
        return NewPoll(
            debate_id=debate.id,
            guild_id=debate.guild_id,
            question=question,
            title="Should it be built?",
            round=Round.MAIN,
            release=Release.CLOSED,
            secrecy=secrecy,
            participant_role=None,
            electorate=None,
            channel_id=1,
            opened_at=clock.now(),
            closes_at=clock.now() + timedelta(minutes=minutes) if minutes else None,
        )

    return describe


@pytest.fixture
def open_poll(database, new_poll):
    """Return what stores an open poll with two items."""

    async def open_it(question: str = "a", **described):
        async with database.writing() as connection:
            return await add_poll(connection, new_poll(question, **described), PAPER)

    return open_it
