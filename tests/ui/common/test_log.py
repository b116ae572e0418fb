"""The log of a debate: every action of moderators and every failure is in it, and no person."""

import copy
import json
import logging
import re

import pytest
from sentences import POST_IT_HERE_AGAIN, VOTE
from sqlalchemy import text

from bot import logs
from bot.services.polls import voting


@pytest.fixture
def lines(caplog):
    """Return what gives everything that our loggers have said so far as objects, each from one line of JSON."""
    caplog.set_level(logging.DEBUG, "bot")
    form = logs.formatter("json")

    def read():
        return [json.loads(form.format(record)) for record in caplog.records if record.name.startswith("bot.")]

    return read


def actions(lines):
    return [
        (line["action"], line.get("poll"), line.get("question")) for line in lines if line["logger"] == "bot.actions"
    ]


async def hold(room):
    """Do everything that moderators can do, and have people vote, write, be refused, and leave."""
    await room.marta.slash(room.channel, "debate settings", moderators=room.moderators, results="manual")
    await room.marta.slash(room.channel, "debate settings")
    await room.marta.slash(room.channel, "debate start", title="The debate of amina")
    paper = await room.open_poll("d", minutes=30, secrecy="named")
    await room.vote(room.amina, paper, "A central hub")
    await room.vote(room.jonas, paper, "A talent network")
    await room.amina.slash(room.channel, "poll status")
    form = await room.amina.slash(room.channel, "respond", question="d")
    await room.amina.submit_modal(form, {"text": "between us"})
    again = await room.mod.slash(room.channel, "poll open", question="d")
    await room.mod.click(again.response, label=POST_IT_HERE_AGAIN.say())
    await room.mod.slash(room.channel, "poll extend", minutes=5)
    await room.mod.slash(room.channel, "poll close")
    await room.mod.slash(room.channel, "poll publish")
    await room.open_poll("a", minutes=1)
    await room.env.advance_time(65)
    await room.open_poll("b")
    await room.cancel_poll()
    await room.mod.slash(room.channel, "export", what="tallies", format="json", question="d")
    await room.delete_data(room.amina)
    await room.close_debate()


async def test_every_action_is_one_line_that_says_what_and_where_and_no_line_says_who(empty_room, lines):
    room = empty_room
    await hold(room)
    assert actions(lines()) == [
        ("settings changed", None, None),
        ("debate started", None, None),
        ("poll opened", 1, "d"),
        ("ballot paper posted again", 1, "d"),
        ("poll extended", 1, "d"),
        ("poll closed", 1, "d"),
        ("result sealed", 1, "d"),
        ("result published", 1, "d"),
        ("poll opened", 2, "a"),
        ("poll closed at its deadline", 2, "a"),
        ("result sealed", 2, "a"),
        ("poll opened", 3, "b"),
        ("poll cancelled", 3, "b"),
        ("exported", None, "d"),
        ("debate closed", None, None),
    ]
    assert {line["server"] for line in lines() if "action" in line} == {room.guild.id}
    nobody_is_named(room, lines())


@pytest.mark.expects_errors
async def test_a_failure_has_its_reference_and_a_traceback_without_the_voter(room, said, lines):
    """A database error shows its statement, and the ballot of a named poll carries the voter's id."""
    paper = await room.open_poll("d", secrecy="named")
    async with room.database.writing() as connection:
        await connection.execute(text("ALTER TABLE ballots RENAME TO gone"))
    reference = re.search(r"`([0-9a-f]{8})`", said(await room.vote(room.amina, paper, "A central hub")))[1]
    (failure,) = [line for line in lines() if line["level"] == "ERROR"]
    assert failure["reference"] == reference
    assert "no such table: ballots" in failure["exc_info"]
    nobody_is_named(room, lines())


@pytest.mark.expects_errors
@pytest.mark.parametrize(("question", "tap"), [("d", "pick:1:talent:a"), ("e", "pick:1:goal:e")])
async def test_no_line_says_what_somebody_chose(room, caplog, monkeypatch, question, tap):
    """Whatever goes wrong with a vote: who saw the tap knows its time, and would learn the choice from the log."""
    caplog.set_level(logging.INFO)
    paper = await room.open_poll(question, secrecy="secret")
    paper = (await room.amina.click(paper, label=VOTE.say())).response
    for step in {"d": ["ask:1:talent:a"], "e": ["draft:1:goal:ine:e", "ask:1:goal:e"]}[question]:
        await room.amina.click(paper, custom_id=step)
    stored = room.env.backend.get_message(room.channel.id, paper.id)
    asking = copy.deepcopy(stored.components)
    for code in (10062, 40060, 0):
        room.env.inject_error("POST", "/interactions/*/callback", status=404, code=code, times=1)
        await room.amina.click(paper, custom_id=tap)
    await room.amina.click(paper, custom_id=tap)
    await room.close_by_hand(question)
    stored.components = copy.deepcopy(asking)
    await room.amina.click(paper, custom_id=tap)

    async def broken(*_):
        raise RuntimeError("no")

    monkeypatch.setattr(voting, "cast", broken)
    stored.components = copy.deepcopy(asking)
    await room.amina.click(paper, custom_id=tap)
    told = [line for line in map(logs.formatter("text").format, caplog.records) if "(poll 1)" in line]
    assert len(told) >= 5
    assert not re.search(r"central-hub|talent|goal|ai-safety|:0:|[a-z]:1", "\n".join(told))


def test_a_task_of_discord_py_that_fails_is_logged_without_the_custom_id():
    task = (
        "Task exception was never retrieved\nfuture: <Task finished name='discord-ui-dynamic-item-FinishButton-{}' …>"
    )
    record = logging.makeLogRecord({"msg": task.format("finish:1:goal:0:none")})
    assert logs.without_custom_id(record)
    assert record.getMessage() == task.format("…")


@pytest.mark.expects_errors
async def test_an_autocompletion_that_fails_is_logged_without_the_user(room, caplog):
    """discord.py logs this one by itself, with the user's id unless it is taken out."""
    logging.getLogger("discord.app_commands.tree").addFilter(logs.without_person)
    async with room.database.writing() as connection:
        await connection.execute(text("ALTER TABLE debates RENAME TO gone"))
    await room.mod.autocomplete(room.channel, "export", "debate", "1")
    (failed,) = [record.getMessage() for record in caplog.records if "autocomplete" in record.getMessage()]
    assert "'export' (Guild: " in failed
    assert str(room.mod.id) not in failed


def nobody_is_named(room, lines):
    """See that no person's id, name, words or title is in any line, be it in a message, a field or a traceback."""
    text = "\n".join(json.dumps(line) for line in lines)
    for person in (room.marta, room.mod, room.amina, room.jonas, room.sofia):
        assert str(person.id) not in text
    assert not re.findall(r"\b(marta|mod|amina|jonas|sofia|between us)\b", text)
