"""Closing a debate asks first, and says in numbers what it does."""

import pytest
from sentences import (
    CLOSE_THE_DEBATE,
    HAVE_VOTED_SO_FAR,
    KEEP_THE_DEBATE_OPEN,
    NO_DEBATE_IS_OPEN_IN_THIS,
    THAT_DEBATE_IS_CLOSED_ALREADY,
    THE_DEBATE_STAYS_OPEN,
)


@pytest.fixture
async def asked(room):
    """Return the question whether to close a debate with two polls, in one of which Amina has voted."""
    await room.vote(room.amina, await room.open_poll("d"), "A central hub")
    await room.open_poll("b", results="manual")
    return (await room.mod.slash(room.channel, "debate close")).response


async def test_it_names_the_open_polls_with_how_many_have_voted(said, asked):
    assert asked.flags.ephemeral
    lines = {line[2:16]: line for line in said(asked).splitlines() if line.startswith("- ")}
    assert len(lines) == 2
    assert HAVE_VOTED_SO_FAR.within(lines["**Question D**"], count=1)
    assert HAVE_VOTED_SO_FAR.within(lines["**Question B**"], count=0)


async def test_keeping_it_open_changes_nothing(room, said, asked):
    await room.mod.click(asked, label=KEEP_THE_DEBATE_OPEN.say())
    assert THE_DEBATE_STAYS_OPEN.within(said(asked))
    assert len(room.context.open_polls.polls()) == 2


async def test_the_second_tap_of_two_closes_nothing(room, asked):
    await room.mod.click(asked, label=CLOSE_THE_DEBATE.say())
    assert len(room.context.open_polls.polls()) == 2
    await room.env.advance_time(3)
    await room.mod.click(asked, label=CLOSE_THE_DEBATE.say())
    assert room.context.open_polls.polls() == []


async def test_a_page_of_an_earlier_debate_closes_nothing(room, said, asked):
    await room.close_debate()
    again = await room.mod.click(asked, label=CLOSE_THE_DEBATE.say())
    assert NO_DEBATE_IS_OPEN_IN_THIS.within(said(again))
    await room.marta.slash(room.channel, "debate start", title="The next one")
    again = await room.mod.click(asked, label=CLOSE_THE_DEBATE.say())
    assert THAT_DEBATE_IS_CLOSED_ALREADY.within(said(again))
    assert (await room.open_poll("d")).flags.ephemeral is False
