"""The stage without a browser: it begins, stays alive and ends, whatever the bot does."""

import asyncio
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import discord
import pytest
from discord import app_commands
from dummy_bot import DummyBot

from bot.rehearsal import receipts
from bot.rehearsal import stage as staging
from bot.rehearsal.clock import Clock
from bot.rehearsal.evening import Evening
from bot.rehearsal.stage import StageError, on_stage, rehearse


async def until(condition, *, within=5.0):
    """Wait for `condition` to hold, in real time."""
    async with asyncio.timeout(within):
        while not condition():  # noqa: ASYNC110  # what is waited for tells nobody
            await asyncio.sleep(0.05)


async def test_the_operator_reads_who_is_where_and_how_to_begin():
    """One line a person with her own address, and the first commands."""
    stop, lines, client = asyncio.Event(), [], DummyBot()

    def announce(line):
        lines.append(line)
        if "Ctrl-C" in line:
            stop.set()

    await rehearse(client, title="CERN for AI", port=0, voters=0, announce=announce, stop=stop)
    text = "\n".join(lines)
    for name in (staging.MODERATOR, *staging.PARTICIPANTS):
        assert f"?as={quote(name)}#" in text
    assert "/debate start" in text
    assert client.closings == 1


@pytest.mark.parametrize(("question", "first"), [("d", "Question D is open"), (None, "/debate start")])
async def test_the_operator_reads_what_to_do_first(question, first):
    """Vote where a question is open, and else begin a debate."""
    async with on_stage(DummyBot(), title="T", question=question) as stage:
        [step] = [line for line in stage.welcome() if "1. " in line]
        assert first in step
        assert len(list(stage.channel.history(viewer=stage.people["Jonas"]))) == (2 if question else 0)


@pytest.mark.parametrize(("pace", "within", "advised"), [(4, "8 seconds", False), (20, "2 seconds", True)])
async def test_the_operator_of_an_evening_reads_how_fast_it_is_in_seconds_of_their_own(pace, within, advised):
    """And where it is too fast to read along, which pace to begin with."""
    async with on_stage(DummyBot(), title="T") as stage:
        text = "\n".join(replace(stage, voters=40, evening=Evening(Clock(pace))).welcome())
    assert f"answer every ballot within {within}, and" in text
    assert ("begin with a pace of 4" in text) is advised


async def test_a_taken_port_is_said_in_a_sentence_and_the_bot_is_closed():
    """Without a traceback of sockets."""
    client = DummyBot()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(StageError, match=rf"Port {port} cannot be used \(Address already in use\)"):
            async with on_stage(client, title="T", port=port):
                pass
    assert client.closings == 1


async def test_a_bot_that_cannot_start_says_why_and_is_closed():
    """Its own error comes out, not simcord's."""

    class Broken(DummyBot):
        async def setup_hook(self):
            raise LookupError("no such pack")

    client = Broken()
    with pytest.raises(LookupError, match="no such pack"):
        async with on_stage(client, title="T"):
            pass
    assert client.closings == 1


async def test_the_bots_seconds_are_seconds():
    """Timers fire by the wall's clock, and discord.py's clock shows its time."""
    client = DummyBot()
    async with on_stage(client, title="T") as stage:
        times = []
        for second in (client.seconds + 1, client.seconds + 2):
            await until(lambda second=second: client.seconds >= second)
            times.append(time.perf_counter())
        assert 0.3 < times[1] - times[0] < 3  # a second, by a clock that is set twice in it
        assert abs((discord.utils.utcnow() - stage.env.now()).total_seconds()) < 1


async def test_a_bot_with_a_worker_that_waits_for_work_can_start(caplog, monkeypatch):
    """Simcord takes a task on a bare queue for a hung one; here it is left to wait."""
    monkeypatch.setattr(staging, "_SETTLE_TIMEOUT", 0.2)

    class Worker(DummyBot):
        async def setup_hook(self):
            await super().setup_hook()
            self.work = asyncio.create_task(asyncio.Queue().get())

        async def close(self):
            self.work.cancel()
            await super().close()

    async with on_stage(Worker(), title="T") as stage, asyncio.timeout(2), stage.turn:
        await stage.people["Marta"].slash(stage.channel, "poll open", question="a")
    assert "left to it" in caplog.text


@pytest.mark.expects_errors
async def test_a_background_task_that_fails_is_logged(caplog):
    """Simcord keeps such errors for a test to look at; the operator of a rehearsal reads the terminal."""

    class Failing(DummyBot):
        async def setup_hook(self):
            await super().setup_hook()
            self.work = asyncio.create_task(self.fail())

        async def fail(self):
            raise LookupError("lost")

    async with on_stage(Failing(), title="T"):
        await until(lambda: "lost" in caplog.text)
    assert "failed in the background" in caplog.text


async def test_a_page_acts_on_what_is_current_however_old_its_picture():
    """Two people tap at once: the second is not turned away for what the first changed."""
    client = DummyBot()
    async with on_stage(client, title="T") as stage:
        async with stage.turn:
            await stage.people["Marta"].slash(stage.channel, "poll open", question="a")
        message = stage.channel.last_message
        pages = [stage.preview._open_page(stage.people[name].id) for name in ("Amina", "Jonas")]
        taps = {page.id: tap(page, message.id) for page in pages}
        results = await asyncio.gather(*(stage.preview._action(*sent) for sent in taps.items()))
        assert [result["settlement"] for result in results] == ["settled", "settled"]
        again = await stage.preview._action(pages[0].id, taps[pages[0].id])
        assert again["requestId"] == results[0]["requestId"]
        assert not again["rejected"]
    assert len(client.votes["1", "i1"]) == 2
    assert client.changes == 0


