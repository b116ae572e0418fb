"""What the database itself holds to, whoever asks: one open debate, one poll a question and round, one claim."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from bot.domain.polls import PollState, Release, Secrecy, ServerSettings
from bot.storage import polls
from bot.storage.debates import AlreadyOpen, close_debate, debates_of, open_debate, start_debate
from bot.storage.servers import save_server_settings, server_settings

HEAD = "e" * 64
"""The hash of the log's last entry before the seal."""


@pytest.fixture
async def poll(open_poll):
    return await open_poll()


@pytest.fixture
def closing(clock):
    return {"closed_at": clock.now(), "claimed_at": clock.now(), "published_at": clock.now(), "electorate": None}


async def test_a_second_open_debate_is_refused_and_the_transaction_goes_on(database, debate, clock):
    async with database.writing() as connection:
        with pytest.raises(AlreadyOpen):
            await start_debate(connection, debate.guild_id, "small", "Another", clock.now())
        await start_debate(connection, 2, "small", "Elsewhere", clock.now())
    async with database.reading() as connection:
        assert await open_debate(connection, debate.guild_id) == debate
        assert [found.title for found in await debates_of(connection)] == ["Elsewhere", "A small debate"]


async def test_a_closed_debate_makes_room_and_is_kept(database, debate, clock):
    async with database.writing() as connection:
        assert await close_debate(connection, debate.id, clock.now())
        assert not await close_debate(connection, debate.id, clock.now())
        newer = await start_debate(connection, debate.guild_id, "small", "Another", clock.now())
        assert [found.id for found in await debates_of(connection, debate.guild_id)] == [newer.id, debate.id]


async def test_a_second_poll_on_a_question_is_refused_until_the_first_is_cancelled(database, poll, new_poll, clock):
    with pytest.raises(IntegrityError):
        async with database.writing() as connection:
            await polls.add_poll(connection, new_poll(), [])
    async with database.writing() as connection:
        assert await polls.cancel_poll(connection, poll.id, clock.now())
        assert not await polls.cancel_poll(connection, poll.id, clock.now())
    async with database.reading() as connection:
        assert await polls.polls_of(connection, poll.debate_id) == []
        (kept,) = await polls.polls_of(connection, poll.debate_id, cancelled=True)
        assert (kept.id, kept.state, kept.items) == (poll.id, PollState.CANCELLED, poll.items)


async def test_a_poll_is_read_as_it_was_stored(database, poll, clock):
    assert [(item.key, item.kind_name, len(item.options)) for item in poll.items] == [
        ("build", "single", 2),
        ("fields", "approval", 2),
    ]
    assert poll.opened_at == clock.now()
    async with database.reading() as connection:
        assert await polls.poll_by_id(connection, poll.id) == poll
        assert await polls.open_polls(connection) == [poll]
        assert await polls.poll_by_id(connection, poll.id + 1) is None


def sealed(digit):
    return {"seal": digit * 64, "log_head": HEAD, "electorate": 9}


async def test_a_poll_closes_once(database, poll, closing):
    async with database.writing() as connection:
        assert await polls.close_poll(connection, poll.id, **closing)
        assert not await polls.close_poll(connection, poll.id, **closing)
        assert not await polls.extend_poll(connection, poll.id, closing["closed_at"] + timedelta(minutes=5))


async def test_a_result_is_claimed_once_a_lease_until_it_is_announced(database, poll, closing, clock):
    async with database.writing() as connection:
        await polls.close_poll(connection, poll.id, **closing)
        assert await polls.unannounced_polls(connection, clock.now()) == []
        clock.advance(61)
        lapsed = clock.now() - timedelta(seconds=60)
        assert await polls.claim_announcement(connection, poll.id, clock.now(), lapsed)
        assert not await polls.claim_announcement(connection, poll.id, clock.now(), lapsed)
        now = await polls.poll_by_id(connection, poll.id)
        await polls.mark_announced(connection, poll.id, now.closed_at, now.published_at, clock.now())
        assert not await polls.claim_announcement(connection, poll.id, clock.now(), clock.now() + timedelta(days=1))


async def test_a_poll_is_sealed_once_and_only_when_it_is_over(database, poll, closing, clock):
    async with database.writing() as connection:
        assert not await polls.begin_counting(connection, poll.id, "me", clock.now())
        await polls.close_poll(connection, poll.id, **closing)
        assert await polls.begin_counting(connection, poll.id, "me", clock.now())
        assert not await polls.seal_poll(connection, poll.id, "another", **sealed("0"))
        assert await polls.seal_poll(connection, poll.id, "me", **sealed("1"))
        assert not await polls.seal_poll(connection, poll.id, "me", **sealed("2"))
        assert (await polls.poll_by_id(connection, poll.id)).seal == "1" * 64


async def test_only_a_counted_poll_is_published_and_once(database, poll, closing, clock):
    async with database.writing() as connection:
        assert not await polls.publish_poll(connection, poll.id, clock.now())
        await polls.close_poll(connection, poll.id, **closing | {"published_at": None})
        assert not await polls.publish_poll(connection, poll.id, clock.now())
        await polls.begin_counting(connection, poll.id, "me", clock.now())
        await polls.seal_poll(connection, poll.id, "me", **sealed("0"))
        assert await polls.publish_poll(connection, poll.id, clock.now())
        assert not await polls.publish_poll(connection, poll.id, clock.now())


async def test_a_server_has_the_defaults_until_something_is_set(database):
    settings = ServerSettings(5, None, Release.MANUAL, Secrecy.NAMED)
    async with database.writing() as connection:
        assert await server_settings(connection, 1) == ServerSettings()
        await save_server_settings(connection, 1, ServerSettings(moderator_role=3))
        await save_server_settings(connection, 1, settings)
        assert await server_settings(connection, 1) == settings
        assert await server_settings(connection, 2) == ServerSettings()
