"""Running a debate from the run sheet, one private message that follows what is done."""

import copy
import re

import pytest
from sentences import (
    AFTER_THE_DEBATE,
    BALLOTS_ON_SHEET,
    BEFORE_THE_DEBATE,
    CLOSE,
    CLOSE_IN_MINUTES,
    CLOSE_NOW,
    CLOSE_QUESTION_NOW,
    CLOSE_ROUND,
    CLOSED,
    CLOSED_RESULT_NOT_PUBLISHED_YET,
    DISCORD_DID_NOT_TAKE_THE_BALLOT,
    HAVE_VOTED_SO_FAR,
    KEEP_OPEN,
    LABEL_IN_BOLD,
    LIVE,
    MAIN_VOTE,
    MINUTES_MORE,
    MODERATORS_ON_SHEET,
    NAMED,
    NEXT_QUESTION,
    ONLY_MODERATORS_CAN_DO_THIS_YOU,
    ONLY_PERSON_ANSWERED,
    OPEN,
    OPEN_UNTIL_A_MODERATOR_CLOSES_IT,
    POST_HERE_AGAIN,
    PSEUDONYMOUS,
    PUBLISH,
    PUBLISH_NOW,
    PUBLISH_ONE,
    QUESTION,
    REFRESH,
    REMINDERS_OFF_ON_SHEET,
    REOPEN_ON_SHEET,
    RESULT_OF,
    RESULTS_ON_SHEET,
    REVIEW_ON,
    SETTINGS,
    SMALL_GROUPS_OFF,
    THAT_DEBATE_IS_OVER_POLL_STATUS,
    THAT_POLL_WAS_CANCELLED_MEANWHILE,
    THE_BALLOT_PAPER_HAS_NOT_BEEN,
    THE_DEADLINE_WAS_MOVED_MEANWHILE_SO,
    THE_MODERATORS_WILL_PUBLISH_THE_RESULT,
    THE_POLL_IS_OPEN_BUT_THE,
    VOTE,
)

ACTION_ROW = 1
"""Discord's number of a row of buttons."""


def line_of(round_, state):
    """Return the line of a round, whose name begins it."""
    name = round_.say()
    return LABEL_IN_BOLD.say(label=name[0].upper() + name[1:], said=state)


@pytest.fixture
def sheet_of(room):
    """Return what asks for the run sheet."""

    async def ask(who=None):
        return (await (who or room.mod).slash(room.channel, "poll status")).response

    return ask


async def test_a_question_is_run_from_one_message(room, said, posted, sheet_of):
    await room.marta.slash(room.channel, "debate settings", results="manual")
    sheet = await sheet_of()
    await room.open_on(sheet, "d")
    (paper,) = posted(f"[{VOTE.say()}]")
    await room.vote(room.amina, paper, "A central hub")
    await room.mod.click(sheet, label=REFRESH.say())
    assert HAVE_VOTED_SO_FAR.within(said(sheet), count=1)
    await room.mod.click(sheet, label=CLOSE_IN_MINUTES.say(minutes=5))
    assert MINUTES_MORE.within(said(sheet), minutes=5)
    await room.env.advance_time(10)
    await room.sure(room.mod, sheet, CLOSE.say())
    assert CLOSED_RESULT_NOT_PUBLISHED_YET.within(said(sheet))
    assert posted(THE_MODERATORS_WILL_PUBLISH_THE_RESULT)
    await room.env.advance_time(10)
    await room.sure(room.mod, sheet, PUBLISH.say())
    assert "✓ [D]" in said(sheet)
    assert posted(ONLY_PERSON_ANSWERED, standing="“A central hub” 1")
    assert not posted(f"[{VOTE.say()}]")


async def test_before_and_after_are_run_from_it(room, said, posted, sheet_of):
    sheet = await sheet_of()
    await room.open_on(sheet, "d", "before")
    await room.env.advance_time(10)
    await room.sure(room.mod, sheet, CLOSE_ROUND.say(round=BEFORE_THE_DEBATE))
    await room.open_on(sheet, "d", "after")
    assert posted(f"{QUESTION.say(letter='D')}, {AFTER_THE_DEBATE}")
    assert line_of(AFTER_THE_DEBATE, OPEN_UNTIL_A_MODERATOR_CLOSES_IT) in said(sheet)


