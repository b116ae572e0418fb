"""`/results` with `round` at Shift, as people see it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sentences import (
    ALL_WHO_VOTED_BEFORE_AFTER,
    BEFORE_AND_AFTER_QUESTION,
    GAINED_MOST,
    LOST_MOST,
    MEDIAN_FROM_TO,
    OF_THEM_CHANGED_THEIR_ANSWER,
    PERSON_ANSWERED_BOTH_TIMES,
    POINT_OF_BEFORE_AFTER_SIGN_COUNT,
    RESULT_DETAILS,
    STAYED_WITH,
    THERE_ARE_NO_TWO_VOTES_ON,
)

from bot.charts.formatting import format_value
from bot.domain.kind import Option
from bot.domain.polls import Item
from bot.domain.shift_lines import change_of_all
from bot.domain.tally import count_item
from bot.ui.common.languages import speech_in

PEOPLE = 14


async def vote_twice(room, question, press, **options):
    """Let 14 people answer before and after, as `press` does it; close both polls."""
    people = [room.join(f"voter{number}") for number in range(PEOPLE)]
    for round_ in ("before", "after"):
        paper = await room.open_poll(question, round=round_, **options)
        for number, voter in enumerate(people):
            await press(room, voter, paper, number, is_after=round_ == "after")
        await room.mod.slash(room.channel, "poll close", question=question, round=round_)


async def details(room, said, shown):
    """Tap Details under a shift, after a restart, and return what one person then sees."""
    await room.restart()
    told = await room.amina.click(shown.response, label=RESULT_DETAILS.say())
    assert told.ephemeral
    return said(told)


async def hub_or_network(room, voter, paper, number, *, is_after):
    """Eight stay with the hub, six go from it to the network."""
    option = "talent-network" if is_after and number >= 8 else "central-hub"
    await room.vote(voter, paper, *([] if option == "-" else [option]), item="talent")


async def test_the_shift_is_told_in_words_and_as_a_picture(room, said):
    await vote_twice(room, "d", hub_or_network)
    shown = await room.amina.slash(room.channel, "results", question="d", round="shift")
    text = said(shown)
    assert shown.ephemeral
    assert BEFORE_AND_AFTER_QUESTION.within(text, letter="D")
    assert PERSON_ANSWERED_BOTH_TIMES.within(text, count=14)
    assert OF_THEM_CHANGED_THEIR_ANSWER.within(text, people=6, share="43%")
    assert GAINED_MOST.within(text, option="A talent network", before="0%", after="43%")
    assert LOST_MOST.within(text, option="A central hub", before="100%", after="57%")
    assert [file.filename for file in shown.response.attachments] == [
        "question-d-shares-1.png",
        "question-d-shift-1.png",
    ]
    assert STAYED_WITH.within(shown.response.attachments[1].description)
    assert not STAYED_WITH.within(text)
    assert STAYED_WITH.within(await details(room, said, shown))


async def test_an_approval_tells_what_both_results_say_and_follows_nobody(room, said):
    async def areas(room, voter, paper, number, *, is_after):  # noqa: ARG001  all do the same
        picks = ["ai-for-good", "neurosymbolic-ai"] if is_after else ["ai-for-good"]
        await room.vote(voter, paper, *picks, item="areas")

    await vote_twice(room, "a", areas)
    shown = await room.amina.slash(room.channel, "results", question="a", round="shift")
    text = await details(room, said, shown)
    assert ALL_WHO_VOTED_BEFORE_AFTER.within(text, before=14, after=14)
    assert POINT_OF_BEFORE_AFTER_SIGN_COUNT.within(
        text, before="**Neurosymbolic AI** 0%", after="100%", sign="+", count=100
    )
    assert not PERSON_ANSWERED_BOTH_TIMES.within(text.split("1/3")[1].split("2/3")[0])
    assert [file.filename for file in shown.response.attachments] == ["question-a-shares-1.png"]


async def test_a_rating_tells_both_medians(room, said):
    async def balance(room, voter, paper, number, *, is_after):
        step = "agree" if is_after and number >= 4 else "disagree"
        await room.vote(voter, paper, step, item="balance")

    await vote_twice(room, "c", balance)
    text = await details(room, said, await room.amina.slash(room.channel, "results", question="c", round="shift"))
    assert MEDIAN_FROM_TO.within(text, before="**Disagree**", after="**Agree**")
    assert POINT_OF_BEFORE_AFTER_SIGN_COUNT.within(text, before="**Disagree** 100%", after="29%", sign="−", count=71)
    assert text.count("Median") == 1
    assert "From Disagree to Agree: **10**" in text
    assert not STAYED_WITH.within(text)


@pytest.mark.parametrize(("once", "lists"), [(0, 1), (1, 1), (5, 2)])
async def test_what_all_who_voted_changed_is_told_and_what_those_did_who_answered_twice_where_it_differs(
    room, said, once, lists
):
    """Both results say it already, also where the sums of the others are not told as one person answered once."""

    async def some_only_once(room, voter, paper, number, *, is_after):
        if not is_after or number < PEOPLE - once:
            await hub_or_network(room, voter, paper, min(number, 8), is_after=is_after)

    await vote_twice(room, "d", some_only_once)
    text = await details(room, said, await room.amina.slash(room.channel, "results", question="d", round="shift"))
    hub = {0: "57% (−43 points)", 1: "62% (−38 points)", 5: "89% (−11 points)"}[once]
    assert ALL_WHO_VOTED_BEFORE_AFTER.within(text, before=14, after=PEOPLE - once)
    assert f"**A central hub** 100% → {hub}" in text
    assert text.count("**A central hub** ") == lists
    assert ("**A central hub** 9 → 8 (−1)" in text) is (lists == 2)


VOTES = st.tuples(st.integers(0, 400), st.integers(1, 400))


@given(VOTES, VOTES)
def test_the_points_are_those_between_the_percentages_that_are_shown(before, after):
    """A reader who subtracts one from the other finds the same."""
    options = Option("yes", "Yes"), Option("no", "No")
    item = Item(1, "item", "single", "?", options)
    both = [count_item(item, {("yes",): yes, ("no",): no}) for yes, no in (before, after)]
    text = format_value(change_of_all(*both, options[0]), speech_in("en-US"), str)
    earlier, later, points = re.fullmatch(r"(\d+)% → (\d+)% \((.+) points?\)", text).groups()
    assert int(points.replace("−", "-").replace("±", "")) == int(later) - int(earlier)


async def test_a_question_that_was_not_asked_twice_is_politely_refused(room, said):
    await room.open_poll("d", round="before")
    refused = await room.amina.slash(room.channel, "results", question="d", round="shift")
    assert THERE_ARE_NO_TWO_VOTES_ON.within(said(refused))
