"""Where a command may mean several polls, the bot asks which one, and does nothing by guess."""

from sentences import (
    AFTER_THE_DEBATE,
    BEFORE_THE_DEBATE,
    IS_CANCELLED,
    QUESTION,
    WHICH_ROUND_OF_QUESTION_GIVE_ROUND,
)


async def test_of_several_rounds_the_one_that_is_meant_is_asked_for(room, said):
    for round_ in ("after", "before"):
        await room.open_poll("c", round=round_, results="manual")
        await room.mod.slash(room.channel, "poll close", question="c", round=round_)
    for options in ({"question": "c"}, {}):
        refused = await room.mod.slash(room.channel, "poll publish", **options)
        assert WHICH_ROUND_OF_QUESTION_GIVE_ROUND.within(said(refused), letter="C", rounds="before, after")
        assert refused.response.ephemeral
    assert WHICH_ROUND_OF_QUESTION_GIVE_ROUND.within(
        said(await room.mod.slash(room.channel, "poll cancel", question="c"))
    )
    published = said(await room.mod.slash(room.channel, "poll publish", question="c", round="before"))
    assert BEFORE_THE_DEBATE.within(published)
    assert AFTER_THE_DEBATE.within(said(await room.mod.slash(room.channel, "poll publish")))


async def test_of_several_open_rounds_none_is_closed_or_cancelled_by_guess(room, said):
    await room.open_poll("c", round="before")
    await room.open_poll("c", round="after")
    for command, options in (("poll close", {}), ("poll cancel", {"question": "c"}), ("poll extend", {"minutes": 5})):
        assert WHICH_ROUND_OF_QUESTION_GIVE_ROUND.within(
            said(await room.mod.slash(room.channel, command, **options)), rounds="before, after"
        )
    assert len(room.context.open_polls.polls()) == 2


async def test_cancelling_sets_the_round_aside_that_is_open(room, said):
    await room.open_poll("c", round="before")
    await room.mod.slash(room.channel, "poll close")
    await room.open_poll("c", round="after")
    told = said(await room.cancel_poll(question="c"))
    assert IS_CANCELLED.within(told, poll=f"{QUESTION.say(letter='C')}, {AFTER_THE_DEBATE}")
