"""Opening a poll, and where its paper is posted."""

import asyncio
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sentences import THIS_DEBATE_USES_THE_PACK

from bot.domain.polls import Release, Round, Secrecy
from bot.domain.refusals import NotFound, NotNow
from bot.i18n import speech_in
from bot.services.debates import debates
from bot.services.polls import lifecycle, opening
from bot.services.run_sheet.status import debate_status


@pytest.mark.both_databases
async def test_two_moderators_who_open_a_question_at_once_get_the_same_poll(context, debate, moderator, an_opening):
    names = [f"moderator {number}" for number in range(10)]
    opened = await asyncio.gather(*(opening.open_poll(context, moderator(name), an_opening("b")) for name in names))
    assert len({poll.id for poll, _ in opened}) == 1
    assert sum(is_new for _, is_new in opened) == 1
    assert [poll.id for poll in context.open_polls.polls()] == [opened[0][0].id]
    assert [found.poll.debate_id for found in (await debate_status(context, moderator())).polls] == [debate.id]


async def test_a_poll_keeps_a_copy_of_its_paper_in_the_language_it_was_opened_in(
    context, debate, moderator, an_opening
):
    poll, _ = await opening.open_poll(context, moderator(), replace(an_opening("a"), language="fr"))
    assert (poll.debate_id, poll.title) == (debate.id, "Faut-il le construire ?")
    assert [option.label for option in poll.items[0].options] == ["Oui", "Non", "Later"]
    assert [option.editors for option in poll.items[0].options] == [False, False, True]


@pytest.mark.both_databases
async def test_a_poll_takes_the_servers_settings_unless_it_is_given_others(context, open_poll, administrator):
    await debates.change_settings(context, administrator(), release=Release.LIVE, secrecy=Secrecy.NAMED)
    plain = await open_poll("a", electorate=30)
    other = await open_poll("b", release=Release.MANUAL, secrecy=Secrecy.PSEUDONYMOUS, minutes=5)
    await debates.change_settings(context, administrator(), release=Release.CLOSED)
    assert (plain.release, plain.secrecy, plain.electorate, plain.closes_at) == (Release.LIVE, Secrecy.NAMED, 30, None)
    assert (other.release, other.secrecy) == (Release.MANUAL, Secrecy.PSEUDONYMOUS)
    assert other.closes_at - other.opened_at == timedelta(minutes=5)
    assert context.open_polls.poll(plain.id).release is Release.LIVE


async def test_a_question_is_found_by_letter_or_title_and_others_are_named(context, debate, moderator, an_opening):
    assert debate
    poll, _ = await opening.open_poll(context, moderator(), an_opening(" WHAT should it work on? "))
    assert poll.question == "b"
    with pytest.raises(NotFound) as refusal:
        await opening.open_poll(context, moderator(), an_opening("z"))
    assert refusal.value.text.values == {"name": "z", "letters": "a, b, c, d"}


async def test_a_question_has_one_poll_a_round(context, open_poll, moderator, an_opening):
    before, main = await open_poll("a", Round.BEFORE), await open_poll("a", Round.MAIN)
    assert before.id != main.id
    await lifecycle.close_by_hand(context, moderator(), "a", Round.BEFORE, {})
    with pytest.raises(NotNow, match="already polled") as refused:
        await opening.open_poll(context, moderator(), an_opening("a", Round.BEFORE))
    assert "« Avant le débat »" in speech_in("fr").text(refused.value.text).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.both_databases
async def test_a_paper_that_is_posted_late_keeps_an_extension_made_meanwhile(
    context, open_poll, vote, moderator, clock
):
    poll = await open_poll("a", minutes=1)
    await lifecycle.extend(context, moderator(), "a", None, 5)
    placed = await opening.save_message(context, poll, 43, 99)
    assert (placed.channel_id, placed.message_id) == (43, 99)
    clock.advance(90)
    assert await vote("ann", poll, "yes")
    assert context.open_polls.poll(poll.id) == placed


async def test_placing_a_paper_does_not_reopen_a_poll(context, open_poll, moderator):
    poll = await open_poll("a")
    await lifecycle.close_by_hand(context, moderator(), "a", None, {})
    await opening.save_message(context, poll, 43, 99)
    assert context.open_polls.polls() == []


async def test_a_debate_on_another_pack_opens_no_polls(context, debate, moderator, an_opening):
    assert debate
    other = context.library.debate.model_copy(update={"id": "large"})
    changed = replace(context, library=context.library.model_copy(update={"debate": other}))
    with pytest.raises(NotNow, match=re.escape(THIS_DEBATE_USES_THE_PACK.forms[0])):
        await opening.open_poll(changed, moderator(), an_opening("a"))
