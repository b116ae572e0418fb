"""Putting options in order: a form for a few, taps for more, and nothing stored before the end."""

import asyncio
import copy
from datetime import timedelta

import pytest
from sentences import (
    CLEAR,
    FINISH,
    HAS_TWO_PLACES_GIVE_IT_ONE,
    MY_BALLOT,
    PLACE,
    PLACES,
    TAP_WHAT_COMES_OR_FINISH_HERE,
    TAP_WHAT_YOU_PUT_FIRST_NOTHING,
    THAT_IS_ALL_OF_THEM_FINISH,
    THAT_IS_YOUR_VOTE_ALREADY,
    THIS_POLL_HAS_CLOSED_SO_YOUR,
    UNDO_LAST,
    WITHDRAW_MY_BALLOT,
    YOU_HAVE_VOTED_ON_THIS_SINCE,
    YOUR_VOTE_COUNTS,
    YOUR_VOTE_WAS_CHANGED,
)
from simcord_speed import AGES

from bot.services.polls import voting

GOALS = "order:1:goal"
AREAS = "order:1:priority"


def places(form):
    """Return what a form's menus are filled with when it opens."""
    menus = [label["component"] for label in form.modal["components"]]
    return [[option["value"] for option in menu["options"] if option.get("default")] for menu in menus]


def counted(room, number=0):
    """Return the ballots of an item of the open poll, as they are counted."""
    return dict(room.context.open_polls.tally(1).items[number].profile)


async def tapped(person, page, *labels):
    for label in labels:
        await person.click(page, label=str(label))


def placed(*options, between=", "):
    """Return options in bold, each after its place."""
    return between.join(f"{place.say()} **{option}**" for place, option in zip(PLACES, options, strict=False))


async def test_up_to_five_options_are_put_in_order_in_one_form(room, said):
    paper = await room.open_poll("a")
    form = await room.amina.click(paper, custom_id=AREAS)
    assert [label["label"] for label in form.modal["components"]] == [
        PLACE.say(place=place.say()) for place in PLACES[:3]
    ]
    sent = await room.amina.submit_modal(form, {"place-0": ["safety-and-security"], "place-1": ["ai-for-good"]})
    assert sent.response.ephemeral
    assert YOUR_VOTE_COUNTS.within(said(sent), answer=placed("AI safety & security", "AI for Good"))
    assert counted(room, 2) == {("safety-and-security", "ai-for-good"): 1}


async def test_the_form_opens_with_ones_own_order_and_closes_gaps(room, said):
    paper = await room.open_poll("a")
    form = await room.amina.click(paper, custom_id=AREAS)
    await room.amina.submit_modal(form, {"place-0": ["neurosymbolic-ai"], "place-2": ["ai-for-good"]})
    assert counted(room, 2) == {("neurosymbolic-ai", "ai-for-good"): 1}
    again = await room.amina.click(paper, custom_id=AREAS)
    assert places(again) == [["neurosymbolic-ai"], ["ai-for-good"], []]
    changed = await room.amina.submit_modal(again, {"place-0": ["ai-for-good"]})
    assert YOUR_VOTE_WAS_CHANGED.within(
        said(changed), old=placed("Neurosymbolic AI", "AI for Good"), answer=placed("AI for Good")
    )


async def test_an_option_in_two_places_of_the_form_is_shown_again_to_be_put_right(room, said):
    paper = await room.open_poll("a")
    form = await room.amina.click(paper, custom_id=AREAS)
    twice = {"place-0": ["ai-for-good"], "place-1": ["ai-for-good"], "place-2": ["neurosymbolic-ai"]}
    refused = await room.amina.submit_modal(form, twice)
    assert HAS_TWO_PLACES_GIVE_IT_ONE.within(said(refused), option="AI for Good")
    assert placed("AI for Good", "Neurosymbolic AI", between="\n") in said(refused)
    assert counted(room, 2) == {}
    assert YOUR_VOTE_COUNTS.within(said(await room.amina.click(refused.response, label=FINISH.say())))
    assert counted(room, 2) == {("ai-for-good", "neurosymbolic-ai"): 1}


async def test_more_options_are_tapped_one_after_another_and_stored_at_the_end_only(room, said):
    paper = await room.open_poll("e")
    opened = await room.amina.click(paper, custom_id=GOALS)
    page = opened.response
    assert page.ephemeral
    assert TAP_WHAT_YOU_PUT_FIRST_NOTHING.within(said(page))
    assert f"[{FINISH.say()}]" not in said(page)
    await tapped(room.amina, page, "AI safety", "Public research", "AI for Good")
    assert placed("AI safety", "Public research", "AI for Good", between="\n") in said(page)
    assert TAP_WHAT_COMES_OR_FINISH_HERE.within(said(page), place=PLACES[3].say())
    assert "[AI safety]" not in said(page), "what has a place is not offered again"
    assert counted(room) == {}
    done = await room.amina.click(page, label=FINISH.say())
    assert done.response.ephemeral
    assert YOUR_VOTE_COUNTS.within(said(done), answer=placed("AI safety", "Public research", "AI for Good"))
    assert counted(room) == {("ai-safety", "public-research", "ai-for-good"): 1}


