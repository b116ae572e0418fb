"""Agreeing with responses of others, and editing or deleting one's own, by tapping."""

import pytest
from sentences import (
    AGREES_NO_LONGER,
    DELETE_IT,
    DELETE_ONE,
    EDIT,
    IT_WAITS_FOR_A_MODERATOR,
    KEEP_ONE,
    MOST_AGREED_FIRST,
    NEWEST_FIRST,
    NOBODY_HAS_RESPONDED_YET_BE_THE,
    THAT_WAS_QUICK_AND_THIS_ONE,
    YOU_AGREE,
    YOU_HAVE_NO_SUCH_RESPONSE,
    YOUR_RESPONSE_IS_DELETED,
)


async def respond(room, person, text):
    form = await person.slash(room.channel, "respond", question="a")
    await person.submit_modal(form, {"text": text})


async def responses_for(room, person):
    return (await person.slash(room.channel, "responses", question="a")).response


@pytest.fixture
async def voices(room):
    """Two responses, the first by Amina and the second by Jonas."""
    await respond(room, room.amina, "Safety is underfunded.")
    await respond(room, room.jonas, "So is health.")


async def test_one_agrees_with_a_tap_and_takes_it_back_with_another(room, said, voices):  # noqa: ARG001  what is read
    page = await responses_for(room, room.sofia)
    await room.sofia.click(page, label="#1")
    assert said(page).count(YOU_AGREE.say()) == 1
    assert said(page).index(YOU_AGREE.say()) < said(page).index("So is health")
    await room.restart()
    await room.sofia.click(page, label="#1")
    assert not YOU_AGREE.within(said(page))
    assert "👍 1" not in said(page)


async def test_five_who_agree_show_as_a_number_that_sorts_the_list(room, said, voices):  # noqa: ARG001  what is read
    for number in range(5):
        fan = room.join(f"fan{number}")
        await fan.click(page := await responses_for(room, fan), label="#2")
        assert ("👍 5" in said(page)) == (number == 4)
    page = await responses_for(room, room.sofia)
    assert said(page).index("So is health") < said(page).index("Safety is underfunded")
    await room.sofia.click(page, label=MOST_AGREED_FIRST.say())
    assert said(page).index("Safety is underfunded") < said(page).index("So is health")
    await room.sofia.click(page, label="#1")
    assert said(page).index(YOU_AGREE.say()) < said(page).index("So is health"), "the list stays as it is sorted"
    await room.sofia.click(page, label=NEWEST_FIRST.say())
    assert said(page).index("So is health") < said(page).index("Safety is underfunded")


async def test_agreements_are_shown_in_ones_data_and_go_with_it(room, said, voices):  # noqa: ARG001  what is read
    await room.sofia.click(await responses_for(room, room.sofia), label="#1")
    assert "So is health" in said(await room.sofia.slash(room.channel, "mydata show"))
    asked = await room.sofia.slash(room.channel, "mydata delete")
    assert AGREES_NO_LONGER.within(said(asked), count=1)
    await room.delete_data(room.sofia)
    assert "So is health" not in said(await room.sofia.slash(room.channel, "mydata show"))


async def test_ones_own_response_is_edited_from_the_list(room, said, voices):  # noqa: ARG001  what is edited
    page = await responses_for(room, room.amina)
    await room.amina.click(page, label="#2")
    await room.restart()
    form = await room.amina.click(page, label=EDIT.say())
    (field,) = form.modal["components"]
    assert field["component"]["value"] == "Safety is underfunded."
    await room.amina.submit_modal(form, {"text": "Safety is underfunded, and so is health."})
    read = said(await responses_for(room, room.jonas))
    assert "Safety is underfunded, and so is health" in read
    assert "Safety is underfunded\\." not in read


async def test_ones_own_response_is_deleted_from_ones_data_after_a_question(room, said, voices):  # noqa: ARG001  what goes
    shown = (await room.amina.slash(room.channel, "mydata show")).response
    page = (await room.amina.select(shown, ["1"], custom_id="own-responses:0")).response
    await room.amina.click(page, label=DELETE_ONE.say())
    await room.amina.click(page, label=KEEP_ONE.say())
    assert "Safety is underfunded" in said(await responses_for(room, room.jonas))
    await room.amina.click(page, label=DELETE_ONE.say())
    await room.restart()
    await room.amina.click(page, label=DELETE_IT.say())
    assert YOUR_RESPONSE_IS_DELETED.within(said(page))
    read = said(await responses_for(room, room.jonas))
    assert "Safety is underfunded" not in read
    assert "So is health" in read


async def test_an_edit_is_reviewed_again(room, said, voices):  # noqa: ARG001  what is edited
    await room.marta.slash(room.channel, "debate settings", review="on")
    page = await responses_for(room, room.amina)
    await room.amina.click(page, label="#2")
    form = await room.amina.click(page, label=EDIT.say())
    await room.amina.submit_modal(form, {"text": "Worse."})
    assert "Worse" in said(page)
    assert IT_WAITS_FOR_A_MODERATOR.within(said(page))
    assert "Safety" not in said(await responses_for(room, room.jonas))
    shown = (await room.amina.slash(room.channel, "mydata show")).response
    own = await room.amina.select(shown, ["1"], custom_id="own-responses:0")
    assert IT_WAITS_FOR_A_MODERATOR.within(said(own))


async def test_forged_taps_reach_nobody_else_s_response(room, said, voices):  # noqa: ARG001  what is tapped
    paper = await room.open_poll("d")
    stored = room.env.backend.get_message(room.channel.id, paper.id)
    line = next(block for block in stored.components[0]["components"] if block["type"] == 1)
    for custom_id in ("own-response:1", "edit-response:1", "ask-to-erase:1", "erase:1", "erase:999"):
        line["components"][0]["custom_id"] = custom_id
        refused = await room.jonas.click(paper, custom_id=custom_id)
        assert refused.modal is None
        assert YOU_HAVE_NO_SUCH_RESPONSE.within(said(refused))
    assert "Safety is underfunded" in said(await responses_for(room, room.sofia))


async def test_edits_are_held_to_the_same_pace_as_responses(room, said, voices):  # noqa: ARG001  what is edited
    page = await responses_for(room, room.amina)
    await room.amina.click(page, label="#2")
    told = []
    for number in range(3):
        form = await room.amina.click(page, label=EDIT.say())
        told.append(said(await room.amina.submit_modal(form, {"text": f"Edit {number}"})))
    assert [THAT_WAS_QUICK_AND_THIS_ONE.within(text) for text in told] == [False, False, True]


async def test_the_last_response_of_a_question_can_be_deleted(room, said):
    await respond(room, room.amina, "Alone.")
    page = await responses_for(room, room.amina)
    await room.amina.click(page, label="#1")
    await room.amina.click(page, label=DELETE_ONE.say())
    await room.amina.click(page, label=DELETE_IT.say())
    assert NOBODY_HAS_RESPONDED_YET_BE_THE.within(said(await responses_for(room, room.amina)))
