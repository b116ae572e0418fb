"""Running a debate from the run sheet, one private message that follows what is done."""

import copy

import pytest
from sentences import (
    CLOSE,
    CLOSE_IN_MINUTES,
    CLOSED_RESULT_NOT_PUBLISHED_YET,
    CLOSED_RESULT_PUBLISHED,
    DISCORD_DID_NOT_TAKE_THE_BALLOT,
    HAVE_VOTED_SO_FAR,
    MAIN_VOTE,
    MINUTES_MORE,
    ONLY_MODERATORS_CAN_DO_THIS_YOU,
    ONLY_PERSON_ANSWERED,
    OPEN_AFTER_THE_DEBATE,
    POST_HERE_AGAIN,
    PUBLISH,
    QUESTION,
    REFRESH,
    RESULT_OF,
    SETTINGS,
    THAT_DEBATE_IS_OVER_POLL_STATUS,
    THAT_POLL_WAS_CANCELLED_MEANWHILE,
    THE_BALLOT_PAPER_HAS_NOT_BEEN,
    THE_DEADLINE_WAS_MOVED_MEANWHILE_SO,
    THE_MODERATORS_WILL_PUBLISH_THE_RESULT,
    THE_POLL_IS_OPEN_BUT_THE,
)


@pytest.fixture
def sheet_of(room):
    """Return what asks for the run sheet."""

    async def ask(who=None):
        return (await (who or room.mod).slash(room.channel, "poll status")).response

    return ask


async def test_a_question_is_run_from_one_message(room, said, posted, sheet_of):
    await room.marta.slash(room.channel, "debate settings", results="manual")
    sheet = await sheet_of()
    await room.mod.click(sheet, custom_id="run-open:1:d:main")
    (paper,) = posted("[A central hub]")
    await room.amina.click(paper, label="A central hub")
    await room.mod.click(sheet, label=REFRESH.say())
    assert HAVE_VOTED_SO_FAR.within(said(sheet), count=1)
    await room.mod.click(sheet, label=CLOSE_IN_MINUTES.say(minutes=5))
    assert MINUTES_MORE.within(said(sheet), minutes=5)
    await room.env.advance_time(10)
    await room.mod.click(sheet, label=CLOSE.say())
    assert CLOSED_RESULT_NOT_PUBLISHED_YET.within(said(sheet))
    assert posted(THE_MODERATORS_WILL_PUBLISH_THE_RESULT)
    await room.env.advance_time(10)
    await room.mod.click(sheet, label=PUBLISH.say())
    assert CLOSED_RESULT_PUBLISHED.within(said(sheet))
    assert posted(ONLY_PERSON_ANSWERED, standing="“A central hub” 1")
    assert not posted("[A central hub]")


async def test_before_and_after_are_run_from_it(room, said, posted, sheet_of):
    sheet = await sheet_of()
    await room.mod.click(sheet, custom_id="run-open:1:d:before")
    await room.env.advance_time(10)
    await room.mod.click(sheet, label="Close before the debate")
    await room.mod.click(sheet, label=OPEN_AFTER_THE_DEBATE.say())
    assert posted("Question D, after the debate")
    assert "**After the debate:** 🟢 Open" in said(sheet)


async def test_rounds_stand_in_their_order_and_by_name_where_there_are_several(room, said, sheet_of):
    for round_ in ("main", "after", "before"):
        await room.open_poll("d", round=round_, results="manual")
        await room.mod.slash(room.channel, "poll close", question="d", round=round_)
    text = said(await sheet_of())
    places = [text.index(f"**{name}:** 🟠") for name in ("Before the debate", "Main vote", "After the debate")]
    assert places == sorted(places)
    labels = ("[Publish before the debate]", "[Publish main vote]", "[Publish after the debate]")
    assert [label in text for label in labels] == [True] * 3


async def test_a_round_alone_is_not_named_where_it_is_the_main_one(room, said, sheet_of):
    await room.open_poll("d")
    assert not MAIN_VOTE.within(said(await sheet_of()))


async def test_two_rounds_at_once_have_no_buttons_that_look_the_same(room, said, sheet_of):
    for round_ in ("main", "after"):
        await room.open_poll("d", round=round_)
    text = said(await sheet_of())
    assert "[Close main vote]" in text
    assert "[Close after the debate]" in text
    assert f"[{CLOSE_IN_MINUTES.say(minutes=5)}]" not in text


async def test_settings_take_one_line_and_those_by_default_are_left_out(room, said, sheet_of):
    def line(text):
        (found,) = [line for line in text.splitlines() if SETTINGS.within(line)]
        return found

    moderators = f"moderators <@&{room.moderators.id}>"
    assert line(said(await sheet_of())) == f"-# Settings: results closed, ballots pseudonymous, {moderators}"
    await room.marta.slash(
        room.channel,
        "debate settings",
        results="live",
        secrecy="named",
        review="on",
        reminders="off",
        small_groups="off",
    )
    assert line(said(await sheet_of())) == (
        f"-# Settings: results live, ballots named, review on, reminders off, small groups off, {moderators}"
    )


