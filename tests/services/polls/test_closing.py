"""Between the end of the voting and the sealed count: nobody waits for it, nobody sees through it, nothing is lost."""

import asyncio
import re
from dataclasses import replace

import pytest
from sentences import THAT_POLL_WAS_CANCELLED_MEANWHILE
from slow_codes import SlowCodes

from bot.domain.canonical import canonical_lines, seal
from bot.domain.polls import PollState, Release, Secrecy
from bot.domain.refusals import NotNow
from bot.services.common import audit_log
from bot.services.common.debate_lookup import all_debates
from bot.services.export.dataset import What
from bot.services.export.export import ExportFolder, export_debate
from bot.services.mydata import mydata
from bot.services.polls import announcements, closing, counting, lifecycle, voting
from bot.services.polls.recount import recount
from bot.services.results import results
from bot.storage.codes import codes_of, summary_of
from bot.storage.polls import poll_by_id
from bot.verify import verify


@pytest.fixture
def end_voting(context):
    """Return what ends the voting in a poll, as a process does that is killed before it has counted."""

    async def end(poll):
        async with context.database.writing(poll.guild_id) as connection:
            over = await closing.close(connection, poll, context.clock(), {})
            await audit_log.append(connection, audit_log.poll_action("poll closed", poll), context.clock())
        context.open_polls.remove(poll.id)
        return over

    return end


async def stored(context, poll):
    """Return a poll, its codes, and its seal worked out anew from what is stored."""
    async with context.database.reading() as connection:
        found = await poll_by_id(connection, poll.id)
        debate = (await all_debates(context))[0]
        codes = [entry.code async for entry in codes_of(connection, poll.id)]
        tally = await recount(connection, found)
        return found, codes, seal(canonical_lines(debate.title, tally, await summary_of(connection, poll.id)))


@pytest.mark.both_databases
async def test_people_vote_in_other_polls_while_one_is_being_counted(context, open_poll, vote, moderator):
    large, other = await open_poll("a"), await open_poll("b")
    await vote("ann", large, "yes")
    slow = replace(context, pseudonyms=SlowCodes(b"a fixed key"))
    running = asyncio.create_task(lifecycle.close_by_hand(slow, moderator(), "a", None, {}))
    await asyncio.to_thread(slow.pseudonyms.begun.wait, 20)
    try:
        assert await vote("ann", other, "physics")
        with pytest.raises(NotNow, match="has closed"):
            await vote("bob", large, "yes")
        await lifecycle.extend(context, moderator(), "b", None, 5)
        assert not running.done()
    finally:
        slow.pseudonyms.may_end.set()
    tally, closed = await running
    assert (tally.turnout, tally.poll.state, closed) == (1, PollState.CLOSED, True)


@pytest.mark.parametrize("release", Release)
async def test_whoever_closes_is_told_where_the_poll_is_cancelled_before_it_is_counted(
    context, open_poll, vote, moderator, release
):
    """There is no result then, and none to be published."""
    await vote("ann", await open_poll("a", release=release), "yes")
    slow = replace(context, pseudonyms=SlowCodes(b"a fixed key"))
    closing_ = asyncio.create_task(lifecycle.close_by_hand(slow, moderator(), "a", None, {}))
    await asyncio.to_thread(slow.pseudonyms.begun.wait, 20)
    try:
        await lifecycle.cancel(context, moderator(), "a", None)
    finally:
        slow.pseudonyms.may_end.set()
    with pytest.raises(NotNow, match=re.escape(THAT_POLL_WAS_CANCELLED_MEANWHILE.forms[0])):
        await closing_


@pytest.mark.parametrize("release", Release)
async def test_what_is_not_counted_yet_is_shown_to_nobody(
    context, open_poll, vote, end_voting, person, moderator, release
):
    poll = await open_poll("a", release=release)
    await vote("ann", poll, "yes")
    await end_voting(poll)
    for somebody in (person("ann"), moderator()):
        with pytest.raises(NotNow, match="being counted"):
            await results.result(context, somebody, "a", None)
    with pytest.raises(NotNow, match="being counted"):
        await lifecycle.publish(context, moderator(), "a", None)
    with pytest.raises(NotNow, match="no longer open"):
        await lifecycle.extend(context, moderator(), "a", None, 5)


