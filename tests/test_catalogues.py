"""Each language says everything that English says, within Discord's limits and in its own typography."""

import re
from collections import Counter
from pathlib import Path

import pytest
from announced import commands_told, walk
from babel.messages.pofile import read_po

import bot
from bot.i18n import CATALOGUE, FOLDER, speech_in
from bot.library.loader import load
from bot.ui.common.languages import languages_heard
from bot.ui.pack_limits.check import faults_of, page_problems
from bot.ui.pack_limits.fullest_pages import every_page

PACK = Path(bot.__file__).parents[1] / "content/cern-for-ai"
LANGUAGES = sorted(file.parents[1].name for file in FOLDER.glob(f"*/LC_MESSAGES/{CATALOGUE}.po"))
MOST_OF_DESCRIPTION, MOST_OF_COMMAND = 100, 8000

PLACEHOLDER = re.compile(r"\{(\w*)\}")
CODE = re.compile(r"`[^`]*`")
SET_OFF = re.compile(r"`[^`]*`|\{\w+\}|https?://\S+|</?[^>]*>")
"""What typography does not reach."""


def read(file, locale=None):
    with file.open("rb") as opened:
        return read_po(opened, locale=locale, abort_invalid=True)


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request):
    return request.param


@pytest.fixture(scope="module")
def catalogue(language):
    return read(FOLDER / language / "LC_MESSAGES" / f"{CATALOGUE}.po")


def forms(text):
    return (text,) if isinstance(text, str) else tuple(text)


def pairs(catalogue):
    """Go through each sentence with each form of its translation; the last forms belong to the plural."""
    for message in catalogue:
        if message.id:
            for number, said in enumerate(forms(message.string)):
                yield forms(message.id)[min(number, len(forms(message.id)) - 1)], said


def differing(catalogue, what):
    """Return the translations in which something is not as often as in English."""
    return [(text, said) for text, said in pairs(catalogue) if said and Counter(what(text)) != Counter(what(said))]


def test_every_sentence_is_translated_and_nothing_else(catalogue):
    said = {message.id for message in catalogue if message.id and all(forms(message.string))}
    assert said == {message.id for message in read(FOLDER / f"{CATALOGUE}.pot") if message.id}


def test_nothing_is_only_guessed(catalogue):
    assert not [message.id for message in catalogue if message.id and message.fuzzy]


def test_every_plural_form_is_there(catalogue, language):
    assert str(catalogue.locale) == language
    plurals = [message for message in catalogue if not isinstance(message.id, str)]
    assert plurals
    assert not [message.id for message in plurals if len(forms(message.string)) != catalogue.num_plurals]


def test_no_placeholder_is_lost_or_made_up(catalogue):
    """One may leave out that it is one."""
    wrong = []
    for message in catalogue:
        known = {name for text in forms(message.id) for name in PLACEHOLDER.findall(text)}
        *few, most = (set(PLACEHOLDER.findall(form)) for form in forms(message.string))
        if most != known or any(names | ({"count"} & known) != known for names in few):
            wrong.append(message.id)
    assert not wrong


def test_what_is_filled_in_is_all_there_is_in_braces(catalogue):
    said = [said for _, said in pairs(catalogue)]
    assert not [text for text in said if set("{}") & set(PLACEHOLDER.sub("", text))]


def test_what_people_type_stays_as_it_is(catalogue):
    assert not differing(catalogue, CODE.findall)


def test_bold_stays_bold(catalogue):
    assert not differing(catalogue, lambda text: re.findall(r"\*\*", text))


def test_lines_stay_lines(catalogue):
    assert not differing(catalogue, lambda text: re.findall(r"\n", text))


def test_spaces_around_a_sentence_stay(catalogue):
    assert not differing(catalogue, lambda text: re.findall(r"^ +| +$", text))


WRONG = {
    "fr": {
        "no narrow space before ; ! ?": r"(?<![\u202f!?])[;!?]",
        "no space before a colon": r"(?<!\u00a0):(?=\s|$)",
        "no space inside guillemets": r"«(?!\u00a0)|(?<!\u00a0)»",
        "a straight mark": r"[\"']",
    },
    "de": {
        "a straight mark": r"[\"']",
        "an English or French mark": r"”|«|»",
        "a quotation that is not closed": r"„[^“]*$|^[^„]*“",
        "a hyphen for a dash": r" - ",
    },
}


def test_typography_is_that_of_the_language(catalogue, language):
    found = [
        (what, said)
        for _, said in pairs(catalogue)
        for what, pattern in WRONG.get(language, {}).items()
        if re.search(pattern, SET_OFF.sub("x", said))
    ]
    assert not found


async def test_commands_fit_what_discord_takes():
    """Of each text, Discord counts its longest language."""
    told = {name: list(texts(command)) for name, command in (await commands_told()).items()}
    assert told.keys() >= {"poll", "debate", "mydata", "export"}
    assert not [text for of in told.values() for text in of if len(text) > MOST_OF_DESCRIPTION]
    assert not [name for name, of in told.items() if sum(map(len, of)) > MOST_OF_COMMAND]


def texts(command):
    """Go through all texts of a command and of its options and choices, each in its longest language."""
    for part in walk([command]):
        for name in ("name", "description"):
            yield max((part.get(name, ""), *part.get(f"{name}_localizations", {}).values()), key=len)
        yield str(part.get("value", ""))


async def test_every_description_and_choice_is_in_every_language(language):
    sentences = {message.id for message in read(FOLDER / f"{CATALOGUE}.pot")}
    for part in walk((await commands_told()).values()):
        if "description" in part:
            assert part["description"] in sentences
            assert language in part["description_localizations"]
        elif len(part["name"]) > len("POLIS"):  # no format's name
            assert language in part["name_localizations"]


def test_every_page_fits_in_every_language(language):
    """Pages that the pack fills, and those that no pack fills: buttons, forms and menus among them."""
    pack = load(PACK)
    wrong = [(page.name, fault) for page in every_page(pack, speech_in(language)) for fault in faults_of(page)]
    assert not wrong
    assert language in languages_heard(())
    assert page_problems(pack) == []
