"""What a debate leaves to be published or reviewed can be worked off once it is closed, and in the next one."""

import discord
import pytest
from sentences import (
    AND_MORE_WHICH_FOLLOW_AS_THESE,
    APPROVE,
    APPROVED_TEXT,
    CLOSE_IN_MINUTES,
    CLOSED_OF_TITLE_TIME,
    DECLINED_OF_COUNT,
    DECLINED_TEXT,
    EVERYBODY_CAN_READ_IT,
    FROM_AN_EARLIER_DEBATE,
    IS_SET_ASIDE_ITS_BALLOTS_ARE,
    IT_GOES_INTO_THE_EXPORTS,
    LEFT_FROM_AN_EARLIER_DEBATE,
    NO_SUCH_POLL_IN_THIS_DEBATE,
    NOTHING_IS_LEFT,
    ONLY_PERSON_ANSWERED,
    POLL_WAS_STILL_OPEN_AND_IS,
    POLL_WAS_STILL_OPEN_AND_WAITS,
    PUBLISH,
    PUBLISH_ONE,
    QUESTION,
    RESPONSE_THAT_WAITS_FOR_REVIEW,
    RESULT_FROM_AN_EARLIER_DEBATE,
    RESULT_OF_AN_EARLIER_DEBATE_THAT,
    RESULTS_THAT_ARE_NOT_PUBLISHED,
    REVIEW_RESPONSE,
    SET_ASIDE,
    SET_IT_ASIDE,
    SHOW_THE_RUN_SHEET,
    THAT_POLL_IS_STILL_OPEN_CLOSE,
    THAT_RESULT_IS_PUBLIC_ALREADY,
    THAT_RESULT_WAITS_NO_LONGER_SOMEBODY,
    THE_DEBATE_IS_CLOSED,
    THE_MODERATORS_WILL_PUBLISH_THE_RESULT,
)


@pytest.fixture
async def left(room, said):
    """A closed debate with a result that is not published and a response that waits; returns what Mod is told."""
    await room.marta.slash(room.channel, "debate settings", results="manual", review="on")
    await room.vote(room.amina, await room.open_poll("d"), "A central hub")
    form = await room.amina.slash(room.channel, "respond", question="a")
    await room.amina.submit_modal(form, {"text": "Words that wait"})
    closed = await room.close_debate()
    await room.env.advance_time(10)
    assert THE_DEBATE_IS_CLOSED.within(said(closed))
    return room.note


async def sheet_of(room):
    return (await room.mod.slash(room.channel, "poll status")).response


async def review(room, said, sheet):
    """Approve the response from a run sheet."""
    queue = (await room.mod.click(sheet, label=REVIEW_RESPONSE.say(count=1))).response
    assert "Words that wait" in said(queue)
    await room.env.advance_time(5)
    assert not FROM_AN_EARLIER_DEBATE.within(said(queue))
    await room.mod.click(queue, label=APPROVE.say())
    assert APPROVED_TEXT.within(said(queue), words="Words that wait")


async def test_closing_tells_the_moderator_alone_what_waits(room, said, left):
    note = left
    assert note.flags.ephemeral
    assert RESULTS_THAT_ARE_NOT_PUBLISHED.within(said(note), polls=QUESTION.say(letter="D"))
    assert RESPONSE_THAT_WAITS_FOR_REVIEW.within(said(note), count=1)
    await room.mod.click(note, label=SHOW_THE_RUN_SHEET.say())
    assert f"[{PUBLISH.say()}]" in said(note)
    assert f"[{REVIEW_RESPONSE.say(count=1)}]" in said(note)


async def test_the_run_sheet_goes_on_after_the_end_and_opens_nothing(room, said, posted, left):
    assert left
    sheet = await sheet_of(room)
    assert "Closed <t:" in said(sheet)
    assert "[Open" not in said(sheet)
    await review(room, said, sheet)
    await room.sure(room.mod, sheet, PUBLISH.say())
    assert "✓ [D]" in said(sheet)
    assert "Review" not in said(sheet)
    assert posted(ONLY_PERSON_ANSWERED, standing="“A central hub” 1")


