"""What the room itself says: adding statements, voting on them, and what they have in common."""

import discord
import pytest
from ballots import custom_ids
from sentences import (
    ADD_MINE_ALL_THE_SAME,
    AGREED_BY_MOST,
    BEFORE_AND_AFTER_OF_STATEMENTS,
    CLOSED_STATEMENTS,
    GROUPS_ARE_DESCRIBED,
    IT_NAMES_A_PERSON,
    MODERATOR_READS_FIRST,
    ONLY_THE_ROLE_MAY_VOTE,
    SECRET_VOTE_IS_FINAL,
    SMALLER_SIDE,
    SOMEBODY_SAID_THIS,
    TOO_FEW_TO_TELL,
    VOTED_ON_STATEMENTS,
    WHO_MAY_VOTE,
    YOUR_STANCE,
)
from stating import SEEDS, add, close, opened, person, status_of, tap, vote

from bot.domain.common_ground import common_ground
from bot.domain.people import Person
from bot.domain.refusals import NotAllowed
from bot.domain.statements import Counts, Stance
from bot.services.statements import results, voting
from bot.services.statements.own import own_statements
from bot.services.statements.results import SetResult
from bot.ui.common.languages import speech_in
from bot.ui.pack_limits.fullest_statements import SET
from bot.ui.statements import pages
from bot.ui.statements.ground_pages import ground_page


async def test_each_tap_stores_a_vote_and_brings_the_next_statement_until_one_is_asked_whether_to_go_on(room, said):
    """The pack's statements are there from the beginning, so the first participant has something to vote on."""
    card = await opened(room)
    private = await vote(room.amina, card, "agree", times=5)
    assert VOTED_ON_STATEMENTS.say(count=5) in said(private)
    assert (await status_of(room)).turnout == 1


async def test_a_vote_can_be_changed_from_ones_list(room, said):
    card = await opened(room)
    private = (await room.amina.click(card, custom_id="statements:a")).response
    first = next(found.split(":")[2] for found in custom_ids(private) if found.startswith("stance:"))
    private = await vote(room.amina, card, "agree", times=5)
    await room.amina.click(private, custom_id=next(one for one in custom_ids(private) if one.startswith("my-stances:")))
    menu = next(one for one in custom_ids(private) if one.startswith("stance-again:"))
    await room.amina.select(private, [first], custom_id=menu)
    assert YOUR_STANCE.say(choice="Agree") in said(private)
    await room.amina.click(private, custom_id=next(one for one in custom_ids(private) if ":disagree:" in one))
    assert ("**Agree**" in said(private), said(private).count("**Disagree**")) == (True, 1)
    assert menu in custom_ids(private)
    assert (await status_of(room)).turnout == 1


async def test_whoever_changes_a_vote_on_a_later_page_comes_back_to_that_page(room, said, monkeypatch):
    monkeypatch.setattr(pages, "MOST_IN_MENU", 3)
    private = await vote(room.amina, await opened(room), "agree", times=5)
    await tap(room.amina, private, "my-stances:")
    await tap(room.amina, private, "my-stances:1:1")
    shown = said(private)
    menu = next(one for one in custom_ids(private) if one.startswith("stance-again:"))
    listed = next(one for one in (await voting.own_stances(room.context, person(room, room.amina), 1))[3:])
    await room.amina.select(private, [str(listed.statement.id)], custom_id=menu)
    await tap(room.amina, private, "my-stances:")
    assert said(private) == shown
    await room.amina.select(private, [str(listed.statement.id)], custom_id=menu)
    await tap(room.amina, private, f"stance:1:{listed.statement.id}:pass")
    assert said(private) == shown.replace("**Agree**", "**Pass**", 1)


