"""What was sent is not kept: all that a tap needs is in its custom_id."""

import gc

import discord
from sentences import BACK_TO_THE_LIST, CAST_THIS_VOTE, VOTE, YOUR_VOTE_COUNTS

from bot.ui.common.controls import TABLE


def kept(client):
    """Return the pages and forms that discord.py holds for taps to come, or that are in memory at all."""
    store = client._connection._view_store
    gc.collect()
    held = [*store._views, *store._synced_message_views, *store._modals]
    return held + [one for one in gc.get_objects() if isinstance(one, discord.ui.LayoutView | discord.ui.Modal)]


async def test_pages_and_forms_are_not_kept_once_they_are_sent(room, said):
    paper = await room.open_poll("e")
    for _ in range(3):
        page = await room.amina.slash(room.channel, "question", name="d")
        await room.amina.slash(room.channel, "proposals")
        await room.mod.slash(room.channel, "poll status")
        form = await room.amina.slash(room.channel, "respond", question="d")
    ballot = await room.amina.click(paper, label=VOTE.say())
    await room.amina.click(ballot.response, custom_id="draft:1:goal:ine:e")
    await room.env.advance_time(5)
    assert kept(room.client) == []
    assert page.acknowledged
    assert "stored" in said(await room.amina.submit_modal(form, {"text": "It is read all the same."}))
    await room.amina.click(ballot.response, label=CAST_THIS_VOTE.say())
    assert YOUR_VOTE_COUNTS.within(said(ballot.response))


async def test_controls_go_on_working_after_their_page_was_sent_many_times(room, said):
    """A page that mixes controls with other items would take its controls away from everybody when it is stopped."""
    for _ in range(3):
        listed = await room.amina.slash(room.channel, "proposals")
        await room.amina.select(listed.response, ["claire"], custom_id="proposal:-:0")
        await room.amina.click(listed.response, label=BACK_TO_THE_LIST.say())
    assert "## Proposals" in said(listed.response)
    assert set(room.client._connection._view_store._dynamic_items.values()) == set(TABLE.items())
