"""Charts in a message: a file with a description, and where it is shown."""

import io
from collections.abc import Mapping
from dataclasses import dataclass

import discord
from discord import ui

from bot.charts import Picture
from bot.charts.canvas import Caption
from bot.domain.polls import Item, Poll
from bot.ui.common.languages import Speech
from bot.ui.common.layout import Block
from bot.ui.common.poll_words import item_title, poll_heading

MOST_CHARTS = 10
"""Files that Discord takes with a message."""


@dataclass(frozen=True)
class ChartFile:
    """A picture and the name of its file, which is its own within a message."""

    name: str
    picture: Picture

    def file(self) -> discord.File:
        """Return it as a file, which is sent once."""
        return discord.File(io.BytesIO(self.picture.png), self.name, description=self.picture.alt)

    def block(self) -> Block:
        """Return the block that shows the file. Alone in its gallery, it is as wide as the message and not cropped."""
        item = discord.MediaGalleryItem(f"attachment://{self.name}", description=self.picture.alt)
        return ui.MediaGallery[ui.LayoutView](item)


ChartFiles = Mapping[str, ChartFile]
"""ChartFiles of the items of a poll, by key."""


def flows_key(key: str) -> str:
    """Return the key of the chart of how people moved on an item, which no item has."""
    return f"{key} (moves)"


def caption_of(poll: Poll, item: Item, speech: Speech) -> Caption:
    """The heading of a chart."""
    return Caption(poll_heading(poll, speech), item_title(poll, item))


def file_name(poll: Poll, number: int) -> str:
    """Name a chart's file in a way that still says what it is once somebody has saved it."""
    return f"question-{poll.question}-{poll.round.value}-{number}.png"
