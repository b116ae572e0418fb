"""Small pieces of text that many pages share."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from bot.domain.polls import Debate
from bot.domain.step import Step
from bot.library.languages import Translated
from bot.library.models import Library, Paper, Passage, Source
from bot.ui.common.languages import Speech

MOST_OF_TITLE, MOST_OF_BRIEF_TITLE = 60, 16
"""Most characters of a debate's title in a line with others, and where there is little room."""
_MARKUP = re.compile(r"([\\`*_~|<>\[\]()#@:.+\-])")


def harmless(text: str) -> str:
    """Make a person's text plain: nothing in it is formatted, linked or pings anybody."""
    return _MARKUP.sub(r"\\\1", text)


def plain(text: str) -> str:
    """Return a text that was made harmless as it was before."""
    return re.sub(rf"\\{_MARKUP.pattern}", r"\1", text)


def quoted(text: str) -> str:
    """Set a text off as a quotation, line by line."""
    return "\n".join(f"> {line}" for line in text.splitlines())


def clipped(text: str, most: int) -> str:
    """Cut a text to at most so many characters, between words unless that loses half, showing that it was cut."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    words, between, rest = cut.rpartition(" ")
    if between and not text[most - 1].isspace() and len(rest) <= most // 2:
        cut = words
    return f"{cut.rstrip()}…"


def clipped_in_bold(text: str, most: int) -> str:
    """Cut a text to at most so many characters; bold text that is cut stays bold, and is closed."""
    if len(text) <= most:
        return text
    cut = text[: most - 3].rstrip("*\\ \n")
    return f"{cut}…{'**' if cut.count('**') % 2 else ''}"


def in_full(text: str, most: int) -> str:
    """Make a person's text plain without cutting it: as code where the marks that make it plain would not fit.

    A response has 2,000 characters at most, and each may need a mark.
    """
    plain = harmless(text)
    if len(plain) <= most:
        return plain
    unfenced = text.replace("``", "`\u200b`")
    return f"```\n{unfenced}\n```"


def when(moment: datetime) -> str:
    """Write an instant to come so that Discord shows it in the reader's own time zone, with the time that is left."""
    return f"{at(moment)} (<t:{int(moment.timestamp())}:R>)"


def at(moment: datetime) -> str:
    """Write an instant that is past; how long ago is left out, as a clock that runs late would call it to come."""
    return f"<t:{int(moment.timestamp())}:f>"


def past(at: datetime) -> str:
    """Write an instant that has passed, without how long ago: a clock a little behind makes that “in 7 seconds”."""
    return f"<t:{int(at.timestamp())}:f>"


def clock_time(moment: datetime) -> str:
    """Write the time of day of an instant, in the reader's own time zone."""
    return f"<t:{int(moment.timestamp())}:t>"


def step_name(step: Step, speech: Speech) -> str:
    """Name a step of a programme: in the words of the pack's editors, or else by what happens in it."""
    if step.title:
        return Translated.model_validate(step.title).say(speech.language)
    return speech.text(step.heading)


def link(source: Source, language: str) -> str:
    """Write a link, in which a bracket of its own would end it."""
    url = source.url.replace("(", "%28").replace(")", "%29")
    return f"[{source.label.say(language)}]({url})"


def passage(said: Passage, language: str) -> str:
    """Write a passage with its links and the section of the paper that says it."""
    trace = " · ".join([said.section.say(language), *(link(source, language) for source in said.links)])
    return f"{said.text.say(language)}\n-# {trace}"


def attribution(library: Library, speech: Speech) -> str:
    """Say whose words the title of a question is."""
    paper = library.debate.paper
    return speech(
        "Quoted from “{title}” by {author}, {date}.",
        title=paper.title.say(speech.language),
        author=paper.author.say(speech.language),
        date=paper_day(paper, speech),
    )


def paper_day(paper: Paper, speech: Speech) -> str:
    """Write the date of the policy paper."""
    return speech.day(datetime.fromisoformat(paper.date).replace(tzinfo=UTC))


def small(lines: Iterable[str]) -> str:
    """Write lines in small print."""
    return "\n".join(f"-# {line}" for line in lines)


def ordinal(place: int, speech: Speech) -> str:
    """Name a place, which counts from 0."""
    return [
        speech("1st"), speech("2nd"), speech("3rd"), speech("4th"), speech("5th"),
        speech("6th"), speech("7th"), speech("8th"), speech("9th"), speech("10th"),
    ][place]  # fmt: skip


def debate_name(debate: Debate, speech: Speech, most: int = MOST_OF_TITLE) -> str:
    """Name a debate that is over so that no other is mistaken for it: a title may come twice."""
    title = harmless(clipped(debate.title, most))
    if debate.closed_at is None:
        return speech("“{option}”", option=title)
    return speech("“{title}”, closed {time}", title=title, time=f"<t:{int(debate.closed_at.timestamp())}:f>")
