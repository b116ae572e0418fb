"""A vote counts in the same way whether it goes past discord.py's message and view or through them."""

import logging

import discord
import pytest
from sentences import FINISH, PLACES, YOUR_VOTE_COUNTS

from bot.ui.polls.fast_votes import EVENT, install_fast_vote_path


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
    assert YOUR_VOTE_COUNTS.within(said(voted))
    assert voted.ephemeral
    assert YOUR_VOTE_COUNTS.within(said(await either_way.jonas.click(paper, custom_id="vote:1:focus:one")))
    assert either_way.context.open_polls.tally(1).turnout == 2


async def test_a_finished_order_counts_and_its_confirmation_takes_the_place_of_the_page(either_way, said):
    page = (await either_way.amina.click(await either_way.open_poll("e"), custom_id="order:1:goal")).response
    await either_way.amina.click(page, label="AI safety")
    done = await either_way.amina.click(page, label=FINISH.say())
    assert YOUR_VOTE_COUNTS.within(said(page), answer=f"{PLACES[0].say()} **AI safety**")
    assert done.followups == []
    assert dict(either_way.context.open_polls.tally(1).items[0].profile) == {("ai-safety",): 1}


def test_an_unknown_discord_py_is_told_to_the_operator_and_votes_go_the_usual_way(caplog):
    client = discord.Client(intents=discord.Intents.none())
    del client._connection.parsers[EVENT]
    with caplog.at_level(logging.WARNING):
        assert not install_fast_vote_path(client)
    assert "slower way" in caplog.text
