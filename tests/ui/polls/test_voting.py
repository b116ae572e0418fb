"""What a voter meets."""

import re
from datetime import timedelta

import pytest
from sentences import (
    ABSTAIN,
    ABSTAINED,
    CHOOSE_ALONE_OR_LEAVE_IT_OUT,
    HAVE_VOTED,
    MARKS_AN_OPTION_THAT_THE_EDITORS,
    MY_BALLOT,
    NAMED_MODERATORS_SEE_WHO_CHOSE_WHAT,
    NOT_ANSWERED,
    NOT_ANSWERED_YET_ON_THIS_BALLOT,
    PSEUDONYMOUS_YOUR_BALLOT_IS_STORED_UNDER,
    PUT_IN_ORDER,
    THAT_IS_YOUR_VOTE_ALREADY,
    THERE_WAS_NO_BALLOT_OF_YOURS,
    THIS_POLL_HAS_CLOSED_SO_YOUR,
    TURNOUT,
    VOTES,
    WITHDRAW_MY_BALLOT,
    YOU_HAVE_NOT_VOTED_HERE_YET,
    YOUR_BALLOT_IS_WITHDRAWN_AND_NO,
    YOUR_VOTE_COUNTS,
    YOUR_VOTE_WAS_CHANGED,
)


async def test_one_tap_votes_and_says_privately_what_counts_and_until_when(room, said):
    paper = await room.open_poll("d", minutes=10)
    vote = await room.amina.click(paper, label="A central hub")
    assert vote.response.ephemeral
    assert YOUR_VOTE_COUNTS.within(said(vote), answer="**A central hub**")
    closes = int(room.context.open_polls.poll(1).closes_at.timestamp())
    assert f"<t:{closes}:R>" in said(vote)
    assert NOT_ANSWERED_YET_ON_THIS_BALLOT.within(said(vote), items="2/3, 3/3")


async def test_another_tap_changes_the_vote_and_the_same_tap_repeats_nothing(room, said):
    paper = await room.open_poll("d")
    await room.amina.click(paper, label="A central hub")
    changed = await room.amina.click(paper, label="A talent network")
    assert YOUR_VOTE_WAS_CHANGED.within(said(changed), old="**A central hub**", answer="**A talent network**")
    again = await room.amina.click(paper, label="A talent network")
    assert THAT_IS_YOUR_VOTE_ALREADY.within(said(again))
    tally = room.context.open_polls.tally(1)
    assert (tally.turnout, [count.votes for count in tally.items[0].counts]) == (1, [0, 1, 0])


async def test_a_menu_approves_of_several_and_abstaining_takes_their_place(room, said):
    paper = await room.open_poll("a")
    approved = await room.amina.select(paper, ["ai-for-good", "safety-and-security"], custom_id="menu:1:areas")
    assert "**AI for Good**, **AI safety & security**" in said(approved)
    abstained = await room.amina.click(paper, custom_id="vote:1:areas:-")
    assert ABSTAINED.say() in said(abstained)
    tally = room.context.open_polls.tally(1).items[0]
    assert (tally.ballots, tally.abstentions, sum(count.votes for count in tally.counts)) == (1, 1, 0)


async def test_none_of_these_goes_with_nothing_else(room, said):
    paper = await room.open_poll("a")
    refused = await room.amina.select(paper, ["none", "ai-for-good"], custom_id="menu:1:areas")
    assert CHOOSE_ALONE_OR_LEAVE_IT_OUT.within(said(refused), option="None of these")
    assert room.context.open_polls.tally(1).turnout == 0
    assert YOUR_VOTE_COUNTS.within(said(await room.amina.select(paper, ["none"], custom_id="menu:1:areas")))


async def test_my_ballot_shows_my_answers_and_withdraws_them(room, said):
    paper = await room.open_poll("d")
    assert YOU_HAVE_NOT_VOTED_HERE_YET.within(said(await room.amina.click(paper, label=MY_BALLOT.say())))
    await room.amina.click(paper, label="A central hub")
    mine = await room.amina.click(paper, label=MY_BALLOT.say())
    assert "→ **A central hub**" in said(mine)
    assert f"→ {NOT_ANSWERED.say()}" in said(mine)
    code = re.search(r"`([A-Z2-7]{12})`", said(mine))[1]
    assert code not in said(await room.jonas.click(paper, label=MY_BALLOT.say()))
    other = await room.amina.click(paper, label=MY_BALLOT.say())
    await room.amina.click(mine.response, label=WITHDRAW_MY_BALLOT.say())
    assert YOUR_BALLOT_IS_WITHDRAWN_AND_NO.within(said(mine))
    for gone in ("central hub", code, f"[{WITHDRAW_MY_BALLOT.say()}]"):
        assert gone not in said(mine)
    assert room.context.open_polls.tally(1).turnout == 0
    await room.amina.click(other.response, label=WITHDRAW_MY_BALLOT.say())
    assert THERE_WAS_NO_BALLOT_OF_YOURS.within(said(other))


