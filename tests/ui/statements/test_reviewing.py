"""Moderators decide which statements are shown: merging, taking down, and what everybody is told of it."""

import discord
import pytest
from ballots import custom_ids
from sentences import (
    A_STATEMENT_NO_LONGER_SHOWN,
    ALREADY_SAID_AND_WAITS,
    DECLINED_STATEMENTS,
    FROM_THE_EDITORS,
    IT_NAMES_A_PERSON,
    NO_LONGER_VOTED_ON,
    NOTHING_WAITS_FOR_REVIEW,
    SAYS_NEARLY_THE_SAME,
    VOTED_ON_STATEMENTS,
    WAITS_TOO,
)
from stating import SEEDS, add, close, opened, person, shown_to, tap, tap_menu, vote

from bot.domain.polls import Debate, Round
from bot.domain.refusals import NotAllowed
from bot.domain.statements import StatementStatus
from bot.services.statements import results, review
from bot.services.statements.own import own_statements
from bot.ui.common.languages import speech_in
from bot.ui.common.layout import measure
from bot.ui.pack_limits.samples import SOME_TIME
from bot.ui.statements.moderator_pages import statements_sheet


@pytest.fixture
def in_french(monkeypatch):
    """Have somebody use Discord in French, in a server in English."""
    understand, french = discord.Interaction._from_data, set()

    def heard(interaction, data):
        reader = data.get("member", data)["user"]["id"]
        locale = "fr" if reader in french else "en-US"
        understand(interaction, {**data, "locale": locale, "guild_locale": "en-US"})

    monkeypatch.setattr(discord.Interaction, "_from_data", heard)
    return lambda member: french.add(str(member.id))


@pytest.fixture
def seeds(pack):
    """Return what the pack's first statement to question A says, by language."""
    return next(one for one in pack.questions if one.id == "a").statements[0].text.root


async def queue(room):
    """Open the queue from the run sheet."""
    sheet = (await room.mod.slash(room.channel, "poll status")).response
    return (await room.mod.click(sheet, custom_id="queue:pending:0:new")).response


async def test_the_packs_statements_are_in_the_readers_language_wherever_they_are_listed(room, said, in_french, seeds):
    await vote(room.amina, await opened(room, round_="before"), "agree")
    await add(room, room.amina, "A tower should pay for itself.")
    in_french(room.amina)
    in_french(room.mod)
    mine = said((await room.amina.slash(room.channel, "mydata show")).response)
    assert (seeds["fr"][:40] in mine, seeds["en"][:40] in mine) == (True, False)
    targets = said(await queue(room))
    assert (seeds["fr"][:40] in targets, seeds["en"][:40] in targets) == (True, False)


def test_every_round_of_every_question_can_be_opened_however_many_there_are(pack):
    letters = "abcdefghijklmnopqrst"
    many = pack.model_copy(update={"questions": [pack.questions[0].model_copy(update={"id": one}) for one in letters]})
    sheet = statements_sheet(Debate(1, 1, "p", "T", SOME_TIME), [], many, speech_in("en-US"))
    menus = [one.item for one in sheet.walk_children() if isinstance(getattr(one, "item", None), discord.ui.Select)]
    offered = [option.value for menu in menus for option in menu.options]
    assert sorted(offered) == sorted(f"{letter}:{round_.value}" for letter in letters for round_ in Round)
    assert len({menu.custom_id for menu in menus}) == len(menus)
    assert measure(sheet).fits


async def test_a_shown_statement_is_taken_down_with_a_reason_and_put_back(room, said):
    """From the moderator's own card, where nothing is reviewed first; its author is told, its votes stay stored."""
    await room.marta.slash(room.channel, "debate settings", review_statements="off")
    card = await opened(room)
    await add(room, room.amina, "Marta is wrong.")
    await vote(room.jonas, card, "agree")
    private = (await room.sofia.click(card, custom_id="statements:a")).response
    assert not [one for one in custom_ids(private) if one.startswith("shown-")]
    mine = (await room.mod.slash(room.channel, "statements", question="a")).response
    listed = (await tap(room.mod, mine, "shown-statements:a")).response
    newest = (await shown_to(room, "a"))[0]
    assert "<Marta is wrong.>" in said(listed)
    await room.mod.select(listed, [str(newest.id)], custom_id="shown-statement:a:0")
    assert "Marta is wrong" in said(listed)
    await room.mod.select(listed, ["names_a_person"], custom_id=f"take-down-statement:{newest.id}")
    assert newest.id not in [one.id for one in await shown_to(room, "a")]
    assert IT_NAMES_A_PERSON.within(said((await room.amina.slash(room.channel, "mydata show")).response))
    theirs = (await room.jonas.slash(room.channel, "mydata show")).response
    assert ("Marta is wrong" in said(theirs), A_STATEMENT_NO_LONGER_SHOWN.within(said(theirs))) == (False, True)
    await room.env.advance_time(3)
    await tap(room.mod, listed, "put-statement-back:")
    assert newest.id in [one.id for one in await shown_to(room, "a")]
    (status,) = await results.sets_in_debate(room.context, person(room, room.mod), "a")
    assert status.turnout == 1


