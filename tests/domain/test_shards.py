"""Every server lies in one shard, and in the one that Discord puts it in."""

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.shards import ALL, Shards

GUILDS = st.integers(0, 2**63 - 1)


@given(guild_id=GUILDS, count=st.integers(1, 50))
def test_of_all_shards_one_has_a_server(guild_id, count):
    assert sum(Shards(count, (number,)).has(guild_id) for number in range(count)) == 1
    assert Shards(count, tuple(range(count))).has(guild_id)
    assert ALL.has(guild_id)


def test_the_shard_is_the_one_that_discord_documents():
    """Discord: `shard_id = (guild_id >> 22) % num_shards`."""
    guild_id = 197038439483310086
    assert [number for number in range(7) if Shards(7, (number,)).has(guild_id)] == [(guild_id >> 22) % 7]


def test_a_process_that_has_every_shard_needs_no_other():
    assert ALL.all
    assert Shards(2, (0, 1)).all
    assert not Shards(2, (1,)).all
