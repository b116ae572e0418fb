"""Each reminder is sent once, by one process, and only where the server wants it."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain.reminders import Mark
from bot.services.debates import debates
from bot.services.polls import lifecycle, reminders


@pytest.mark.both_databases
async def test_of_many_claims_at_once_one_succeeds(context, open_poll):
    poll = await open_poll("a", minutes=10)
    for mark in Mark:
        claims = await asyncio.gather(*(reminders.claim(context, poll, mark) for _ in range(5)))
        assert sorted(claims) == [False] * 4 + [True]


@pytest.mark.both_databases
async def test_an_extended_poll_has_another_last_call_but_no_other_half_time(context, open_poll, moderator):
    poll = await open_poll("a", minutes=10)
    assert [await reminders.claim(context, poll, mark) for mark in Mark] == [True, True]
    extended = await lifecycle.extend(context, moderator(), "a", None, 10)
    assert [await reminders.claim(context, extended, mark) for mark in Mark] == [False, True]


@pytest.mark.both_databases
async def test_who_does_not_know_of_the_new_deadline_reminds_of_nothing(context, open_poll, moderator):
    poll = await open_poll("a", minutes=10)
    await lifecycle.extend(context, moderator(), "a", None, 10)
    assert [await reminders.claim(context, poll, mark) for mark in Mark] == [False, False]


async def test_a_server_may_do_without(context, open_poll, administrator):
    poll = await open_poll("a", minutes=10)
    await debates.change_settings(context, administrator(), reminders=False)
    assert [await reminders.claim(context, poll, mark) for mark in Mark] == [False, False]


async def test_a_closed_poll_is_not_reminded_of(context, open_poll, moderator):
    poll = await open_poll("a", minutes=10)
    await lifecycle.close_by_hand(context, moderator(), "a", None, {})
    assert [await reminders.claim(context, poll, mark) for mark in Mark] == [False, False]


async def test_they_are_due_at_their_moments_and_never_without_a_deadline(context, open_poll, clock):
    await open_poll("b")
    poll = await open_poll("a", minutes=20)
    assert reminders.due(context) == []
    clock.advance(timedelta(minutes=10).total_seconds())
    assert reminders.due(context) == [(poll, Mark.HALF)]
    clock.advance(timedelta(minutes=5).total_seconds())
    assert reminders.due(context) == []
    clock.advance(timedelta(minutes=4).total_seconds())
    assert reminders.due(context) == [(poll, Mark.END)]
