"""Every kind of chart, drawn as somebody has looked at it: the same picture for the same values."""

import io
import subprocess
import sys
from pathlib import Path

import pytest
from gallery import CHARTS, GOLDEN, stored
from PIL import Image

from bot.charts import picture
from bot.charts.palette import Theme
from bot.i18n import ENGLISH

STORED = {name: (chart, theme) for name, chart, theme in stored()}


@pytest.mark.parametrize("name", STORED)
def test_a_chart_is_drawn_as_stored(name):
    """After a change that is meant, run `make golden` and look at what is new. How it is packed does not matter."""
    chart, theme = STORED[name]
    assert pixels(picture(chart, ENGLISH, theme).png) == pixels((GOLDEN / f"{name}.png").read_bytes())


def pixels(png):
    with Image.open(io.BytesIO(png)) as image:
        return image.size, image.convert("RGB").tobytes()


def test_nothing_is_stored_that_is_not_drawn():
    assert {file.stem for file in GOLDEN.iterdir()} == set(STORED)


def test_another_process_with_another_hash_seed_draws_the_same():
    code = (
        "import hashlib; from gallery import CHARTS; from bot.charts import picture; "
        "from bot.i18n import ENGLISH; from bot.charts.palette import Theme; "
        "print(hashlib.sha256(picture(CHARTS['shift'], ENGLISH, Theme.DARK).png).hexdigest())"
    )
    here = Path(__file__).parent
    environment = {"PYTHONPATH": f"{here}:{here.parents[1]}", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    printed = {
        subprocess.run(  # noqa: S603  our own code
            [sys.executable, "-c", code],
            env=environment | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(printed) == 1


def test_pictures_are_as_wide_as_a_phone_needs_and_small_enough_to_send():
    for chart in CHARTS.values():
        png = picture(chart, ENGLISH, Theme.DARK).png
        assert png.startswith(b"\x89PNG")
        assert int.from_bytes(png[16:20], "big") == 900
        assert len(png) < 60_000
