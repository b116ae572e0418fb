"""Each picture is drawn once in a process of the tests, which ask for many of them twice."""

import json
from functools import cache

from bot.charts.rendering import RENDERER


def draw_once() -> None:
    """Keep what the bot's own renderer draws. A test that is about drawing makes a renderer for itself."""
    draw = RENDERER.png
    drawn = cache(lambda request: draw(**json.loads(request)))
    RENDERER.png = lambda **given: drawn(json.dumps(given))