async def test_whoever_votes_on_what_was_just_taken_down_gets_the_next_statement(room, said):
    card = await opened(room)
    private = (await room.amina.click(card, custom_id="statements:a")).response
    begun = next(one for one in custom_ids(private) if one.startswith("stance:"))
    sheet = (await room.mod.slash(room.channel, "poll status")).response
    sets = (await room.mod.click(sheet, custom_id="statement-sheet:new")).response
    listed = (await tap(room.mod, sets, "shown-statements:all")).response
    await room.mod.select(listed, [begun.split(":")[2]], custom_id="shown-statement:all:0")
    await tap_menu(room.mod, listed, "take-down-statement:", "off_topic")
    await room.amina.click(private, custom_id=begun)
    assert NO_LONGER_VOTED_ON.within(said(private))
    assert begun not in custom_ids(private)
    await tap(room.amina, private, "stance:")
    assert not NO_LONGER_VOTED_ON.within(said(private))


async def test_only_moderators_see_what_can_be_taken_down(room):
    await opened(room)
    with pytest.raises(NotAllowed):
        await review.shown_statements(room.context, person(room, room.amina), None, 0)


async def test_what_one_merges_stands_in_the_place_of_what_was_written(room, said):
    """Its author is told; undoing it has it wait again."""
    card = await opened(room)
    await add(room, room.amina, "A tower should pay for itself.")
    waiting = await queue(room)
    assert "A tower should pay for itself" in said(waiting)
    into = (await shown_to(room, "a"))[-1]
    await tap_menu(room.mod, waiting, "merge-statement:", str(into.id))
    assert NOTHING_WAITS_FOR_REVIEW.within(said(waiting))
    assert "A tower should pay for itself" in said(waiting), "the receipt names what was merged"
    (own,) = await own_statements(room.context, person(room, room.amina), "a")
    assert (own.status, own.merged_into) == (StatementStatus.MERGED, into.id)
    private = await vote(room.jonas, card, "agree")
    assert VOTED_ON_STATEMENTS.say(count=SEEDS) in said(private)
    await room.env.advance_time(3)
    await tap(room.mod, waiting, "undo-statement:")
    assert "A tower should pay for itself" in said(waiting)


async def test_the_same_text_sent_twice_waits_once_and_that_of_two_people_is_flagged_and_merged(room, said):
    """While both wait as well: until one is approved, nobody who writes can be shown it."""
    text = "It is all a question of balance."
    await opened(room)
    await add(room, room.amina, text)
    await add(room, room.jonas, "It is all a question of balance")
    assert ALREADY_SAID_AND_WAITS.within(said(await add(room, room.jonas, "it is all a question of BALANCE")))
    assert len(await own_statements(room.context, person(room, room.jonas), "a")) == 1
    waiting = await queue(room)
    assert WAITS_TOO.within(said(waiting))
    await room.env.advance_time(3)
    await tap(room.mod, waiting, "approve-statement:")
    assert SAYS_NEARLY_THE_SAME.within(said(waiting))
    first = (await shown_to(room, "a"))[0]
    await tap_menu(room.mod, waiting, "merge-statement:", str(first.id))
    (own,) = await own_statements(room.context, person(room, room.jonas), "a")
    assert (own.status, own.merged_into) == (StatementStatus.MERGED, first.id)


async def test_the_editors_statements_are_marked_and_what_people_wrote_is_not(room, said):
    await room.marta.slash(room.channel, "debate settings", review_statements="off")
    card = await opened(room)
    await add(room, room.jonas, "A tower should pay for itself.")
    private, marked = (await room.amina.click(card, custom_id="statements:a")).response, {}
    for _ in range(SEEDS + 1):
        marked["A tower should pay" in said(private)] = FROM_THE_EDITORS.within(said(private))
        await tap(room.amina, private, "stance:")
        if going_on := [one for one in custom_ids(private) if one.startswith("next-statement:")]:
            await room.amina.click(private, custom_id=going_on[0])
    assert marked == {True: False, False: True}


async def test_everybody_is_told_how_many_statements_were_declined(room, said):
    card = await opened(room)
    await vote(room.amina, card, "agree", times=1)
    for text in ("Marta is wrong.", "Towers, towers, towers."):
        await add(room, room.jonas, text)
    waiting = await queue(room)
    await tap_menu(room.mod, waiting, "decline-statement:", "off_topic")
    await tap_menu(room.mod, waiting, "decline-statement:", "off_topic")
    await close(room)
    assert DECLINED_STATEMENTS.say(count=2) in said(room.channel.last_message)
