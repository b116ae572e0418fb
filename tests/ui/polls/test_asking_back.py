"""Where a command may mean several polls, the bot asks which one, and does nothing by guess."""


async def test_of_several_rounds_the_one_that_is_meant_is_asked_for(room, said):
    for round_ in ("after", "before"):
        await room.open_poll("c", round=round_, results="manual")
        await room.mod.slash(room.channel, "poll close", question="c", round=round_)
    for options in ({"question": "c"}, {}):
        refused = await room.mod.slash(room.channel, "poll publish", **options)
        assert "Which round of question C? Give `round:` with one of before, after." in said(refused)
        assert refused.response.ephemeral
    assert "Which round" in said(await room.mod.slash(room.channel, "poll cancel", question="c"))
    published = said(await room.mod.slash(room.channel, "poll publish", question="c", round="before"))
    assert "Result · Question C, before the debate" in published
    assert "after the debate" in said(await room.mod.slash(room.channel, "poll publish"))


async def test_of_several_open_rounds_none_is_closed_or_cancelled_by_guess(room, said):
    await room.open_poll("c", round="before")
    await room.open_poll("c", round="after")
    for command, options in (("poll close", {}), ("poll cancel", {"question": "c"}), ("poll extend", {"minutes": 5})):
        assert "with one of before, after." in said(await room.mod.slash(room.channel, command, **options))
    assert len(room.context.open_polls.polls()) == 2


async def test_cancelling_sets_the_round_aside_that_is_open(room, said):
    await room.open_poll("c", round="before")
    await room.mod.slash(room.channel, "poll close")
    await room.open_poll("c", round="after")
    assert "after the debate is cancelled" in said(await room.mod.slash(room.channel, "poll cancel", question="c"))
