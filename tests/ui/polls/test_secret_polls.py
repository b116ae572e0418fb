"""What a voter meets in a secret poll."""


async def test_the_paper_says_before_the_vote_that_it_is_final_and_the_confirmation_says_so_after(room, said):
    paper = await room.open_poll("d", secrecy="secret")
    assert "**Secret:** that you voted and what you voted are stored apart" in said(paper)
    assert "Your first tap is final" in said(paper)
    assert "You can change your vote" not in said(paper)
    voted = said(await room.amina.click(paper, label="A central hub"))
    assert "Your vote counts: **A central hub**" in voted
    assert "It is final" in voted
    again = await room.amina.click(paper, label="A talent network")
    assert again.response.ephemeral
    assert "A vote in a secret poll is final: your first one counts" in said(again)


async def test_my_ballot_and_my_data_show_only_that_i_voted(room, said):
    paper = await room.open_poll("d", secrecy="secret")
    await room.amina.click(paper, label="A central hub")
    mine = said(await room.amina.click(paper, label="My ballot"))
    assert "→ **voted**, in secret" in mine
    assert "A central hub" not in mine
    assert "[Withdraw" not in mine
    shown = said(await room.amina.slash(room.channel, "mydata show"))
    assert "cannot be found or deleted" in shown
    assert "A central hub" not in shown
    deleted = said(await room.amina.slash(room.channel, "mydata delete"))
    assert "Your vote in 1 secret poll that is open cannot be found" in deleted
    assert "delete again when the poll is over" in deleted
    assert room.context.open_polls.tally(1).turnout == 1


async def test_a_secret_poll_shows_no_live_counts_unless_small_groups_are_not_guarded(room, said):
    """A sixth vote after a last live count of five would be the difference between it and the result."""
    paper = await room.open_poll("d", secrecy="secret", results="live")
    assert "Counts are shown when the poll closes" in said(paper)
    await room.marta.slash(room.channel, "debate settings", small_groups="off")
    assert "Counts are shown live" in said(await room.open_poll("b", secrecy="secret", results="live"))


async def test_a_deletion_after_the_end_says_that_it_is_forgotten_that_i_voted(room, said):
    paper = await room.open_poll("d", secrecy="secret")
    await room.amina.click(paper, label="A central hub")
    await room.close_by_hand("d")
    deleted = said(await room.amina.slash(room.channel, "mydata delete"))
    assert "Your vote in 1 secret poll that is over cannot be found" in deleted
    assert "That you voted there is forgotten." in deleted
    assert "delete again" not in deleted
    assert "Nothing is stored" in said(await room.amina.slash(room.channel, "mydata delete"))


async def test_secrecy_can_be_the_servers_setting(room, said):
    settings = await room.marta.slash(room.channel, "debate settings", secrecy="secret")
    assert "Ballots: secret" in said(settings)
    assert "**Secret:**" in said(await room.open_poll("d"))


async def test_an_order_that_was_given_in_secret_is_not_shown_again(room, said):
    paper = await room.open_poll("e", secrecy="secret")
    item = next(item for item in room.context.open_polls.poll(1).items if item.kind_name == "ranking")
    await room.amina.click(paper, custom_id=f"vote:1:{item.key}:-")
    begun = await room.amina.click(paper, custom_id=f"order:1:{item.key}")
    assert "is final" in said(begun)
