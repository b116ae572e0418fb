"""Putting options in order in the private ballot: tap by tap or in a form, and nothing stored before the end."""

import asyncio
from datetime import timedelta

from ballots import custom_ids, turn_to
from sentences import (
    CAST_THIS_VOTE,
    HAS_TWO_PLACES_GIVE_IT_ONE,
    MY_BALLOT,
    NOT_COUNTED_YET,
    PLACE,
    PLACES,
    THIS_POLL_HAS_CLOSED_SO_YOUR,
    USE_A_FORM,
    VOTE,
    WITHDRAW_MY_BALLOT,
    YOUR_VOTE_COUNTS,
    YOUR_VOTE_WAS_CHANGED,
)
from simcord_speed import AGES

from bot.services.polls import voting


def places(form):
    """Return what a form's menus are filled with when it opens."""
    menus = [label["component"] for label in form.modal["components"]]
    return [[option["value"] for option in menu["options"] if option.get("default")] for menu in menus]


def counted(room, number=0):
    """Return the ballots of an item of the open poll, as they are counted."""
    return dict(room.context.open_polls.tally(1).items[number].profile)


async def ballot_on(room, card, item="goal", person=None):
    """Open the private ballot at an item."""
    person = person or room.amina
    return await turn_to(person, (await person.click(card, label=VOTE.say())).response, 1, item)


async def tapped(person, page, *custom_ids_):
    for custom_id in custom_ids_:
        await person.click(page, custom_id=custom_id)


def placed(*options, between=", "):
    """Return options in bold, each after its place."""
    return between.join(f"{place.say()} **{option}**" for place, option in zip(PLACES, options, strict=False))


def listed(*options):
    """Return options as a page lists them."""
    return "\n".join(f"[{place.say()} · {option}]" for place, option in zip(PLACES, options, strict=False))


def without_details(page):
    """Leave out what is said of the options."""
    return "\n".join(line for line in page.splitlines() if not line.startswith("-# "))


async def test_options_are_tapped_one_after_another_and_count_once_they_are_cast(room, said):
    card = await room.open_poll("e")
    page = await ballot_on(room, card)
    assert page.ephemeral
    assert f"[{CAST_THIS_VOTE.say()}]" not in said(page)
    await tapped(room.amina, page, "draft:1:goal:ine:e", "draft:1:goal:inc:ec", "draft:1:goal:ind:ecd")
    assert listed("AI safety", "Public research", "AI for Good") in without_details(said(page))
    assert NOT_COUNTED_YET.within(said(page))
    assert "draft:1:goal:ine:ecde" not in custom_ids(page), "what has a place is not offered again"
    assert counted(room) == {}
    await room.amina.click(page, label=CAST_THIS_VOTE.say())
    assert YOUR_VOTE_COUNTS.within(said(page), answer=placed("AI safety", "Public research", "AI for Good"))
    assert counted(room) == {("ai-safety", "public-research", "ai-for-good"): 1}
    mine = said(await room.amina.click(card, label=MY_BALLOT.say()))
    assert f"→ {placed('AI safety')}" in mine


async def test_the_last_place_casts_the_whole_order(room, said):
    page = await ballot_on(room, await room.open_poll("a"), "priority")
    await tapped(room.amina, page, "draft:1:priority:inc:c", "draft:1:priority:inb:cb", "pick:1:priority:cba")
    assert counted(room, 2) == {("safety-and-security", "neurosymbolic-ai", "ai-for-good"): 1}
    assert YOUR_VOTE_COUNTS.within(said(page))


async def test_an_option_is_taken_out_again_and_the_rest_closes_up(room, said):
    page = await ballot_on(room, await room.open_poll("e"))
    await tapped(room.amina, page, "draft:1:goal:ine:e", "draft:1:goal:inc:ec", "draft:1:goal:oute:c")
    assert listed("Public research") in without_details(said(page))
    await tapped(room.amina, page, "draft:1:goal:outc:-")
    assert f"[{CAST_THIS_VOTE.say()}]" not in said(page)
    assert counted(room) == {}


async def test_an_order_that_counts_is_where_the_next_change_begins(room, said):
    card = await room.open_poll("e")
    await room.vote(room.amina, card, item="goal")
    changed = await room.vote(room.amina, card, "ai-safety", item="goal")
    assert YOUR_VOTE_WAS_CHANGED.within(said(changed))
    page = await ballot_on(room, card)
    assert listed("AI safety") in without_details(said(page))
    await tapped(room.amina, page, "draft:1:goal:ind:ed", "pick:1:goal:ed")
    assert YOUR_VOTE_WAS_CHANGED.within(said(page), old=placed("AI safety"), answer=placed("AI safety", "AI for Good"))
    assert counted(room) == {("ai-safety", "ai-for-good"): 1}


async def test_of_two_pages_of_one_person_the_one_that_is_cast_last_counts_and_says_so(room, said):
    card = await room.open_poll("e")
    first, second = await ballot_on(room, card), await ballot_on(room, card)
    await tapped(room.amina, first, "draft:1:goal:ine:e")
    await tapped(room.amina, second, "draft:1:goal:ind:d", "pick:1:goal:d")
    await tapped(room.amina, first, "pick:1:goal:e")
    assert YOUR_VOTE_WAS_CHANGED.within(said(first), old=placed("AI for Good"), answer=placed("AI safety"))
    assert counted(room) == {("ai-safety",): 1}


