"""Who may see counts, and when."""

import re

import pytest
from sentences import THAT_RESULT_IS_PUBLIC_ALREADY
from sqlalchemy import text

from bot.domain.people import Person
from bot.domain.polls import PollState, Release, Round, Secrecy
from bot.domain.refusals import NotFound, NotNow
from bot.services.debates import debates
from bot.services.polls import lifecycle, voting
from bot.services.results import results

OPEN, CLOSED, PUBLISHED = "open", "closed", "published"

# By release and state: whether participants see the counts, and whether moderators do.
VISIBLE = {
    (Release.LIVE, OPEN): (True, True),
    (Release.LIVE, CLOSED): (True, True),
    (Release.CLOSED, OPEN): (False, False),
    (Release.CLOSED, CLOSED): (True, True),
    (Release.MANUAL, OPEN): (False, False),
    (Release.MANUAL, CLOSED): (False, True),
    (Release.MANUAL, PUBLISHED): (True, True),
}


async def sees(context, somebody):
    try:
        return (await results.result(context, somebody, "a", None)).turnout == 1
    except NotNow:
        return False


@pytest.mark.parametrize(("release", "state"), VISIBLE)
async def test_counts_are_shown_as_the_release_says(
    context, open_poll, vote, person, moderator, administrator, release, state
):
    await vote("ann", await open_poll("a", release=release), "yes")
    if state != OPEN:
        await lifecycle.close_by_hand(context, moderator(), "a", None, {})
    if state == PUBLISHED:
        await lifecycle.publish(context, moderator(), "a", None)
    participants, moderators = VISIBLE[release, state]
    assert await sees(context, person("ann")) is participants
    assert await sees(context, person("bob", 77)) is participants
    assert await sees(context, moderator()) is moderators
    assert await sees(context, administrator()) is moderators


@pytest.mark.both_databases
async def test_publishing_needs_a_closed_poll_and_happens_once(context, open_poll, vote, moderator, clock):
    await vote("ann", await open_poll("a", release=Release.MANUAL), "yes")
    with pytest.raises(NotNow, match="still open"):
        await lifecycle.publish(context, moderator(), "a", None)
    await lifecycle.close_by_hand(context, moderator(), "a", None, {})
    clock.advance(300)
    published = await lifecycle.publish(context, moderator(), None, None)
    assert (published.turnout, published.poll.published_at) == (1, clock.now())
    with pytest.raises(NotNow, match=re.escape(THAT_RESULT_IS_PUBLIC_ALREADY.forms[0])):
        await lifecycle.publish(context, moderator(), "a", None)


async def test_a_live_result_is_the_tally_of_this_moment(context, open_poll, vote, person):
    poll = await open_poll("a", release=Release.LIVE)
    for turnout, name in enumerate(["ann", "bob", "cem"], start=1):
        await vote(name, poll, "yes")
        assert (await results.result(context, person("ann"), "a", None)).turnout == turnout


async def test_the_newest_round_is_shown_unless_one_is_named(context, open_poll, vote, moderator, person):
    await vote("ann", await open_poll("a", Round.BEFORE), "yes")
    await lifecycle.close_by_hand(context, moderator(), "a", None, {})
    await vote("ann", await open_poll("a", Round.AFTER), "no")
    await lifecycle.close_by_hand(context, moderator(), "a", None, {})
    newest = await results.result(context, person("bob"), "a", None)
    before = await results.result(context, person("bob"), "a", Round.BEFORE)
    assert [leader.option.id for leader in newest.items[0].leaders] == ["no"]
    assert [leader.option.id for leader in before.items[0].leaders] == ["yes"]
    with pytest.raises(NotFound):
        await results.result(context, person("bob"), "a", Round.MAIN)


async def test_a_question_without_a_poll_or_a_server_without_a_debate_has_no_result(context, open_poll, person):
    await open_poll("a")
    for somebody, question in [(person("ann"), "b"), (person("ann"), "z"), (person("ann", guild_id=2), "a")]:
        with pytest.raises(NotFound):
            await results.result(context, somebody, question, None)


async def test_results_stay_readable_after_the_debate(context, open_poll, vote, moderator, person):
    await vote("ann", await open_poll("a"), "yes")
    await debates.finish(context, moderator(), {})
    assert (await results.result(context, person("ann"), "a", None)).turnout == 1


@pytest.mark.both_databases
async def test_the_states_of_polls_are_listed_by_question_for_the_newest_debate(
    context, open_poll, start_debate, moderator, debate
):
    before, main = await open_poll("a", Round.BEFORE), await open_poll("a")
    await open_poll("b")
    await lifecycle.cancel(context, moderator(), "b", None)
    listed = await results.polls_by_question(context, debate.guild_id)
    assert {question: [poll.id for poll in found] for question, found in listed.items()} == {"a": [before.id, main.id]}
    await debates.finish(context, moderator(), {})
    await start_debate(context)
    assert await results.polls_by_question(context, debate.guild_id) == {}
    assert await results.polls_by_question(context, 2) == {}


