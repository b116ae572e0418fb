"""What a voter meets."""

import re
from datetime import timedelta

import pytest
from ballots import custom_ids
from sentences import (
    ABSTAINED,
    ADDED_BY_THE_EDITORS,
    ANSWER_LATER,
    BACK,
    HAVE_VOTED,
    LIVE_COUNT,
    MY_BALLOT,
    NAMED_MODERATORS_SEE_WHO_CHOSE_WHAT,
    NOT_ANSWERED,
    POLL_NUMBER_OF_ALL,
    PSEUDONYMOUS_YOUR_BALLOT_IS_STORED_UNDER,
    READ_FIRST,
    RESULT_OF,
    SAY_WHY,
    SEE_THE_RESULT,
    SHORT_QUESTIONS,
    THAT_IS_YOUR_VOTE_ALREADY,
    THERE_WAS_NO_BALLOT_OF_YOURS,
    THIS_POLL_HAS_CLOSED_SO_YOUR,
    TURNOUT,
    VOTE,
    VOTE_AGAIN,
    VOTES,
    WHAT_YOU_ANSWERED_BEFORE_COUNTS,
    WITHDRAW_MY_BALLOT,
    YOU_HAVE_NOT_VOTED_HERE_YET,
    YOUR_BALLOT_IS_WITHDRAWN_AND_NO,
    YOUR_VOTE_COUNTS,
    YOUR_VOTE_WAS_CHANGED,
)


async def test_one_tap_votes_and_the_page_says_what_counts_and_goes_on(room, said):
    card = await room.open_poll("d", minutes=10)
    vote = await room.vote(room.amina, card, "A central hub")
    assert vote.response.ephemeral
    assert YOUR_VOTE_COUNTS.within(said(vote), answer="**A central hub**")
    assert POLL_NUMBER_OF_ALL.within(said(vote), number=2, all=3)


async def test_the_last_page_sums_up_all_answers_until_when_they_change_and_the_receipt(room, said):
    card = await room.open_poll("d", minutes=10)
    for option, item in (("central-hub", "talent"), ("one-site", "computing-power"), ("mix", "governance")):
        last = await room.vote(room.amina, card, option, item=item)
    for answer in ("A central hub", "One very large data centre", "A mix"):
        assert f"→ **{answer}**" in said(last)
    closes = int(room.context.open_polls.poll(1).closes_at.timestamp())
    assert f"<t:{closes}:R>" in said(last)
    assert re.search(r"`[A-Z2-7]{12}`", said(last))
    again = (await room.amina.click(card, label=VOTE.say())).response
    assert "→ **A central hub**" in said(again), "coming back shows what counts"
    await room.amina.click(again, custom_id="turn:1:to:computing-power")
    assert "[✓ One very large data centre]" in said(again)
    await room.amina.click(again, custom_id="pick:1:computing-power:b")
    assert YOUR_VOTE_WAS_CHANGED.within(said(again))
    assert "→ **Several spread-out data centres**" in said(again), "and a change leads back to the summary"


async def test_what_is_skipped_is_not_answered_and_can_be_gone_back_to(room, said):
    card = await room.open_poll("d")
    page = (await room.amina.click(card, label=VOTE.say())).response
    await room.amina.click(page, label=ANSWER_LATER.say())
    await room.amina.click(page, custom_id="pick:1:computing-power:a")
    await room.amina.click(page, label=BACK.say())
    assert "[✓ One very large data centre]" in said(page)
    await room.amina.click(page, label=BACK.say())
    await room.amina.click(page, custom_id="pick:1:talent:a")
    await room.amina.click(page, label=ANSWER_LATER.say())
    assert said(page).count(f"→ {NOT_ANSWERED.say()}") == 1
    assert room.context.open_polls.tally(1).turnout == 1


async def test_a_restart_in_the_middle_of_the_ballot_loses_nothing(room, said):
    page = (await room.amina.click(await room.open_poll("d"), label=VOTE.say())).response
    await room.amina.click(page, custom_id="pick:1:talent:a")
    await room.restart()
    await room.amina.click(page, custom_id="pick:1:computing-power:a")
    assert YOUR_VOTE_COUNTS.within(said(page))