@pytest.mark.both_databases
@pytest.mark.parametrize("secrecy", Secrecy)
async def test_an_export_leaves_out_what_is_not_counted_yet_and_holds(
    context, open_poll, vote, end_voting, moderator, tmp_path, secrecy
):
    for question in "ab":
        poll = await open_poll(question, secrecy=secrecy)
        await vote("ann", poll, poll.items[0].options[0].id)
    await lifecycle.close_by_hand(context, moderator(), "a", None, {})
    over = await end_voting(poll)
    first = await export_debate(context, moderator(), What.ALL, "zip", ExportFolder(tmp_path / "first"))
    assert [left.id for left in first.excluded] == [poll.id]
    await counting.count(context, over)
    second = await export_debate(context, moderator(), What.ALL, "zip", ExportFolder(tmp_path / "second"))
    assert second.excluded == ()
    assert [(await asyncio.to_thread(verify, each.files[0])).polls for each in (first, second)] == [1, 2]


@pytest.mark.both_databases
@pytest.mark.parametrize("secrecy", Secrecy)
async def test_whose_data_is_deleted_before_the_count_stays_in_it_with_nobody_behind(
    context, open_poll, vote, end_voting, person, secrecy
):
    poll = await open_poll("a", secrecy=secrecy)
    for name in ("ann", "bob"):
        await vote(name, poll, "yes")
    ann, bob = [(await voting.own_ballot(context, person(name), poll.id)).code for name in ("ann", "bob")]
    over = await end_voting(poll)
    await mydata.delete(context, person("ann"))
    assert (await counting.count(context, over)).turnout == 2
    found, codes, anew = await stored(context, poll)
    assert found.seal == anew
    assert len(codes) == 2
    assert bob in codes
    assert ann not in codes


@pytest.mark.both_databases
@pytest.mark.parametrize("secrecy", Secrecy)
async def test_whose_data_is_deleted_while_the_votes_are_counted_does_not_come_onto_the_list(
    context, open_poll, vote, end_voting, person, secrecy
):
    poll = await open_poll("a", secrecy=secrecy)
    for name in ("ann", "bob"):
        await vote(name, poll, "yes")
    ann = (await voting.own_ballot(context, person("ann"), poll.id)).code
    over = await end_voting(poll)
    slow = replace(context, pseudonyms=SlowCodes(b"a fixed key"))
    running = asyncio.create_task(counting.count(slow, over))
    await asyncio.to_thread(slow.pseudonyms.begun.wait, 20)
    await mydata.delete(context, person("ann"))
    slow.pseudonyms.may_end.set()
    assert (await running).turnout == 2
    found, codes, anew = await stored(context, poll)
    assert (found.seal, len(codes)) == (anew, 2)
    assert ann not in codes


@pytest.mark.both_databases
@pytest.mark.parametrize("secrecy", Secrecy)
async def test_of_several_who_count_a_poll_one_brings_the_result(
    context, context_on, database, open_poll, vote, end_voting, clock, secrecy
):
    poll = await open_poll("a", secrecy=secrecy)
    for name in ("ann", "bob", "cy"):
        await vote(name, poll, "yes")
    over = await end_voting(poll)
    contexts = [context, context_on(database, clock)] * 3
    counted = await asyncio.gather(*(counting.count(each, over) for each in contexts))
    assert [tally.turnout for tally in counted if tally] == [3]
    found, codes, anew = await stored(context, poll)
    assert (found.state, found.seal, len(codes)) == (PollState.CLOSED, anew, 3)


@pytest.mark.both_databases
async def test_what_was_left_uncounted_is_counted_before_it_is_announced(context, open_poll, vote, end_voting, clock):
    poll = await open_poll("a")
    await vote("ann", poll, "yes")
    await end_voting(poll)
    clock.advance(61)
    (claimed,) = await announcements.claim_unposted(context)
    tally = await announcements.result_of(context, claimed)
    assert (tally.poll.state, tally.turnout) == (PollState.CLOSED, 1)
    assert tally.poll.seal == (await stored(context, poll))[2]
    assert tally.poll.closed_at == poll.opened_at
    assert await announcements.result_of(context, claimed) is None


async def test_closing_what_was_left_uncounted_counts_it(context, open_poll, vote, end_voting, moderator):
    poll = await open_poll("a")
    await vote("ann", poll, "yes")
    await end_voting(poll)
    closes = [lifecycle.close_by_hand(context, moderator(), "a", None, {}) for _ in range(3)]
    found = await asyncio.gather(*closes)
    assert sorted(brought for _, brought in found) == [False, False, True]
    assert {(tally.poll.state, tally.turnout) for tally, _ in found} == {(PollState.CLOSED, 1)}


@pytest.mark.both_databases
async def test_a_poll_that_is_cancelled_before_the_count_stays_cancelled(
    context, open_poll, vote, end_voting, moderator
):
    poll = await open_poll("a")
    await vote("ann", poll, "yes")
    over = await end_voting(poll)
    await lifecycle.cancel(context, moderator(), "a", None)
    assert await counting.count(context, over) is None
    found, codes, _ = await stored(context, poll)
    assert (found.state, found.seal, codes) == (PollState.CANCELLED, None, [])