async def test_the_confirmation_takes_the_place_of_the_page_which_has_done_its_work(room, said):
    page = (await room.amina.click(await room.open_poll("e"), custom_id=GOALS)).response
    await tapped(room.amina, page, "AI safety", FINISH)
    assert YOUR_VOTE_COUNTS.within(said(page), answer=placed("AI safety"))
    assert "[" not in said(page)


async def test_a_tap_on_a_page_that_an_answer_has_overtaken_is_refused_and_changes_nothing(room, said):
    """The page was opened before the person voted elsewhere, or a client has not seen yet that it was replaced."""
    paper = await room.open_poll("e")
    page = (await room.amina.click(paper, custom_id=GOALS)).response
    await tapped(room.amina, page, "AI safety")
    stored = room.env.backend.get_message(room.channel.id, page.id)
    before = copy.deepcopy(stored.components)
    await tapped(room.amina, page, FINISH)
    await room.amina.click(paper, custom_id="vote:1:goal:-")
    for label in (FINISH, "AI for Good", CLEAR):
        stored.components = before
        late = await room.amina.click(page, label=str(label))
        assert YOU_HAVE_VOTED_ON_THIS_SINCE.within(said(late))
        assert counted(room) == {(): 1}


async def test_finishing_twice_is_voting_once(room, said):
    page = (await room.amina.click(await room.open_poll("e"), custom_id=GOALS)).response
    await tapped(room.amina, page, "AI safety")
    stored = room.env.backend.get_message(room.channel.id, page.id)
    before = copy.deepcopy(stored.components)
    await tapped(room.amina, page, FINISH)
    stored.components = before
    await tapped(room.amina, page, FINISH)
    assert THAT_IS_YOUR_VOTE_ALREADY.within(said(page), answer=placed("AI safety"))
    assert counted(room) == {("ai-safety",): 1}


async def test_an_abstention_and_an_order_are_changed_step_by_step_as_well(room, said):
    paper = await room.open_poll("e")
    await room.amina.click(paper, custom_id="vote:1:goal:-")
    for label in ("AI safety", "AI for Good"):
        page = (await room.amina.click(paper, custom_id=GOALS)).response
        await tapped(room.amina, page, label, FINISH)
        assert YOUR_VOTE_WAS_CHANGED.within(said(page))
    assert counted(room) == {("ai-safety", "ai-for-good"): 1}


async def test_the_last_tap_is_undone_and_all_are_cleared(room, said):
    page = (await room.amina.click(await room.open_poll("e"), custom_id=GOALS)).response
    await tapped(room.amina, page, "AI safety", "Public research", UNDO_LAST)
    assert placed("AI safety") in said(page)
    assert f"{PLACES[1].say()} **" not in said(page)
    await tapped(room.amina, page, UNDO_LAST, "AI for Good", "AI safety", CLEAR)
    assert TAP_WHAT_YOU_PUT_FIRST_NOTHING.within(said(page))


async def test_all_options_can_be_ranked_and_the_confirmation_lists_them(room, said):
    page = (await room.amina.click(await room.open_poll("e"), custom_id=GOALS)).response
    order = [
        "AGI, developed jointly", "AI safety", "AI for Good", "Public research",
        "European competitiveness", "International cooperation",
    ]  # fmt: skip
    await tapped(room.amina, page, *order)
    assert THAT_IS_ALL_OF_THEM_FINISH.within(said(page))
    done = said(await room.amina.click(page, label=FINISH.say()))
    assert YOUR_VOTE_COUNTS.within(done, answer="\n" + placed("AGI, developed jointly", "AI safety", between="\n"))
    assert f"\n{PLACES[5].say()} **International cooperation**" in done


async def test_a_restart_in_the_middle_loses_nothing(room, said):
    paper = await room.open_poll("e")
    page = (await room.amina.click(paper, custom_id=GOALS)).response
    await tapped(room.amina, page, "AI safety")
    await room.restart()
    await tapped(room.amina, page, "AI for Good")
    await room.restart()
    assert YOUR_VOTE_COUNTS.within(
        said(await room.amina.click(page, label=FINISH.say())), answer=placed("AI safety", "AI for Good")
    )
    form = await room.jonas.click(await room.open_poll("a"), custom_id="order:2:priority")
    await room.restart()
    assert YOUR_VOTE_COUNTS.within(said(await room.jonas.submit_modal(form, {"place-0": ["ai-for-good"]})))