async def test_it_is_worked_off_while_the_next_debate_is_on(room, said, posted, left):
    assert left
    started = await room.marta.slash(room.channel, "debate start", title="The next one")
    assert RESULT_OF_AN_EARLIER_DEBATE_THAT.within(said(started.followups[0]), count=1)
    await room.open_poll("d")
    sheet = await sheet_of(room)
    assert LEFT_FROM_AN_EARLIER_DEBATE.within(said(sheet))
    assert f"[{CLOSE_IN_MINUTES.say(minutes=5)}]" in said(sheet)
    await room.sure(room.mod, sheet, PUBLISH_ONE.say(round=f"1 · {QUESTION.say(letter='D')}"))
    assert not LEFT_FROM_AN_EARLIER_DEBATE.within(said(sheet))
    assert f"[{CLOSE_IN_MINUTES.say(minutes=5)}]" in said(sheet)
    (result,) = posted(ONLY_PERSON_ANSWERED, standing="“A central hub” 1")
    (line,) = [line for line in said(result).splitlines() if RESULT_FROM_AN_EARLIER_DEBATE.within(line)]
    assert CLOSED_OF_TITLE_TIME.within(line, time="<t:")
    assert "CERN for AI" in line


async def test_no_command_reaches_an_earlier_debate(room, said, posted, left):
    """A letter means another vote there: whoever types one would publish or cancel what they do not see."""
    assert left
    await room.marta.slash(room.channel, "debate start", title="The next one")
    for command in ("poll publish", "poll cancel", "poll close"):
        for options in ({"question": "d"}, {"question": "d", "round": "main"}):
            assert NO_SUCH_POLL_IN_THIS_DEBATE.within(said(await room.mod.slash(room.channel, command, **options)))
    assert NO_SUCH_POLL_IN_THIS_DEBATE.within(said(await room.mod.slash(room.channel, "poll publish")))
    await room.open_poll("d")
    for options in ({"question": "d"}, {}):
        assert THAT_POLL_IS_STILL_OPEN_CLOSE.within(said(await room.mod.slash(room.channel, "poll publish", **options)))
    assert not posted(ONLY_PERSON_ANSWERED, standing="“A central hub” 1")


async def test_publishing_twice_publishes_nothing_else(room, said, posted, left):
    assert left
    await room.marta.slash(room.channel, "debate start", title="The next one")
    await room.vote(room.amina, await room.open_poll("d"), "A talent network")
    await room.mod.slash(room.channel, "poll close")
    assert "“A talent network” 1" in said(await room.mod.slash(room.channel, "poll publish", question="d"))
    for options in ({"question": "d"}, {}):
        assert THAT_RESULT_IS_PUBLIC_ALREADY.within(said(await room.mod.slash(room.channel, "poll publish", **options)))
    assert not posted(ONLY_PERSON_ANSWERED, standing="“A central hub” 1")
    assert "[" + PUBLISH_ONE.say(round=f"1 · {QUESTION.say(letter='D')}") + "]" in said(await sheet_of(room))


async def test_until_the_next_debate_starts_the_commands_reach_the_last_one(room, said, left):
    assert left
    assert "“A central hub” 1" in said(await room.mod.slash(room.channel, "poll publish", question="d"))


async def test_a_sheet_that_still_offers_a_public_result_says_that_it_is_public(room, said, posted, left):
    assert left
    await room.marta.slash(room.channel, "debate start", title="The next one")
    mine, other = await sheet_of(room), await sheet_of(room)
    await room.sure(room.mod, mine, PUBLISH_ONE.say(round=f"1 · {QUESTION.say(letter='D')}"))
    told = said(await room.mod.click(other, label=PUBLISH_ONE.say(round=f"1 · {QUESTION.say(letter='D')}")))
    assert THAT_RESULT_IS_PUBLIC_ALREADY.within(told)
    assert not LEFT_FROM_AN_EARLIER_DEBATE.within(said(other))
    assert len(posted(ONLY_PERSON_ANSWERED, standing="“A central hub” 1")) == 1


async def next_debate(room, title):
    """Close the debate and start the next, which has a result on question D that is not published."""
    await room.close_debate()
    await room.marta.slash(room.channel, "debate start", title=title)
    await room.vote(room.amina, await room.open_poll("d"), "A talent network")
    await room.mod.slash(room.channel, "poll close")
    await room.env.advance_time(2)


