"""Who may vote is on the card, newcomers are told why they cannot, and nobody can keep the bot busy with taps."""

import pytest
from sentences import (
    COULD_NOT_VOTE,
    JOINED_AFTER_THE_OPENING,
    MAY_VOTE,
    THAT_WAS_TOO_FAST,
    TURNOUT_OF_SOME_WHO_MAY_NOT_VOTE,
    VOTE,
    WHO_MAY_VOTE,
    YOU_JOINED_AFTER_THIS_VOTE_OPENED,
    YOUR_VOTE_COUNTS,
)

from bot.domain.rate import TapLimit
from bot.ui.fast_taps import EVENT


@pytest.mark.parametrize("fast", [True, False])
async def test_who_comes_after_the_opening_is_told_why_they_cannot_vote_and_moderators_see_how_many(room, said, fast):
    if not fast:
        state = room.client._connection
        state.parsers[EVENT] = state.parse_interaction_create
    set_ = await room.marta.slash(room.channel, "debate settings", joined_before="on", member_days=0)
    assert MAY_VOTE.within(said(set_))
    await room.env.advance_time(60)
    card = await room.open_poll("d")
    assert WHO_MAY_VOTE.within(said(card))
    assert YOUR_VOTE_COUNTS.within(said(await room.vote(room.amina, card, "A central hub")))
    await room.env.advance_time(60)
    for name in ("eve", "mallory"):
        newcomer = room.join(name)
        for _ in range(2):
            refused = await newcomer.click(card, label=VOTE.say())
            assert YOU_JOINED_AFTER_THIS_VOTE_OPENED.within(said(refused))
    await room.env.advance_time(5)
    assert TURNOUT_OF_SOME_WHO_MAY_NOT_VOTE.within(said(room.channel.history()[-1]), electorate=6)
    sheet = said(await room.mod.slash(room.channel, "poll status"))
    assert COULD_NOT_VOTE.within(sheet, reasons=JOINED_AFTER_THE_OPENING.say(count=2))
    assert "eve" not in sheet


async def test_taps_of_a_script_are_answered_without_the_database_and_others_vote_on(room, said, monkeypatch):
    card = await room.open_poll("a")
    room.client.tap_limit = TapLimit(2)
    with monkeypatch.context() as patch:
        await room.amina.click(card, label=VOTE.say())
        await room.amina.click(card, label=VOTE.say())
        for use in ("reading", "writing"):
            patch.setattr(room.context.database, use, None)
        for tap in (room.amina.click(card, label=VOTE.say()), room.amina.slash(room.channel, "mydata show")):
            assert THAT_WAS_TOO_FAST.say() == said(await tap)
    assert THAT_WAS_TOO_FAST.say() not in said(await room.jonas.click(card, label=VOTE.say()))
    await room.env.advance_time(1)
    assert THAT_WAS_TOO_FAST.say() not in said(await room.amina.slash(room.channel, "mydata show"))
