"""Seals, inclusion codes and the chain of actions: fixed when a poll closes, and the same whatever happens later."""

import asyncio
import hashlib
import json

import pytest
from sqlalchemy import text

from bot.domain.canonical import canonical_lines, seal
from bot.domain.chain import START
from bot.domain.polls import Release
from bot.services import debates, mydata, papers, polls, results, votes
from bot.services.closing import recount
from bot.storage.actions import actions_of
from bot.storage.codes import codes_of, summary_of


@pytest.fixture
def close(context, moderator):
    """Return what closes a question by hand, and returns its count."""

    async def by_hand(question="a"):
        return (await polls.close_by_hand(context, moderator(), question, None, {}))[0]

    return by_hand


async def sealed_anew(context, debate, poll):
    """Work the seal out from what is stored now."""
    async with context.database.reading() as connection:
        return seal(
            canonical_lines(debate.title, await recount(connection, poll), await summary_of(connection, poll.id))
        )


async def codes(context, poll):
    async with context.database.reading() as connection:
        return [code async for code in codes_of(connection, poll.id)]


async def log(context, debate):
    async with context.database.reading() as connection:
        return [json.loads(link.line()) async for link in actions_of(connection, debate.id)]


async def test_a_closed_poll_carries_the_seal_of_its_count_and_a_deletion_leaves_it_whole(
    context, debate, open_poll, vote, close, person
):
    poll = await open_poll("a")
    assert poll.seal is None
    for name, pick in [("ann", "yes"), ("bob", "no"), ("cy", None)]:
        await vote(name, poll, *([pick] if pick else []))
    closed = (await close()).poll
    assert len(closed.seal) == 64
    before = await codes(context, poll)
    await mydata.delete(context, person("ann"))
    assert await codes(context, poll) == before
    assert await sealed_anew(context, debate, closed) == closed.seal
    assert (await results.result(context, person("bob"), "a", None)).poll == closed


async def test_a_vote_changed_behind_the_bots_back_breaks_the_seal(context, debate, open_poll, vote, close):
    poll = await open_poll("a")
    await vote("ann", poll, "yes")
    closed = (await close()).poll
    async with context.database.writing() as connection:
        await connection.execute(text("UPDATE ballots SET answer = 'no'"))
    assert await sealed_anew(context, debate, closed) != closed.seal


async def test_everybody_who_voted_finds_the_code_and_nobody_else(context, open_poll, vote, close, person, monkeypatch):
    """Also where there are more voters than go into one batch."""
    monkeypatch.setattr("bot.storage.codes.BATCH", 2)
    paper = await open_poll("c")
    names = [f"voter {number}" for number in range(5)]
    for name in names:
        for item in paper.items:
            await vote(name, paper, item.options[0].id, item=item.key)
    await vote("gone", paper, paper.items[0].options[0].id)
    await votes.withdraw(context, person("gone"), paper.id)
    promised = {(await votes.own_ballot(context, person(name), paper.id)).code for name in names}
    await close("c")
    listed = await codes(context, paper)
    assert listed == sorted(promised)
    assert len(listed) == 5
    assert (await votes.own_ballot(context, person("gone"), paper.id)).code not in listed


async def test_a_code_is_the_same_whatever_was_chosen_and_another_in_every_poll(context, open_poll, vote, person):
    first, second = await open_poll("a"), await open_poll("b")
    await vote("ann", first, "yes")
    code = (await votes.own_ballot(context, person("ann"), first.id)).code
    await vote("ann", first, "no")
    assert (await votes.own_ballot(context, person("ann"), first.id)).code == code
    assert (await votes.own_ballot(context, person("ann"), second.id)).code != code
    assert (await votes.own_ballot(context, person("bob"), first.id)).code != code


async def test_every_action_hangs_on_the_one_before_it(context, debate, open_poll, vote, close, moderator, clock):
    poll = await open_poll("a", minutes=1, release=Release.MANUAL)
    await vote("ann", poll, "yes")
    clock.advance(5)
    await polls.extend(context, moderator(), "a", None, 5)
    sealed = (await close()).poll.seal
    await polls.publish(context, moderator(), "a", None)
    await polls.cancel(context, moderator(), "a", None)
    await debates.finish(context, moderator(), {})
    entries = await log(context, debate)
    names = ["debate started", "poll opened", "poll extended", "poll closed", "result sealed"]
    assert [entry["action"] for entry in entries] == [*names, "result published", "poll cancelled", "debate closed"]
    assert [entry["number"] for entry in entries] == list(range(1, 9))
    assert (entries[4]["seal"], entries[2]["at"]) == (sealed, "2025-07-10T18:00:05Z")
    previous = START
    for entry in entries:
        hashed = entry.pop("hash")
        rest = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert hashed == hashlib.sha256((previous + rest).encode()).hexdigest()
        previous = hashed


async def test_what_is_refused_or_repeated_leaves_no_entry(context, debate, open_poll, close):
    await open_poll("a")
    await close()
    before = await log(context, debate)
    await close()
    assert await log(context, debate) == before


async def test_actions_at_once_take_their_places_one_after_the_other(context, debate, moderator, opening):
    await asyncio.gather(*(papers.open_poll(context, moderator(), opening(question)) for question in "abc"))
    assert [entry["number"] for entry in await log(context, debate)] == [1, 2, 3, 4]
