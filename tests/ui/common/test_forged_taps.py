"""Taps that no client of Discord's would send: each is refused politely and logged, and nothing changes."""

import copy
import logging
import sqlite3

import discord
import pytest
from saying import Sentence
from sentences import (
    CHOOSE_ALONE_OR_LEAVE_IT_OUT,
    ONLY_MODERATORS_CAN_DO_THIS_YOU,
    THAT_FLOOR_IS_GONE,
    THIS_BALLOT_BELONGS_TO_NO_POLL_HERE,
    THIS_CONTROL_BELONGS_TO_AN_OLDER,
    YOUR_VOTE_COUNTS,
)
from simcord.actors import _component_interaction

from bot.ui.polls.controls import REPOST, WITHDRAW

HUGE = "9" * 80
PAPER = THIS_BALLOT_BELONGS_TO_NO_POLL_HERE
OPTION = "not on this ballot"
OLDER = THIS_CONTROL_BELONGS_TO_AN_OLDER
FLOOR = THAT_FLOOR_IS_GONE
ROLE = ONLY_MODERATORS_CAN_DO_THIS_YOU

TAPS = {
    "an unknown poll": ("vote:99:talent:central-hub", PAPER),
    "a poll of number 0": ("vote:0:talent:central-hub", PAPER),
    "the largest number that is a number here": (f"vote:{10**18 - 1}:talent:central-hub", PAPER),
    "a number that no database holds": (f"vote:{2**63}:talent:central-hub", OLDER),
    "a number that fills the custom_id": (f"vote:{HUGE}:talent:mix", OLDER),
    "a negative number": ("vote:-1:talent:central-hub", OLDER),
    "a number in Arabic digits": ("vote:١:talent:central-hub", OLDER),
    "a number in full-width digits": ("vote:１:talent:central-hub", OLDER),
    "leading zeros, which are the same poll": ("vote:0001:talent:forged", OPTION),
    "an unknown item": ("vote:1:forged:central-hub", OPTION),
    "an item of another poll": ("vote:1:areas:several", OPTION),
    "an unknown option": ("vote:1:talent:forged", OPTION),
    "an option of another item": ("vote:1:talent:ai-for-good", OPTION),
    "no option": ("vote:1:talent:", OLDER),
    "capitals": ("vote:1:TALENT:central-hub", OLDER),
    "a line break at the end": ("vote:1:talent:central-hub\n", OLDER),
    "SQL": ("vote:1:talent:' OR 1=1 --", OLDER),
    "an item's menu as a button": ("menu:1:talent", "Nothing was chosen"),
    "someone else's ballot of an unknown poll": ("own:99", PAPER),
    "a ballot of a number too large": (f"own:{2**63}", OLDER),
    "a ballot of a number that fills the custom_id": (f"own:{HUGE}", OLDER),
    "withdrawing from an unknown poll": ("withdraw:99", PAPER),
    "posting a paper again without being a moderator": ("repost:1", ROLE),
    "posting an unknown paper again": ("repost:99", ROLE),
    "the run sheet without being a moderator": ("run-sheet", ROLE),
    "cancelling a poll without being a moderator": ("cancel-poll:1:open", ROLE),
    "opening a poll again without being a moderator": ("reopen:1:0", ROLE),
    "cancelling a poll at a stage that there is not": ("cancel-poll:1:later", OLDER),
    "opening a poll without being a moderator": ("run-open:1:a:main", ROLE),
    "opening a poll in a round that there is not": ("run-open:1:a:later", OLDER),
    "extending a poll without being a moderator": ("run-extend:1:0", ROLE),
    "closing a poll without being a moderator": ("run-close:1", ROLE),
    "closing a poll after a question without being a moderator": ("run-close-now:1:1", ROLE),
    "publishing a result without being a moderator": ("run-publish:1", ROLE),
    "publishing a result after a question without being a moderator": ("run-publish-now:1:1", ROLE),
    "opening a poll again from the run sheet without being a moderator": ("run-reopen:1:1", ROLE),
    "leaving things as they are without being a moderator": ("run-leave", ROLE),
    "asking to set a result aside without being a moderator": ("run-set-aside:1", ROLE),
    "closing the debate without being a moderator": ("debate-close:1:1", ROLE),
    "taking the console away without being an administrator": ("console-off", "Only an administrator"),
    "setting a result aside without being a moderator": ("set-aside:1", ROLE),
    "posting a paper again from the run sheet without being a moderator": ("run-repost:1", ROLE),
    "showing the shift without being a moderator": ("run-shift:1:d", ROLE),
    "the queue of responses without being a moderator": ("queue:pending:0:new", ROLE),
    "approving a response without being a moderator": ("review:1:pending:published:0:0", ROLE),
    "taking a response down without being a moderator": ("review:1:published:declined:0:0", ROLE),
    "responses of a status that there is not": ("queue:published:0:new", OLDER),
    "a form for an unknown question": ("respond:z", "There is no question"),
    "responses to an unknown question": ("responses:z:0:on", "There is no question"),
    "a page of responses that is not there": ("responses:a:999999:on", None),
    "a page number too large": (f"responses:a:{10**18 - 1}:on", None),
    "an unknown step": ("responses:a:0:sideways", None),
    "proposals of an unknown cluster": ("proposals:forged", None),
    "asking to speak on an unknown floor": ("floor-ask:99:none", FLOOR),
    "asking to speak for a side that there is not": ("floor-ask:1:left", OLDER),
    "opening a floor without being a moderator": ("floor-open", ROLE),
    "calling a speaker without being a moderator": ("floor-next:1:0", ROLE),
    "giving the floor by a button": ("floor-give:1:0", "Nothing was chosen"),
    "the controls of a floor without being a moderator": ("floor-controls:1", ROLE),
    "closing a floor after a question without being a moderator": ("floor-close-now:1:1", ROLE),
    "nothing": ("x", OLDER),
    "a name of another control's": ("voted:1:talent:central-hub", OLDER),
}


