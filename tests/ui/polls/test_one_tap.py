"""A ballot of one item with a few short options has them as the card's own buttons."""

import pytest
from sentences import (
    ABSTAIN_ON_CARD,
    CAST_MY_VOTE,
    CAST_THIS_IT_CANNOT_BE_CHANGED,
    MY_BALLOT,
    VOTE,
    YOU_CAN_CHANGE_IT_UNTIL,
    YOUR_VOTE_COUNTS,
)


@pytest.fixture
def pack(pack):
    """Return the debate's pack, with the scale of question e alone on its ballot."""
    *others, last = pack.questions
    return pack.model_copy(update={"questions": (*others, last.model_copy(update={"ballot": (last.ballot[1],)}))})


async def test_one_tap_on_the_card_votes_and_is_confirmed_privately(room, said):
    card = await room.open_poll("e", minutes=10)
    assert f"[{VOTE.say()}]" not in said(card)
    assert f"[{ABSTAIN_ON_CARD.say()}]" in said(card)
    voted = await room.amina.click(card, label="Agree")
    assert voted.response.ephemeral
    assert YOUR_VOTE_COUNTS.within(said(voted), answer="**Agree**")
    assert YOU_CAN_CHANGE_IT_UNTIL.within(said(voted))
    assert room.context.open_polls.tally(1).turnout == 1
    mine = await room.amina.click(card, label=MY_BALLOT.say())
    await room.amina.click(mine.response, custom_id="turn:1:to:fit")
    assert "[✓ Agree]" in said(mine)


async def test_in_a_secret_poll_the_tap_asks_first(room, said):
    card = await room.open_poll("e", secrecy="secret")
    asked = await room.amina.click(card, label="Agree")
    assert CAST_THIS_IT_CANNOT_BE_CHANGED.within(said(asked))
    assert room.context.open_polls.tally(1).turnout == 0
    assert YOUR_VOTE_COUNTS.within(said(await room.amina.click(asked.response, label=CAST_MY_VOTE.say())))


async def test_a_live_count_stands_on_the_card_itself(room, said):
    await room.marta.slash(room.channel, "debate settings", small_groups="off")
    card = await room.open_poll("e", results="live")
    await room.amina.click(card, label="Agree")
    await room.env.advance_time(5)
    assert "**Agree** — 100%" in said(card)
