"""The card of a set follows it, and once it has closed, however that came, the room sees once what it has come to."""

from ballots import custom_ids
from sentences import COMMON_GROUND, STATEMENTS_CLOSE_WITH_IT, STATEMENTS_TO_VOTE_ON, VOTING_ON_STATEMENTS_HAS_CLOSED
from stating import SEEDS, add, close, opened, vote

from bot.services.polls.opening import forget_messages

LOOK = 4
"""Seconds until the bot has looked at what is to be shown."""


def card_of(room):
    """Return the message that the card is on now."""
    return [one for one in room.channel.history() if set(custom_ids(one)) & {"statements:a", "common-ground:a"}][-1]


async def test_the_card_says_how_many_statements_there_are_now(room, said):
    await room.marta.slash(room.channel, "debate settings", review_statements="off")
    card = await opened(room)
    assert STATEMENTS_TO_VOTE_ON.within(said(card), count=SEEDS)
    await add(room, room.amina, "A tower should pay for itself.")
    await room.env.advance_time(LOOK)
    assert STATEMENTS_TO_VOTE_ON.within(said(card_of(room)), count=SEEDS + 1)


async def test_closing_the_debate_turns_the_card_and_shows_the_room_once_what_it_shares(room, said, posted):
    """Discord refuses at first, and the bot is started again before it takes the result."""
    card = await opened(room)
    await vote(room.amina, card, "agree", times=2)
    asked = await room.mod.slash(room.channel, "debate close")
    room.env.inject_error("POST", f"/channels/{room.channel.id}/messages", status=503)
    await room.close_debate()
    assert STATEMENTS_CLOSE_WITH_IT.within(said(asked.response), letters="A")
    await room.env.advance_time(LOOK)
    assert VOTING_ON_STATEMENTS_HAS_CLOSED.within(said(card_of(room)))
    assert not posted(COMMON_GROUND)
    await room.restart()
    await room.env.advance_time(LOOK)
    (ground,) = posted(COMMON_GROUND)
    assert "1" in said(ground)
    await room.restart()
    await room.env.advance_time(60)
    assert posted(COMMON_GROUND) == [ground]


async def test_closing_from_the_run_sheet_shows_it_at_once_and_not_again(room, posted):
    await opened(room)
    await close(room)
    assert len(posted(COMMON_GROUND)) == 1
    await room.env.advance_time(60)
    assert len(posted(COMMON_GROUND)) == 1


async def test_a_card_that_is_gone_is_posted_again_while_people_can_vote(room, said):
    """Somebody deletes it, or a rehearsal begins anew on the same database."""
    card = await opened(room)
    await forget_messages(room.context)
    await room.restart()
    await room.env.advance_time(LOOK)
    again = card_of(room)
    assert again.id != card.id
    await add(room, room.amina, "A tower should pay for itself.")
    await close(room)
    assert VOTING_ON_STATEMENTS_HAS_CLOSED.within(said(card_of(room)))
    assert card_of(room).id == again.id
