"""A lone moderator leads a whole evening by one button, which is always the next right thing."""

import discord
import pytest
from ballots import custom_ids
from sentences import (
    BEFORE_AND_AFTER_QUESTION,
    ENDS_INSTEAD,
    MINUTES_BEHIND,
    MORE_TIME_FOR_STEP,
    PROGRAMME_MOVED_ON,
    SHORTEN_THE_REST,
    SHORTEN_THEM,
    SHORTER_STEP,
    SKIP_STEP,
    STEPS_DONE,
    THE_DEBATE_IS_CLOSED,
    TIME_WAS_UP,
    TOO_QUICK,
    WE_GO_ON,
    WELCOME_OF_TITLE,
)

from bot.domain.people import Person
from bot.domain.step import step_from
from bot.services.programme import moving
from bot.services.programme.moving import shown_by
from bot.services.programme.reading import progress

EVENING = (
    {"kind": "welcome", "title": {"en": "Good evening"}},
    {"kind": "read", "question": "d"},
    {"kind": "vote", "question": "d", "round": "before", "minutes": 3},
    {"kind": "floor", "question": "d", "minutes": 5},
    {"kind": "statements", "question": "d", "minutes": 5},
    {"kind": "vote", "question": "d", "round": "after", "minutes": 3},
    {"kind": "shift", "question": "d"},
    {"kind": "vote", "question": "a", "results": "manual"},
    {"kind": "read", "proposal": "horizon-ai-fund"},
    {"kind": "result", "question": "a"},
    {"kind": "pause", "minutes": 10},
    {"kind": "close"},
)

CONFIRMING = ("run-close-now:", "run-publish-now:", "debate-close:", "run-end-floor:", "run-end-statements:")


@pytest.fixture(scope="session")
def pack(pack):
    evening = [{**step, "proposal": pack.proposals[0].id} if "proposal" in step else step for step in EVENING]
    return pack.model_copy(update={"programme": tuple(map(step_from, evening))})


@pytest.fixture
def sheet(room):
    """Return what shows Mod's run sheet."""

    async def show():
        return (await room.mod.slash(room.channel, "poll status")).response

    return show


@pytest.fixture
def press(room):
    """Return what presses the big button of a run sheet, and confirms where that asks."""

    async def press_it(page, by=None):
        await room.env.advance_time(3)
        by = by or room.mod
        tapped = await by.click(page, custom_id=big(page))
        asked = page if page.flags.ephemeral else tapped.response
        confirm = [found for found in custom_ids(asked) if found.startswith(CONFIRMING)] if asked else []
        if confirm:
            await room.env.advance_time(3)
            tapped = await by.click(asked, custom_id=confirm[0])
        return tapped

    return press_it


def big(page):
    """Return the custom_id of the big button: the first of the moves."""
    return next(found for found in custom_ids(page) if found.startswith("run-step:"))


def act(page):
    return big(page).split(":")[4]


async def test_an_evening_is_led_to_its_end_by_pressing_only_the_big_button(room, posted, sheet, press):
    page, done = await sheet(), []
    while any(found.startswith("run-step:") for found in custom_ids(page)):
        done.append(act(page))
        is_end = done[-1] == "finish"
        if done[-1] == "next" and done.count("next") == 1:
            (ask,) = [one for one in room.channel.history() if any("floor-ask:" in found for found in custom_ids(one))]
            await room.amina.click(ask, custom_id=next(found for found in custom_ids(ask) if "floor-ask:" in found))
        if done[-1] == "close":
            (poll,) = room.context.open_polls.polls(room.guild.id)
            cards = [one for one in room.channel.history() if f"ballot:{poll.id}" in custom_ids(one)]
            for person in (room.amina, room.jonas):
                await room.vote(person, cards[0], poll.items[0].options[0].id)
        await press(page)
        if is_end:
            break
        page = await sheet()
        assert len(done) < 30
    assert done == [
        "on", "on", "on", "close", "on", "next", "end", "on", "ground", "on", "close", "on", "on", "close", "on", "on",
        "publish", "on", "on", "finish",
    ]  # fmt: skip
    assert len(posted(WELCOME_OF_TITLE)) == len(posted(WE_GO_ON)) == len(posted(BEFORE_AND_AFTER_QUESTION)) == 1
    assert (await progress(room.context, room.guild.id)).happened.is_closed