async def test_the_ballot_paper_says_all_that_a_voter_has_to_know(room, said):
    paper = said(await room.open_poll("d", minutes=10))
    assert "Do we need a single centralized hub vs. a decentralized network?" in paper
    assert "“CERN for AI: One analogy, many visions”" in paper
    assert "Kevin Kohler, 2025-07-08" in paper
    assert "1/3 · Human talent" in paper
    assert PSEUDONYMOUS_YOUR_BALLOT_IS_STORED_UNDER.within(paper)
    assert TURNOUT.within(paper, share="0%", electorate=6)
    assert "[A mix of both ✎]" in paper
    assert MARKS_AN_OPTION_THAT_THE_EDITORS.within(paper, mark="✎")
    assert "<t:" in paper
    assert paper.count(f"[{ABSTAIN.say()}]") == 3


async def test_a_named_poll_says_so_before_the_vote_and_hands_names_to_moderators(room, said):
    paper = await room.open_poll("d", secrecy="named")
    assert NAMED_MODERATORS_SEE_WHO_CHOSE_WHAT.within(said(paper))
    await room.amina.click(paper, label="A central hub")
    await room.mod.slash(room.channel, "poll close")
    exported = await room.mod.slash(room.channel, "export", what="ballots", format="csv")
    assert b",amina,central-hub," in await exported.response.attachments[0].read()


async def test_a_vote_after_closing_is_refused_kindly(room, said):
    """The controls are gone from the paper by then; the tap was under way when the deadline passed."""
    paper = await room.open_poll("d", minutes=1)
    room.env.backend.clock._epoch += timedelta(minutes=1)  # time passes, and the board has not noticed yet
    late = await room.amina.click(paper, label="A central hub")
    assert late.response.ephemeral
    assert THIS_POLL_HAS_CLOSED_SO_YOUR.within(said(late))
    await room.env.advance_time(2)
    assert "[A central hub]" not in said(paper)


async def test_live_counts_and_turnout_reach_the_paper_and_hidden_counts_do_not(room, said):
    await room.marta.slash(room.channel, "debate settings", small_groups="off")
    live = await room.open_poll("a", results="live")
    hidden = await room.open_poll("d", results="closed")
    await room.amina.click(live, label="Several areas")
    await room.amina.click(hidden, label="A central hub")
    await room.env.advance_time(5)
    messages = {message.id: said(message) for message in room.channel.history()}
    assert f"**Several areas** — 100% · {VOTES.say(count=1)}" in messages[live.id]
    assert messages[live.id].index("**One area**") < messages[live.id].index("**Several areas**"), "as the buttons are"
    assert HAVE_VOTED.within(messages[hidden.id], count=1)
    assert VOTES.say(count=1) not in messages[hidden.id]


async def test_only_holders_of_the_participants_role_may_vote_and_respond(room, said):
    citizens = room.guild.create_role("Citizens")
    await room.marta.slash(room.channel, "debate settings", participants=citizens)
    paper = await room.open_poll("d")
    refused = await room.amina.click(paper, label="A central hub")
    assert f"<@&{citizens.id}>" in said(refused)
    assert room.context.open_polls.tally(1).turnout == 0
    assert f"<@&{citizens.id}>" in said(await room.amina.slash(room.channel, "respond", question="d"))
    eve = room.join("eve", citizens)
    assert YOUR_VOTE_COUNTS.within(said(await eve.click(paper, label="A central hub")))


@pytest.mark.parametrize("question", ["a", "b", "c", "d", "e"])
async def test_every_question_of_the_pack_opens_and_takes_a_vote(room, said, question):
    paper = await room.open_poll(question)
    others = {f"[{ABSTAIN.say()}]", f"[{PUT_IN_ORDER.say()}]"}
    button = next(line for line in said(paper).splitlines() if line.startswith("[") and line not in others)
    assert YOUR_VOTE_COUNTS.within(said(await room.amina.click(paper, label=button.strip("[]"))))
