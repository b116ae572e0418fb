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
    YOUR_VOTE_COUNTS,
)
from simcord_speed import AGES

from bot.domain.polls import Round
from bot.domain.responses import Status
from bot.services.polls import voting
from bot.services.responses import responses
from bot.ui.common import custom_ids, items
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
    answered = await room.amina.click(paper, label="A central hub")
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
    answered = await room.amina.click(paper, label="A central hub")
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
    room.env.inject_error("POST", "/interactions/*/callback", status=404, code=10062, times=1)
    await room.amina.click(paper, label="A central hub")
    await room.env.advance_time(5)
    assert HAVE_VOTED.within(said(paper), count=1)
    assert any("came too late for Discord" in record.getMessage() for record in caplog.records)


async def test_nothing_personal_is_logged(room, caplog):
    caplog.set_level(logging.INFO)
    paper = await room.open_poll("d")
    await room.amina.click(paper, label="A central hub")
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
        assert "ballot paper" in said(await room.amina.click(paper, custom_id=forged))
    assert room.context.box.tally(1).turnout == 0


KEYS = st.from_regex(rf"\A{custom_ids.KEY}\Z")
NUMBERS = st.integers(min_value=0, max_value=10**12)
STATUSES = st.sampled_from(list(Status))
ORDERS = st.permutations("0123456789").flatmap(lambda all_: st.integers(0, 10).map(lambda few: "".join(all_[:few])))
COUNTED = ORDERS.filter(bool) | st.sampled_from(["none", "abstain"])
IDS = st.one_of(
    st.builds(custom_ids.vote, NUMBERS, KEYS, KEYS),
    st.builds(custom_ids.menu, NUMBERS, KEYS),
    st.builds(custom_ids.order, NUMBERS, KEYS),
    st.builds(custom_ids.step, NUMBERS, KEYS, st.sampled_from(["add", "undo", "clear"]), ORDERS, COUNTED),
    st.builds(custom_ids.finish, NUMBERS, KEYS, ORDERS.filter(bool), COUNTED),
    st.builds(custom_ids.own_ballot, NUMBERS),
    st.builds(custom_ids.withdraw, NUMBERS),
    st.builds(custom_ids.run_open, NUMBERS, st.sampled_from("abcde"), st.sampled_from(list(Round))),
    st.builds(custom_ids.run_extend, NUMBERS, NUMBERS),
    st.builds(custom_ids.run_close, NUMBERS),
    st.builds(custom_ids.run_publish, NUMBERS),
    st.builds(custom_ids.run_set_aside, NUMBERS),
    st.builds(custom_ids.set_aside, NUMBERS),
    st.builds(custom_ids.run_repost, NUMBERS),
    st.builds(custom_ids.repost, NUMBERS),
    st.builds(custom_ids.run_shift, NUMBERS, st.sampled_from("abcde")),
    st.just(custom_ids.RUN_SHEET),
    st.builds(custom_ids.respond, st.sampled_from("abcde")),
    st.builds(custom_ids.responses, st.sampled_from("abcde"), NUMBERS, st.sampled_from(["on", "back", "new"])),
    st.builds(custom_ids.queue, st.sampled_from(["pending", "declined"]), NUMBERS, st.sampled_from(["on", "new"])),
    st.builds(custom_ids.review, NUMBERS, STATUSES, STATUSES, NUMBERS, NUMBERS),
    st.builds(custom_ids.take_down, st.sampled_from("abcde"), NUMBERS),
    st.builds(custom_ids.full_response, st.sampled_from("abcde"), NUMBERS),
    st.builds(custom_ids.open_proposal, KEYS, NUMBERS),
    st.builds(custom_ids.back_to_proposals, KEYS),
    st.builds(custom_ids.open_topic, NUMBERS),
    st.builds(custom_ids.open_question, NUMBERS),
    st.builds(custom_ids.read_proposal, NUMBERS),
    st.builds(custom_ids.read_topic, NUMBERS),
    st.sampled_from(["question", "read-proposal", "read-topic"]),  # as they were when lists had one menu
)


@given(IDS)
def test_a_custom_id_belongs_to_one_control_and_fits_discord(custom_id):
    matching = [control for control in items.ALL if control.__discord_ui_compiled_template__.fullmatch(custom_id)]
    assert len(matching) == 1
    assert len(custom_id) <= 100


@given(IDS)
def test_a_control_is_named_in_the_log_without_what_was_chosen(custom_id):
    assert re.fullmatch(r"[a-z-]+( \(poll [0-9]+\))?", custom_ids.name_of(custom_id))
    assert custom_ids.name_of(custom_id).split()[0] == custom_id.split(":")[0]


@given(st.text(max_size=120))
def test_a_control_that_nobody_knows_is_not_quoted_in_the_log(custom_id):
    assert custom_ids.name_of(f"vote:1:talent:{custom_id}!") == custom_ids.name_of("\n[31m") == "an unknown control"


def test_every_control_has_a_name_for_the_log():
    assert set(custom_ids.CONTROLS) == {control.__discord_ui_compiled_template__.pattern for control in items.ALL}


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


def test_every_control_does_something():
    assert set(items.ACTIONS) == set(items.ALL)


@given(st.text(max_size=300))
def test_harmless_text_says_the_same_and_has_no_bare_markup(text):
    made = harmless(text)
    assert re.sub(r"\\([^A-Za-z0-9\s])", r"\1", made) == text
    assert not re.search(r"(?<!\\)(?:\\\\)*[*`_~|<>\[\]()#@]", made)
