"""What `docs/contributing/style.md` says of sentences holds for all of them, as far as that can be counted."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import bot
from bot.i18n import CATALOGUE, FOLDER

ROOT = Path(bot.__file__).parents[1]
STYLE = (ROOT / "docs/contributing/style.md").read_text("utf-8")
MOST_WORDS = int(re.search(r"(\d+) words at most", STYLE)[1])
MARKS = set(re.findall(r"^\| ([^\w\s-]+) \| \w", STYLE, re.MULTILINE))
AVOIDED = set(re.findall(r"^\| [\w ,]+ \| ([\w ]+) \| ?[^|]*\|$", STYLE.partition("## Words")[2], re.MULTILINE)) - {
    "not"
}

EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u23e9-\u23ff]\ufe0f?")
WORD = re.compile(r"[\w{/`][\w{}/`'’:-]*")
AFTER_SENTENCE = re.compile(r"(?<=[.!?…])[\s)”*]+|\n+")


def catalogue():
    with (FOLDER / f"{CATALOGUE}.pot").open("rb") as file:
        read = read_po(file)
    return [
        text for message in read if message.id for text in ([message.id] if isinstance(message.id, str) else message.id)
    ]


TEXTS = catalogue()


def test_no_sentence_is_longer_than_people_read_at_a_glance():
    sentences = [sentence for text in TEXTS for sentence in AFTER_SENTENCE.split(text)]
    assert [sentence for sentence in sentences if len(WORD.findall(sentence)) > MOST_WORDS] == []


def test_an_emoji_is_one_of_those_that_mean_something_and_has_no_second_beside_it():
    found = {text: EMOJI.findall(text) for text in TEXTS}
    assert [text for text, emoji in found.items() if len(emoji) > 1 or not MARKS.issuperset(emoji)] == []
    assert {mark for emoji in found.values() for mark in emoji} == MARKS, "the page lists what is used, and no more"


def test_an_emoji_stands_where_the_eye_begins():
    assert [text for text in TEXTS if EMOJI.search(text) and not EMOJI.match(text)] == []


def test_buttons_carry_no_emoji_but_where_it_is_their_verb():
    """`emoji=` is how a button gets one."""
    icons = {
        icon
        for file in (ROOT / "bot/ui").rglob("*.py")
        for icon in re.findall(r'emoji="([^"]+)"', file.read_text("utf-8"))
    }
    named = re.search(r"The exceptions are (\S+) and (\S+) beside", STYLE)
    assert icons == set(named.groups())


@pytest.mark.parametrize("word", sorted(AVOIDED))
def test_one_word_is_used_for_one_thing(word):
    assert [text for text in TEXTS if re.search(rf"\b{word}\b", text, re.IGNORECASE)] == []


def test_nothing_is_contracted():
    """A possessive is no contraction."""
    assert [text for text in TEXTS if re.search(r"n['’]t\b|['’](re|ve|ll|d|m)\b|\b(it|that|there)['’]s\b", text)] == []


def test_the_rules_are_found_on_the_page():
    assert MOST_WORDS == 22
    assert len(MARKS) == 8
    assert {"ballot paper", "set aside"} <= AVOIDED
