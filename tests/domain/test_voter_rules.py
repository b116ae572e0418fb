"""Who may vote, and from when, by how long they have been there."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.people import Person
from bot.domain.voter_rules import FIRST_ACCOUNT, Barrier, VoterRules, account_made_at

OPENED = datetime(2026, 1, 10, 20, tzinfo=UTC)
AGES = st.timedeltas(timedelta(0), timedelta(days=40))
RULES = st.builds(VoterRules, st.integers(0, 30), st.booleans(), st.integers(0, 30))


def somebody(account, joined):
    milliseconds = (OPENED - account - FIRST_ACCOUNT) // timedelta(milliseconds=1)
    return Person(1, milliseconds << 22, "ann", joined_at=None if joined is None else OPENED + joined)


@given(RULES, AGES, st.none() | st.timedeltas(timedelta(days=-40), timedelta(days=1)), AGES)
def test_rules_keep_out_exactly_those_who_do_not_fulfil_them(rules, account, joined, later):
    """And what is told as the time from when somebody may vote is the first moment at which they may."""
    person, now = somebody(account, joined), OPENED + later
    fulfilled = (
        (not rules.joined_before or (joined is not None and joined < timedelta(0)))
        and (not rules.member_days or (joined is not None and now - person.joined_at >= timedelta(rules.member_days)))
        and now - account_made_at(person.user_id) >= timedelta(days=rules.account_days)
    )
    found = rules.barrier(person, OPENED, now)
    assert (found is None) == fulfilled
    if found and found[1]:
        assert rules.barrier(person, OPENED, found[1]) is None
        assert rules.barrier(person, OPENED, found[1] - timedelta(microseconds=1)) == found
        assert found[0] in {Barrier.MEMBER_DAYS, Barrier.ACCOUNT_DAYS}


def test_an_accounts_id_says_when_it_was_made():
    """The example of Discord's reference."""
    assert account_made_at(175928847299117063) == datetime(2016, 4, 30, 11, 18, 25, 796_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rules", "asks"),
    [
        (VoterRules(), False),
        (VoterRules(member_days=1), True),
        (VoterRules(joined_before=True), True),
        (VoterRules(account_days=1), True),
    ],
)
def test_rules_are_true_where_any_of_them_asks_for_something(rules, asks):
    assert bool(rules) is asks


def test_whoever_joins_in_the_moment_of_the_opening_has_not_joined_before():
    rules, person = VoterRules(joined_before=True), somebody(timedelta(days=9), timedelta(0))
    assert rules.barrier(person, OPENED, OPENED) == (Barrier.JOINED_AFTER, None)


def test_of_whom_nobody_knows_when_they_joined_a_rule_on_joining_keeps_out_and_one_on_the_account_does_not():
    person = somebody(timedelta(days=9), None)
    assert VoterRules(joined_before=True).barrier(person, OPENED, OPENED) == (Barrier.JOINED_AFTER, None)
    assert VoterRules(member_days=1).barrier(person, OPENED, OPENED) == (Barrier.MEMBER_DAYS, None)
    assert VoterRules(account_days=9).barrier(person, OPENED, OPENED) is None
