"""A quorum is told on the ballot paper, the run sheet and the result, and changes no count."""

from sentences import (
    ONLY_PERSON_ANSWERED,
    QUORUM_OF_NOT_REACHED,
    QUORUM_OF_NOT_REACHED_YET,
    QUORUM_OF_REACHED,
    THAT_IS_NO_QUORUM_GIVE_A,
)


async def test_a_quorum_is_told_until_it_is_reached_and_after(room, said):
    paper = await room.open_poll("d", quorum="2")
    assert QUORUM_OF_NOT_REACHED_YET.within(said(paper), quorum=2)
    await room.amina.click(paper, label="A central hub")
    await room.jonas.click(paper, label="A central hub")
    assert QUORUM_OF_REACHED.within(said(await room.mod.slash(room.channel, "poll status")), quorum=2)
    await room.restart()
    result = said(await room.mod.slash(room.channel, "poll close"))
    assert QUORUM_OF_REACHED.within(result, quorum=2)
    assert ONLY_PERSON_ANSWERED.within(result, standing="“A central hub” 2")


async def test_a_part_of_the_electorate_that_is_not_reached_changes_nothing_about_the_count(room, said):
    paper = await room.open_poll("d", quorum="50 %")
    await room.amina.click(paper, label="A central hub")
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
    questions = tuple(one.model_validate({**one.model_dump(), "quorum": 4}) for one in pack.questions if one.id == "b")
    room.pack = pack.model_copy(update={"questions": questions})
    await room.restart()
    assert QUORUM_OF_NOT_REACHED_YET.within(said(await room.open_poll("b")), quorum=4)
    room.pack = pack
    await room.restart()
    assert QUORUM_OF_NOT_REACHED.within(said(await room.mod.slash(room.channel, "poll close")), quorum=4)
