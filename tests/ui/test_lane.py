"""A vote counts in the same way whether it goes past discord.py's message and view or through them."""

import logging

import discord
import pytest

from bot.ui.lane import EVENT, open_lane


@pytest.fixture(params=["short", "usual"])
async def either_way(room, request):
    state = room.client._connection
    if request.param == "usual":
        state.parsers[EVENT] = state.parse_interaction_create
    return room


async def test_a_menu_and_a_button_count(either_way, said):
    paper = await either_way.open_poll("a")
    voted = await either_way.amina.select(
        paper, values=["ai-for-good", "safety-and-security"], custom_id="menu:1:areas"
    )
    assert "Your vote counts" in said(voted)
    assert voted.ephemeral
    assert "Your vote counts" in said(await either_way.jonas.click(paper, custom_id="vote:1:focus:one"))
    assert either_way.context.box.tally(1).turnout == 2


def test_an_unknown_discord_py_is_told_to_the_operator_and_votes_go_the_usual_way(caplog):
    client = discord.Client(intents=discord.Intents.none())
    del client._connection.parsers[EVENT]
    with caplog.at_level(logging.WARNING):
        assert not open_lane(client)
    assert "slower way" in caplog.text