async def test_up_to_five_options_are_put_in_order_in_one_form(room, said):
    card = await room.open_poll("a")
    page = await ballot_on(room, card, "priority")
    form = await room.amina.click(page, label=USE_A_FORM.say())
    assert [label["label"] for label in form.modal["components"]] == [
        PLACE.say(place=place.say()) for place in PLACES[:3]
    ]
    await room.amina.submit_modal(form, {"place-0": ["safety-and-security"], "place-2": ["ai-for-good"]})
    assert YOUR_VOTE_COUNTS.within(said(page), answer=placed("AI safety & security", "AI for Good"))
    assert counted(room, 2) == {("safety-and-security", "ai-for-good"): 1}
    again = await room.amina.click(await ballot_on(room, card, "priority"), label=USE_A_FORM.say())
    assert places(again) == [["safety-and-security"], ["ai-for-good"], []]


async def test_an_option_in_two_places_of_the_form_is_explained_in_place(room, said):
    page = await ballot_on(room, await room.open_poll("a"), "priority")
    form = await room.amina.click(page, label=USE_A_FORM.say())
    twice = {"place-0": ["ai-for-good"], "place-1": ["ai-for-good"], "place-2": ["neurosymbolic-ai"]}
    await room.amina.submit_modal(form, twice)
    assert HAS_TWO_PLACES_GIVE_IT_ONE.within(said(page), option="AI for Good")
    assert counted(room, 2) == {}
    await room.amina.click(page, label=CAST_THIS_VOTE.say())
    assert counted(room, 2) == {("ai-for-good", "neurosymbolic-ai"): 1}


async def test_a_restart_in_the_middle_loses_nothing(room, said):
    page = await ballot_on(room, await room.open_poll("e"))
    await tapped(room.amina, page, "draft:1:goal:ine:e")
    await room.restart()
    await tapped(room.amina, page, "draft:1:goal:ind:ed")
    await room.restart()
    await tapped(room.amina, page, "pick:1:goal:ed")
    assert YOUR_VOTE_COUNTS.within(said(page), answer=placed("AI safety", "AI for Good"))


async def test_a_form_that_is_sent_after_a_restart_counts(room, said):
    page = await ballot_on(room, await room.open_poll("a"), "priority")
    form = await room.amina.click(page, label=USE_A_FORM.say())
    await room.restart()
    await room.amina.submit_modal(form, {"place-0": ["ai-for-good"]})
    assert YOUR_VOTE_COUNTS.within(said(page))


async def test_a_poll_that_closes_meanwhile_takes_neither_steps_nor_orders(room, said):
    page = await ballot_on(room, await room.open_poll("e", minutes=1))
    await tapped(room.amina, page, "draft:1:goal:ine:e")
    room.env.backend.clock._epoch += timedelta(minutes=1)
    for tap in ("draft:1:goal:ind:ed", "pick:1:goal:e"):
        assert THIS_POLL_HAS_CLOSED_SO_YOUR.within(said(await room.amina.click(page, custom_id=tap)))
    assert counted(room) == {}


FORGED = [
    "order:1:nothing",
    "order:9:goal",
    "in-form:1:mix",
    "in-form:9:goal",
    "turn:1:on:nothing",
    "answers:9",
    "ask:1:goal:aa",
    "draft:1:goal:x:aa",
    "draft:1:goal:x:x",
    "draft:1:nothing:x:a",
    "draft:9:goal:x:a",
    "pick:1:goal:aa",
    "pick:1:goal:ax",
    "pick:1:mix:ab",
    "pick:1:nothing:a",
    "pick:9:goal:a",
    "step:1:goal:add:00:none",
    "step:9:goal:add:0:none",
    "finish:1:goal:00:none",
    "finish:1:nothing:0:none",
    "finish:9:goal:0:none",
]


async def test_forged_orders_change_nothing(room, said):
    """An item of another kind or none, a poll that is not there, an option twice or not on the ballot."""
    card = await room.open_poll("e")
    stored = room.env.backend.get_message(room.channel.id, card.id)
    row = next(block for block in stored.components[0]["components"] if block["type"] == 1)
    for forged in FORGED:
        row["components"][0]["custom_id"] = forged
        answered = await room.amina.click(card, custom_id=forged)
        assert answered.response.ephemeral, forged
        assert not YOUR_VOTE_COUNTS.within(said(answered)), forged
        assert room.context.open_polls.tally(1).turnout == 0, forged


async def test_a_forged_form_changes_nothing(room, said):
    card = await room.open_poll("a")
    for sent in ({"place-0": ["ai-for-good", "x"]}, {"place-0": ["x"]}, {}):
        page = await ballot_on(room, card, "priority")
        form = await room.amina.click(page, label=USE_A_FORM.say())
        menus = form._interaction.modal["components"]
        for label in menus:
            label["component"] |= {"required": False, "min_values": 0, "max_values": 3}
            label["component"]["options"].append({"label": "x", "value": "x"})
        said_back = said(await room.amina.submit_modal(form, sent)) + said(page)
        if sent == {"place-0": ["ai-for-good", "x"]}:
            assert placed("AI for Good") in said_back, "a place has one option, the first"
            await room.amina.click(
                (await room.amina.click(card, label=MY_BALLOT.say())).response, label=WITHDRAW_MY_BALLOT.say()
            )
        else:
            assert not YOUR_VOTE_COUNTS.within(said_back)
        assert room.context.open_polls.tally(1).turnout == 0


async def test_where_a_form_would_come_too_late_taps_take_its_place(room, said, monkeypatch):
    """Discord takes a form as a first answer only, and a slow answer has been deferred by then."""
    page = await ballot_on(room, await room.open_poll("a"), "priority")
    quick = voting.open_ballot

    async def slow(*given):
        await asyncio.sleep(AGES)
        return await quick(*given)

    monkeypatch.setattr(voting, "open_ballot", slow)
    late = await room.amina.click(page, label=USE_A_FORM.say())
    assert late.deferred
    await room.env.advance_time(AGES + 5)
    assert late.modal is None
    assert "AI safety & security" in said(late)