async def test_the_sheet_tells_how_far_behind_it_is_and_plans_the_rest_anew(room, said, sheet, press):
    page = await sheet()
    await press(page)
    assert "Good evening" in said(page)
    assert not MINUTES_BEHIND.within(said(page))
    await room.env.advance_time(11 * 60)
    page = await sheet()
    assert (TIME_WAS_UP.within(said(page)), MINUTES_BEHIND.within(said(page))) == (True, False), "one number"
    before = (await progress(room.context, room.guild.id)).progress.lengths
    await room.mod.click(page, label=SHORTEN_THE_REST.say())
    assert ENDS_INSTEAD.within(said(page))
    assert SHORTER_STEP.within(said(page), minutes="6", before="10"), "each step's length before and after"
    await room.env.advance_time(3)
    await room.mod.click(page, label=SHORTEN_THEM.say())
    after = (await progress(room.context, room.guild.id)).progress.lengths
    assert after[10] < before[10]
    assert [after[2], after[5]] == [before[2], before[5]], "votes take the minutes that the pack gives them"
    assert TIME_WAS_UP.within(said(page))
    await room.mod.click(page, label=MORE_TIME_FOR_STEP.say())
    assert MINUTES_BEHIND.within(said(page), count=5)
    await room.env.advance_time(3)
    await press(page)
    await room.env.advance_time(3)
    await room.mod.click(page, label=SKIP_STEP.say())
    assert STEPS_DONE.within(said(page), count=2)
    back = next(found for found in custom_ids(page) if found.startswith("run-back:"))
    await room.mod.select(page, ["1"], custom_id=back)
    assert act(page) == "post"


async def test_more_time_moves_the_deadline_and_a_double_tap_or_a_second_moderator_moves_one_step(
    room, said, sheet, press
):
    other = room.join("nora", room.moderators)
    page, hers = await sheet(), (await other.slash(room.channel, "poll status")).response
    for _ in range(3):
        await press(page)
    assert TOO_QUICK.within(said(await room.mod.click(page, custom_id=big(page)))), "no tap is swallowed in silence"
    assert act(page) == "close"
    await room.marta.slash(room.channel, "debate settings", review="on")
    form = await room.amina.slash(room.channel, "respond", question="d")
    await room.amina.submit_modal(form, {"text": "Somebody waits for this."})
    page = await sheet()
    ids = custom_ids(page)
    assert ids.index("queue:pending:0:new") == ids.index(big(page)) + 1, "what people wait for is beside the big button"
    (poll,) = room.context.open_polls.polls(room.guild.id)
    await room.mod.click(page, label=MORE_TIME_FOR_STEP.say())
    assert (room.context.open_polls.poll(poll.id).closes_at - poll.closes_at).total_seconds() == 300
    refused = await press(hers, by=other)
    assert PROGRAMME_MOVED_ON.within(said(refused))
    assert big(hers) == big(page)


async def test_commands_move_it_and_it_goes_on_after_being_killed_before_it_could_post(
    room, said, posted, sheet, press
):
    mod = Person(room.guild.id, room.mod.id, "mod", frozenset({room.moderators.id}))
    await moving.go_on(room.context, mod, shown_by(await progress(room.context, room.guild.id)))
    await room.restart()  # as if it had been killed there
    page = await sheet()
    assert act(page) == "post"
    await press(page)
    assert (len(posted(WELCOME_OF_TITLE)), act(page)) == (1, "on")
    await room.env.advance_time(60)
    await room.open_poll("a")
    page = await sheet()
    assert act(page) == "close"
    await room.restart()
    await press(page)
    assert act(page) == "on"
    assert "8/12" in said(page)


async def test_in_a_console_it_acts_in_the_debate_s_room(room, posted, press):
    (bot,) = (role for role in room.guild.roles.values() if role.name == room.client.user.name)
    hidden = {room.guild.default_role: discord.PermissionOverwrite(view_channel=False)}
    seen = {role: discord.PermissionOverwrite(view_channel=True) for role in (room.moderators, bot)}
    backstage = room.guild.create_text_channel("backstage", overwrites=hidden | seen)
    await room.marta.slash(room.channel, "debate settings", console=backstage)

    def console():
        (page,) = (message for message in backstage.history() if message.components)
        return page

    for _ in range(3):
        await press(console())
    assert len(posted(WELCOME_OF_TITLE)) == 1
    (poll,) = room.context.open_polls.polls(room.guild.id)
    assert poll.channel_id == room.channel.id
    await press(console())
    await room.env.advance_time(10)
    while act(page := console()) != "finish":
        await room.env.advance_time(3)
        await room.mod.click(page, custom_id=next(one for one in custom_ids(page) if one.startswith("run-skip:")))
    await press(page)
    assert len(posted(THE_DEBATE_IS_CLOSED)) == 1
