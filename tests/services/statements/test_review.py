"""Moderators see a statement before the room does, in one queue with the responses, and can undo what they decide."""

import pytest

from bot.domain.refusals import BadAnswer, NotAllowed, NotFound, NotNow
from bot.domain.responses import Status
from bot.domain.statements import DeclineReason, StatementStatus
from bot.services.responses import responses
from bot.services.responses import review as queue
from bot.services.statements import own, results, review, writing
from bot.services.statements.writing import Duplicate

PENDING, SHOWN, DECLINED = StatementStatus.PENDING, StatementStatus.SHOWN, StatementStatus.DECLINED


async def votable(context, opened):
    return {one.text for one in (await context.open_sets.find(opened.id)).statements.values()}


async def test_a_statement_is_shown_once_a_moderator_approves_it(context, open_set, write, moderator, person):
    opened = await open_set()
    written = (await write("Ann", "Towers need lifts.")).statement
    assert written.status is PENDING
    assert "Towers need lifts." not in await votable(context, opened)
    with pytest.raises(NotAllowed):
        await review.approve(context, person("Ann"), written.id, PENDING)
    await review.approve(context, moderator(), written.id, PENDING)
    assert "Towers need lifts." in await votable(context, opened)
    with pytest.raises(NotNow):
        await review.decline(context, moderator(), written.id, PENDING, DeclineReason.OFF_TOPIC)
    await review.undo(context, moderator(), written.id, SHOWN)
    assert "Towers need lifts." not in await votable(context, opened)


async def test_the_author_learns_why_and_everybody_how_many(
    context, open_set, write, moderator, person, close_set, configure
):
    await configure(review_statements=False)
    opened = await open_set()
    written = (await write("Ann", "The mayor is a fool.")).statement
    await review.decline(context, moderator(), written.id, SHOWN, DeclineReason.NAMES_A_PERSON)
    mine = await own.own_statements(context, person("Ann"), "a")
    assert [(one.status, one.decline_reason) for one in mine] == [(DECLINED, DeclineReason.NAMES_A_PERSON)]
    await close_set(opened)
    assert (await results.common_ground_of(context, person("Ben"), "a")).declined == 1


async def test_one_that_repeats_another_is_merged_into_it(context, open_set, write, moderator, configure):
    await configure(review_statements=False)
    opened = await open_set()
    one = (await write("Ann", "Towers need lifts.")).statement
    other = (await write("Ben", "Every tower needs a lift.")).statement
    assert (await review.merge_targets(context, moderator(), other.id))[0].id == one.id
    merged = await review.merge(context, moderator(), other.id, SHOWN, one.id)
    assert merged.merged_into == one.id
    assert await votable(context, opened) & {one.text, other.text} == {one.text}
    with pytest.raises(NotNow):
        await review.merge(context, moderator(), one.id, SHOWN, other.id)


@pytest.mark.both_databases
async def test_responses_and_statements_wait_in_one_queue(context, write, moderator, person, clock, configure):
    await configure(review=True)
    for number, name in enumerate(("Ann", "Ben", "Cat")):
        clock.advance(60)
        if number == 1:
            await responses.respond(context, person(name), "a", "A response.")
        else:
            await write(name, f"Statement number {number}.")
    pages = [await queue.queue_page(context, moderator(), index) for index in range(3)]
    assert [page.statement.statement.text if page.statement else page.reviewed.response.text for page in pages] == [
        "Statement number 0.",
        "A response.",
        "Statement number 2.",
    ]
    assert await queue.count_waiting(context, moderator()) == pages[0].total == 3
    await review.decline(context, moderator(), pages[0].statement.statement.id, PENDING, DeclineReason.OFF_TOPIC)
    declined = await queue.queue_page(context, moderator(), 0, Status.DECLINED)
    assert (declined.statement.statement.status, declined.pending, declined.declined) == (DECLINED, 2, 1)


async def test_what_somebody_has_said_is_shown_first(open_set, write):
    await open_set()
    found = await write("Ann", "it would be too tall", anyway=False)
    assert isinstance(found, Duplicate)
    assert found.existing.text == "It would be too tall."
    assert (await write("Ann", "it would be too tall", anyway=True)).statement.number == 3
    assert not isinstance(await write("Ben", "Bridges are better.", anyway=False), Duplicate)


async def test_three_statements_a_person_are_enough_unless_the_server_says_otherwise(context, write, configure, person):
    for number in range(3):
        await write("Ann", f"Statement number {number}.")
    with pytest.raises(NotNow, match="limit"):
        await write("Ann", "One more.")
    await write("Ann", "One to another question.", "b")
    await write("Ben", "Another person's.")
    await configure(statements=4)
    assert (await writing.begin(context, person("Ann"), "a")).left == 1
    await write("Ann", "One more.")


@pytest.mark.parametrize("text", ["", " . ", "a" * 141])
async def test_what_is_empty_or_too_long_is_not_stored(write, text):
    with pytest.raises(BadAnswer):
        await write("Ann", text)


async def test_a_moderator_of_another_server_reaches_nothing_here(context, write, moderator, administrator):
    written = (await write("Ann", "Towers need lifts.")).statement
    outsider = administrator(guild_id=33)
    for use in (
        review.find_statement(context, outsider, written.id),
        review.approve(context, outsider, written.id, PENDING),
        review.merge_targets(context, outsider, written.id),
    ):
        with pytest.raises(NotFound):
            await use
    assert (await review.find_statement(context, moderator(), written.id)).statement.status is PENDING


@pytest.mark.both_databases
async def test_a_statement_is_stored_on_one_line_without_what_no_page_may_have(write):
    assert (await write("Ann", " Towers\x00 need\r\n lifts.\ud800 ")).statement.text == "Towers need lifts."