async def test_two_private_ballots_of_one_person_agree_on_what_counts(room, said):
    card = await room.open_poll("d")
    first, second = [(await room.amina.click(card, label=VOTE.say())).response for _ in range(2)]
    await room.amina.click(first, custom_id="pick:1:talent:a")
    await room.amina.click(second, custom_id="pick:1:talent:b")
    assert YOUR_VOTE_WAS_CHANGED.within(said(second), old="**A central hub**", answer="**A talent network**")
    await room.amina.click(first, label=BACK.say())
    assert "pick:1:talent:b" in custom_ids(first)
    assert "[✓ A talent network]" in said(first)


async def test_another_tap_changes_the_vote_and_the_same_tap_repeats_nothing(room, said):
    card = await room.open_poll("d")
    await room.vote(room.amina, card, "A central hub")
    changed = await room.vote(room.amina, card, "A talent network")
    assert YOUR_VOTE_WAS_CHANGED.within(said(changed), old="**A central hub**", answer="**A talent network**")
    again = await room.vote(room.amina, card, "A talent network")
    assert THAT_IS_YOUR_VOTE_ALREADY.within(said(again))
    tally = room.context.open_polls.tally(1)
    assert (tally.turnout, [count.votes for count in tally.items[0].counts]) == (1, [0, 1, 0])


async def test_several_are_approved_of_and_abstaining_takes_their_place(room, said):
    card = await room.open_poll("a")
    approved = await room.vote(room.amina, card, "ai-for-good", "safety-and-security")
    assert "**AI for Good**, **AI safety & security**" in said(approved)
    abstained = await room.vote(room.amina, card, item="areas")
    assert ABSTAINED.say() in said(abstained)
    tally = room.context.open_polls.tally(1).items[0]
    assert (tally.ballots, tally.abstentions, sum(count.votes for count in tally.counts)) == (1, 1, 0)


async def test_my_ballot_shows_my_answers_and_withdraws_them(room, said):
    card = await room.open_poll("d")
    assert YOU_HAVE_NOT_VOTED_HERE_YET.within(said(await room.amina.click(card, label=MY_BALLOT.say())))
    await room.vote(room.amina, card, "A central hub")
    mine = await room.amina.click(card, label=MY_BALLOT.say())
    assert "→ **A central hub**" in said(mine)
    assert f"→ {NOT_ANSWERED.say()}" in said(mine)
    code = re.search(r"`([A-Z2-7]{12})`", said(mine))[1]
    assert code not in said(await room.jonas.click(card, label=MY_BALLOT.say()))
    other = await room.amina.click(card, label=MY_BALLOT.say())
    await room.amina.click(mine.response, label=WITHDRAW_MY_BALLOT.say())
    assert YOUR_BALLOT_IS_WITHDRAWN_AND_NO.within(said(mine))
    for gone in ("central hub", code, f"[{WITHDRAW_MY_BALLOT.say()}]"):
        assert gone not in said(mine)
    assert room.context.open_polls.tally(1).turnout == 0
    await room.amina.click(other.response, label=WITHDRAW_MY_BALLOT.say())
    assert THERE_WAS_NO_BALLOT_OF_YOURS.within(said(other))
    again = await room.amina.click(other.response, label=VOTE_AGAIN.say())
    assert POLL_NUMBER_OF_ALL.within(said(again), number=1)


async def test_the_card_asks_one_question_and_lists_no_option(room, said):
    card = said(await room.open_poll("d", minutes=10))
    assert "Do we need a single centralized hub vs. a decentralized network?" in card
    assert "You vote on talent, computing power and governance, one by one." in card
    assert SHORT_QUESTIONS.within(card, count=3)
    assert PSEUDONYMOUS_YOUR_BALLOT_IS_STORED_UNDER.within(card)
    assert TURNOUT.within(card, share="0%", electorate=6)
    assert "<t:" in card
    assert "central hub" not in card
    for tap in (VOTE, MY_BALLOT, SAY_WHY, READ_FIRST):
        assert f"[{tap.say()}]" in card


async def test_the_card_leads_to_the_question(room, said):
    read = await room.amina.click(await room.open_poll("d"), label=READ_FIRST.say())
    assert read.response.ephemeral
    assert "Do we need a single centralized hub" in said(read)


