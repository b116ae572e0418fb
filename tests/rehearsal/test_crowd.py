"""The simulated voters: everybody votes once on each item, some abstain, some change their minds."""

import asyncio
from types import SimpleNamespace

import discord
import pytest
from dummy_bot import DummyBot, ballot

from bot.rehearsal import crowd
from bot.rehearsal.ballots import Preferences, controls_on, items_on
from bot.rehearsal.crowd import Crowd
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


async def votes_of_a_crowd(seed):
    client = DummyBot()
    async with on_stage(client, title="T") as stage:
        voters = Crowd(list(stage.people.values()), stage.channel, stage.turn, seed=seed)
        for question, now in (("a", 0), ("b", 200)):
            async with stage.turn:
                await stage.people["Marta"].slash(stage.channel, "poll open", question=question)
            for later in (0, 100):
                await voters._look(now + later)
    return client.votes


async def test_the_same_seed_votes_the_same():
    """A rehearsal can be shown twice."""
    first, again, other = [await votes_of_a_crowd(seed) for seed in (1, 1, 2)]
    assert first == again
    assert first != other


def favourite(voter, visit, options):
    return Preferences("7", str(voter), str(visit)).order({option: option for option in options})[0]


def test_most_answer_alike_before_and_after_the_debate_and_some_do_not():
    """So that a rehearsed shift looks like one; the order of the buttons does not matter."""
    pairs = [(favourite(voter, 1, "abc"), favourite(voter, 2, "cab")) for voter in range(500)]
    moved = sum(before != after for before, after in pairs)
    assert 500 * 0.05 < moved < 500 * 0.4


def test_what_cannot_be_used_is_not_seen():
    """As on a card that is about to close: nothing is tried that nobody could do."""
    view = ballot(1, "a", 0)
    page = SimpleNamespace(components=view.to_components())
    assert items_on(page) == [("1", "i1"), ("1", "i2")]
    for control in view.walk_children():
        if isinstance(control, discord.ui.DynamicItem):
            control.item.disabled = True
    page.components = view.to_components()
    assert items_on(page) == controls_on(page) == []
