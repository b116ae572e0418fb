"""An Oxford debate: nobody sees a first result before the second vote closes; then both are public."""

import json
from dataclasses import replace

import pytest

from bot.domain.polls import DebateFormat, PollState, Release, Round, Secrecy
from bot.domain.refusals import NotFound, NotNow
from bot.services.debates import debates
from bot.services.export.dataset import What
from bot.services.export.export import ExportFolder, export_debate, export_for_operator
from bot.services.polls import announcements, lifecycle
from bot.services.results import results
from bot.services.results.shift import public_shift, shift
from bot.services.run_sheet.status import debate_status
from bot.storage.polls import poll_by_id, polls_of

pytestmark = pytest.mark.both_databases

MODERATORS = 600_000_000_000_000_001


@pytest.fixture
async def debate(context, administrator):
    by = administrator()
    await debates.change_settings(context, by, moderator_role=MODERATORS)
    return await debates.start(context, by, None, "en", format_=DebateFormat.OXFORD)


@pytest.fixture
def held(context, open_poll, vote, moderator):
    """Return what opens a round, has twelve people vote, and closes it."""

    async def hold(round_, *, close=True, pick="yes", **given):
        poll = await open_poll("a", round_, **given)
        for number in range(12):
            await vote(f"voter {number}", poll, pick)
        if close:
            await lifecycle.close_by_hand(context, moderator(), "a", round_, {})
        async with context.database.reading() as connection:
            return await poll_by_id(connection, poll.id)

    return hold


@pytest.mark.parametrize("release", [None, Release.LIVE, Release.CLOSED, Release.MANUAL])
async def test_nobody_sees_a_first_result_whatever_was_asked_for(context, held, person, moderator, release):
    poll = await held(Round.BEFORE, close=False, release=release)
    assert not poll.shows_counts
    await lifecycle.close_by_hand(context, moderator(), "a", Round.BEFORE, {})
    for who in (person("anybody"), moderator()):
        with pytest.raises(NotNow):
            await results.result(context, who, "a", Round.BEFORE)
        with pytest.raises(NotNow):
            await results.result_by_id(context, who, poll.id)
        with pytest.raises(NotFound):
            await shift(context, who, "a")
    with pytest.raises(NotNow):
        await lifecycle.publish(context, moderator(), "a", Round.BEFORE)
    assert (await debate_status(context, moderator())).unpublished == ()


@pytest.mark.parametrize("after", [None, "open"])
async def test_no_export_has_it(context, held, moderator, tmp_path, debate, after):
    await held(Round.BEFORE, secrecy=Secrecy.NAMED)
    await held(Round.MAIN)
    if after:
        await held(Round.AFTER, close=False, secrecy=Secrecy.NAMED)
    for number, what in enumerate(What):
        (tmp_path / str(number)).mkdir()
        target = ExportFolder(tmp_path / str(number))
        found = await export_debate(context, moderator(), what, "json", target, open_polls=True)
        assert [poll.round for poll in found.excluded] == [Round.BEFORE]
        for file in target.path.glob("*.json"):
            rows = json.loads(file.read_text("utf-8"))
            assert not [row for row in rows if isinstance(row, dict) and row.get("round") == "before"], file.name
    (tmp_path / "operator").mkdir()
    found = await export_for_operator(context, debate, What.ALL, "zip", ExportFolder(tmp_path / "operator"))
    assert Round.BEFORE in {poll.round for poll in found.excluded}


async def test_an_open_first_vote_is_not_exported_either(context, held, moderator, tmp_path):
    await held(Round.BEFORE, close=False, secrecy=Secrecy.NAMED)
    with pytest.raises(NotNow):
        await export_debate(context, moderator(), What.BALLOTS, "json", ExportFolder(tmp_path), open_polls=True)


async def test_both_are_public_once_the_second_vote_closes(context, held, person):
    before = await held(Round.BEFORE)
    await announcements.mark_posted(context, before)
    await held(Round.AFTER, pick="no")
    for round_ in (Round.BEFORE, Round.AFTER):
        assert (await results.result(context, person("anybody"), "a", round_)).poll.shows_counts
    found = await public_shift(context, before.debate_id, "a")
    assert found.items[0].moves.flows[("yes", "no")] == 12
    assert before.id in {poll.id for poll in await announcements.claim_unposted(context)}, "its posting is to come"


async def test_a_second_result_that_is_published_by_hand_brings_the_first_along(context, held, person, moderator):
    await held(Round.BEFORE)
    await held(Round.AFTER, release=Release.MANUAL)
    with pytest.raises(NotNow):
        await results.result(context, person("anybody"), "a", Round.BEFORE)
    await lifecycle.publish(context, moderator(), "a", Round.AFTER)
    assert (await results.result(context, person("anybody"), "a", Round.BEFORE)).poll.shows_counts


async def test_a_cancelled_second_vote_shows_nothing(context, held, moderator):
    await held(Round.BEFORE)
    await held(Round.AFTER, close=False)
    await lifecycle.cancel(context, moderator(), "a", Round.AFTER)
    with pytest.raises(NotNow):
        await results.result(context, moderator(), "a", Round.BEFORE)


async def test_a_debate_that_ends_without_a_second_vote_leaves_the_first_to_the_moderators(context, held, moderator):
    before = await held(Round.BEFORE)
    await debates.finish(context, moderator(), {})
    assert [poll.id for poll in (await debate_status(context, moderator())).unpublished] == [before.id]
    assert (await lifecycle.publish(context, moderator(), "a", Round.BEFORE)).poll.shows_counts


async def test_a_debate_that_ends_with_both_open_publishes_both(context, held, moderator):
    poll = await held(Round.BEFORE, close=False)
    await held(Round.AFTER, close=False)
    await debates.finish(context, moderator(), {})
    async with context.database.reading() as connection:
        found = await polls_of(connection, poll.debate_id)
    assert [(poll.state, poll.shows_counts) for poll in found] == [(PollState.CLOSED, True)] * 2


@pytest.mark.parametrize("round_", [Round.BEFORE, Round.AFTER])
async def test_secret_votes_are_refused_as_they_cannot_be_paired(held, round_):
    with pytest.raises(NotNow):
        await held(round_, secrecy=Secrecy.SECRET)
    assert await held(Round.MAIN, secrecy=Secrecy.SECRET)


async def test_the_pack_decides_unless_the_administrator_does(context, administrator, moderator, debate):
    assert debate.format is DebateFormat.OXFORD
    await debates.finish(context, moderator(), {})
    assert (await debates.start(context, administrator(), None, "en")).format is DebateFormat.OPEN
    await debates.finish(context, moderator(), {})
    pack = context.library.debate.model_copy(update={"format": DebateFormat.OXFORD})
    oxford = replace(context, library=context.library.model_copy(update={"debate": pack}))
    assert (await debates.start(oxford, administrator(), None, "en")).format is DebateFormat.OXFORD
