"""Ballot papers and pages that an earlier version has sent, and that people still see, go on working."""

import pytest
from sentences import CAST_THIS_VOTE, VOTE, YOUR_VOTE_COUNTS, YOUR_VOTE_WAS_CHANGED


@pytest.fixture
async def paper(room):
    """Return a message with the controls of an earlier version's ballot paper."""
    card = await room.open_poll("a")
    stored = room.env.backend.get_message(room.channel.id, card.id)
    options = [{"label": one.label, "value": one.id} for one in room.context.open_polls.poll(1).items[0].options]
    buttons = ("vote:1:areas:-", "vote:1:focus:one", "vote:1:focus:several", "vote:1:focus:-", "order:1:priority")
    stored.components[0]["components"] = [
        {"type": 1, "components": [{"type": 3, "custom_id": "menu:1:areas", "options": options, "max_values": 4}]},
        {"type": 1, "components": [{"type": 2, "style": 1, "label": one, "custom_id": one} for one in buttons]},
        {"type": 1, "components": [{"type": 2, "style": 2, "label": "My ballot", "custom_id": "own:1"}]},
    ]
    return card


def counted(room):
    return [dict(item.profile) for item in room.context.open_polls.tally(1).items]


async def test_its_buttons_and_menus_vote(room, said, paper):
    menu = await room.amina.select(paper, ["ai-for-good", "neurosymbolic-ai"], custom_id="menu:1:areas")
    assert YOUR_VOTE_COUNTS.within(said(menu))
    assert menu.response.ephemeral
    await room.amina.click(paper, custom_id="vote:1:focus:one")
    changed = await room.amina.click(paper, custom_id="vote:1:focus:several")
    assert YOUR_VOTE_WAS_CHANGED.within(said(changed))
    assert counted(room)[:2] == [{("ai-for-good", "neurosymbolic-ai"): 1}, {("several",): 1}]


async def test_its_button_for_an_order_opens_the_private_ballot_there(room, said, paper):
    opened = await room.amina.click(paper, custom_id="order:1:priority")
    assert opened.response.ephemeral
    await room.amina.click(opened.response, custom_id="draft:1:priority:ina:a")
    assert YOUR_VOTE_COUNTS.within(said(await room.amina.click(opened.response, label=CAST_THIS_VOTE.say())))
    assert counted(room)[2] == {("ai-for-good",): 1}


async def test_an_order_that_was_begun_is_gone_on_with_and_finished(room, said, paper):
    page = (await room.amina.click(paper, custom_id="order:1:priority")).response
    stored = room.env.backend.get_message(room.channel.id, page.id)
    taps = ("step:1:priority:add:20:none", "finish:1:priority:2:none")
    stored.components[0]["components"][-1] = {
        "type": 1,
        "components": [{"type": 2, "style": 1, "label": one, "custom_id": one} for one in taps],
    }
    went_on = await room.amina.click(page, custom_id=taps[0])
    assert counted(room)[2] == {}
    assert YOUR_VOTE_COUNTS.within(said(await room.amina.click(went_on.response, label=CAST_THIS_VOTE.say())))
    assert counted(room)[2] == {("safety-and-security", "ai-for-good"): 1}
    assert YOUR_VOTE_WAS_CHANGED.within(said(await room.amina.click(page, custom_id=taps[1])))
    assert counted(room)[2] == {("safety-and-security",): 1}


async def test_it_becomes_a_card_with_the_next_edit(room, said, paper):
    await room.restart()
    await room.env.advance_time(5)
    assert "vote:" not in str([message.components for message in room.channel.history()])
    assert f"[{VOTE.say()}]" in said(paper)