async def test_rounds_stand_in_their_order_and_by_name_where_there_are_several(room, said, sheet_of):
    for round_ in ("main", "after", "before"):
        await room.open_poll("d", round=round_, results="manual")
        await room.mod.slash(room.channel, "poll close", question="d", round=round_)
    text = said(await sheet_of())
    rounds = BEFORE_THE_DEBATE, MAIN_VOTE, AFTER_THE_DEBATE
    places = [text.index(line_of(name, CLOSED_RESULT_NOT_PUBLISHED_YET)) for name in rounds]
    assert places == sorted(places)
    assert [f"[{PUBLISH_ONE.say(round=name)}]" in text for name in rounds] == [True] * 3


async def test_a_round_alone_is_not_named_where_it_is_the_main_one(room, said, sheet_of):
    await room.open_poll("d")
    assert not MAIN_VOTE.within(said(await sheet_of()))


async def test_two_rounds_at_once_have_no_buttons_that_look_the_same(room, said, sheet_of):
    for round_ in ("main", "after"):
        await room.open_poll("d", round=round_)
    text = said(await sheet_of())
    assert f"[{CLOSE_ROUND.say(round=MAIN_VOTE)}]" in text
    assert f"[{CLOSE_ROUND.say(round=AFTER_THE_DEBATE)}]" in text
    assert f"[{CLOSE_IN_MINUTES.say(minutes=5)}]" not in text


async def test_settings_take_one_line_and_those_by_default_are_left_out(room, said, sheet_of):
    def line(text):
        (found,) = [line for line in text.splitlines() if SETTINGS.within(line)]
        return found

    def settings(results, ballots, *others):
        parts = RESULTS_ON_SHEET.say(value=results), BALLOTS_ON_SHEET.say(value=ballots), *map(str, others)
        return "-# " + SETTINGS.say(settings=", ".join(parts))

    moderators = MODERATORS_ON_SHEET.say(role=f"<@&{room.moderators.id}>")
    assert line(said(await sheet_of())) == settings(CLOSED, PSEUDONYMOUS, moderators)
    await room.marta.slash(
        room.channel,
        "debate settings",
        results="live",
        secrecy="named",
        review="on",
        reminders="off",
        small_groups="off",
    )
    others = REVIEW_ON, REMINDERS_OFF_ON_SHEET, SMALL_GROUPS_OFF
    assert line(said(await sheet_of())) == settings(LIVE, NAMED, *others, moderators)


async def test_the_papers_of_button_and_command_are_the_same(room, said, posted, sheet_of):
    by_command = said(await room.open_poll("d"))
    await room.cancel_poll()
    await room.open_on(await sheet_of(), "d")
    assert said(posted(f"[{VOTE.say()}]")[-1]) == by_command


async def test_a_second_tap_on_open_opens_nothing_else(room, said, posted, sheet_of):
    sheet = await sheet_of()
    before = copy.deepcopy(room.env.backend.get_message(room.channel.id, sheet.id).components)
    await room.open_on(sheet, "d")
    room.env.backend.get_message(room.channel.id, sheet.id).components = before
    await room.open_on(sheet, "d")
    assert len(posted(f"[{VOTE.say()}]")) == 1
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
    await room.cancel_poll(question="d")
    await room.open_poll("d")
    assert THAT_POLL_WAS_CANCELLED_MEANWHILE.within(said(await room.marta.click(stale, label=CLOSE.say())))
    assert [poll.id for poll in room.context.open_polls.polls()] == [2]
    assert f"[{CLOSE_IN_MINUTES.say(minutes=5)}]" in said(stale)


async def test_closing_asks_in_place_and_says_how_many_have_voted(room, said, posted, sheet_of):
    await room.vote(room.amina, await room.open_poll("d"), "A central hub")
    sheet = await sheet_of()
    await room.mod.click(sheet, label=CLOSE.say())
    assert CLOSE_QUESTION_NOW.within(said(sheet), question="D")
    assert HAVE_VOTED_SO_FAR.within(said(sheet), count=1)
    assert room.context.open_polls.poll(1) is not None
    await room.mod.click(sheet, label=CLOSE_NOW.say())
    assert room.context.open_polls.poll(1) is not None, "the second tap of two does nothing"
    await room.env.advance_time(3)
    await room.mod.click(sheet, label=CLOSE_NOW.say())
    assert room.context.open_polls.poll(1) is None
    assert posted(ONLY_PERSON_ANSWERED, standing="“A central hub” 1")
    assert "✓ [D]" in said(sheet)


