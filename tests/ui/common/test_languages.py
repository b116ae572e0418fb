"""Every sentence goes through one catalogue, so that another language is files and no rewrite."""

import ast
import subprocess
import sys
from datetime import UTC, datetime
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from announced import commands_told, walk
from babel.messages import Catalog
from babel.messages.pofile import read_po, write_po

from bot.domain.texts import say, say_many
from bot.i18n import FOLDER, Speech, speech_in
from bot.ui.common import languages
from bot.ui.pack_limits import check

ROOT = Path(__file__).parents[3]
RECIPE = (ROOT / "Makefile").read_text(encoding="utf-8").split("pybabel -q extract", 1)[1].split("--output", 1)[0]
OPTIONS = RECIPE.replace("\\\n", " ").split()


@pytest.fixture
def french(tmp_path):
    """Return a speech whose catalogue has a few French sentences."""
    catalogue = Catalog(locale="fr", domain="debate-bot")
    catalogue.add("**Abstain**", "**S’abstenir**")
    catalogue.add("There is no topic “{name}”.", "Il n’y a pas de sujet « {name} ».")
    catalogue.add(("{count} ballot", "{count} ballots"), ("{count} bulletin", "{count} bulletins"))
    catalogue.add("Vote", "Vœu", flags=["fuzzy"])
    catalogue.add("name", "nom")
    catalogue.add("proposal", "proposition")
    catalogue.add("Read one proposal", "Lire une proposition")
    catalogue.add("Tallies: votes per option", "Totaux")
    catalogue.add("Read more", "L" * 81)
    folder = tmp_path / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "debate-bot.po").open("wb") as file:
        write_po(file, catalogue)
    return Speech("fr", tmp_path)


def test_the_catalogue_holds_every_sentence_of_the_code(tmp_path):
    """`make texts` collects them; a sentence that is missing here could never be translated."""
    made = tmp_path / "made.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", *OPTIONS, "--output", made, "bot"]
    subprocess.run(command, cwd=ROOT, check=True)  # noqa: S603  our own command
    kept, collected = messages(FOLDER / "debate-bot.pot"), messages(made)
    assert kept == collected, "run `make texts`"
    assert len(kept) > 100


def test_no_sentence_stands_inside_an_f_string():
    """There Babel finds it on Python 3.12 and later only, so `make texts` on 3.11 would lose it without a word."""
    names = {after.split(":")[0] for option, after in pairwise(OPTIONS) if option == "--keywords"}
    assert {"say", "speech", "many"} <= names
    hidden = [
        f"{file.relative_to(ROOT)}:{call.lineno}"
        for file in sorted((ROOT / "bot").rglob("*.py"))
        for outer in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(outer, ast.JoinedStr)
        for call in ast.walk(outer)
        if isinstance(call, ast.Call) and _called(call) in names and isinstance(call.args[0], ast.Constant)
    ]
    assert not hidden, "take the sentence out of the f-string"


def _called(call):
    return getattr(call.func, "id", None) or getattr(call.func, "attr", None)


def messages(file):
    with file.open("rb") as opened:
        return {message.id for message in read_po(opened)}


def test_a_translation_is_used_with_its_plurals_and_figures(french):
    assert french("**Abstain**") == "**S’abstenir**"
    assert french.text(say("There is no topic “{name}”.", name="x")) == "Il n’y a pas de sujet « x »."
    assert french.text(say_many("{count} ballot", "{count} ballots", count=1234)) == "1\u202f234 bulletins"
    assert french.many("{count} ballot", "{count} ballots", count=0) == "0 bulletin"
    assert french.percent(Fraction(256, 1000)) == "26\xa0%"


def test_figures_and_dates_are_those_of_the_language():
    moment = datetime(2025, 7, 10, 18, 5, tzinfo=UTC)
    written = {
        language: (
            speech_in(language).minute(moment),
            speech_in(language).percent_with_tenths(Fraction(256, 1000)),
            speech_in(language).tenths(123),
        )
        for language in ("en-US", "fr", "de")
    }
    assert written == {
        "en-US": ("10 July 2025, 18:05", "25.6%", "12.3"),
        "fr": ("10 juillet 2025, 18:05", "25,6\xa0%", "12,3"),
        "de": ("10. Juli 2025, 18:05", "25,6\xa0%", "12,3"),
    }


def test_what_is_not_translated_or_only_guessed_is_said_in_english(french):
    assert french("Choose one.") == "Choose one."
    assert french("Vote") == "Vote", "a translator has marked it as fuzzy"
    assert speech_in("sv-SE").many("{count} ballot", "{count} ballots", count=2) == "2 ballots"


def test_a_country_without_a_catalogue_of_its_own_hears_that_of_its_language(french, tmp_path):
    assert Speech("fr-CA", tmp_path)("**Abstain**") == french("**Abstain**")


def test_a_text_within_a_text_is_said_in_the_same_language(french):
    assert french.text(say("→ {what}", what=say("**Abstain**"))) == "→ **S’abstenir**"


@pytest.fixture
def french_readers(french, monkeypatch):
    """Have everybody with a French Discord read that catalogue."""

    def spoken(language):
        return french if language == "fr" else speech_in(language)

    monkeypatch.setattr(languages, "speech_in", spoken)
    monkeypatch.setattr(check, "speech_in", spoken)


@pytest.mark.usefixtures("french_readers")
async def test_commands_are_described_in_the_readers_language():
    proposal = (await commands_told())["proposal"]
    said = proposal["description_localizations"]
    assert (said["en-US"], said["fr"]) == ("Read one proposal", "Lire une proposition")
    (public,) = [option for option in proposal["options"] if option["name"] == "public"]
    assert public["description_localizations"]["fr"] == public["description"], "not translated, so in English"


@pytest.mark.usefixtures("french_readers")
async def test_commands_and_options_are_named_in_english_everywhere():
    """So that a moderator can tell a room what to type."""
    for part in walk((await commands_told()).values()):
        if "description" in part:
            assert not part.get("name_localizations")


@pytest.mark.usefixtures("french_readers")
async def test_choices_are_in_the_readers_language():
    what = (await commands_told())["export"]["options"][0]
    assert what["choices"][0]["name_localizations"]["fr"] == "Totaux"
    assert what["choices"][0]["value"] == "tallies"


@pytest.mark.usefixtures("french_readers")
def test_a_page_is_measured_with_its_translated_sentences(pack):
    """A pack's pages fit in English; in French there is a button that does not."""
    (problem, *_) = map(str, check.page_problems(pack))
    assert "has button 81 characters in fr" in problem
