"""A result that is not public shows nowhere: not in any answer, message, file, or offer while somebody types."""

import io
import re
import zipfile

import pytest
from sentences import (
    COUNTS_ARE_SHOWN_LIVE_IN_STEPS,
    COUNTS_MOVE_IN_STEPS,
    HAVE_VOTED,
    LIVE_COUNT,
    ONLY_POLLS_THAT_ARE_CLOSED_ARE,
    RESULT_DETAILS,
)
from walls import on_wall

from bot.services.export.dataset import What

COUNTS = re.compile(r"\d\s?%|\d votes?\b|Most votes|\d answers?\b|Tie with|█|\d answered|” \d", re.IGNORECASE)


def counts_in(text):
    """Find counts in what somebody reads; turnout is public and does not count."""
    return COUNTS.findall(re.sub(r"\((turnout )?\d+% of \d+\)", "", text))


async def everything_said(room, said, reader, question):
    """Do as one person all that might tell of a result, and return what was said, by what was done."""
    asked = {
        "results": await reader.slash(room.channel, "results", question=question),
        "questions": await reader.slash(room.channel, "questions"),
        "poll status": await reader.slash(room.channel, "poll status"),
        "debate status": await reader.slash(room.channel, "debate status"),
        "mydata show": await reader.slash(room.channel, "mydata show"),
        "responses": await reader.slash(room.channel, "responses", question=question),
    }
    found = {name: said(result) for name, result in asked.items()}
    assert not any(result.response.attachments for result in asked.values() if result.response)
    for command, option in [("results", "question"), ("export", "question"), ("export", "debate")]:
        offered = await reader.autocomplete(room.channel, command, option, "")
        found[f"{command} {option}"] = " ".join(
            choice.name if hasattr(choice, "name") else str(choice) for choice in offered
        )
    found["hall"] = str(await on_wall(room))
    return found | {f"message {message.id}": said(message) for message in room.channel.history()}


async def vote_and_wait(room, paper, count):
    for number in range(count):
        await room.vote(room.join(f"voter{number}"), paper, "A central hub")
    await room.env.advance_time(5)


@pytest.mark.parametrize("results", ["closed", "manual"])
async def test_while_voting_goes_on_nobody_learns_of_hidden_counts(room, said, results):
    paper = await room.open_poll("d", results=results)
    await vote_and_wait(room, paper, 7)
    for reader in (room.amina, room.mod, room.marta):
        for place, text in (await everything_said(room, said, reader, "d")).items():
            assert counts_in(text) == [], place
    assert HAVE_VOTED.within(said(paper), count=7)


async def test_a_closed_result_that_awaits_publication_is_moderators_only(room, said):
    paper = await room.open_poll("d", results="manual")
    await vote_and_wait(room, paper, 7)
    await room.mod.slash(room.channel, "poll close")
    await room.env.advance_time(5)
    for place, text in (await everything_said(room, said, room.amina, "d")).items():
        assert counts_in(text) == [], place
    assert not any(message.attachments for message in room.channel.history())
    seen = await room.mod.slash(room.channel, "results", question="d")
    assert counts_in(said(seen))
    assert counts_in(said(await room.mod.click(seen.response, label=RESULT_DETAILS.say())))


async def test_exports_leave_open_polls_out_whatever_is_asked_for(room, said):
    await vote_and_wait(room, await room.open_poll("d", results="live"), 7)
    for what in What:
        exported = await room.mod.slash(room.channel, "export", what=what.value, format="csv")
        for file in exported.response.attachments if exported.response else []:
            content = await file.read()
            members = [content]
            if zipfile.is_zipfile(io.BytesIO(content)):
                with zipfile.ZipFile(io.BytesIO(content)) as archive:
                    members = [archive.read(name) for name in archive.namelist()]
            assert not any(b"central-hub" in member for member in members)
        if what in {What.TALLIES, What.BALLOTS}:
            assert ONLY_POLLS_THAT_ARE_CLOSED_ARE.within(said(exported))


async def test_a_live_count_of_a_small_group_shows_turnout_only(room, said):
    paper = await room.open_poll("d", results="live")
    assert COUNTS_ARE_SHOWN_LIVE_IN_STEPS.within(said(paper), count=9)
    await vote_and_wait(room, paper, 8)
    for reader in (room.amina, room.mod):
        for place, text in (await everything_said(room, said, reader, "d")).items():
            assert counts_in(text) == [], place
    assert HAVE_VOTED.within(said(paper), count=8)
    assert COUNTS_MOVE_IN_STEPS.within(said(paper))
    await room.vote(room.amina, paper, "A central hub")
    await room.env.advance_time(5)
    assert "**A central hub**" in said(paper)
    assert "**A central hub** — 100% · 9 votes" in said(await room.jonas.click(paper, label=LIVE_COUNT.say()))