def tells(told, text):
    return told.within(text) if isinstance(told, Sentence) else told in text


def rows(database_file):
    with sqlite3.connect(database_file) as connection:
        found = list(connection.iterdump())
    connection.close()
    return found


async def forge(room, paper, custom_id):
    """Tap a button that carries something of the forger's own."""
    stored = room.env.backend.get_message(room.channel.id, paper.id)
    row = next(block for block in stored.components[0]["components"] if block["type"] == 1)
    row["components"][0]["custom_id"] = custom_id
    return await room.amina.click(paper, custom_id=custom_id)


async def test_a_forged_tap_changes_nothing(room, said, database_file, caplog):
    paper = await room.open_poll("d")
    await room.vote(room.amina, paper, "A central hub")
    await room.env.advance_time(5)
    before, tally = rows(database_file), room.context.open_polls.tally(1)
    caplog.set_level(logging.INFO)
    for what, (custom_id, told) in TAPS.items():
        caplog.clear()
        answered = await forge(room, paper, custom_id)
        assert answered.acknowledged, what
        if told is not None:
            assert tells(told, said(answered)), what
            assert [answered.response, *answered.followups][-1].flags.ephemeral, what
            assert any(record.getMessage().startswith("refused ") for record in caplog.records), what
        assert room.context.open_polls.tally(1) == tally, what
        assert rows(database_file) == before, what


MENUS = {
    "a value that is no option": ("menu:1:areas", ["forged"], OPTION),
    "an option and a value that is none": ("menu:1:areas", ["ai-for-good", "forged"], OPTION),
    "more values than options": ("menu:1:areas", [f"value-{number}" for number in range(30)], OPTION),
    "no value": ("menu:1:areas", [], "Nothing was chosen"),
    "what goes with nothing else": ("menu:1:areas", ["none-of-these", "ai-for-good"], CHOOSE_ALONE_OR_LEAVE_IT_OUT),
    "a menu for an item of buttons": ("menu:1:scope", ["ai-for-good", "safety-and-security"], None),
    "a value as long as Discord allows": ("menu:1:areas", ["x" * 100], OPTION),
}