async def test_what_several_debates_have_left_is_told_apart(room, said, posted, left):
    """By title and date, also where the title is the same, and by number on the buttons."""
    assert left
    await room.marta.slash(room.channel, "debate start", title="Round *one*")
    for title in ("Twice", "Twice"):
        await next_debate(room, title)
    await room.close_debate()
    await room.marta.slash(room.channel, "debate start", title="The next one")
    sheet = await sheet_of(room)
    name = f"· {QUESTION.say(letter='D')} · “"
    lines = [line for line in said(sheet).splitlines() if line.startswith("**") and name in line]
    assert [line[:6] for line in lines] == ["**1** ", "**2** ", "**3** "]
    assert all(CLOSED_OF_TITLE_TIME.within(line, time="<t:") for line in lines)
    assert ["“Twice”" in line for line in lines] == [False, True, True]
    assert len({line[6:] for line in lines}) == 3
    labels = [line for line in said(sheet).splitlines() if line.startswith(("[Publish", "[Cancel poll"))]
    assert len(labels) == len(set(labels)) == 6
    await room.sure(room.mod, sheet, PUBLISH_ONE.say(round=f"1 · {QUESTION.say(letter='D')}"))
    assert posted(ONLY_PERSON_ANSWERED, standing="“A central hub” 1")
    assert not posted(ONLY_PERSON_ANSWERED, standing="“A talent network” 1")


async def test_more_than_the_sheet_has_room_for_follows_as_the_first_go(room, said, left):
    assert left
    await room.marta.slash(room.channel, "debate start", title="First")
    for number in range(5):
        await next_debate(room, f"Title {number} " + "*" * 190)
    await room.close_debate()
    await room.marta.slash(room.channel, "debate start", title="The next one")
    for question in "abcde":
        for round_ in ("before", "main", "after"):
            await room.open_poll(question, round=round_)
    sheet = await sheet_of(room)
    assert AND_MORE_WHICH_FOLLOW_AS_THESE.within(said(sheet), count=2)
    assert f"[{SET_ASIDE.say(number=4)}]" in said(sheet)
    await room.sure(room.mod, sheet, PUBLISH_ONE.say(round=f"1 · {QUESTION.say(letter='D')}"))
    assert AND_MORE_WHICH_FOLLOW_AS_THESE.within(said(sheet), count=1)
    assert f"[{SET_ASIDE.say(number=4)}]" in said(sheet)


@pytest.fixture
async def asked(room, said, left):
    """The question whether to set the result aside, as the sheet asks it while D is open in the next debate."""
    assert left
    await room.marta.slash(room.channel, "debate start", title="The next one")
    await room.open_poll("d")
    sheet = await sheet_of(room)
    asked = (await room.mod.click(sheet, label=SET_ASIDE.say(number=1))).followups[-1]
    assert asked.flags.ephemeral
    assert f"{QUESTION.say(letter='D')} · “" in said(asked)
    assert f"[{SET_ASIDE.say(number=1)}]" in said(sheet)
    return asked


async def test_a_result_that_nobody_is_to_see_is_set_aside_once_that_is_confirmed(room, said, posted, asked):
    assert posted(THE_MODERATORS_WILL_PUBLISH_THE_RESULT)
    await room.mod.click(asked, label=SET_IT_ASIDE.say())
    assert IS_SET_ASIDE_ITS_BALLOTS_ARE.within(said(asked), poll=QUESTION.say(letter="D"))
    assert not posted(THE_MODERATORS_WILL_PUBLISH_THE_RESULT)
    assert [poll.id for poll in room.context.open_polls.polls()] == [2]
    await room.mod.click(asked, label=SHOW_THE_RUN_SHEET.say())
    assert not LEFT_FROM_AN_EARLIER_DEBATE.within(said(asked))
    assert f"[{CLOSE_IN_MINUTES.say(minutes=5)}]" in said(asked)


async def test_what_was_published_meanwhile_is_not_set_aside(room, said, posted, asked):
    sheet = await sheet_of(room)
    await room.sure(room.mod, sheet, PUBLISH_ONE.say(round=f"1 · {QUESTION.say(letter='D')}"))
    assert THAT_RESULT_IS_PUBLIC_ALREADY.within(said(await room.mod.click(asked, label=SET_IT_ASIDE.say())))
    assert posted(ONLY_PERSON_ANSWERED, standing="“A central hub” 1")


async def test_what_is_set_aside_already_is_neither_set_aside_again_nor_published(room, said, asked):
    stale = await sheet_of(room)
    await room.mod.click(asked, label=SET_IT_ASIDE.say())
    assert THAT_RESULT_WAITS_NO_LONGER_SOMEBODY.within(said(await room.mod.click(stale, label=SET_ASIDE.say(number=1))))
    assert not LEFT_FROM_AN_EARLIER_DEBATE.within(said(stale))


