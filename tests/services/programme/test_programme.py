"""A debate keeps the programme with which it began; moderators and their commands move it, one step at a time."""

import asyncio
from dataclasses import replace

import pytest

from bot.domain.programme import StepEnd
from bot.domain.refusals import NotAllowed, NotNow
from bot.domain.step import Act, step_from
from bot.services.debates import debates
from bot.services.floor import asking, turns
from bot.services.floor import opening as floors
from bot.services.polls import lifecycle
from bot.services.programme import moving
from bot.services.programme.moving import current_move, shown_by
from bot.services.programme.reading import progress
from bot.storage.actions import actions_of

STEPS = (
    {"kind": "welcome", "title": {"en": "Good evening", "fr": "Bonsoir"}},
    {"kind": "vote", "question": "a", "minutes": 3},
    {"kind": "floor", "question": "b", "minutes": 5},
    {"kind": "vote", "question": "b"},
    {"kind": "close"},
)


def with_steps(context, steps):
    return replace(context, library=context.library.model_copy(update={"programme": tuple(map(step_from, steps))}))


@pytest.fixture
def context(context):
    return with_steps(context, STEPS)


@pytest.fixture
def status(context, debate):
    """Return what reads where the programme is."""
    return lambda: progress(context, debate.guild_id)


@pytest.fixture
def go_on(context, status, moderator):
    """Return what goes on to the next step."""

    async def go():
        return await moving.go_on(context, moderator(), shown_by(await status()))

    return go


def first_act(status):
    return status.moves[0].act


@pytest.mark.both_databases
async def test_a_programme_is_moved_step_by_step_and_is_read_again_as_it_was_left(
    context, status, go_on, moderator, clock
):
    person, began = moderator(), await status()
    assert (began.present, first_act(began), began.lateness.total_seconds()) == (None, Act.GO_ON, 0)
    clock.advance(3600)
    await go_on()
    here = await status()
    assert (here.progress.present, here.present.title["fr"], first_act(here)) == (1, "Bonsoir", Act.POST)
    with pytest.raises(NotNow):
        await go_on()
    assert await moving.posted(context, person.guild_id, shown_by(here))
    clock.advance(8 * 60)
    assert (await go_on()).lateness.total_seconds() == 5 * 60
    await moving.skip(context, person, shown_by(await status()))
    here = await status()
    assert (here.progress.present, here.ending(1), here.ending(2)) == (3, StepEnd.DONE, StepEnd.SKIPPED)
    assert here.progress.lateness(here.at).total_seconds() == 2 * 60
    await moving.more_time(context, person, shown_by(here))
    await moving.retime(context, person, shown_by(await status()))
    here = await status()
    assert (here.lateness.total_seconds(), here.progress.visit.extra_minutes) == (0, 5)
    await moving.back_to(context, person, shown_by(here), 1)
    assert first_act(await status()) is Act.POST
    with pytest.raises(NotAllowed):
        await moving.go_on(context, replace(person, roles=frozenset()), shown_by(await status()))


async def test_of_two_moderators_who_press_at_once_one_moves_the_programme(context, status, moderator):
    shown = shown_by(await status())
    both = (moving.go_on(context, moderator(name), shown) for name in ("Mona", "Mo"))
    results = await asyncio.gather(*both, return_exceptions=True)
    assert [isinstance(result, NotNow) for result in results].count(True) == 1
    assert (await status()).progress.present == 1
    with pytest.raises(NotNow):
        await moving.skip(context, moderator(), shown)


async def test_what_commands_open_is_followed_and_a_button_from_before_is_out_of_date(
    context, status, go_on, moderator, open_poll, clock
):
    person = moderator()
    before = await go_on()
    clock.advance(60)
    poll = await open_poll("b")
    here = await status()
    assert (here.progress.present, first_act(here), here.moves[0].about) == (4, Act.CLOSE_POLL, poll.id)
    with pytest.raises(NotNow):
        await current_move(context, person, shown_by(before), before.moves[0].key)
    with pytest.raises(NotNow):
        await moving.skip(context, person, shown_by(here))
    await lifecycle.close_by_hand(context, person, "b", None, {})
    here = await status()
    assert (here.progress.present, first_act(here)) == (4, Act.GO_ON)
    await go_on()
    assert first_act(await status()) is Act.CLOSE_DEBATE


async def test_a_floor_is_led_by_the_first_move_until_all_have_spoken(context, status, moderator, clock, person):
    mona = moderator()
    clock.advance(60)
    floor = (await floors.open_floor(context, mona, channel_id=42, question="b")).floor
    here = await status()
    assert (here.progress.present, first_act(here)) == (3, Act.NEXT_SPEAKER)
    await asking.ask(context, person("ann"), None, None)
    await turns.call_next(context, mona, floor.id, 0)
    here = await status()
    assert (first_act(here), here.moves[0].turn) == (Act.CLOSE_FLOOR, 1)
    await asking.ask(context, person("bob"), None, None)
    assert first_act(await status()) is Act.NEXT_SPEAKER
    clock.advance(5 * 60)
    assert first_act(await status()) is Act.CLOSE_FLOOR
    await floors.close_floor(context, mona, floor.id)
    assert first_act(await status()) is Act.GO_ON


async def test_editing_the_pack_changes_no_debate_that_is_on_and_moves_are_in_the_log(
    context, status, go_on, debate, administrator, moderator
):
    await go_on()
    changed = with_steps(context, ())
    assert len((await progress(changed, debate.guild_id)).steps) == len(STEPS)
    await debates.finish(changed, moderator(), {})
    assert (await progress(changed, debate.guild_id)).moves == ()
    await debates.start(changed, administrator(), None, "en")
    assert await progress(changed, debate.guild_id) is None
    async with context.database.reading() as connection:
        entries = [entry async for entry in actions_of(connection, debate.id)]
    assert any("step begun" in str(entry) for entry in entries)
    assert await status() is None
