"""An evening that is rehearsed: one moderator, one button, and voters who vote and speak."""

import asyncio
import contextlib
import logging
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from browser import enter
from leading import lead
from playwright.async_api import expect
from sqlalchemy import text

from bot import app
from bot.domain.floor import Side, TurnEnd
from bot.domain.people import Person
from bot.domain.programme import StepEnd
from bot.domain.step import Act, step_from
from bot.rehearsal import speakers
from bot.rehearsal.clock import FASTEST, Clock
from bot.rehearsal.crowd import SENTENCES
from bot.rehearsal.evening import Evening
from bot.rehearsal.stage import on_stage
from bot.services.floor import reading
from bot.services.polls import opening
from bot.services.programme.reading import progress_for
from bot.settings import Settings
from bot.ui.client import AS_FAST_AS_THEY_LIKE, DebateClient

log = logging.getLogger(__name__)

PACKS = Path(__file__).parents[1] / "packs", Path(__file__).parents[2] / "content"
FAST = 60
"""Faster than anybody could follow."""
VOTERS, MANY = 8, 40
# Votes end as soon as all have voted, long before their time even on a slow machine; a floor takes its whole time.
SHORT = (
    {"kind": "vote", "question": "a", "minutes": 60},
    {"kind": "statements", "question": "a", "minutes": 60},
    {"kind": "floor", "question": "a", "minutes": 5, "seconds": 15, "order": "sides"},
    {"kind": "close", "minutes": 1},
)
EVENING = timedelta(minutes=75)


@pytest.fixture
def rehearsed(tmp_path):
    """Return what opens an evening on a pack."""

    @contextlib.asynccontextmanager
    async def opened(pack, pace, *, voters, steps=None, in_stage_channel=False):
        clock = Clock(pace)
        settings = Settings(
            database_url=f"sqlite:///{tmp_path}/r.db", pseudonym_key_file=tmp_path / "r.key", debate_pack=str(pack)
        )
        async with app.opened(settings, clock, secret_window=0) as built:
            await opening.forget_messages(built)
            programme = tuple(map(step_from, steps)) if steps else built.library.programme
            context = replace(built, library=built.library.model_copy(update={"programme": programme}))
            evening = Evening(clock, in_stage_channel)
            client = DebateClient(context, most_taps=AS_FAST_AS_THEY_LIKE)
            async with on_stage(client, title="T", voters=voters, evening=evening) as stage:
                marta = stage.people["Marta"]
                yield stage, context, Person(stage.channel.guild.id, marta.id, "Marta", is_administrator=True)

    return opened


async def turns_of(context, moderator):
    """Return the turns of all floors, with how each ended."""
    floors = await reading.floors_of(context, moderator)
    states = [await reading.floor_state(context, floor.id) for floor in floors]
    return [turn for state in states for turn in state.turns]


async def test_a_moderator_alone_leads_an_evening_to_its_end(rehearsed, monkeypatch):
    """With one button; everybody votes, also on statements, and some speak as long as they are given, in writing."""
    monkeypatch.setattr(speakers, "_ASK_DELAY", (1.0, 15.0))
    async with rehearsed(PACKS[0] / "small", FAST, voters=VOTERS, steps=SHORT) as (stage, context, moderator):
        async with asyncio.timeout(60):
            evening = await lead(stage, context, moderator)
        turns = await turns_of(context, moderator)
        written = {message.author.display_name for message in stage.channel.history() if message.content in SENTENCES}
    counted = Counter(evening.acts)
    closing = (Act.CLOSE_POLL, Act.CLOSE_STATEMENTS, Act.CLOSE_FLOOR, Act.CLOSE_DEBATE)
    assert [counted[act] for act in closing] == [1] * len(closing)
    assert len(turns) == counted[Act.NEXT_SPEAKER] >= 1
    assert {turn.ending for turn in turns} == {TurnEnd.TIME}
    assert {turn.name.split(" (")[0] for turn in turns} >= written != set()


async def test_in_a_stage_channel_speakers_move_up_and_raise_their_hands(rehearsed, monkeypatch):
    """Nobody writes there; when the evening is over, everybody listens again."""
    monkeypatch.setattr(speakers, "_ASK_DELAY", (1.0, 15.0))
    monkeypatch.setattr(speakers, "_HAND_EVERY", 1)
    monkeypatch.setattr(speakers, "_REPLIES", 0)  # nobody raises a hand for one
    raised = []
    steps = [{"kind": "floor", "minutes": 5, "seconds": 15}]
    setting = rehearsed(PACKS[0] / "small", FAST, voters=VOTERS, steps=steps, in_stage_channel=True)
    async with setting as (stage, context, moderator), asyncio.timeout(60):
        guild = stage.env.guild
        emit = stage.env.backend.emit

        def noted(event, payload):
            if event == "VOICE_STATE_UPDATE":
                raised.append((payload["user_id"], payload["suppress"], payload["request_to_speak_timestamp"]))
            emit(event, payload)

        monkeypatch.setattr(stage.env.backend, "emit", noted)
        await lead(stage, context, moderator)
        turns = await turns_of(context, moderator)
        assert all(state.suppress for state in guild.voice_states().values())
        assert not [message for message in stage.channel.history() if message.content in SENTENCES]
    assert turns
    assert {user for user, suppressed, _ in raised if not suppressed} <= {user for user, _, hand in raised if hand}
    assert len([user for user, suppressed, _ in raised if not suppressed]) == len(turns)


@pytest.mark.browser
async def test_the_run_sheet_has_a_page_of_its_own_beside_the_rooms(browser, rehearsed):
    """What is pressed on one is seen on the other, and only moderators are offered the run sheet."""
    async with rehearsed(PACKS[0] / "small", 1, voters=0, steps=SHORT) as (stage, *_):
        marta = await enter(browser, stage.sheet_address(), phone=True)
        amina = await enter(browser, stage.address("Amina"), phone=True)
        await expect(marta.button("Open the vote")).to_be_in_viewport()
        await marta.click("Open the vote")
        await amina.click("Yes")
        assert await marta.page.locator("#viewer-picker option").all_inner_texts() == ["Marta"]


@pytest.mark.soak
async def test_the_whole_evening_of_the_pack_is_led_with_forty_voters_at_the_highest_pace(rehearsed):
    """Seventy-five minutes in about four; nearly all vote each time, and people of every side speak."""
    async with rehearsed(PACKS[1] / "cern-for-ai", FASTEST, voters=MANY) as (stage, context, moderator):
        began = stage.evening.clock()
        async with asyncio.timeout(400):
            evening = await lead(stage, context, moderator)
        took = stage.evening.clock() - began
        turns = await turns_of(context, moderator)
        status = await progress_for(context, moderator)
        async with context.database.reading() as connection:
            ballots = await connection.execute(
                text("SELECT poll_id, count(DISTINCT participant) FROM ballots GROUP BY 1")
            )
    counted = Counter(evening.acts)
    log.info(
        "%s taps, %s of them to confirm: %s. %s, %s turns", evening.taps, evening.confirmed, counted, took, len(turns)
    )
    voted = dict(ballots.all())
    assert voted.keys() == set(range(1, 8))
    assert min(voted.values()) > 0.8 * MANY  # on a busy machine the last ones come too late
    assert {turn.side for turn in turns} >= set(Side)
    assert took < EVENING * 1.2
    assert all(status.ending(number) is StepEnd.DONE for number in range(1, len(status.steps)))
