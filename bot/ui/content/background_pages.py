"""Background: a list of topics, one topic in full."""

from itertools import groupby

from discord import ui

from bot.library.models import Library, Topic
from bot.ui.common.controls import option
from bot.ui.common.languages import Speech
from bot.ui.common.layout import Block, page, parts, row
from bot.ui.common.text import passage
from bot.ui.content.controls import TOPIC


def topic_list(library: Library, speech: Speech) -> ui.LayoutView:
    """Show what can be read about the subject, with a menu that opens a topic."""
    language = speech.language
    title = speech("Background")
    blocks: list[Block | str] = [f"## {title}\n{library.debate.summary.say(language)}"]
    for group, topics in groupby(library.topics, key=lambda topic: topic.group.say(language)):
        blocks.append("\n".join([f"### {group}", *(f"- {topic.title.say(language)}" for topic in topics)]))
    return page(*blocks, *_menus(library, speech))


def topic_page(library: Library, topic: Topic, speech: Speech) -> ui.LayoutView:
    """Show a topic in full, with the menu to go on reading."""
    language = speech.language
    text = [
        f"## {topic.title.say(language)}",
        f"-# {topic.group.say(language)}",
        topic.summary.say(language),
        *(f"- {passage(said, language)}" for said in topic.passages),
    ]
    return page("\n".join(text), *_menus(library, speech))


def _menus(library: Library, speech: Speech) -> list[Block]:
    return [
        row([
            TOPIC(
                speech("Read a topic…"),
                [option(t.id, t.title.say(speech.language), t.group.say(speech.language)) for t in part],
                part=number,
            )
        ])
        for number, part in enumerate(parts(library.topics))
    ]  # fmt: skip
