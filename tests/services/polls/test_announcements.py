"""Results are claimed for posting once, and again only where the claim led to nothing."""

import asyncio

import pytest

from bot.domain.polls import Release
from bot.services.polls import announcements, lifecycle

pytestmark = pytest.mark.both_databases


async def test_a_result_is_claimed_again_only_after_the_lease_and_only_once(context, open_poll, vote, moderator, clock):
    await vote("ann", await open_poll("a"), "yes")
    await lifecycle.close_by_hand(context, moderator(), "a", None, {})
    clock.advance(60)
    assert await announcements.claim_unposted(context) == []
    clock.advance(1)
    claims = await asyncio.gather(*(announcements.claim_unposted(context) for _ in range(5)))
    assert [len(claim) for claim in sorted(claims, key=len)] == [0, 0, 0, 0, 1]
    (claimed,) = max(claims, key=len)
    assert (await announcements.result_of(context, claimed)).turnout == 1
    clock.advance(61)
    assert len(await announcements.claim_unposted(context)) == 1


async def test_a_claim_of_an_earlier_life_holds_no_longer_and_one_of_this_life_does(
    context, open_poll, moderator, clock
):
    await open_poll("a")
    await open_poll("b")
    await lifecycle.close_by_hand(context, moderator(), "a", None, {})
    clock.advance(1)
    began = clock.now()
    await lifecycle.close_by_hand(context, moderator(), "b", None, {})
    claims = await asyncio.gather(*(announcements.claim_unposted(context, began=began) for _ in range(5)))
    assert [poll.question for claim in claims for poll in claim] == ["a"]
    clock.advance(61)
    assert {poll.question for poll in await announcements.claim_unposted(context, began=began)} == {"a", "b"}


async def test_an_announced_result_is_never_claimed_again(context, open_poll, moderator, clock):
    await open_poll("a")
    closed, _ = await lifecycle.close_by_hand(context, moderator(), "a", None, {})
    await announcements.mark_posted(context, closed.poll)
    clock.advance(3600)
    assert await announcements.claim_unposted(context) == []


async def test_neither_open_nor_cancelled_polls_are_announced(context, open_poll, moderator, clock):
    await open_poll("a")
    await open_poll("b")
    await lifecycle.close_by_hand(context, moderator(), "b", None, {})
    await lifecycle.cancel(context, moderator(), "b", None)
    clock.advance(3600)
    assert await announcements.claim_unposted(context) == []


async def test_a_published_result_is_posted_anew_and_once(context, open_poll, moderator, clock):
    await open_poll("a", release=Release.MANUAL)
    closed, _ = await lifecycle.close_by_hand(context, moderator(), "a", None, {})
    await announcements.mark_posted(context, closed.poll)
    clock.advance(3600)
    published = await lifecycle.publish(context, moderator(), "a", None)
    assert await announcements.claim_unposted(context) == [], "whoever publishes it posts it"
    clock.advance(61)
    (claimed,) = await announcements.claim_unposted(context)
    assert claimed == published.poll
    await announcements.mark_posted(context, claimed)
    clock.advance(3600)
    assert await announcements.claim_unposted(context) == []


async def test_that_a_poll_has_closed_stands_for_no_result_published_meanwhile(context, open_poll, moderator, clock):
    await open_poll("a", release=Release.MANUAL)
    closed, _ = await lifecycle.close_by_hand(context, moderator(), "a", None, {})
    published = await lifecycle.publish(context, moderator(), "a", None)
    await announcements.mark_posted(context, closed.poll)
    clock.advance(61)
    assert await announcements.claim_unposted(context) == [published.poll]
