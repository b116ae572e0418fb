"""What a voter meets in a secret poll."""

import copy

import pytest
from ballots import custom_ids, summary_of, turn_to
from sentences import (
    BALLOTS_OF_VALUE,
    CAST_MY_VOTE,
    CAST_THIS_IT_CANNOT_BE_CHANGED,
    COUNTS_ARE_SHOWN_LIVE,
    IT_IS_FINAL_ONLY_THIS_MESSAGE,
    MY_BALLOT,
    NOTHING_IS_STORED_ABOUT_YOU_IN,
    SECRET_THAT_YOU_VOTED_AND_WHAT,
    SHOWS_ITS_COUNTS_WHEN_IT_CLOSES,
    USE_A_FORM,
    VOTE,
    VOTED_IN_SECRET,
    VOTED_IN_SECRET_WHAT_YOU_VOTED,
    YOU_HAVE_VOTED_ON_THIS_ALREADY,
    YOUR_VOTE_COUNTS,
    YOUR_VOTE_IN_SECRET_POLL_THAT,
    YOUR_VOTE_IN_SECRET_POLL_THAT_IS,
)


async def cast(room, person, card, *options, **item):
    """Vote, and confirm what cannot be changed."""
    asked = await room.vote(person, card, *options, **item)
    return await person.click(asked.response, label=CAST_MY_VOTE.say())


async def test_a_secret_vote_asks_once_before_it_is_cast_and_is_final_after(room, said):
    card = await room.open_poll("d", secrecy="secret")
    assert SECRET_THAT_YOU_VOTED_AND_WHAT.within(said(card))
    asked = await room.vote(room.amina, card, "A central hub")
    assert CAST_THIS_IT_CANNOT_BE_CHANGED.within(said(asked))
    assert room.context.open_polls.tally(1).turnout == 0, "nothing is stored before"
    asking = room.env.backend.get_message(room.channel.id, asked.response.id)
    before = copy.deepcopy(asking.components)
    voted = said(await room.amina.click(asked.response, label=CAST_MY_VOTE.say()))
    assert YOUR_VOTE_COUNTS.within(voted, answer="**A central hub**")
    assert IT_IS_FINAL_ONLY_THIS_MESSAGE.within(voted)
    asking.components = before
    again = await room.amina.click(asked.response, label=CAST_MY_VOTE.say())
    assert again.response.ephemeral
    assert YOU_HAVE_VOTED_ON_THIS_ALREADY.within(said(again))
    assert room.context.open_polls.tally(1).turnout == 1


@pytest.mark.parametrize("way", ["vote:1:talent:central-hub", "menu", "places"])
async def test_ballot_papers_and_forms_ask_as_well(room, said, way):
    """A paper of an earlier version has its options as buttons and menus of its own."""
    card = await room.open_poll("d" if ":" in way else "a", secrecy="secret")
    stored = room.env.backend.get_message(room.channel.id, card.id)
    row = stored.components[0]["components"][-1]
    if way == "places":
        ballot = (await room.amina.click(card, label=VOTE.say())).response
        ballot = await turn_to(room.amina, ballot, 1, "priority")
        form = await room.amina.click(ballot, label=USE_A_FORM.say())
        asked = await room.amina.submit_modal(form, {"place-0": ["ai-for-good"]})
    elif way == "menu":
        options = [{"label": "x", "value": "ai-for-good"}]
        row["components"] = [
            {"type": 3, "custom_id": "menu:1:areas", "options": options, "min_values": 1, "max_values": 1}
        ]
        asked = await room.amina.select(card, ["ai-for-good"], custom_id="menu:1:areas")
    else:
        row["components"][0]["custom_id"] = way
        asked = await room.amina.click(card, custom_id=way)
    assert CAST_THIS_IT_CANNOT_BE_CHANGED.within(said(asked))
    assert room.context.open_polls.tally(1).turnout == 0
    assert YOUR_VOTE_COUNTS.within(said(await room.amina.click(asked.response, label=CAST_MY_VOTE.say())))


