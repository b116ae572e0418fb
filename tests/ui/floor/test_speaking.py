"""The floor as participants use it."""

from ballots import custom_ids
from floors import edits, found, many_ask, page_of
from sentences import (
    A_REPLY_IS_TO_THE_NEWEST,
    ABOUT_MINUTES,
    MOVE_ON_NOTED,
    MOVE_ON_SHARE,
    NOT_IN_THE_LIST_ANY_MORE,
    THE_FLOOR_IS_CLOSED,
    THE_LIST_IS_CLOSED,
    YOU_ARE_NEXT,
    YOU_ARE_NUMBER,
    YOU_NEED_THE_ROLE,
)


async def test_asking_tells_the_own_place_and_the_card_shows_who_is_next(room, said, floor):
    await floor.tap(room.amina, "floor-ask")
    second = await floor.tap(room.jonas, "floor-ask")
    third = await room.sofia.slash(room.channel, "speak")
    assert second.response.flags.ephemeral
    assert YOU_ARE_NUMBER.within(said(third), place="3")
    assert ABOUT_MINUTES.within(said(third), count="4")
    await room.env.advance_time(4)
    assert said(floor.card).index("amina") < said(floor.card).index("jonas") < said(floor.card).index("sofia")
    again = await floor.tap(room.jonas, "floor-ask")
    assert YOU_ARE_NUMBER.within(said(again), place="2")
    gone = await floor.tap(room.jonas, "floor-withdraw", page_of(again))
    assert NOT_IN_THE_LIST_ANY_MORE.within(said(gone.response or page_of(again)))
    assert await floor.waiting() == ["amina", "sofia"]


async def test_who_waits_or_speaks_can_leave_by_the_list_on_which_others_have_no_such_button(room, floor):
    """The private answer that had it may be gone; the card is for all, and asks nobody whether they are on the list."""
    await floor.tap(room.amina, "floor-ask")
    await floor.tap(room.jonas, "floor-ask")
    await floor.lead("floor-next")
    assert await floor.speaker() == "amina"
    await room.env.advance_time(4)
    assert not [one for one in custom_ids(floor.card) if one.startswith("floor-withdraw")]
    theirs = page_of(await floor.tap(room.sofia, "floor-speakers"))
    assert custom_ids(theirs) == []
    for who in (room.amina, room.jonas):
        await floor.tap(who, "floor-withdraw", page_of(await floor.tap(who, "floor-speakers")))
    assert (await floor.speaker(), await floor.waiting()) == (None, [])


async def test_a_called_speaker_alone_is_pinged_and_the_card_counts_down(room, said, floor):
    await floor.tap(room.amina, "floor-ask")
    await floor.lead("floor-next")
    ends = int((await floor.state()).turn.ends_at.timestamp())
    await room.env.advance_time(4)
    assert f"**amina** speaks, ends <t:{ends}:R>" in said(floor.card)
    (call,) = floor.calls()
    assert [user.id for user in call.mentions] == [room.amina.id]
    assert f"<@{room.amina.id}>" in said(call)


async def test_at_twenty_seconds_and_at_the_end_the_card_is_edited_once_and_the_speaker_is_told(room, said, floor):
    await floor.tap(room.amina, "floor-ask")
    await floor.lead("floor-next")
    await room.env.advance_time(90)
    before = edits(room, floor.card)
    await room.env.advance_time(12)
    assert "### ⏳ **amina**" in said(floor.card)
    assert edits(room, floor.card) == before + 1
    assert [user.id for user in floor.calls()[-1].mentions] == [room.amina.id]
    await room.env.advance_time(25)
    assert (await floor.state()).turn is None
    assert edits(room, floor.card) == before + 2
    assert len(floor.calls()) == 2, "the call of a floor in writing stays, and the end stands in place of the warning"
    await room.env.advance_time(60)
    assert edits(room, floor.card) == before + 2
    assert len(floor.calls()) == 2


async def test_a_server_without_reminders_has_the_clock_on_the_card_alone(room, floor):
    await room.marta.slash(room.channel, "debate settings", reminders="off")
    await floor.tap(room.amina, "floor-ask")
    await floor.lead("floor-next")
    await room.env.advance_time(130)
    assert (await floor.state()).turn is None
    assert len(floor.calls()) == 1


async def test_a_reply_goes_ahead_of_the_list_and_only_to_what_the_card_showed(room, said, floor):
    await floor.tap(room.amina, "floor-ask")
    await floor.tap(room.jonas, "floor-ask")
    await floor.lead("floor-next")
    await room.env.advance_time(4)
    old = found(floor.card, "floor-reply")
    await room.sofia.click(floor.card, custom_id=old)
    assert await floor.waiting() == ["sofia", "jonas"]
    await floor.lead("floor-next")
    await floor.lead("floor-next")
    stored = room.env.backend.get_message(room.channel.id, floor.card.id)
    await room.env.advance_time(4)
    rewrite(stored, "floor-reply", old)
    assert A_REPLY_IS_TO_THE_NEWEST.within(said(await room.amina.click(floor.card, custom_id=old)))
    assert await floor.waiting() == []


