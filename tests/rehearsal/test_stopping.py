"""SIGTERM: what people have asked for is finished and answered, and the process ends in time."""

import contextlib
import signal
import sqlite3
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sentences import HAVE_VOTED, OPEN_UNTIL, YOUR_VOTE_COUNTS

CHILD = Path(__file__).with_name("stopping_child.py")


@pytest.fixture
def held_up(tmp_path):
    """Return what makes a bot's process wait for something to be stored, and the transaction that it waits for."""
    file = tmp_path / "debate.db"
    command = [sys.executable, str(CHILD), str(file)]
    with contextlib.ExitStack() as stack:

        def hold(what):
            child = stack.enter_context(
                subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603  ours
            )
            stack.callback(child.kill)
            assert child.stdout.readline() == "open\n"
            other = stack.enter_context(contextlib.closing(sqlite3.connect(file, isolation_level=None)))
            other.execute("BEGIN IMMEDIATE")
            child.stdin.write(f"{what}\n")
            child.stdin.flush()
            assert child.stdout.readline() == "at it\n"
            return child, other

        yield hold


def test_a_vote_under_way_is_stored_answered_and_shown(held_up):
    child, other = held_up("vote")
    child.send_signal(signal.SIGTERM)
    other.execute("ROLLBACK")
    told, _ = child.communicate(timeout=60)
    assert child.returncode == 0
    assert YOUR_VOTE_COUNTS.within(told.split("answered")[-1], answer="**A central hub**")
    assert HAVE_VOTED.say(count=1) in told.split("shown", maxsplit=1)[1]
    assert other.execute("SELECT answer FROM ballots").fetchall() == [("central-hub",)]


def test_a_command_under_way_is_done_and_answered(held_up):
    child, other = held_up("extend")
    child.send_signal(signal.SIGINT)
    other.execute("ROLLBACK")
    told, _ = child.communicate(timeout=60)
    assert child.returncode == 0
    assert OPEN_UNTIL.within(told.split("answered")[-1].split("shown")[0])
    ((opened, closes),) = other.execute("SELECT opened_at, closes_at FROM polls")
    assert datetime.fromisoformat(closes) - datetime.fromisoformat(opened) == timedelta(minutes=10)


def test_a_vote_that_cannot_be_stored_does_not_hold_up_the_end_and_is_not_called_stored(held_up):
    child, other = held_up("vote")
    child.send_signal(signal.SIGTERM)
    told, _ = child.communicate(timeout=60)
    assert child.returncode == 0
    assert "gave up an interaction" in told
    assert not YOUR_VOTE_COUNTS.within(told)
    assert other.execute("SELECT answer FROM ballots").fetchall() == []


def test_a_second_signal_ends_at_once(held_up):
    child, _ = held_up("vote")
    child.send_signal(signal.SIGINT)
    assert child.stdout.readline() == "stopping\n"
    child.send_signal(signal.SIGTERM)
    told, _ = child.communicate(timeout=60)
    assert child.returncode == -signal.SIGTERM
    assert "gave up" not in told


def test_a_stop_that_ends_in_time_is_never_counted_as_a_failure():
    """On a busy machine Python's own end may outlast the alarm, which nothing handles any more by then."""
    script = """
import asyncio, atexit, os, signal
from bot.shutdown import stop_on_signals
atexit.register(lambda: print(signal.getitimer(signal.ITIMER_REAL)))
async def main():
    stop = asyncio.Event()
    stop_on_signals(stop.set)
    os.kill(os.getpid(), signal.SIGTERM)
    await stop.wait()
asyncio.run(main())
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)  # noqa: S603  ours
    assert done.stdout == "(0.0, 0.0)\n"
