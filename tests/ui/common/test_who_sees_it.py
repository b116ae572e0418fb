"""What is for one person stays theirs, also where the answer comes late, and the room sees what is the room's."""

import asyncio
import inspect
import re
from pathlib import Path

import pytest
from sentences import (
    HAVE_VOTED,
    ONLY_PERSON_ANSWERED,
    THE_DEBATE_IS_CLOSED,
)

import bot.ui
from bot.ui.client import Tree
from bot.ui.common import responding

ROOM, ALONE = 1, 0
"""How many messages the room sees more than before."""


PRIVATE = [
    ("amina", "programme", {}),
    ("amina", "statements", {"question": "a"}),
    ("amina", "common-ground", {"question": "a"}),
    ("amina", "speak", {}),
    ("amina", "floor close", {}),
    ("mod", "floor close", {}),
    ("mod", "floor status", {}),
    ("mod", "hall", {}),
    ("amina", "hall", {}),
    ("amina", "help", {}),
    ("amina", "about", {}),
    ("amina", "compare", {"first": "CLAIRE", "second": "NITI Aayog"}),
    ("amina", "compare", {"first": "CLAIRE", "second": "CLAIRE"}),
    ("amina", "responses", {"question": "d"}),
    ("amina", "mydata show", {}),
    ("amina", "mydata export", {}),
    ("amina", "mydata delete", {}),
    ("mod", "poll status", {}),
    ("mod", "debate status", {}),
    ("mod", "poll extend", {"question": "d", "minutes": 5}),
    ("mod", "poll cancel", {"question": "d"}),
    ("mod", "export", {"what": "tallies"}),
    ("amina", "export", {}),
    ("marta", "debate settings", {}),
]
OTHER = {"respond", "statement", "debate", "poll", "mydata", "floor"}
"""A form, which cannot be deferred, and the names of groups."""


@pytest.fixture(params=["quick", "slow"])
def pace(request, monkeypatch):
    """Have every command answered at once, or only after it was deferred."""
    check = Tree.interaction_check

    async def slowly(tree, interaction):
        allowed = await check(tree, interaction)
        while not interaction.response.is_done():  # noqa: ASYNC110  discord.py has no event for it
            await asyncio.sleep(0.001)
        return allowed

    if request.param == "slow":
        monkeypatch.setattr(responding, "DEFER_AFTER", 0.01)
        monkeypatch.setattr(Tree, "interaction_check", slowly)
    return request.param


@pytest.fixture
def ask(empty_room, pace):
    """Return what gives a command and sees who is answered: the one who asked, and what else the room sees."""
    room = empty_room
    stranger = room.join("stranger")

    async def give(who, command, seen, **options):
        give.given.add(command)
        before = {message.id for message in room.channel.history(viewer=stranger)}
        result = await who.slash(room.channel, command, **options)
        assert not result.deferred, f"/{command} still shows that the bot thinks"
        new = [message for message in room.channel.history(viewer=stranger) if message.id not in before]
        assert len(new) == seen, f"/{command} {options}: {[message.components for message in new]}"
        answers = [result.response, *result.followups]
        assert result.ephemeral or (seen and pace == "quick"), "deferred for everybody"
        assert sum(not message.ephemeral for message in answers) <= seen
        return new[0] if new else result

    give.given = set()
    return give


async def test_each_command_shows_the_room_what_is_the_rooms_and_nothing_else(empty_room, ask, said):
    room = empty_room
    await room.marta.slash(room.channel, "debate settings", moderators=room.moderators)
    await ask(room.marta, "debate start", ROOM)
    await ask(room.marta, "debate start", ALONE)
    await ask(room.amina, "poll open", ALONE, question="d")
    paper = await ask(room.mod, "poll open", ROOM, question="d", results="manual", secrecy="secret")
    await ask(room.mod, "poll open", ALONE, question="d")
    await room.vote(room.amina, paper, "A central hub")
    await ask(room.amina, "poll close", ALONE, question="d")
    await ask(room.mod, "results", ALONE, question="d", public=True)
    await ask(room.mod, "poll close", ROOM, question="d")
    await ask(room.mod, "poll close", ALONE, question="d")
    await ask(room.mod, "results", ALONE, question="d", public=True)
    await ask(room.mod, "results", ALONE, question="d")
    await ask(room.amina, "poll publish", ALONE, question="d")
    await ask(room.mod, "poll publish", ROOM, question="d")
    await ask(room.mod, "poll publish", ALONE, question="d")
    await ask(room.mod, "results", ROOM, question="d", public=True)
    await ask(room.amina, "results", ALONE, question="d", public=True)
    for command, options in {
        "proposals": {},
        "proposal": {"name": "CLAIRE"},
        "background": {},
        "questions": {},
        "question": {"name": "d"},
    }.items():
        await ask(room.mod, command, ROOM, **options, public=True)
        await ask(room.mod, command, ALONE, **options)
        await ask(room.amina, command, ALONE, **options, public=True)
    await ask(room.amina, "floor open", ALONE)
    await ask(room.mod, "floor open", ROOM)
    for who, command, options in PRIVATE:
        await ask(getattr(room, who), command, ALONE, **options)
    await ask(room.amina, "debate close", ALONE)
    await ask(room.mod, "debate close", ALONE)
    closed = await room.close_debate()
    assert THE_DEBATE_IS_CLOSED.within(said(closed))
    assert not closed.flags.ephemeral
    await ask(room.mod, "debate close", ALONE)
    assert ask.given == {command.qualified_name for command in room.client.tree.walk_commands()} - OTHER


async def test_a_second_close_shows_an_unpublished_result_to_the_moderator_alone(empty_room, ask, said):
    room = empty_room
    await room.marta.slash(room.channel, "debate settings", moderators=room.moderators)
    await ask(room.marta, "debate start", ROOM)
    paper = await ask(room.mod, "poll open", ROOM, question="d", results="manual")
    await room.vote(room.amina, paper, "A central hub")
    await ask(room.mod, "poll close", ROOM)
    assert ONLY_PERSON_ANSWERED.within(said(await ask(room.mod, "poll close", ALONE)))
    heard = map(said, room.channel.history(viewer=room.amina))
    assert not [text for text in heard if ONLY_PERSON_ANSWERED.within(text) or "100%" in text]


async def test_a_ballot_paper_that_came_late_is_the_one_that_is_kept_up_to_date(empty_room, ask, said):
    room = empty_room
    await room.marta.slash(room.channel, "debate settings", moderators=room.moderators)
    await ask(room.marta, "debate start", ROOM)
    paper = await ask(room.mod, "poll open", ROOM, question="d")
    await room.vote(room.amina, paper, "A central hub")
    await room.env.advance_time(5)
    assert room.context.open_polls.poll(1).message_id == paper.id
    (shown,) = (message for message in room.channel.history() if message.id == paper.id)
    assert HAVE_VOTED.within(said(shown), count=1)


def test_a_private_answer_has_no_option_that_makes_it_public():
    assert "ephemeral" not in inspect.signature(responding.answer).parameters
    assert "ephemeral" not in inspect.signature(responding.show_room).parameters


def test_only_the_boundary_answers_discord():
    """Who sees an answer is decided in one file; the export may report its progress in its own private answer."""
    answering = re.compile(r"\.response\.(send|defer|edit)|\.followup\b|_original_response\(")
    folder = Path(bot.ui.__file__).parent
    found = {
        str(file.relative_to(folder)): set(answering.findall(file.read_text("utf-8")))
        for file in folder.rglob("*.py")
        if file.name != "responding.py" and answering.search(file.read_text("utf-8"))
    }
    assert set(found) <= {"export/commands.py"}