async def test_the_papers_of_button_and_command_are_the_same(room, said, posted, sheet_of):
    by_command = said(await room.open_poll("d"))
    await room.mod.slash(room.channel, "poll cancel")
    await room.mod.click(await sheet_of(), custom_id="run-open:1:d:main")
    assert said(posted("[A central hub]")[-1]) == by_command


async def test_a_double_tap_does_what_one_tap_does(room, said, posted, sheet_of):
    """Also where the second lands on the button that the first has brought under the finger."""
    sheet = await sheet_of()
    before = copy.deepcopy(room.env.backend.get_message(room.channel.id, sheet.id).components)
    await room.mod.click(sheet, custom_id="run-open:1:d:main")
    await room.mod.click(sheet, custom_id="run-close:1")
    assert room.context.open_polls.poll(1) is not None
    room.env.backend.get_message(room.channel.id, sheet.id).components = before
    await room.mod.click(sheet, custom_id="run-open:1:d:main")
    assert len(posted("[A central hub]")) == 1
    assert f"[{CLOSE_IN_MINUTES.say(minutes=5)}]" in said(sheet)


async def test_a_stale_sheet_neither_extends_twice_nor_touches_what_it_does_not_show(room, said, sheet_of):
    await room.open_poll("d", minutes=10)
    mine, other = await sheet_of(), await sheet_of(room.marta)
    await room.mod.click(mine, label=MINUTES_MORE.say(minutes=5))
    once = room.context.open_polls.poll(1).closes_at
    assert THE_DEADLINE_WAS_MOVED_MEANWHILE_SO.within(
        said(await room.marta.click(other, label=MINUTES_MORE.say(minutes=5)))
    )
    assert room.context.open_polls.poll(1).closes_at == once
    stale = await sheet_of(room.marta)
    await room.mod.slash(room.channel, "poll cancel", question="d")
    await room.open_poll("d")
    await room.env.advance_time(10)
    assert THAT_POLL_WAS_CANCELLED_MEANWHILE.within(said(await room.marta.click(stale, label=CLOSE.say())))
    assert [poll.id for poll in room.context.open_polls.polls()] == [2]
    assert f"[{CLOSE_IN_MINUTES.say(minutes=5)}]" in said(stale)


async def test_a_second_moderator_who_closes_later_is_shown_that_it_is_closed(room, said, posted, sheet_of):
    await room.open_poll("d")
    mine, other = await sheet_of(), await sheet_of(room.marta)
    await room.env.advance_time(10)
    await room.mod.click(mine, label=CLOSE.say())
    await room.env.advance_time(10)
    await room.marta.click(other, label=CLOSE.say())
    assert said(other) == said(mine)
    assert len(posted(RESULT_OF, poll=QUESTION.say(letter="D"))) == 1


async def test_a_sheet_of_another_debate_opens_nothing_in_this_one(room, said, sheet_of):
    sheet = await sheet_of()
    await room.mod.slash(room.channel, "debate close")
    await room.marta.slash(room.channel, "debate start")
    assert THAT_DEBATE_IS_OVER_POLL_STATUS.within(said(await room.mod.click(sheet, custom_id="run-open:1:a:main")))
    assert room.context.open_polls.polls() == []


async def test_the_sheet_works_after_a_restart(room, said, posted, sheet_of):
    sheet = await sheet_of()
    await room.restart()
    await room.mod.click(sheet, custom_id="run-open:1:d:main")
    assert posted("[A central hub]")
    assert f"[{CLOSE_IN_MINUTES.say(minutes=5)}]" in said(sheet)


async def test_who_moderates_no_longer_is_told_so_and_nothing_happens(room, said, sheet_of):
    sheet = await sheet_of()
    await room.marta.slash(room.channel, "debate settings", moderators=room.administrators)
    assert ONLY_MODERATORS_CAN_DO_THIS_YOU.within(said(await room.mod.click(sheet, custom_id="run-open:1:a:main")))
    assert room.context.open_polls.polls() == []


@pytest.mark.parametrize("where", ["poll", "debate"])
async def test_a_paper_that_cannot_be_posted_is_named_and_offered_again(room, said, posted, sheet_of, where):
    sheet = await sheet_of()
    room.env.inject_error("POST", f"/channels/{room.channel.id}/messages", status=500)
    told = await room.mod.click(sheet, custom_id="run-open:1:d:main")
    assert THE_POLL_IS_OPEN_BUT_THE.within(said(told))
    assert THE_BALLOT_PAPER_HAS_NOT_BEEN.within(said(sheet))
    room.env.inject_error("POST", f"/channels/{room.channel.id}/messages", status=500)
    again = await room.mod.click(sheet, label=POST_HERE_AGAIN.say(poll=QUESTION.say(letter="D")))
    assert DISCORD_DID_NOT_TAKE_THE_BALLOT.within(said(again))
    await room.mod.click(sheet, label=POST_HERE_AGAIN.say(poll=QUESTION.say(letter="D")))
    assert posted("[A central hub]")
    assert not THE_BALLOT_PAPER_HAS_NOT_BEEN.within(said(sheet))
    assert not THE_BALLOT_PAPER_HAS_NOT_BEEN.within(
        said((await room.mod.slash(room.channel, f"{where} status")).response)
    )