async def test_a_sheet_from_before_closing_asked_asks_as_well(room, said, sheet_of):
    await room.open_poll("d")
    sheet = await sheet_of()
    labels = {"run-extend:1:0": "Close in 5 minutes", "run-close:1": "Close"}
    buttons = [{"type": 2, "style": 2, "label": label, "custom_id": found} for found, label in labels.items()]
    old = {"type": 17, "components": [{"type": ACTION_ROW, "components": buttons}]}
    room.env.backend.get_message(room.channel.id, sheet.id).components = [old]
    await room.mod.click(sheet, custom_id="run-close:1")
    assert CLOSE_QUESTION_NOW.within(said(sheet), question="D")
    assert room.context.open_polls.poll(1) is not None


async def test_keeping_it_open_goes_back_to_the_sheet(room, said, sheet_of):
    await room.open_poll("d")
    sheet = await sheet_of()
    before = said(sheet)
    await room.mod.click(sheet, label=CLOSE.say())
    await room.mod.click(sheet, label=KEEP_OPEN.say())
    assert said(sheet) == before
    assert room.context.open_polls.poll(1) is not None


async def test_what_was_closed_by_mistake_is_opened_again_from_the_sheet(room, said, sheet_of):
    await room.open_poll("d", results="manual")
    sheet = await sheet_of()
    await room.sure(room.mod, sheet, CLOSE.say())
    await room.mod.click(sheet, label=REOPEN_ON_SHEET.say())
    assert room.context.open_polls.poll(1) is not None
    assert rows(sheet)[0] == [CLOSE.say()]
    await room.sure(room.mod, sheet, CLOSE.say())
    await room.env.advance_time(121)
    await room.mod.click(sheet, label=REFRESH.say())
    assert not REOPEN_ON_SHEET.within(said(sheet))


async def test_publishing_asks_first(room, said, posted, sheet_of):
    await room.vote(room.amina, await room.open_poll("d", results="manual"), "A central hub")
    await room.mod.slash(room.channel, "poll close")
    sheet = await sheet_of()
    await room.mod.click(sheet, label=PUBLISH.say())
    assert HAVE_VOTED_SO_FAR.within(said(sheet), count=1)
    await room.mod.click(sheet, label=PUBLISH_NOW.say())
    assert not posted(ONLY_PERSON_ANSWERED), "the second tap of two does nothing"
    await room.env.advance_time(3)
    await room.mod.click(sheet, label=PUBLISH_NOW.say())
    assert posted(ONLY_PERSON_ANSWERED, standing="“A central hub” 1")


def rows(message):
    """Return the labels of each row of buttons."""
    found = []

    def walk(components):
        for component in components:
            if component["type"] == ACTION_ROW:
                found.append([part["label"] for part in component["components"] if "label" in part])
            walk(component.get("components", ()))

    walk(message.components)
    return found


async def test_the_sheet_begins_with_what_is_open_and_closing_is_not_beside_more_time(room, said, sheet_of):
    await room.open_poll("b", minutes=10)
    await room.mod.slash(room.channel, "poll close")
    await room.open_poll("d", minutes=10)
    sheet = await sheet_of()
    lines = said(sheet).splitlines()
    assert lines[0].startswith("### D · ")
    assert rows(sheet)[:2] == [[CLOSE.say()], [MINUTES_MORE.say(minutes=5)]]
    assert [line[:2] for line in lines if line[:1] in "✓○"] == ["○ ", "✓ ", "○ ", "○ "]


async def test_a_finished_question_is_one_line_on_a_phone_also_after_two_rounds(room, said, sheet_of):
    for round_ in ("before", "after"):
        await room.open_poll("d", round=round_)
        await room.mod.slash(room.channel, "poll close", question="d", round=round_)
    (line,) = (line for line in said(await sheet_of()).splitlines() if line.startswith("✓ "))
    shown = re.sub(r"\[(.*?)\]\(.*?\)", r"\1", line)
    assert len(shown) <= 34
    assert "0 → 0" in shown


