"""What the room sees when a debate starts, and what its buttons open."""

import re

import pytest
from ballots import custom_ids
from sentences import HOW_TO_VOTE, READ_HOW_TO_VOTE, SEE_THE_PROPOSALS, SEE_THE_QUESTIONS

from bot.storage.servers import delete_fact
from bot.ui.client import commands_fact, ids_fact


@pytest.fixture
async def card(empty_room):
    """Return the message with which a debate starts."""
    return (await empty_room.marta.slash(empty_room.channel, "debate start")).response


async def test_its_buttons_open_a_private_page_each(empty_room, said, card):
    assert not card.flags.ephemeral
    assert custom_ids(card)[0] == "how-to-vote", "what a newcomer needs comes first"
    for label, shows in (
        (SEE_THE_QUESTIONS, "E · "),
        (SEE_THE_PROPOSALS, "CLAIRE"),
        (READ_HOW_TO_VOTE, HOW_TO_VOTE.say()),
    ):
        opened = (await empty_room.amina.click(card, label=label.say())).response
        assert opened.flags.ephemeral
        assert shows in said(opened)


async def test_its_commands_can_be_tapped(empty_room, said, card):
    found = dict(re.findall(r"</([a-z]+):([0-9]+)>", said(card)))
    assert found.keys() == {"help"}
    known = await empty_room.client.tree.fetch_commands()
    assert found.items() <= {(command.name, str(command.id)) for command in known}


async def test_a_restart_knows_the_ids_without_asking_discord(empty_room, said):
    room = empty_room
    await room.restart()
    asked = [entry.method for entry in room.env.backend.http_requests if entry.path.endswith("/commands")]
    assert asked == ["PUT"]
    assert "</help:" in said((await room.marta.slash(room.channel, "debate start")).response)


async def test_where_the_ids_are_not_known_commands_are_plain(empty_room, said):
    empty_room.client.mentions.learn({})
    assert "`/help`" in said((await empty_room.marta.slash(empty_room.channel, "debate start")).response)


async def test_a_bot_that_kept_no_ids_asks_discord_for_them(empty_room, said):
    room = empty_room
    await forget_ids(room)
    await room.restart()
    assert "</help:" in said((await room.marta.slash(room.channel, "debate start")).response)


async def test_a_bot_that_cannot_learn_them_starts_all_the_same(empty_room, said):
    room = empty_room
    await forget_ids(room)
    room.env.inject_error("GET", f"/applications/{room.client.application_id}/commands", status=500, times=None)
    await room.restart()
    assert "`/help`" in said((await room.marta.slash(room.channel, "debate start")).response)


async def forget_ids(room):
    """Leave what is stored as a version of the bot did that kept no ids."""
    async with room.database.writing() as connection:
        await delete_fact(connection, ids_fact(commands_fact(room.client.application_id, None)))
