"""Drawing takes place in another process, which nobody has to look after."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from gallery import CHARTS

from bot.charts import draw
from bot.charts.palette import Theme
from bot.charts.rendering import CannotDraw, Renderer
from bot.exports.charts import NamedChart, draw_chart
from bot.i18n import ENGLISH

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><rect width="4" height="4" fill="red"/></svg>'
PNG = b"\x89PNG"
CHART = CHARTS["options"]


@pytest.fixture
def renderer(monkeypatch):
    """Return what draws the charts of this test alone."""
    own = Renderer()
    monkeypatch.setattr("bot.charts.canvas.RENDERER", own)
    yield own
    own.stop()


def test_nothing_is_started_before_the_first_chart(renderer):
    assert renderer.pid is None
    assert renderer.png(svg_string=SVG).startswith(PNG)
    assert renderer.pid != os.getpid()


def test_the_same_process_draws_every_chart(renderer):
    pids = set()
    for _ in range(3):
        renderer.png(svg_string=SVG)
        pids.add(renderer.pid)
    assert len(pids) == 1


def test_threads_that_draw_at_once_each_get_their_own(renderer):
    sizes, found = range(1, 9), {}

    def draw_one(size):
        found[size] = renderer.png(svg_string=SVG.replace('"4"', f'"{size}"', 2))

    threads = [threading.Thread(target=draw_one, args=[size]) for size in sizes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {size: int.from_bytes(png[16:20], "big") for size, png in found.items()} == {size: size for size in sizes}


async def test_others_go_on_while_a_chart_is_drawn(renderer):
    """The process that draws is held up, and until it goes on there is no chart; everybody else is served."""
    renderer.png(svg_string=SVG)
    os.kill(renderer.pid, signal.SIGSTOP)
    try:
        drawing = asyncio.create_task(draw_chart(NamedChart("chart", CHART), Theme.DARK))
        for _ in range(1000):
            await asyncio.sleep(0)
        assert not drawing.done()
    finally:
        os.kill(renderer.pid, signal.SIGCONT)
    assert (await drawing).png.startswith(PNG)


def test_a_process_that_was_killed_is_replaced(renderer):
    expected = draw(CHART, ENGLISH, Theme.DARK)
    killed = renderer.pid
    os.kill(killed, signal.SIGKILL)
    assert draw(CHART, ENGLISH, Theme.DARK) == expected
    assert renderer.pid != killed


def test_where_no_process_lives_long_enough_the_chart_is_not_drawn(renderer, monkeypatch, tmp_path):
    dying = tmp_path / "worker.py"
    dying.write_text("raise SystemExit\n")
    monkeypatch.setattr("bot.charts.rendering.WORKER", dying)
    with pytest.raises(CannotDraw):
        renderer.png(svg_string=SVG)
    assert renderer.pid is None


def test_what_cannot_be_drawn_is_told_and_the_next_is_drawn(renderer):
    renderer.png(svg_string=SVG)
    before = renderer.pid
    with pytest.raises(CannotDraw, match="Error"):
        renderer.png(svg_string="<svg")
    assert renderer.png(svg_string=SVG).startswith(PNG)
    assert renderer.pid == before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_that_end_the_bot_leave_its_last_charts_to_be_drawn(renderer, number):
    """Ctrl-C in a terminal reaches the bot alone, and systemd sends its signal to both."""
    renderer.png(svg_string=SVG)
    assert os.getpgid(renderer.pid) != os.getpgid(0)
    os.kill(renderer.pid, number)
    before = renderer.pid
    assert renderer.png(svg_string=SVG).startswith(PNG)
    assert renderer.pid == before


@pytest.mark.parametrize("end", ["pass", "import os; os._exit(0)", "import os; os.kill(os.getpid(), 9)"])
def test_it_ends_with_the_bot_however_that_ends_and_says_nothing(end):
    """Its standard error is the bot's, and closed only once both have ended."""
    code = f"from bot.charts.rendering import RENDERER; RENDERER.png(svg_string={SVG!r}); print('drawn'); {end}"
    done = subprocess.run(  # noqa: S603  our own code
        [sys.executable, "-u", "-c", code], cwd=Path(__file__).parents[2], capture_output=True, timeout=20, check=False
    )
    assert (done.stdout, done.stderr) == (b"drawn\n", b"")
