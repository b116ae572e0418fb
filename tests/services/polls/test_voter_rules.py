"""Rules on who may vote hold on every way to a vote, and those whom they keep out are counted, never named."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.domain.polls import Secrecy
from bot.domain.refusals import NotEligible
from bot.domain.statements import Stance
from bot.domain.voter_rules import FIRST_ACCOUNT, Barrier
from bot.services.debates import debates
from bot.services.mydata import mydata
from bot.services.polls import lifecycle, voting
from bot.services.run_sheet.status import debate_status
from bot.services.statements import sets
from bot.services.statements import voting as statement_voting
from bot.storage.tables import refused_voters


@pytest.fixture
def ask_for(context, administrator):
    """Return what sets the rules of polls to come."""
    return lambda **rules: debates.change_settings(context, administrator(), **rules)


@pytest.fixture
def newcomer(person, clock):
    """Return what makes somebody who has only just joined, with an account as new."""

    def make(name="ann", *roles):
        milliseconds = (clock.present - FIRST_ACCOUNT) // timedelta(milliseconds=1)
        known = person(name, *roles)
        return replace(known, user_id=(milliseconds << 22) + known.user_id % (1 << 22), joined_at=clock.present)

    return make


def refused_at(context, moderator):
    async def numbers():
        await context.refused_voters.store()
        (entry,) = (await debate_status(context, moderator())).polls
        return entry.refused

    return numbers


@pytest.mark.parametrize(
    ("rules", "barrier", "secrecy"),
    [
        ({"joined_before": True}, Barrier.JOINED_AFTER, Secrecy.SECRET),
        ({"member_days": 7}, Barrier.MEMBER_DAYS, Secrecy.PSEUDONYMOUS),
        ({"account_days": 30}, Barrier.ACCOUNT_DAYS, Secrecy.NAMED),
        ({"participant_role": 5}, Barrier.ROLE, Secrecy.SECRET),
    ],
)
async def test_every_way_to_a_vote_is_closed_until_a_person_may_vote(
    context, clock, open_poll, ask_for, newcomer, moderator, rules, barrier, secrecy
):
    await ask_for(**rules)
    poll = await open_poll("a", secrecy=secrecy)
    await ask_for(joined_before=False, member_days=0, account_days=0)  # for polls to come
    ann = newcomer()
    for way in (
        voting.cast(context, ann, poll.id, "build", ["yes"]),
        voting.draft(context, ann, poll.id, "build", ["yes"]),
        voting.open_ballot(context, ann, poll.id),
        voting.withdraw(context, ann, poll.id),
    ):
        with pytest.raises(NotEligible) as refusal:
            await way
        assert refusal.value.barrier is barrier
    assert context.open_polls.tally(poll.id).turnout == 0
    assert await refused_at(context, moderator)() == {barrier: 1}
    if barrier is Barrier.JOINED_AFTER:
        ann = replace(ann, joined_at=poll.opened_at - timedelta(seconds=1))
    elif barrier is Barrier.ROLE:
        ann = newcomer("ann", 5)
    else:
        clock.advance(timedelta(days=30).total_seconds())
    assert await voting.cast(context, ann, poll.id, "build", ["yes"])


@pytest.mark.usefixtures("debate")
async def test_votes_on_statements_ask_for_the_same(context, ask_for, newcomer, moderator):
    await ask_for(joined_before=True)
    opened, _ = await sets.open_set(context, moderator(), "a", language="en")
    entry = await context.open_sets.find(opened.id)
    voting_on = (context, newcomer(), opened.id, next(iter(entry.statements)), Stance.AGREE)
    with pytest.raises(NotEligible):
        await statement_voting.vote(*voting_on)
    early = replace(newcomer(), joined_at=opened.opened_at - timedelta(days=1))
    assert await statement_voting.vote(context, early, *voting_on[2:])


async def test_guests_whom_discord_gives_no_date_are_told_to_join(context, open_poll, ask_for, newcomer):
    await ask_for(member_days=1)
    poll = await open_poll("a")
    with pytest.raises(NotEligible) as refusal:
        await voting.cast(context, replace(newcomer(), joined_at=None), poll.id, "build", ["yes"])
    assert "Guests" in refusal.value.text.msgid


@pytest.mark.both_databases
async def test_whoever_is_kept_out_counts_once_in_all_processes_and_only_as_a_number_in_the_end(
    context, context_on, clock, open_poll, ask_for, newcomer, moderator, person
):
    await ask_for(joined_before=True, participant_role=5)
    poll = await open_poll("a")
    people = [newcomer(f"voter {number}", 5) for number in range(12)]
    other = context_on(context.database, clock)  # another process, or this one after a restart
    for one in (context, other):
        await one.open_polls.load()
        for _ in range(2):
            for who in [*people, person("ben")]:
                with pytest.raises(NotEligible):
                    await voting.cast(one, who, poll.id, "build", ["yes"])
            await one.refused_voters.store()
    numbers = refused_at(context, moderator)
    assert await numbers() == {Barrier.ROLE: 1, Barrier.JOINED_AFTER: 12}
    await mydata.delete(context, people[0])
    assert await numbers() == {Barrier.ROLE: 1, Barrier.JOINED_AFTER: 11}
    with pytest.raises(NotEligible):
        await voting.cast(context, people[0], poll.id, "build", ["yes"])
    await lifecycle.close_by_hand(context, moderator(), "a", None, {})
    assert await numbers() == {Barrier.ROLE: 1, Barrier.JOINED_AFTER: 11}, "what came too late is dropped"
    async with context.database.reading() as connection:
        assert not (await connection.execute(select(refused_voters))).all()


async def test_a_refused_vote_asks_nothing_of_the_database(context, open_poll, ask_for, newcomer, monkeypatch):
    await ask_for(account_days=1)
    poll = await open_poll("a")
    for use in ("reading", "writing"):
        monkeypatch.setattr(context.database, use, None)
    with pytest.raises(NotEligible):
        await voting.cast(context, newcomer(), poll.id, "build", ["yes"])