@app_commands.command(description="Your language")
async def language(interaction: discord.Interaction):
    await interaction.response.send_message(interaction.locale.value)


class Described(app_commands.Translator):
    """Gives each description the language that it is for."""

    async def translate(self, string, locale, context):
        described = context.location is app_commands.TranslationContextLocation.command_description
        return f"{string.message}: {locale.value}" if described else None


async def test_people_have_discord_in_their_own_languages():
    """What they send says so, and their pages have its dates and the commands' descriptions in it."""
    client = DummyBot()
    client.tree.add_command(language)
    await client.tree.set_translator(Described())
    async with on_stage(client, title="T") as stage, stage.turn:
        seen = {}
        for name in ("Amina", "Amélie", "Jonas"):
            answer = (await stage.people[name].slash(stage.channel, "language")).response
            page = stage.preview._open_page(stage.people[name].id)
            [entry] = [one for one in page.command_catalog["entries"] if one["invocation"] == "language"]
            seen[name] = answer.content, page.snapshot["profile"]["locale"], entry["description"]
        assert seen == {
            "Amina": ("en-GB", "en-GB", "Your language: en-GB"),
            "Amélie": ("fr", "fr", "Your language: fr"),
            "Jonas": ("de", "de", "Your language: de"),
        }


@pytest.mark.parametrize(("patience", "said"), [(timedelta(minutes=1), "pending"), (timedelta(0), "unacknowledged")])
async def test_a_slow_answer_is_no_failure_once_it_has_come(monkeypatch, patience, said):
    """A page waits, says so after a while, and takes it back when what was asked for is done."""
    monkeypatch.setattr(staging, "_SETTLE_TIMEOUT", 0.2)
    monkeypatch.setattr(receipts, "PATIENCE", patience)
    client = DummyBot()
    async with on_stage(client, title="T") as stage:
        async with stage.turn:
            await stage.people["Marta"].slash(stage.channel, "poll open", question="a")
        page = stage.preview._open_page(stage.people["Amina"].id)
        result = await stage.preview._action(page.id, tap(page, stage.channel.last_message.id, label="hang"))
        assert result["acknowledgement"] == said
        client.released.set()
        await until(lambda: stage.preview._page_payload(page)["lastAction"]["acknowledgement"] == "acknowledged")
        assert stage.preview._page_payload(page)["activity"][-1]["acknowledgement"] == "acknowledged"


@pytest.mark.expects_errors
async def test_what_fails_in_the_background_is_not_the_fault_of_who_taps():
    """The tap is done, whatever else of the bot fails at the same time."""

    class Failing(DummyBot):
        def cast(self, *vote):
            self.work = asyncio.create_task(self.fail())
            return super().cast(*vote)

        async def fail(self):
            raise LookupError("lost")

    async with on_stage(Failing(), title="T") as stage:
        async with stage.turn:
            await stage.people["Marta"].slash(stage.channel, "poll open", question="a")
        page = stage.preview._open_page(stage.people["Amina"].id)
        result = await stage.preview._action(page.id, tap(page, stage.channel.last_message.id))
    assert (result["settlement"], result["acknowledgement"]) == ("settled", "acknowledged")


def tap(page, message_id, label="Yes"):
    """What a browser sends for a button of a message, as of the page's present revision."""
    rows = page.snapshot["messages"][str(message_id)]["components"][0]["components"]
    buttons = [button for row in rows if row["type"] == 1 for button in row["components"]]
    button = next(button for button in buttons if button.get("label") == label)
    return {
        "protocol_version": 3,
        "sequence": 1,
        "request_id": f"r-{page.id}",
        "generation": page.generation,
        "bot_generation": 1,
        "published_revision": page.revision,
        "kind": "click",
        "target_id": str(message_id),
        "control_key": button["control_key"],
    }


SCRIPT = """
import asyncio, logging, signal, sys
from discord import app_commands
from dummy_bot import DummyBot
from bot.rehearsal.stage import rehearse

async def main():
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    client = DummyBot()
    await rehearse(client, title="T", port=0, voters=5, announce=lambda line: print(line, flush=True), stop=stop)
    print("closed", client.closings)

logging.basicConfig(level=logging.WARNING)
asyncio.run(main(), debug=True)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_on_a_signal_without_a_word_too_many(number):
    """No traceback, no task destroyed while pending, and the bot closed."""
    here = Path(__file__).parent
    command = [sys.executable, "-X", "dev", "-W", "ignore::DeprecationWarning", "-c", SCRIPT]
    path = f"{here}:{here.parents[1]}"
    with subprocess.Popen(  # noqa: S603  # our own interpreter on our own words
        command, env={"PYTHONPATH": path, "PATH": ""}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        for line in process.stdout:
            if "Ctrl-C" in line:
                process.send_signal(number)
        errors = process.stderr.read()
    assert process.returncode == 0, errors
    assert [line for line in errors.splitlines() if "took" not in line] == []