@pytest.mark.parametrize(
    ("results", "told"),
    [
        (["closed"], [(POLL_WAS_STILL_OPEN_AND_IS, 1)]),
        (["live", "closed"], [(POLL_WAS_STILL_OPEN_AND_IS, 2)]),
        (["manual"], [(POLL_WAS_STILL_OPEN_AND_WAITS, 1)]),
        (["manual", "closed", "manual"], [(POLL_WAS_STILL_OPEN_AND_IS, 1), (POLL_WAS_STILL_OPEN_AND_WAITS, 2)]),
    ],
)
async def test_closing_promises_the_room_the_results_that_follow_alone(room, said, results, told):
    for question, release in zip("abc", results, strict=False):
        await room.open_poll(question, results=release)
    closed = said(await room.close_debate())
    promises = POLL_WAS_STILL_OPEN_AND_IS, POLL_WAS_STILL_OPEN_AND_WAITS
    found = [(promise, count) for promise in promises for count in (1, 2, 3) if promise.within(closed, count=count)]
    assert found == told


async def in_exports(room):
    """Return what the export of the first debate has of responses."""
    exported = await room.mod.slash(room.channel, "export", what="responses", format="csv", debate="1")
    return (await exported.response.attachments[0].read()).decode("utf-8-sig")


@pytest.mark.parametrize("verdict", ["Approve", "Decline"])
async def test_the_queue_says_which_debate_a_response_is_of_and_where_it_goes(room, said, left, verdict):
    """`/responses` shows the newest debate only, so nobody is told that everybody can read it."""
    assert left
    await room.marta.slash(room.channel, "debate start", title="The next one")
    queue = (await room.mod.click(await sheet_of(room), label=REVIEW_RESPONSE.say(count=1))).response
    shown = said(queue).replace("\\", "")
    assert FROM_AN_EARLIER_DEBATE.within(shown)
    assert "“CERN for AI: One analogy, many visions”" in shown
    await room.env.advance_time(5)
    await room.mod.click(queue, label=verdict)
    told = said(queue).replace("\\", "")
    if verdict == "Decline":
        assert DECLINED_TEXT.within(told)
        await room.mod.click(queue, label=DECLINED_OF_COUNT.say(count=1))
        assert FROM_AN_EARLIER_DEBATE.within(said(queue))
        await room.env.advance_time(5)
        await room.mod.click(queue, label=APPROVE.say())
        told = said(queue).replace("\\", "")
    assert IT_GOES_INTO_THE_EXPORTS.within(told)
    assert "“CERN for AI: One analogy, many visions”" in told
    assert not EVERYBODY_CAN_READ_IT.within(told)
    assert "Words that wait" not in said(await room.sofia.slash(room.channel, "responses", question="a"))
    assert "Words that wait" in await in_exports(room)


async def test_the_queue_has_room_for_the_longest_response_of_the_longest_title(room, said, left):
    assert left
    await room.marta.slash(room.channel, "debate settings", secrecy="named")
    await room.marta.slash(room.channel, "debate start", title="*" * 200)
    for who in (room.amina, room.jonas):
        form = await who.slash(room.channel, "respond", question="a")
        await who.submit_modal(form, {"text": "*" * 2000})
    await room.close_debate()
    await room.marta.slash(room.channel, "debate start", title="The next one")
    queue = (await room.mod.click(await sheet_of(room), label=REVIEW_RESPONSE.say(count=3))).response
    for _ in range(2):
        await room.env.advance_time(5)
        await room.mod.click(queue, label=APPROVE.say())
    assert IT_GOES_INTO_THE_EXPORTS.within(said(queue))
    assert "*" * 2000 in said(queue)
    assert len(said(queue)) < 4000


async def test_where_nothing_waits_the_moderator_is_told_so(room, said):
    await room.close_debate()
    assert NOTHING_IS_LEFT.within(said(room.note))


async def test_what_waits_in_another_server_is_none_of_ours(room, said, left):
    assert left
    other = room.env.create_guild("elsewhere", owner=room.env.create_user("olga"))
    channel = other.create_text_channel("debate")
    role = other.create_role("Admins", permissions=discord.Permissions(administrator=True))
    oleg = other.add_member(room.env.create_user("oleg"), roles=[role])
    await oleg.slash(channel, "debate start")
    sheet = (await oleg.slash(channel, "poll status")).response
    assert not LEFT_FROM_AN_EARLIER_DEBATE.within(said(sheet))
    assert "Review" not in said(sheet)
    assert NO_SUCH_POLL_IN_THIS_DEBATE.within(said(await oleg.slash(channel, "poll publish", question="d")))
