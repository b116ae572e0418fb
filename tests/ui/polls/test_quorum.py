"""A quorum is told on the ballot paper, the run sheet and the result, and changes no count."""


async def test_a_quorum_is_told_until_it_is_reached_and_after(room, said):
    paper = await room.open_poll("d", quorum="2")
    assert "Quorum of 2 not reached yet" in said(paper)
    await room.amina.click(paper, label="A central hub")
    await room.jonas.click(paper, label="A central hub")
    assert "Quorum of 2 reached" in said(await room.mod.slash(room.channel, "poll status"))
    await room.restart()
    result = said(await room.mod.slash(room.channel, "poll close"))
    assert "Quorum of 2 reached" in result
    assert "Most votes: **A central hub**" in result


async def test_a_part_of_the_electorate_that_is_not_reached_changes_nothing_about_the_count(room, said):
    paper = await room.open_poll("d", quorum="50 %")
    await room.amina.click(paper, label="A central hub")
    result = said(await room.mod.slash(room.channel, "poll close"))
    assert "Quorum of 50% (3) not reached" in result
    assert "Most votes: **A central hub**" in result


async def test_what_is_no_quorum_opens_nothing(room, said):
    assert "That is no quorum" in said(await room.mod.slash(room.channel, "poll open", question="d", quorum="half"))
    assert room.context.open_polls.polls() == []


async def test_the_packs_quorum_holds_as_it_stood_at_opening(room, said):
    pack = room.context.library
    questions = tuple(one.model_validate({**one.model_dump(), "quorum": 4}) for one in pack.questions if one.id == "b")
    room.pack = pack.model_copy(update={"questions": questions})
    await room.restart()
    assert "Quorum of 4 not reached yet" in said(await room.open_poll("b"))
    room.pack = pack
    await room.restart()
    assert "Quorum of 4 not reached" in said(await room.mod.slash(room.channel, "poll close"))