async def test_a_statement_waits_for_a_moderator_who_approves_it_in_the_one_queue(room, said):
    card = await opened(room)
    stored = await add(room, room.amina, "A tower should pay for itself.")
    assert MODERATOR_READS_FIRST.within(said(stored))
    sheet = (await room.mod.slash(room.channel, "poll status")).response
    queue = (await room.mod.click(sheet, custom_id="queue:pending:0:new")).response
    assert "A tower should pay for itself" in said(queue)
    await room.env.advance_time(3)
    await room.mod.click(
        queue, custom_id=next(one for one in custom_ids(queue) if one.startswith("approve-statement:"))
    )
    assert (await status_of(room)).shown == SEEDS + 1
    private = await vote(room.jonas, card, "pass")
    assert VOTED_ON_STATEMENTS.say(count=SEEDS + 1) in said(private)


async def test_a_declined_statement_tells_its_author_why_and_can_be_taken_back(room, said):
    await opened(room)
    await add(room, room.amina, "Marta is wrong.")
    sheet = (await room.mod.slash(room.channel, "poll status")).response
    queue = (await room.mod.click(sheet, custom_id="queue:pending:0:new")).response
    menu = next(one for one in custom_ids(queue) if one.startswith("decline-statement:"))
    await room.mod.select(queue, ["names_a_person"], custom_id=menu)
    mine = (await room.amina.slash(room.channel, "mydata show")).response
    assert IT_NAMES_A_PERSON.within(said(mine))
    await room.env.advance_time(3)
    await room.mod.click(queue, custom_id=next(one for one in custom_ids(queue) if one.startswith("undo-statement:")))
    assert "Marta is wrong" in said(queue)


async def test_a_statement_that_was_made_before_is_shown_first_and_can_be_added_all_the_same(room, said):
    await room.marta.slash(room.channel, "debate settings", review_statements="off")
    await opened(room)
    await add(room, room.amina, "Towers should pay for themselves, all of them!")
    shown = await add(room, room.jonas, "*Towers* should pay for themselves (all of them).")
    assert SOMEBODY_SAID_THIS.within(said(shown))
    await tap(room.jonas, (await add(room, room.jonas, "Towers should pay for themselves, all of them")), "stance:")
    (vote_on_it,) = await voting.own_stances(room.context, person(room, room.jonas), 1)
    assert vote_on_it.statement.text == "Towers should pay for themselves, all of them!"
    await room.jonas.click(shown, label=ADD_MINE_ALL_THE_SAME.say())
    assert (await status_of(room)).shown == SEEDS + 2
    (own,) = await own_statements(room.context, person(room, room.jonas), "a")
    assert own.text == "*Towers* should pay for themselves (all of them)."


async def test_a_secret_vote_is_asked_for_once_and_is_final(room, said):
    await room.marta.slash(room.channel, "debate settings", secrecy="secret")
    private = await vote(room.amina, await opened(room), "agree", times=1)
    assert SECRET_VOTE_IS_FINAL.within(said(private))
    sure = next(one for one in custom_ids(private) if one.startswith("stance-sure:"))
    await room.amina.click(private, custom_id=sure)
    assert (await status_of(room)).turnout == 1


async def test_after_the_close_the_room_sees_what_it_shares_and_an_old_card_says_that_it_is_over(room, said):
    card = await opened(room)
    people = [room.join(f"person {number}") for number in range(12)]
    for one in people:
        await vote(one, card, "agree")
    private = (await room.amina.click(card, custom_id="statements:a")).response
    await close(room)
    ground = room.channel.last_message
    assert "12" in said(ground)
    assert "### " in said(ground)
    late = next(one for one in custom_ids(private) if ":agree:" in one)
    refused = await room.amina.click(private, custom_id=late)
    assert CLOSED_STATEMENTS.within(said(refused))
    seen = await room.amina.slash(room.channel, "common-ground", question="a")
    assert "12" in said(seen)


async def test_who_asks_for_common_ground_too_early_is_led_to_the_vote(room):
    await opened(room)
    early = (await room.amina.slash(room.channel, "common-ground", question="a")).response
    assert early.flags.ephemeral
    assert custom_ids(early) == ["statements:a"]
    card = (await room.amina.click(early, custom_id="statements:a")).response
    assert any(one.startswith("stance:") for one in custom_ids(card))