async def test_when_nothing_is_open_the_sheet_begins_with_the_question_to_open_next(room, said, sheet_of):
    await room.open_poll("a")
    await room.mod.slash(room.channel, "poll close")
    sheet = await sheet_of()
    first = said(sheet).splitlines()[0]
    assert NEXT_QUESTION.within(first)
    assert "B · " in first
    assert rows(sheet)[0][0] == OPEN.say()


async def test_a_result_to_publish_comes_before_the_question_to_open_next(room, said, sheet_of):
    await room.open_poll("a", results="manual")
    await room.mod.slash(room.channel, "poll close")
    sheet = await sheet_of()
    assert said(sheet).startswith("### A · ")
    assert [line[0] for line in rows(sheet)[:2]] == [PUBLISH.say(), OPEN.say()]


async def test_what_has_passed_is_never_told_as_if_it_were_to_come(room, said, sheet_of):
    await room.mod.slash(room.channel, "poll open", question="d")
    assert "Open since <t:" in said(await sheet_of())
    assert ":R>" not in said(await sheet_of())


async def test_a_second_moderator_who_closes_later_is_shown_that_it_is_closed(room, said, posted, sheet_of):
    await room.open_poll("d")
    mine, other, slow = await sheet_of(), await sheet_of(room.marta), await sheet_of(room.marta)
    await room.marta.click(slow, label=CLOSE.say())
    await room.sure(room.mod, mine, CLOSE.say())
    await room.marta.click(other, label=CLOSE.say())
    await room.marta.click(slow, label=CLOSE_NOW.say())
    assert said(slow) == said(mine)
    assert said(other) == said(mine)
    assert len(posted(RESULT_OF, poll=QUESTION.say(letter="D"))) == 1


async def test_a_sheet_of_another_debate_opens_nothing_in_this_one(room, said, sheet_of):
    sheet = await sheet_of()
    await room.close_debate()
    await room.marta.slash(room.channel, "debate start")
    assert THAT_DEBATE_IS_OVER_POLL_STATUS.within(said(await room.open_on(sheet, "a")))
    assert room.context.open_polls.polls() == []


async def test_the_sheet_works_after_a_restart(room, said, posted, sheet_of):
    sheet = await sheet_of()
    await room.restart()
    await room.open_on(sheet, "d")
    assert posted(f"[{VOTE.say()}]")
    assert f"[{CLOSE_IN_MINUTES.say(minutes=5)}]" in said(sheet)


async def test_who_moderates_no_longer_is_told_so_and_nothing_happens(room, said, sheet_of):
    sheet = await sheet_of()
    await room.marta.slash(room.channel, "debate settings", moderators=room.administrators)
    assert ONLY_MODERATORS_CAN_DO_THIS_YOU.within(said(await room.open_on(sheet, "a")))
    assert room.context.open_polls.polls() == []


@pytest.mark.parametrize("where", ["poll", "debate"])
async def test_a_paper_that_cannot_be_posted_is_named_and_offered_again(room, said, posted, sheet_of, where):
    sheet = await sheet_of()
    room.env.inject_error("POST", f"/channels/{room.channel.id}/messages", status=500)
    told = await room.open_on(sheet, "d")
    assert THE_POLL_IS_OPEN_BUT_THE.within(said(told))
    assert THE_BALLOT_PAPER_HAS_NOT_BEEN.within(said(sheet))
    room.env.inject_error("POST", f"/channels/{room.channel.id}/messages", status=500)
    again = await room.mod.click(sheet, label=POST_HERE_AGAIN.say(poll=QUESTION.say(letter="D")))
    assert DISCORD_DID_NOT_TAKE_THE_BALLOT.within(said(again))
    await room.mod.click(sheet, label=POST_HERE_AGAIN.say(poll=QUESTION.say(letter="D")))
    assert posted(f"[{VOTE.say()}]")
    assert not THE_BALLOT_PAPER_HAS_NOT_BEEN.within(said(sheet))
    assert not THE_BALLOT_PAPER_HAS_NOT_BEEN.within(
        said((await room.mod.slash(room.channel, f"{where} status")).response)
    )