async def test_my_ballot_and_my_data_show_only_that_i_voted(room, said):
    paper = await room.open_poll("d", secrecy="secret")
    await cast(room, room.amina, paper, "A central hub")
    mine = said(await room.amina.click(paper, label=MY_BALLOT.say()))
    assert f"→ {VOTED_IN_SECRET}" in mine
    assert "A central hub" not in mine
    assert "[Withdraw" not in mine
    shown = said(await room.amina.slash(room.channel, "mydata show"))
    assert VOTED_IN_SECRET_WHAT_YOU_VOTED.within(shown)
    assert "A central hub" not in shown
    deleted = said(await room.delete_data(room.amina))
    assert YOUR_VOTE_IN_SECRET_POLL_THAT.within(deleted, count=1)
    assert YOUR_VOTE_IN_SECRET_POLL_THAT.within(deleted)
    assert room.context.open_polls.tally(1).turnout == 1


async def test_a_secret_poll_shows_no_live_counts_unless_small_groups_are_not_guarded(room, said):
    """A sixth vote after a last live count of five would be the difference between it and the result."""
    paper = await room.open_poll("d", secrecy="secret", results="live")
    assert not COUNTS_ARE_SHOWN_LIVE.within(said(paper))
    await room.marta.slash(room.channel, "debate settings", small_groups="off")
    assert COUNTS_ARE_SHOWN_LIVE.within(said(await room.open_poll("b", secrecy="secret", results="live")))


async def test_whoever_asks_for_live_counts_of_a_secret_poll_is_told_alone_that_they_come_at_the_end(room, said):
    asked = await room.mod.slash(room.channel, "poll open", question="d", secrecy="secret", results="live")
    (told,) = asked.followups
    assert told.flags.ephemeral
    assert SHOWS_ITS_COUNTS_WHEN_IT_CLOSES.within(said(told))
    await room.marta.slash(room.channel, "debate settings", results="live")
    by_setting = await room.mod.slash(room.channel, "poll open", question="a", secrecy="secret")
    assert SHOWS_ITS_COUNTS_WHEN_IT_CLOSES.within(said(by_setting))


async def test_whoever_gets_the_counts_that_they_asked_for_is_told_nothing_more(room):
    for question, options in {"a": {"secrecy": "secret"}, "b": {"results": "live"}}.items():
        assert (await room.mod.slash(room.channel, "poll open", question=question, **options)).followups == []
    await room.marta.slash(room.channel, "debate settings", small_groups="off")
    opened = await room.mod.slash(room.channel, "poll open", question="c", secrecy="secret", results="live")
    assert opened.followups == []


async def test_a_deletion_after_the_end_says_that_it_is_forgotten_that_i_voted(room, said):
    paper = await room.open_poll("d", secrecy="secret")
    await cast(room, room.amina, paper, "A central hub")
    await room.close_by_hand("d")
    deleted = said(await room.delete_data(room.amina))
    assert YOUR_VOTE_IN_SECRET_POLL_THAT_IS.within(deleted, count=1)
    assert YOUR_VOTE_IN_SECRET_POLL_THAT_IS.within(deleted)
    assert not YOUR_VOTE_IN_SECRET_POLL_THAT.within(deleted)
    assert NOTHING_IS_STORED_ABOUT_YOU_IN.within(said(await room.amina.slash(room.channel, "mydata delete")))


async def test_secrecy_can_be_the_servers_setting(room, said):
    settings = await room.marta.slash(room.channel, "debate settings", secrecy="secret")
    assert BALLOTS_OF_VALUE.within(said(settings), value="secret")
    assert SECRET_THAT_YOU_VOTED_AND_WHAT.within(said(await room.open_poll("d")))


async def test_an_order_that_was_given_in_secret_is_not_shown_again(room, said):
    paper = await room.open_poll("e", secrecy="secret")
    item = next(item for item in room.context.open_polls.poll(1).items if item.kind_name == "ranking")
    await cast(room, room.amina, paper, item=item.key)
    ballot = await summary_of(room.amina, paper)
    assert "**voted**, in secret" in said(ballot)
    assert f"turn:1:to:{item.key}" not in custom_ids(ballot)