async def test_what_the_editors_added_is_said_once_in_words(room, said):
    page = said(await room.amina.click(await room.open_poll("d"), label=VOTE.say()))
    assert ADDED_BY_THE_EDITORS.within(page, options="“A mix of both”")
    assert page.count("A mix of both") == 2


async def test_a_named_poll_says_so_before_the_vote_and_hands_names_to_moderators(room, said):
    paper = await room.open_poll("d", secrecy="named")
    assert NAMED_MODERATORS_SEE_WHO_CHOSE_WHAT.within(said(paper))
    await room.vote(room.amina, paper, "A central hub")
    await room.mod.slash(room.channel, "poll close")
    exported = await room.mod.slash(room.channel, "export", what="ballots", format="csv")
    assert b",amina,central-hub," in await exported.response.attachments[0].read()


async def test_a_vote_after_closing_is_refused_kindly(room, said):
    """The controls are gone from the paper by then; the tap was under way when the deadline passed."""
    paper = await room.open_poll("d", minutes=1)
    room.env.backend.clock._epoch += timedelta(minutes=1)  # time passes, and the board has not noticed yet
    late = await room.vote(room.amina, paper, "A central hub")
    assert late.response.ephemeral
    assert THIS_POLL_HAS_CLOSED_SO_YOUR.within(said(late))
    await room.env.advance_time(2)
    assert f"[{VOTE.say()}]" not in said(paper)


async def test_who_is_cut_off_half_way_reads_that_the_answers_so_far_count_and_can_see_them(room, said):
    paper = await room.open_poll("d", minutes=1)
    page = (await room.vote(room.amina, paper, "A central hub")).response
    room.env.backend.clock._epoch += timedelta(minutes=1)
    for _ in ("counted", "closed"):
        late = (await room.amina.click(page, custom_id="pick:1:computing-power:a")).response
        assert WHAT_YOU_ANSWERED_BEFORE_COUNTS.within(said(late))
        await room.env.advance_time(5)
    own = said(await room.amina.click(late, label=MY_BALLOT.say()))
    assert "A central hub" in own
    assert NOT_ANSWERED.within(own)
    assert RESULT_OF.within(said(await room.amina.click(late, label=SEE_THE_RESULT.say())))


async def test_a_live_poll_says_who_is_ahead_and_another_how_many_have_voted(room, said):
    await room.marta.slash(room.channel, "debate settings", small_groups="off")
    live = await room.open_poll("a", results="live")
    hidden = await room.open_poll("d", results="closed")
    await room.vote(room.amina, live, "Several areas")
    await room.vote(room.amina, hidden, "A central hub")
    await room.env.advance_time(5)
    messages = {message.id: said(message) for message in room.channel.history()}
    assert "2/3 · Most votes: **Several areas**" in messages[live.id]
    assert HAVE_VOTED.within(messages[hidden.id], count=1)
    assert "A central hub" not in messages[hidden.id]
    counts = said(await room.jonas.click(live, label=LIVE_COUNT.say()))
    assert f"**Several areas** — 100% · {VOTES.say(count=1)}" in counts


async def test_only_holders_of_the_participants_role_may_vote_and_respond(room, said):
    citizens = room.guild.create_role("Citizens")
    await room.marta.slash(room.channel, "debate settings", participants=citizens)
    paper = await room.open_poll("d")
    refused = await room.vote(room.amina, paper, "A central hub")
    assert f"<@&{citizens.id}>" in said(refused)
    assert room.context.open_polls.tally(1).turnout == 0
    assert f"<@&{citizens.id}>" in said(await room.amina.slash(room.channel, "respond", question="d"))
    eve = room.join("eve", citizens)
    assert YOUR_VOTE_COUNTS.within(said(await room.vote(eve, paper, "A central hub")))


@pytest.mark.parametrize("question", ["a", "b", "c", "d", "e"])
async def test_every_item_of_the_pack_takes_a_vote(room, said, question):
    card = await room.open_poll(question)
    for item in room.context.open_polls.poll(1).items:
        assert YOUR_VOTE_COUNTS.within(said(await room.vote(room.amina, card, item.options[0].id, item=item.key)))
    assert NOT_ANSWERED.say() not in said(await room.amina.click(card, label=MY_BALLOT.say()))
