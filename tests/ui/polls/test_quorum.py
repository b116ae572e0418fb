"""A quorum is told on the ballot paper, the run sheet and the result, and changes no count."""

from sentences import (
    ONLY_PERSON_ANSWERED,
    QUORUM_OF_NOT_REACHED,
    QUORUM_OF_NOT_REACHED_YET,
    QUORUM_OF_REACHED,
    THAT_IS_NO_QUORUM_GIVE_A,
    TURNOUT,
)
from sqlalchemy import text


async def test_a_quorum_is_told_until_it_is_reached_and_after(room, said):
    paper = await room.open_poll("d", quorum="2")
    assert QUORUM_OF_NOT_REACHED_YET.within(said(paper), quorum=2)
    await room.vote(room.amina, paper, "A central hub")
    await room.vote(room.jonas, paper, "A central hub")
    assert QUORUM_OF_REACHED.within(said(await room.mod.slash(room.channel, "poll status")), quorum=2)
    await room.restart()
    result = said(await room.mod.slash(room.channel, "poll close"))
    assert QUORUM_OF_REACHED.within(result, quorum=2)
    assert ONLY_PERSON_ANSWERED.within(result, standing="“A central hub” 2")


async def test_a_part_of_the_electorate_that_is_not_reached_changes_nothing_about_the_count(room, said):
    paper = await room.open_poll("d", quorum="50 %")
    await room.vote(room.amina, paper, "A central hub")
    result = said(await room.mod.slash(room.channel, "poll close"))
    assert QUORUM_OF_NOT_REACHED.within(result, quorum="50% (3)")
    assert ONLY_PERSON_ANSWERED.within(result, standing="“A central hub” 1")


async def test_what_is_no_quorum_opens_nothing(room, said):
    assert THAT_IS_NO_QUORUM_GIVE_A.within(
        said(await room.mod.slash(room.channel, "poll open", question="d", quorum="half"))
    )
    assert room.context.open_polls.polls() == []


async def test_the_packs_quorum_holds_as_it_stood_at_opening(room, said):
    pack = room.context.library
    questions = tuple(
        one.model_validate({**one.model_dump(by_alias=True), "quorum": 4}) for one in pack.questions if one.id == "b"
    )
    room.pack = pack.model_copy(update={"questions": questions})
    await room.restart()
    assert QUORUM_OF_NOT_REACHED_YET.within(said(await room.open_poll("b")), quorum=4)
    room.pack = pack
    await room.restart()
    assert QUORUM_OF_NOT_REACHED.within(said(await room.mod.slash(room.channel, "poll close")), quorum=4)


async def test_people_who_left_after_voting_make_no_turnout_above_the_whole(room, said):
    """Nor a quorum out of fewer than have voted."""
    paper = await room.open_poll("d", quorum="50%")
    for person in (room.amina, room.jonas, room.sofia):
        await room.vote(person, paper, "A central hub")
    async with room.database.writing() as connection:
        await connection.execute(text("UPDATE polls SET electorate = 2"))
    await room.context.open_polls.reload(1)
    room.client.board.mark(1)
    await room.env.advance_time(5)
    assert TURNOUT.within(said(paper), share="100%", electorate=3)
    assert QUORUM_OF_REACHED.within(said(paper), quorum="50% (2)")