def test_what_divides_the_room_has_its_counts_and_the_interval_of_the_smaller_side(pack):
    ground = common_ground([(1, Counts(agree=22, disagree=18, passed=5))])
    view = ground_page(SetResult(SET, ground, {}, 45, 0), pack, speech_in("en-US"))
    told = "".join(one.content for one in view.walk_children() if isinstance(one, discord.ui.TextDisplay))
    assert SMALLER_SIDE.within(told, agree=22, disagree=18, voters=45, low="27%", high="55%")


@pytest.mark.parametrize(("secrecy", "is_said"), [("pseudonymous", True), ("named", False), ("secret", False)])
async def test_groups_are_promised_only_where_they_will_be_described(room, said, secrecy, is_said):
    await room.marta.slash(room.channel, "debate settings", secrecy=secrecy, groups="on")
    card = await opened(room)
    private = (await room.amina.click(card, custom_id="statements:a")).response
    assert [GROUPS_ARE_DESCRIBED.within(said(page)) for page in (card, private)] == [is_said, is_said]
    if is_said:  # before the first vote, and not again with each
        await tap(room.amina, private, "stance:")
        assert not GROUPS_ARE_DESCRIBED.within(said(private))


async def test_the_card_says_who_may_vote_as_a_ballot_card_does(room, said):
    await room.marta.slash(room.channel, "debate settings", participants=room.moderators)
    assert ONLY_THE_ROLE_MAY_VOTE.within(said(await opened(room)))
    await room.marta.slash(room.channel, "debate settings", member_days=7)
    assert WHO_MAY_VOTE.within(said(await opened(room, "b")))


async def test_two_of_two_tell_nothing(room, said):
    card = await opened(room)
    for one in (room.amina, room.jonas):
        await vote(one, card, "agree")
    await close(room)
    assert TOO_FEW_TO_TELL.within(said(room.channel.last_message))


async def test_only_moderators_see_what_is_open_and_show_the_room_what_it_shares(room):
    await opened(room)
    with pytest.raises(NotAllowed):
        await results.sets_for_moderators(room.context, Person(room.guild.id, room.amina.id, "amina"))
    public = await room.amina.slash(room.channel, "common-ground", question="a", public=True)
    assert public.ephemeral


async def test_the_way_to_statements_is_on_the_ballot_card_and_the_questions_page_for_as_long_as_they_are_open(room):
    """Whichever of the two opened first."""
    ballot = await room.open_poll("a")
    assert "statements:a" not in custom_ids(ballot)
    await opened(room)
    await room.env.advance_time(5)
    reading = (await room.amina.slash(room.channel, "question", name="a")).response
    assert "statements:a" in custom_ids(ballot)
    assert "statements:a" in custom_ids(reading)
    private = await room.amina.click(ballot, custom_id="statements:a")
    assert any(found.startswith("stance:") for found in custom_ids(private.response))
    later = await room.open_poll("a", round="after")
    assert "statements:a" in custom_ids(later)
    await close(room)
    await room.env.advance_time(5)
    reading = (await room.amina.slash(room.channel, "question", name="a")).response
    assert not [page for page in (ballot, later, reading) if "statements:a" in custom_ids(page)]


async def test_after_the_second_round_the_room_sees_first_how_agreement_changed(room, said):
    for round_, stance in (("before", Stance.DISAGREE), ("after", Stance.AGREE)):
        await opened(room, round_=round_)
        sets = await results.sets_in_debate(room.context, person(room, room.mod), "a")
        set_id = next(one.set.id for one in sets if one.set.is_open)
        for number in range(12):
            await voting.vote(room.context, Person(room.guild.id, number, f"person {number}"), set_id, 1, stance)
        await close(room)
    ground = said(room.channel.last_message)
    first = ground.index(BEFORE_AND_AFTER_OF_STATEMENTS.say())
    assert first < ground.index("+100 points") < ground.index("0% → 100% agree") < ground.index(AGREED_BY_MOST.say())