async def test_the_order_that_counts_is_where_the_next_change_begins(room, said):
    paper = await room.open_poll("e")
    page = (await room.amina.click(paper, custom_id=GOALS)).response
    await tapped(room.amina, page, "AI safety", "AI for Good", FINISH)
    again = (await room.amina.click(paper, custom_id=GOALS)).response
    assert placed("AI safety", "AI for Good", between="\n") in said(again)
    await tapped(room.amina, again, UNDO_LAST)
    assert counted(room) == {("ai-safety", "ai-for-good"): 1}
    assert YOUR_VOTE_WAS_CHANGED.within(
        said(await room.amina.click(again, label=FINISH.say())),
        old=placed("AI safety", "AI for Good"),
        answer=placed("AI safety"),
    )
    mine = said(await room.amina.click(paper, label=MY_BALLOT.say()))
    assert f"→ {placed('AI safety')}" in mine


async def test_a_poll_that_closes_meanwhile_takes_neither_steps_nor_orders(room, said):
    page = (await room.amina.click(await room.open_poll("e", minutes=1), custom_id=GOALS)).response
    await tapped(room.amina, page, "AI safety")
    room.env.backend.clock._epoch += timedelta(minutes=1)
    for label in ("AI for Good", FINISH):
        assert THIS_POLL_HAS_CLOSED_SO_YOUR.within(said(await room.amina.click(page, label=str(label))))
    assert counted(room) == {}


@pytest.mark.parametrize(
    "forged",
    [
        "order:1:mix",
        "order:1:nothing",
        "order:9:goal",
        "step:1:goal:add:0:9",
        "finish:1:goal:0:abstain",
        "step:1:mix:add:0:none",
        "step:1:goal:add:00:none",
        "step:1:goal:add:9:none",
        "step:1:nothing:add:0:none",
        "step:9:goal:add:0:none",
        "finish:1:goal:00:none",
        "finish:1:goal:09:none",
        "finish:1:mix:01:none",
        "finish:1:nothing:0:none",
        "finish:9:goal:0:none",
    ],
)
async def test_forged_orders_change_nothing(room, said, forged):
    """An item of another kind or none, a poll that is not there, an option twice or not on the paper."""
    paper = await room.open_poll("e")
    stored = room.env.backend.get_message(room.channel.id, paper.id)
    row = next(block for block in stored.components[0]["components"] if block["type"] == 1)
    row["components"][0]["custom_id"] = forged
    answered = await room.amina.click(paper, custom_id=forged)
    assert answered.response.ephemeral
    assert not YOUR_VOTE_COUNTS.within(said(answered))
    assert room.context.open_polls.tally(1).turnout == 0


async def test_a_forged_form_changes_nothing(room, said):
    paper = await room.open_poll("a")
    for sent in ({"place-0": ["ai-for-good", "x"]}, {"place-0": ["x"]}, {}):
        form = await room.amina.click(paper, custom_id=AREAS)
        menus = form._interaction.modal["components"]
        for label in menus:
            label["component"] |= {"required": False, "min_values": 0, "max_values": 3}
            label["component"]["options"].append({"label": "x", "value": "x"})
        said_back = said(await room.amina.submit_modal(form, sent))
        if sent == {"place-0": ["ai-for-good", "x"]}:
            assert placed("AI for Good") in said_back, "a place has one option, the first"
            await room.amina.click(
                (await room.amina.click(paper, label=MY_BALLOT.say())).response, label=WITHDRAW_MY_BALLOT.say()
            )
        else:
            assert not YOUR_VOTE_COUNTS.within(said_back)
        assert room.context.open_polls.tally(1).turnout == 0


async def test_people_without_the_participants_role_are_told_before_they_begin(room, said):
    citizens = room.guild.create_role("Citizens")
    await room.marta.slash(room.channel, "debate settings", participants=citizens)
    refused = await room.amina.click(await room.open_poll("e"), custom_id=GOALS)
    assert f"<@&{citizens.id}>" in said(refused)


async def test_where_a_form_would_come_too_late_taps_take_its_place(room, said, monkeypatch):
    """Discord takes a form as a first answer only, and a slow answer has been deferred by then."""
    quick = voting.begin_draft

    async def begin(*given):
        await asyncio.sleep(AGES)
        return await quick(*given)

    monkeypatch.setattr(voting, "begin_draft", begin)
    late = await room.amina.click(await room.open_poll("a"), custom_id=AREAS)
    assert late.deferred
    await room.env.advance_time(AGES + 5)
    assert late.modal is None
    assert TAP_WHAT_YOU_PUT_FIRST_NOTHING.within(said(late))