async def choose(room, paper, custom_id, values):
    """Choose in a menu what a client would not let one choose."""
    stored = room.env.backend.get_message(room.channel.id, paper.id)
    menu = {"type": 3, "custom_id": custom_id, "options": [{"label": "x", "value": "x"}], "id": 900}
    stored.components[0]["components"].append({"type": 1, "components": [menu]})
    data = {"custom_id": custom_id, "component_type": 3, "id": menu["id"], "values": values}
    return await _component_interaction(room.amina, stored, data)


async def test_a_forged_choice_changes_nothing(room, said, database_file):
    paper = await room.open_poll("a")
    await room.env.advance_time(5)
    before, controls = rows(database_file), room.env.backend.get_message(room.channel.id, paper.id).components
    for what, (custom_id, values, told) in MENUS.items():
        room.env.backend.get_message(room.channel.id, paper.id).components = copy.deepcopy(controls)
        answered = await choose(room, paper, custom_id, values)
        assert answered.response.ephemeral, what
        assert told is None or tells(told, said(answered)), what
        assert room.context.open_polls.tally(1).turnout == 0, what
        assert rows(database_file) == before, what


async def test_the_same_value_twice_in_a_menu_counts_once(room, said):
    paper = await room.open_poll("a")
    assert YOUR_VOTE_COUNTS.within(said(await choose(room, paper, "menu:1:areas", ["ai-for-good", "ai-for-good"])))
    assert sum(count.votes for count in room.context.open_polls.tally(1).items[0].counts) == 1


async def test_an_interaction_that_is_delivered_twice_counts_once(room, said, caplog):
    paper = await room.open_poll("d")
    parsers = room.client._connection.parsers
    once = parsers["INTERACTION_CREATE"]

    def twice(payload):
        again = copy.deepcopy(payload)
        once(payload)
        once(again)

    parsers["INTERACTION_CREATE"] = twice
    voted = await room.vote(room.amina, paper, "A central hub")
    parsers["INTERACTION_CREATE"] = once
    assert "vote" in said(voted)
    tally = room.context.open_polls.tally(1)
    assert (tally.turnout, [count.votes for count in tally.items[0].counts]) == (1, [1, 0, 0])
    assert any("delivered twice" in record.getMessage() for record in caplog.records)


async def test_a_tap_from_another_server_on_a_poll_of_this_one_is_refused(room, said, database_file):
    await room.open_poll("d")
    other = room.env.create_guild("elsewhere", owner=room.env.create_user("olga"))
    channel = other.create_text_channel("debate")
    role = other.create_role("Admins", permissions=discord.Permissions(administrator=True))
    oleg = other.add_member(room.env.create_user("oleg"), roles=[role])
    await oleg.slash(channel, "debate start")
    theirs = (await oleg.slash(channel, "poll open", question="d")).response
    stored = room.env.backend.get_message(channel.id, theirs.id)
    row = next(block for block in stored.components[0]["components"] if block["type"] == 1)
    await room.env.advance_time(5)
    before = rows(database_file)
    for forged, told in {
        "vote:1:talent:central-hub": PAPER,
        "own:1": PAPER,
        "withdraw:1": PAPER,
        "repost:1": "no longer open",
    }.items():
        row["components"][0]["custom_id"] = forged
        assert tells(told, said(await oleg.click(theirs, custom_id=forged)))
    assert rows(database_file) == before


@pytest.mark.parametrize("over", ["closed", "cancelled"])
async def test_taps_on_a_paper_that_is_over_change_nothing(room, said, database_file, over):
    paper = await room.open_poll("d")
    stored = room.env.backend.get_message(room.channel.id, paper.id)
    controls = copy.deepcopy(stored.components)
    await (room.cancel_poll() if over == "cancelled" else room.mod.slash(room.channel, "poll close"))
    stored.components = controls  # a client that has not seen the edit yet
    before = rows(database_file)
    for custom_id in (
        "ballot:1",
        "vote:1:talent:central-hub",
        "pick:1:talent:-",
        "draft:1:talent:x:a",
        "turn:1:on:talent",
    ):
        assert "poll" in said(await forge(room, paper, custom_id))
    for custom_id in (WITHDRAW.custom_id(poll=1), REPOST.custom_id(poll=1)):
        assert (await forge(room, paper, custom_id)).response.ephemeral
    assert rows(database_file) == before
