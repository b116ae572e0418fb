"""The live ballot papers: fresh, and within Discord's limits."""

from sentences import HAVE_VOTED, MY_BALLOT


def edits(room):
    return [entry for entry in room.env.backend.http_requests if entry.method == "PATCH" and "/messages/" in entry.path]


async def test_many_votes_make_few_edits_and_the_last_state_wins(room, said):
    paper = await room.open_poll("d")
    await room.env.advance_time(5)
    before = len(edits(room))
    for number in range(30):
        voter = room.join(f"voter{number}")
        await room.vote(voter, paper, "A central hub")
    await room.env.advance_time(10)
    assert 1 <= len(edits(room)) - before <= 8
    assert HAVE_VOTED.within(said(paper), count=30)


async def test_a_paper_on_which_nothing_happens_is_left_alone(room):
    await room.open_poll("d")
    await room.env.advance_time(5)
    before = len(edits(room))
    await room.env.advance_time(120)
    assert len(edits(room)) == before


async def test_several_papers_of_a_channel_share_its_allowance(room):
    papers = [await room.open_poll(letter, results="live") for letter in "abcde"]
    await room.env.advance_time(20)
    before = len(edits(room))
    for _ in range(4):
        for paper in papers:
            for voter in (room.amina, room.jonas):
                await voter.click(paper, label=MY_BALLOT.say())
        room.client.board._dirty.update(dict.fromkeys(range(1, 6)))
        await room.env.advance_time(5)
    assert len(edits(room)) - before <= 4 * 5
    await room.env.advance_time(30)
    assert room.client.board._dirty == {}


async def test_a_paper_that_was_deleted_does_not_stop_the_others(room, said):
    gone, kept = await room.open_poll("a", results="live"), await room.open_poll("d")
    room.env.backend.delete_message(room.channel.id, gone.id)
    for poll_id in (1, 2):
        room.client.board.mark(poll_id)
    await room.vote(room.amina, kept, "A central hub")
    await room.env.advance_time(10)
    assert HAVE_VOTED.within(said(kept), count=1)


async def test_an_edit_that_discord_fails_is_tried_again(room, said):
    paper = await room.open_poll("d")
    await room.env.advance_time(5)
    room.env.inject_error("PATCH", f"/channels/{room.channel.id}/messages/{paper.id}", status=500, times=1)
    await room.vote(room.amina, paper, "A central hub")
    await room.env.advance_time(10)
    assert HAVE_VOTED.within(said(paper), count=1)