def rewrite(stored, name, custom_id):
    """Have a card show what it showed before."""
    for block in stored.components[0]["components"]:
        for control in block.get("components", ()):
            if control["custom_id"].startswith(f"{name}:"):
                control["custom_id"] = custom_id


async def test_sides_are_asked_for_and_alternate(room, said, floor_in):
    floor = await floor_in(question="d", order="sides", seconds=60)
    sides = ["for", "against", "neutral"]
    assert [one.split(":")[2] for one in custom_ids(floor.card) if one.startswith("floor-ask:")] == sides
    number = found(floor.card, "floor-ask").split(":")[1]
    await room.amina.click(floor.card, custom_id=f"floor-ask:{number}:for")
    await room.jonas.click(floor.card, custom_id=f"floor-ask:{number}:for")
    await room.sofia.slash(room.channel, "speak", side="against")
    assert await floor.waiting() == ["amina", "sofia", "jonas"]
    assert YOU_ARE_NEXT.within(said(await room.amina.slash(room.channel, "speak", side="for")))


async def test_moving_on_is_told_to_moderators_as_a_share_from_five_people_on(room, said, floor):
    people = [room.amina, room.jonas, room.sofia, room.join("lena")]
    for who in people:
        await floor.tap(who, "floor-move-on")
    assert "%" not in said(await floor.lead("floor-controls"))
    noted = await floor.tap(room.join("omar"), "floor-move-on")
    assert MOVE_ON_NOTED.within(said(noted))
    await floor.tap(room.amina, "floor-move-on")
    await floor.lead("floor-controls")
    assert MOVE_ON_SHARE.within(said(floor.controls), share="80%", present="5")
    await room.env.advance_time(4)
    assert "%" not in said(floor.card)


async def test_only_who_has_the_participants_role_may_ask(room, said, floor):
    role = room.guild.create_role("Delegates")
    await room.marta.slash(room.channel, "debate settings", participants=role)
    for name in ("floor-ask", "floor-move-on"):
        assert YOU_NEED_THE_ROLE.within(said(await floor.tap(room.amina, name)))
    assert YOU_NEED_THE_ROLE.within(said(await room.amina.slash(room.channel, "speak")))
    delegate = room.join("dele", role)
    assert YOU_ARE_NEXT.within(said(await floor.tap(delegate, "floor-ask")))


async def test_an_old_card_says_that_the_floor_or_the_list_is_closed(room, said, floor):
    place = page_of(await floor.tap(room.amina, "floor-ask"))
    card = floor.card
    ask = found(card, "floor-ask")
    await floor.lead("floor-list")
    assert THE_LIST_IS_CLOSED.within(said(await room.jonas.click(card, custom_id=ask)))
    assert YOU_ARE_NEXT.within(said(await room.amina.click(card, custom_id=ask))), "who is on it stays"
    asked = page_of(await room.mod.slash(room.channel, "floor close"))
    await room.env.advance_time(3)
    room.env.inject_error("PATCH", f"/channels/{room.channel.id}/messages/{card.id}", status=503, times=1)
    await room.mod.click(asked, custom_id=found(asked, "floor-close-now"))
    assert THE_FLOOR_IS_CLOSED.within(said(await floor.tap(room.amina, "floor-withdraw", place)))
    await room.env.advance_time(10)
    assert custom_ids(floor.card) == []


async def test_a_list_of_five_hundred_stays_readable(room, said, floor):
    await many_ask(room, (await floor.state()).floor.id, 500)
    assert YOU_ARE_NUMBER.within(said(await floor.tap(room.amina, "floor-ask")), place="501")
    await room.env.advance_time(4)
    assert len(said(floor.card)) < 700
    listed = page_of(await floor.tap(room.amina, "floor-speakers"))
    assert "20\\. **speaker 19**" in said(listed)
    await floor.tap(room.amina, "floor-speakers", listed)
    assert said(listed).splitlines()[2].startswith("21\\. ")


async def test_however_many_ask_the_card_is_edited_every_three_seconds_at_most(room, floor):
    before, crowd = edits(room, floor.card), [room.join(f"person {number}") for number in range(24)]
    for who in crowd:
        await floor.tap(who, "floor-ask")
        await room.env.advance_time(0.5)
    assert len(await floor.waiting()) == len(crowd)
    assert edits(room, floor.card) - before <= 12 / 3 + 1
