"""The simulated voters: everybody votes once on each item, some abstain, some change their minds."""

import asyncio

import discord
import pytest
from dummy_bot import DummyBot

from bot.rehearsal import crowd
from bot.rehearsal.crowd import Crowd, Preferences, answer
from bot.rehearsal.stage import on_stage

VOTERS = 40
TIMEOUT = 60
"""Seconds, also on a busy machine."""


@pytest.fixture
def _in_a_hurry(monkeypatch):
    monkeypatch.setattr(crowd, "_DELAY", (0.0, 1.0))
    monkeypatch.setattr(crowd, "_CHANGE_DELAY", (0.1, 0.5))


@pytest.mark.usefixtures("_in_a_hurry")
async def test_everybody_votes_once_on_every_item():
    """The buttons of one item, the menu of the other; a few abstain and a few change their minds."""
    client = DummyBot()
    async with on_stage(client, title="T", voters=VOTERS) as stage:
        async with stage.turn:
            await stage.people["Marta"].slash(stage.channel, "poll open", question="a")
        async with asyncio.timeout(TIMEOUT):
            while (  # noqa: ASYNC110  a dummy bot has no event to wait for
                not client.changes or len(client.votes) < 2 or any(len(cast) < VOTERS for cast in client.votes.values())
            ):
                await asyncio.sleep(0.05)
    votes = client.votes
    assert {key: len(cast) for key, cast in votes.items()} == {("1", "i1"): VOTERS, ("1", "i2"): VOTERS}
    by_button = list(votes["1", "i1"].values())
    assert set(by_button) == {"yes", "no", "-"}
    assert by_button.count("-") < VOTERS / 4
    assert {len(vote.split()) for vote in votes["1", "i2"].values()} == {1, 2, 3}
    assert 0 < client.changes < VOTERS


async def test_nobody_votes_without_a_ballot():
    """Ordinary messages and the bot's other buttons are left alone."""
    client = DummyBot()
    async with on_stage(client, title="T") as stage:
        voters = Crowd(list(stage.people.values()), stage.channel, stage.turn, seed=1)
        async with stage.turn:
            await stage.people["Marta"].send(stage.channel, "vote:1:i1:yes")
        for now in (0, 100):
            await voters._look(now)
        assert client.votes == {}
        async with stage.turn:
            await stage.people["Marta"].slash(stage.channel, "poll open", question="a")
        for now in (200, 300):
            await voters._look(now)
        assert client.votes != {}


def button(custom_id):
    return discord.components.Button({"type": 2, "style": 2, "custom_id": custom_id, "label": custom_id[-1].upper()})


def vote(voter, poll, options=("a", "b", "c", "-")):
    [given] = answer([button(f"vote:{poll}:i:{option}") for option in options], Preferences("7", str(voter), str(poll)))
    return given[-1]


def test_the_same_seed_votes_the_same():
    """A rehearsal can be shown twice."""
    first, again = ([vote(voter, poll=1) for voter in range(50)] for _ in range(2))
    assert first == again
    assert set(first) == {"a", "b", "c", "-"}


def test_most_answer_alike_before_and_after_the_debate_and_some_do_not():
    """So that a rehearsed shift looks like one; the order of the buttons does not matter."""
    pairs = [(vote(voter, poll=1, options="abc"), vote(voter, poll=2, options="cab")) for voter in range(500)]
    moved = sum(before != after for before, after in pairs)
    assert 500 * 0.05 < moved < 500 * 0.4


def test_nothing_is_done_where_nothing_can_be_done():
    """An item whose controls have gone, as on a closed poll, or that leaves no choice."""
    assert answer([], Preferences("7", "1", "1")) == {}
