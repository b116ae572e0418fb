"""What the bot changes in discord.py's way of connecting, and what is said where that has moved."""

import discord.client
import discord.shard
import pytest
from discord.gateway import DiscordWebSocket

from bot.ui.gateway import LONGEST_WAIT, Backoff, steady


def test_the_installed_discord_py_is_known(caplog):
    assert steady()
    assert discord.client.ExponentialBackoff is discord.shard.ExponentialBackoff is Backoff
    assert not caplog.records


def test_after_a_long_outage_the_bot_is_back_within_a_minute():
    backoff = Backoff()
    waits = [backoff.delay() for _ in range(200)]
    assert max(waits) <= LONGEST_WAIT
    assert waits[0] <= 2, "a short interruption is over soon"


@pytest.mark.parametrize("moved", [None, lambda _socket: None])
def test_another_discord_py_is_told_to_the_operator(monkeypatch, caplog, moved):
    monkeypatch.setattr(DiscordWebSocket, "received_message", moved)
    assert not steady()
    assert "not known" in caplog.text
