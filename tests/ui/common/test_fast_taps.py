"""A tap does the same whether it goes past discord.py's message and view or through them."""

import logging

import discord
import pytest
from ballots import custom_ids, summary_of, turn_to
from sentences import CAST_THIS_VOTE, PLACES, VOTE, YOUR_VOTE_COUNTS

from bot.domain.people import Person
from bot.services.statements import sets
from bot.ui.fast_taps import EVENT, install_fast_path


@pytest.fixture(params=["short", "usual"])
async def either_way(room, request):
    state = room.client._connection
    if request.param == "usual":
        state.parsers[EVENT] = state.parse_interaction_create
    return room


async def test_the_whole_private_ballot_is_one_message_that_changes(either_way, said):
    card = await either_way.open_poll("a")
    voted = await either_way.vote(either_way.amina, card, "ai-for-good", "safety-and-security", item="areas")
    assert YOUR_VOTE_COUNTS.within(said(voted))
    assert voted.response.ephemeral
    assert voted.followups == []
    ballot = voted.response
    await either_way.amina.click(ballot, custom_id="pick:1:focus:a")
    assert YOUR_VOTE_COUNTS.within(said(ballot), answer="**One area**")
    assert either_way.context.open_polls.tally(1).turnout == 1
    assert "→ **One area**" in said(await summary_of(either_way.amina, card))


async def test_an_order_counts_and_its_confirmation_takes_the_place_of_the_page(either_way, said):
    opened = await either_way.amina.click(await either_way.open_poll("e"), label=VOTE.say())
    page = await turn_to(either_way.amina, opened.response, 1, "goal")
    await either_way.amina.click(page, custom_id="draft:1:goal:ine:e")
    done = await either_way.amina.click(page, label=CAST_THIS_VOTE.say())
    assert YOUR_VOTE_COUNTS.within(said(page), answer=f"{PLACES[0].say()} **AI safety**")
    assert done.followups == []
    assert dict(either_way.context.open_polls.tally(1).items[0].profile) == {("ai-safety",): 1}


async def test_a_vote_on_a_statement_brings_the_next_in_the_same_message(either_way, said):
    room = either_way
    opened, _ = await sets.open_set(
        room.context, Person(room.guild.id, 1, "", is_administrator=True), "a", language="en"
    )
    private = (await room.amina.slash(room.channel, "statements", question="a")).response
    first = said(private)
    tapped = await room.amina.click(private, custom_id=next(one for one in custom_ids(private) if ":agree:" in one))
    assert tapped.followups == []
    assert said(private) != first
    entry = room.context.open_sets.in_memory(opened.id)
    assert (entry.turnout, entry.votes) == (1, 1)


async def test_a_look_at_ones_ballot_is_a_private_message_and_the_card_stays(either_way, said):
    card = await either_way.open_poll("a")
    before = said(card)
    looked = await either_way.amina.click(card, custom_id="own:1")
    assert looked.response.ephemeral
    assert said(card) == before
    read = await either_way.amina.click(card, custom_id="question-page:a")
    private = read.response
    question = said(private)
    arguments = await either_way.amina.click(private, custom_id="arguments:a")
    assert arguments.followups == []
    assert said(private) != question


def test_an_unknown_discord_py_is_told_to_the_operator_and_taps_go_the_usual_way(caplog):
    client = discord.Client(intents=discord.Intents.none())
    del client._connection.parsers[EVENT]
    with caplog.at_level(logging.WARNING):
        assert not install_fast_path(client)
    assert "slower way" in caplog.text