@pytest.mark.both_databases
async def test_a_poll_that_the_database_has_closed_is_counted_from_there(context_on, database, open_poll, vote):
    """Another process closed it, or this one a moment ago; memory still holds it, without the votes cast elsewhere."""
    poll = await open_poll("a", release=Release.LIVE)
    elsewhere = context_on(database)
    await elsewhere.open_polls.load()
    await vote("ann", poll, "yes")
    async with database.writing() as connection:
        await connection.execute(text("UPDATE polls SET state = 'closed', published_at = opened_at"))
    assert elsewhere.open_polls.tally(poll.id).turnout == 0
    shown = await results.result(elsewhere, Person(poll.guild_id, 1, "reader"), "a", None)
    assert (shown.poll.state, shown.turnout) == (PollState.CLOSED, 1)


async def seen_by(context, somebody):
    """Return the turnout that somebody is told, and how many ballots of the first item are shown; None is nothing."""
    shown = await results.result(context, somebody, "a", None)
    return shown.turnout, None if shown.items[0].withheld else shown.items[0].ballots


async def test_live_counts_move_in_steps_of_nine_people_for_everybody(context, open_poll, vote, person, moderator):
    poll = await open_poll("a", release=Release.LIVE)
    seen = []
    for number in range(19):
        await vote(f"voter {number}", poll, "yes")
        seen.append(await seen_by(context, person("bob")))
        assert await seen_by(context, moderator()) == seen[-1]
        assert context.open_polls.tally(poll.id).items[0].ballots == number + 1
    assert seen == [*((n, None) for n in range(1, 9)), *((n, 9) for n in range(9, 18)), (18, 18), (19, 18)]
    await lifecycle.close_by_hand(context, moderator(), "a", None, {})
    assert await seen_by(context, person("bob")) == (19, 19)


async def test_four_who_change_their_votes_between_views_do_not_bring_the_next_vote_to_light(
    context, open_poll, vote, person
):
    """Whoever looks, and however often."""
    poll = await open_poll("a", release=Release.LIVE)
    for number in range(9):
        await vote(f"voter {number}", poll, "yes")
    for number in range(5):
        assert await seen_by(context, person("reader 1")) == (9 + number, 9)
        await vote(f"honest {number}", poll, "no")
        for colluder in range(4):
            await vote(f"voter {colluder}", poll, "no" if number % 2 else "yes")
            await vote(f"voter {colluder}", poll, "yes" if number % 2 else "no")
            assert await seen_by(context, person("reader 2")) == (
                10 + number,
                14 if (number, colluder) == (4, 3) else 9,
            )


async def test_a_restart_shows_nothing_until_nine_more_have_voted(
    context, context_on, open_poll, vote, person, database
):
    """What the room saw last is not known any more, and the next view must not be one vote away from it."""
    poll = await open_poll("a", release=Release.LIVE)
    for number in range(10):
        await vote(f"voter {number}", poll, "yes")
    assert await seen_by(context, person("bob")) == (10, 10)
    restarted = context_on(database)
    assert await seen_by(restarted, person("bob")) == (10, None)
    await restarted.open_polls.load()
    assert await seen_by(restarted, person("bob")) == (10, None)
    for number in range(10, 19):
        assert await seen_by(restarted, person("bob")) == (number, None)
        await voting.cast(restarted, person(f"voter {number}"), poll.id, "build", ["yes"])
    assert await seen_by(restarted, person("bob")) == (19, 19)


async def test_every_vote_shows_at_once_where_polls_are_named_or_the_setting_is_off(
    context, open_poll, vote, person, administrator
):
    await vote("ann", await open_poll("a", Round.BEFORE, release=Release.LIVE, secrecy=Secrecy.NAMED), "yes")
    assert await seen_by(context, person("bob")) == (1, 1)
    settings = await debates.change_settings(context, administrator(), small_groups=False)
    assert not settings.small_groups
    await vote("ann", await open_poll("a", release=Release.LIVE), "yes")
    assert await seen_by(context, person("bob")) == (1, 1)


async def test_without_a_round_the_newest_result_is_shown_that_one_may_see(context, open_poll, vote, person, moderator):
    await vote("ann", await open_poll("a", Round.BEFORE), "yes")
    await lifecycle.close_by_hand(context, moderator(), "a", Round.BEFORE, {})
    await open_poll("a", Round.AFTER, release=Release.MANUAL)
    for somebody in (person("bob"), moderator()):
        assert (await results.result(context, somebody, "a", None)).poll.round is Round.BEFORE
    await lifecycle.close_by_hand(context, moderator(), "a", Round.AFTER, {})
    assert (await results.result(context, person("bob"), "a", None)).poll.round is Round.BEFORE
    assert (await results.result(context, moderator(), "a", None)).poll.round is Round.AFTER
