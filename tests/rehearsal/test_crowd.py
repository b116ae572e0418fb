"""The simulated voters: everybody votes once on each item, some abstain, some change their minds."""

import asyncio
import random

import discord
import pytest
from dummy_bot import DummyBot

from bot.rehearsal import crowd
from bot.rehearsal.crowd import answer
from bot.rehearsal.stage import on_stage

VOTERS = 40


@pytest.fixture
def _in_a_hurry(monkeypatch):
    monkeypatch.setattr(crowd, "_HURRY", (0.0, 1.0))
    monkeypatch.setattr(crowd, "_SECOND_THOUGHTS", (0.1, 0.5))


@pytest.mark.usefixtures("_in_a_hurry")
async def test_everybody_votes_once_on_every_item():
    """The buttons of one item, the menu of the other; a few abstain and a few change their minds."""
    client = DummyBot()
    async with on_stage(client, title="T", voters=VOTERS) as stage:
        async with stage.turn:
            await stage.people["Marta"].slash(stage.channel, "poll open", question="a")
        await asyncio.sleep(4)
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
    async with on_stage(client, title="T", voters=2) as stage:
        async with stage.turn:
            await stage.people["Marta"].send(stage.channel, "vote:1:i1:yes")
        await asyncio.sleep(2)
    assert client.votes == {}


def taste(seed):
    return random.Random(seed)  # noqa: S311  # play, no secret


def button(custom_id):
    return discord.components.Button({"type": 2, "style": 2, "custom_id": custom_id, "label": "x"})


def test_the_same_seed_votes_the_same():
    """A rehearsal can be shown twice."""
    controls = [button(f"vote:1:i:{option}") for option in ("a", "b", "c", "-")]
    picked = [[answer(controls, taste(seed)) for seed in range(50)] for _ in range(2)]
    assert picked[0] == picked[1]
    assert {next(iter(vote)) for vote in picked[0]} == {control.custom_id for control in controls}


def test_nothing_is_done_where_nothing_can_be_done():
    """An item whose controls have gone, as on a closed poll, or that leaves no choice."""
    assert answer([], taste(1)) == {}
