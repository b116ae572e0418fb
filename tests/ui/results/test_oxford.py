"""An Oxford debate as people see it."""

import pytest
from sentences import (
    COUNTS_STAY_HIDDEN_UNTIL_AFTER,
    ITS_RESULT_WAITS,
    NOBODY,
    NOTHING_IS_LEFT,
    POLL_WAS_STILL_OPEN_AND_IS,
    RESULT_IS_NOT_PUBLISHED,
    THE_SWING_GOES_TO,
)


@pytest.fixture
async def oxford(empty_room):
    """Return a room in which an Oxford debate has begun."""
    room = empty_room
    await room.marta.slash(room.channel, "debate settings", moderators=room.moderators)
    await room.marta.slash(room.channel, "debate start", format="oxford")
    return room


async def vote_all(room, paper, people, first, second, most):
    for number, person in enumerate(people):
        await room.vote(person, paper, first if number < most else second, item="talent")


def verdicts(room, said):
    return [message for message in room.channel.history() if THE_SWING_GOES_TO.within(said(message))]


async def close(room, round_):
    return await room.mod.slash(room.channel, "poll close", question="d", round=round_)


async def test_a_first_result_is_hidden_and_comes_with_the_verdict(oxford, said):
    room = oxford
    people = [room.join(f"voter{number}") for number in range(20)]
    paper = await room.open_poll("d", round="before", results="live")
    await vote_all(room, paper, people, "central-hub", "talent-network", 20)
    closed = await close(room, "before")
    assert "A central hub" not in said(closed)
    for who in (room.amina, room.mod):
        shown = await who.slash(room.channel, "results", question="d", round="before")
        assert shown.ephemeral
        assert "A central hub" not in said(shown)
    again = await close(room, "before")
    assert "A central hub" not in said(again)
    published = await room.mod.slash(room.channel, "poll publish", question="d", round="before")
    assert "A central hub" not in said(published)
    assert "Publish" not in said(await room.mod.slash(room.channel, "poll status"))

    paper = await room.open_poll("d", round="after")
    await vote_all(room, paper, people, "central-hub", "talent-network", 6)
    await close(room, "after")
    await room.env.advance_time(3)
    (verdict,) = verdicts(room, said)
    assert THE_SWING_GOES_TO.within(said(verdict), option="A talent network", gained=14, lost=NOBODY.say())
    shown = await room.amina.slash(room.channel, "results", question="d", round="before")
    assert "A central hub" in said(shown)
    await room.env.advance_time(120)
    assert len(verdicts(room, said)) == 1, "it is posted once"


async def test_live_counts_of_a_first_vote_are_refused_with_a_word(oxford, said):
    opened = await oxford.mod.slash(oxford.channel, "poll open", question="d", round="before", results="live")
    assert any(COUNTS_STAY_HIDDEN_UNTIL_AFTER.within(said(message)) for message in opened.followups)


async def test_secret_votes_are_refused(oxford):
    opened = await oxford.mod.slash(oxford.channel, "poll open", question="d", round="before", secrecy="secret")
    assert opened.ephemeral
    assert oxford.context.open_polls.polls() == []


async def test_an_open_debate_hides_nothing(room, said):
    paper = await room.open_poll("d", round="before")
    await room.vote(room.amina, paper, "central-hub", item="talent")
    assert "A central hub" in said(await close(room, "before"))


async def judged(room, options=None):
    """Have ten people vote twice, all moving, and return the channel's messages by then."""
    people = [room.join(f"voter{number}") for number in range(10)]
    for round_, first in (("before", "central-hub"), ("after", "talent-network")):
        paper = await room.open_poll("d", round=round_, **(options or {}))
        await vote_all(room, paper, people, first, first, 10)
        if round_ == "before":
            await close(room, round_)


async def test_a_verdict_that_discord_did_not_take_is_posted_later_and_once(oxford, said):
    room = oxford
    await judged(room)
    room.env.inject_error("POST", f"/channels/{room.channel.id}/messages", status=503, times=1)
    await close(room, "after")
    await room.env.advance_time(3)
    assert verdicts(room, said) == []
    await room.env.advance_time(200)
    assert len(verdicts(room, said)) == 1


async def test_closing_at_the_deadline_brings_the_verdict_as_well(oxford, said):
    room = oxford
    await judged(room, {"minutes": 5})
    await room.env.advance_time(310)
    await room.env.advance_time(3)
    assert len(verdicts(room, said)) == 1


async def test_cancelling_the_second_vote_takes_the_verdict_back(oxford, said):
    room = oxford
    await judged(room)
    await close(room, "after")
    await room.env.advance_time(3)
    assert len(verdicts(room, said)) == 1
    await room.cancel_poll(question="d", round="after")
    assert verdicts(room, said) == []


async def test_closing_the_debate_says_what_becomes_of_a_first_result(oxford, said):
    room = oxford
    for question in "ab":
        await room.open_poll(question, round="before")
    await room.mod.slash(room.channel, "poll close", question="b", round="before")
    asked = said(await room.mod.slash(room.channel, "debate close"))
    assert ITS_RESULT_WAITS.within(asked)
    assert RESULT_IS_NOT_PUBLISHED.within(asked, count=1), "the closed one is hidden no longer either"
    for question in "ab":
        await room.open_poll(question, round="after")
    asked = said(await room.mod.slash(room.channel, "debate close"))
    assert not ITS_RESULT_WAITS.within(asked)
    assert not RESULT_IS_NOT_PUBLISHED.within(asked, count=1)
    closed = said(await room.close_debate())
    assert POLL_WAS_STILL_OPEN_AND_IS.within(closed, count=3)
    assert NOTHING_IS_LEFT.within(said(room.note))
