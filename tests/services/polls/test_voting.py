"""Casting, changing and withdrawing a vote, and who may not."""

import asyncio

import pytest

from bot.domain.refusals import BadAnswer, NotAllowed, NotFound, NotNow
from bot.services.debates import debates
from bot.services.polls import deadlines, lifecycle, voting

PARTICIPANTS = 500_000_000_000_000_001


@pytest.mark.both_databases
async def test_a_receipt_says_what_was_recorded_and_what_is_still_open(open_poll, vote):
    poll = await open_poll("c")
    receipt = await vote("ann", poll, "council", item="who")
    assert (receipt.poll.id, receipt.item.key, receipt.answer, receipt.before) == (poll.id, "who", ("council",), None)
    assert [item.key for item in receipt.unanswered] == ["where", "topics"]
    receipt = await vote("ann", poll, "members", item="who")
    assert (receipt.answer, receipt.before) == (("members",), ("council",))
    await vote("ann", poll, item="where")
    assert (await vote("ann", poll, "staff", "budget", item="topics")).unanswered == ()


@pytest.mark.both_databases
async def test_everybody_sees_their_own_ballot_and_nobody_elses(context, open_poll, vote, person):
    poll = await open_poll("c")
    await vote("ann", poll, "council", item="who")
    await vote("ann", poll, item="where")
    await vote("bob", poll, "staff", "budget", item="topics")
    await deadlines.close_at_deadline(context, poll, {})
    ann = await voting.own_ballot(context, person("ann"), poll.id)
    assert {item.key: answer for item, answer in ann.answers} == {"who": ("council",), "where": (), "topics": None}
    bob = await voting.own_ballot(context, person("bob"), poll.id)
    assert [answer for _, answer in bob.answers] == [None, None, ("budget", "staff")]


@pytest.mark.both_databases
async def test_the_tally_moves_with_votes_changes_and_withdrawals(context, open_poll, vote, person):
    poll = await open_poll("a")
    for name, pick in {"ann": "yes", "bob": "yes", "cem": "no"}.items():
        await vote(name, poll, pick)
    await vote("bob", poll, "no")
    await vote("dora", poll)
    withdrawn, answers = await voting.withdraw(context, person("cem"), poll.id)
    assert (withdrawn.id, answers) == (poll.id, 1)
    tally = context.open_polls.tally(poll.id)
    assert [count.votes for count in tally.items[0].counts] == [1, 1, 0]
    assert (tally.turnout, tally.items[0].ballots, tally.items[0].abstentions) == (3, 3, 1)


@pytest.mark.both_databases
async def test_the_same_tap_many_times_at_once_counts_once(context, open_poll, vote, stored):
    poll = await open_poll("a")
    receipts = await asyncio.gather(*(vote("ann", poll, "yes") for _ in range(30)))
    assert {receipt.answer for receipt in receipts} == {("yes",)}
    assert await stored(poll) == {"build": {"yes": 1}}
    assert context.open_polls.tally(poll.id).turnout == 1


async def test_withdrawing_a_paper_that_was_not_filled_in_is_harmless(context, open_poll, person):
    poll = await open_poll("a")
    assert (await voting.withdraw(context, person("ann"), poll.id))[1] == 0


@pytest.mark.parametrize(
    ("picks", "item"),
    [(("maybe",), "build"), (("yes", "no"), "build"), (("physics",), "build"), (("yes",), "fields"), (("yes",), "x")],
    ids=["unknown option", "two of one", "another paper's option", "another paper's item", "unknown item"],
)
async def test_an_answer_that_does_not_fit_the_paper_is_refused_and_not_stored(context, open_poll, vote, picks, item):
    poll = await open_poll("a")
    await open_poll("b")
    with pytest.raises(BadAnswer):
        await vote("ann", poll, *picks, item=item)
    assert context.open_polls.tally(poll.id).turnout == 0


async def test_a_poll_of_another_server_is_refused(context, open_poll, person):
    poll, stranger = await open_poll("a"), person("ann", guild_id=2)
    for use in (
        voting.cast(context, stranger, poll.id, "build", ["yes"]),
        voting.withdraw(context, stranger, poll.id),
        voting.own_ballot(context, stranger, poll.id),
    ):
        with pytest.raises(NotFound):
            await use
    await deadlines.close_at_deadline(context, poll, {})
    with pytest.raises(NotFound):
        await voting.cast(context, stranger, poll.id, "build", ["yes"])


async def test_a_poll_that_never_was_is_refused(context, debate, person):
    assert debate
    with pytest.raises(NotFound):
        await voting.cast(context, person("ann"), 999, "build", ["yes"])
    with pytest.raises(NotFound):
        await voting.own_ballot(context, person("ann"), 999)


async def test_who_lacks_the_role_of_a_poll_is_refused_until_they_have_it(context, open_poll, vote, administrator):
    await debates.change_settings(context, administrator(), participant_role=PARTICIPANTS)
    poll = await open_poll("a")
    with pytest.raises(NotAllowed) as refusal:
        await vote("ann", poll, "yes")
    assert refusal.value.text.values == {"role": f"<@&{PARTICIPANTS}>"}
    with pytest.raises(NotAllowed):
        await vote("bob", poll, "yes", roles=[1, 2])
    assert context.open_polls.tally(poll.id).turnout == 0
    assert await vote("ann", poll, "yes", roles=[1, PARTICIPANTS])


async def test_the_role_of_a_poll_is_the_one_it_was_opened_with(context, open_poll, vote, administrator):
    poll = await open_poll("a")
    await debates.change_settings(context, administrator(), participant_role=PARTICIPANTS)
    assert await vote("ann", poll, "yes")


@pytest.mark.both_databases
@pytest.mark.parametrize("end", ["closed", "cancelled"])
async def test_a_vote_in_a_poll_that_is_over_is_refused_and_changes_nothing(
    context, open_poll, vote, person, moderator, stored, end
):
    poll = await open_poll("a")
    await vote("ann", poll, "yes")
    if end == "closed":
        await lifecycle.close_by_hand(context, moderator(), "a", None, {})
    else:
        await lifecycle.cancel(context, moderator(), "a", None)
    for use in (vote("ann", poll, "no"), vote("bob", poll, "no"), voting.withdraw(context, person("ann"), poll.id)):
        with pytest.raises(NotNow, match=end):
            await use
    assert await stored(poll) == {"build": {"yes": 1}}
