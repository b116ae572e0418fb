"""What a voter meets in a secret poll."""

from sentences import (
    BALLOTS_OF_VALUE,
    COUNTS_ARE_SHOWN_LIVE,
    COUNTS_ARE_SHOWN_WHEN_THE_POLL,
    IT_IS_FINAL_ONLY_THIS_MESSAGE,
    MY_BALLOT,
    NOTHING_IS_STORED_ABOUT_YOU_IN,
    SECRET_THAT_YOU_VOTED_AND_WHAT,
    VOTED_IN_SECRET_WHAT_YOU_VOTED,
    YOU_CAN_CHANGE_YOUR_VOTE_UNTIL,
    YOU_HAVE_VOTED_ON_THIS_ALREADY,
    YOUR_FIRST_TAP_IS_FINAL_A,
    YOUR_VOTE_COUNTS,
    YOUR_VOTE_IN_SECRET_POLL_THAT,
    YOUR_VOTE_IN_SECRET_POLL_THAT_IS,
)


async def test_the_paper_says_before_the_vote_that_it_is_final_and_the_confirmation_says_so_after(room, said):
    paper = await room.open_poll("d", secrecy="secret")
    assert SECRET_THAT_YOU_VOTED_AND_WHAT.within(said(paper))
    assert YOUR_FIRST_TAP_IS_FINAL_A.within(said(paper))
    assert not YOU_CAN_CHANGE_YOUR_VOTE_UNTIL.within(said(paper))
    voted = said(await room.amina.click(paper, label="A central hub"))
    assert YOUR_VOTE_COUNTS.within(voted, answer="**A central hub**")
    assert IT_IS_FINAL_ONLY_THIS_MESSAGE.within(voted)
    again = await room.amina.click(paper, label="A talent network")
    assert again.response.ephemeral
    assert YOU_HAVE_VOTED_ON_THIS_ALREADY.within(said(again))


async def test_my_ballot_and_my_data_show_only_that_i_voted(room, said):
    paper = await room.open_poll("d", secrecy="secret")
    await room.amina.click(paper, label="A central hub")
    mine = said(await room.amina.click(paper, label=MY_BALLOT.say()))
    assert "→ **voted**, in secret" in mine
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
    assert COUNTS_ARE_SHOWN_WHEN_THE_POLL.within(said(paper))
    await room.marta.slash(room.channel, "debate settings", small_groups="off")
    assert COUNTS_ARE_SHOWN_LIVE.within(said(await room.open_poll("b", secrecy="secret", results="live")))


async def test_a_deletion_after_the_end_says_that_it_is_forgotten_that_i_voted(room, said):
    paper = await room.open_poll("d", secrecy="secret")
    await room.amina.click(paper, label="A central hub")
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
    await room.amina.click(paper, custom_id=f"vote:1:{item.key}:-")
    begun = await room.amina.click(paper, custom_id=f"order:1:{item.key}")
    assert YOU_HAVE_VOTED_ON_THIS_ALREADY.within(said(begun))
