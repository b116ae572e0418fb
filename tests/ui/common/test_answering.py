"""The edge to Discord: in time, polite, and with a reference where it is the bot's fault."""

import asyncio
import logging
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sentences import (
    HAVE_VOTED,
    NOBODY_HAS_RESPONDED_YET_BE_THE,
    SOMETHING_WENT_WRONG_ON_THE_BOTS,
    THIS_CONTROL_BELONGS_TO_AN_OLDER,
    VOTE,
    YOUR_VOTE_COUNTS,
)
from simcord_speed import AGES

from bot.services.polls import voting
from bot.services.responses import responses
from bot.ui.common.text import harmless


async def test_a_slow_command_is_deferred_in_time_and_answered_all_the_same(room, said, monkeypatch):
    slow = responses.page_of

    async def page_of(*given):
        await asyncio.sleep(AGES)
        return await slow(*given)

    monkeypatch.setattr(responses, "page_of", page_of)
    answered = await room.amina.slash(room.channel, "responses", question="a")
    assert answered.deferred
    assert answered.ephemeral
    await room.env.advance_time(AGES + 5)
    assert NOBODY_HAS_RESPONDED_YET_BE_THE.within(said(answered))


async def test_a_slow_vote_is_deferred_in_time_and_answered_all_the_same(room, said, monkeypatch):
    paper = await room.open_poll("d")
    slow = voting.cast

    async def cast(*given):
        await asyncio.sleep(AGES)
        return await slow(*given)

    monkeypatch.setattr(voting, "cast", cast)
    answered = await room.vote(room.amina, paper, "A central hub")
    assert answered.deferred
    assert answered.ephemeral
    await room.env.advance_time(AGES + 5)
    assert YOUR_VOTE_COUNTS.within(said(answered))


@pytest.mark.expects_errors
async def test_a_bug_is_logged_with_the_reference_that_the_person_sees(room, said, monkeypatch, caplog):
    async def broken(*_):
        raise RuntimeError("the secret of amina")

    monkeypatch.setattr(voting, "cast", broken)
    paper = await room.open_poll("d")
    answered = await room.vote(room.amina, paper, "A central hub")
    assert answered.response.ephemeral
    reference = re.search(r"`([0-9a-f]{8})`", said(answered))[1]
    assert "RuntimeError" not in said(answered)
    logged = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert [reference in record.getMessage() for record in logged] == [True]
    assert logged[0].exc_info


@pytest.mark.expects_errors
async def test_a_bug_in_a_command_is_answered_too(room, said, monkeypatch):
    async def broken(*_):
        raise RuntimeError("no")

    monkeypatch.setattr(responses, "page_of", broken)
    assert SOMETHING_WENT_WRONG_ON_THE_BOTS.within(
        said(await room.amina.slash(room.channel, "responses", question="a"))
    )


async def test_a_vote_whose_answer_came_too_late_counts_all_the_same(room, said, caplog):
    paper = await room.open_poll("d")
    ballot = (await room.amina.click(paper, label=VOTE.say())).response
    room.env.inject_error("POST", "/interactions/*/callback", status=404, code=10062, times=1)
    await room.amina.click(ballot, custom_id="pick:1:talent:a")
    await room.env.advance_time(5)
    assert HAVE_VOTED.within(said(paper), count=1)
    assert any("came too late for Discord" in record.getMessage() for record in caplog.records)


async def test_nothing_personal_is_logged(room, caplog):
    caplog.set_level(logging.INFO)
    paper = await room.open_poll("d")
    await room.vote(room.amina, paper, "A central hub")
    await room.amina.slash(room.channel, "poll status")
    form = await room.amina.slash(room.channel, "respond", question="d")
    await room.amina.submit_modal(form, {"text": "between us"})
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("bot.")]
    assert any("refused /poll status" in line for line in ours)
    assert not [line for line in ours if "amina" in line or str(room.amina.id) in line or "between us" in line]


async def test_a_control_of_an_older_version_is_explained(room, said):
    paper = await room.open_poll("d")
    stored = room.env.backend.get_message(room.channel.id, paper.id)
    stored.components[0]["components"][-1]["components"][0]["custom_id"] = "of:another:age"
    answered = await room.amina.click(paper, custom_id="of:another:age")
    assert THIS_CONTROL_BELONGS_TO_AN_OLDER.within(said(answered))


async def test_a_forged_choice_changes_nothing(room, said):
    paper = await room.open_poll("d")
    stored = room.env.backend.get_message(room.channel.id, paper.id)
    row = next(block for block in stored.components[0]["components"] if block["type"] == 1)
    for forged in ("vote:1:talent:forged", "vote:1:forged:central-hub", "vote:99:talent:central-hub"):
        row["components"][0]["custom_id"] = forged
        assert "ballot" in said(await room.amina.click(paper, custom_id=forged))
    assert room.context.open_polls.tally(1).turnout == 0


async def test_a_forged_control_leaves_one_line_in_the_log_with_nothing_of_its_own(room, caplog):
    paper = await room.open_poll("d")
    caplog.set_level(logging.INFO)
    forged = "vote:1:talent:central-hub\n2026-01-01 INFO bot: all is well\x1b[2K"
    stored = room.env.backend.get_message(room.channel.id, paper.id)
    row = next(block for block in stored.components[0]["components"] if block["type"] == 1)
    row["components"][0]["custom_id"] = forged
    await room.amina.click(paper, custom_id=forged)
    (refused,) = [record.getMessage() for record in caplog.records if record.getMessage().startswith("refused")]
    assert refused.isprintable()
    assert "central-hub" not in refused
    assert "all is well" not in refused


@given(st.text(max_size=300))
def test_harmless_text_says_the_same_and_has_no_bare_markup(text):
    made = harmless(text)
    assert re.sub(r"\\([^A-Za-z0-9\s])", r"\1", made) == text
    assert not re.search(r"(?<!\\)(?:\\\\)*[*`_~|<>\[\]()#@]", made)
