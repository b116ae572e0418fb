"""The short seal: whoever photographs the wall or prints the report can compare it with a file."""

import asyncio
import re
import zipfile

from click.testing import CliRunner
from sentences import CHECK_THIS_RESULT, RESULT_DETAILS
from walls import on_wall

from bot.charts import Picture
from bot.cli import main

SHORT = re.compile(r"(?:[0-9a-f]{4} ){4}· (?:[\w+/]{4} ?){3}")
"""16 digits of the seal, and the last 12 characters of the key."""


def short_in(text):
    (found,) = {one.strip() for one in SHORT.findall(text)}
    return found


async def test_discord_the_wall_the_report_and_verify_show_the_same_short_seal(room, said, tmp_path, monkeypatch):
    monkeypatch.setattr("bot.exports.charts.draw", lambda chart, speech, *_: Picture(b"", chart.describe(speech)))
    card = await room.open_poll("d")
    await room.vote(room.amina, card, "A central hub")
    posted = (await room.mod.slash(room.channel, "poll close")).response
    assert not SHORT.search(said(posted))
    figures = (await room.amina.click(posted, label=RESULT_DETAILS.say())).response
    assert not re.search(r"[0-9a-f]{12}", said(figures)), "codes are a tap away from the figures"
    details = said(await room.amina.click(figures, label=CHECK_THIS_RESULT.say()))
    await room.env.advance_time(60)
    wall = (await on_wall(room))["seal"]
    exported = (await room.mod.slash(room.channel, "export", format="zip")).response
    file = tmp_path / "debate.zip"
    file.write_bytes(await exported.attachments[0].read())
    with zipfile.ZipFile(file) as archive:
        report = archive.read("report.html").decode()
    verified = (await asyncio.to_thread(CliRunner().invoke, main, ["verify", str(file)])).stdout
    short = short_in(details)
    assert [short_in(one) for one in (wall, report, verified)] == [short] * 3
    seal = re.search(r"\b[0-9a-f]{64}\b", details)[0]
    first, last = short.replace(" ", "").split("·")
    assert seal.startswith(first)
    assert room.context.public_key.text.endswith(last)
    assert f'/{room.channel.id}/{card.id}">' in report
