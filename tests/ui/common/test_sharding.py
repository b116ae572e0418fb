"""One process of several: the same bot, for its part of the servers."""

import pytest
from discord.ext.commands import AutoShardedBot
from sentences import QUESTION, RESULT_OF, TURNOUT, YOUR_VOTE_COUNTS

from bot.domain.shards import Shards


@pytest.fixture
def shards(request):
    return Shards(2, request.param)


def told_of_commands(room):
    return sum(entry.method == "PUT" and entry.path.endswith("/commands") for entry in room.env.backend.http_requests)


@pytest.mark.parametrize("shards", [(0, 1), (0,)], indirect=True)
async def test_a_debate_is_held_on_its_shard(room, said, shards):
    assert shards.has(room.guild.id)
    assert isinstance(room.client, AutoShardedBot)
    assert tuple(room.client.shards) == shards.ids
    paper = await room.open_poll("d", minutes=5)
    assert YOUR_VOTE_COUNTS.within(said(await room.vote(room.amina, paper, "A central hub")))
    await room.restart()
    await room.env.advance_time(360)
    results = [
        said(message)
        for message in room.channel.history()
        if RESULT_OF.within(said(message), poll=QUESTION.say(letter="D"))
    ]
    assert len(results) == 1
    assert TURNOUT.within(results[0], share="17%", electorate=6)
    assert told_of_commands(room) == 1


@pytest.mark.parametrize("shards", [(1,)], indirect=True)
async def test_of_several_processes_one_tells_discord_of_the_commands(empty_room, shards):
    assert 0 not in shards.ids
    assert told_of_commands(empty_room) == 0
