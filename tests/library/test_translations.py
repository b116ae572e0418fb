"""A pack's PO files: what a translator writes is what people read, and every slip is a sentence with file and line."""

import shutil
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from babel.messages.pofile import read_po
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cli import main
from bot.library.loader import BrokenPack, load
from bot.library.models import Library

SMALL = Path(__file__).parents[1] / "packs" / "small"
TITLE = 'msgid "A small debate"\n'
SUMMARY = 'msgid "Just enough of a debate to test with."\n'


@pytest.fixture
def pack(tmp_path):
    return Path(shutil.copytree(SMALL, tmp_path / "pack"))


def write(pack, text, language="de"):
    file = pack / "languages" / f"{language}.po"
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def problems(pack):
    with pytest.raises(BrokenPack) as caught:
        load(pack)
    return [str(problem) for problem in caught.value.problems]


def run(*arguments):
    done = CliRunner().invoke(main, [str(argument) for argument in arguments])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.output


def test_a_translation_is_what_the_text_says_in_that_language(pack):
    write(pack, TITLE + 'msgstr " Eine kleine Debatte "\n')
    title = load(pack).debate.title
    assert [title.say(language) for language in ("de", "de-AT", "it")] == [
        "Eine kleine Debatte",
        "Eine kleine Debatte",
        "A small debate",
    ]


def test_a_text_translates_wherever_it_stands(pack):
    write(pack, 'msgid "Should it be built?"\nmsgstr "Soll man es bauen?"\n')
    question = load(pack).questions[0]
    assert question.title.say("de") == question.ballot[0].title.say("de") == "Soll man es bauen?"


def test_folded_yaml_is_one_line_for_the_translator(pack):
    file = pack / "debate.yaml"
    file.write_text(
        file.read_text().replace('"Just enough of a', ">-\n  Just enough of a\n ").replace('with."', "with.")
    )
    write(pack, SUMMARY + 'msgstr "Gerade genug."\n')
    assert load(pack).debate.summary.say("de") == "Gerade genug."


def test_what_the_yaml_says_in_a_language_goes_before_the_po_file(pack):
    write(pack, TITLE + 'msgstr "Autre chose"\n', "fr")
    assert load(pack).debate.title.say("fr") == "Un petit débat"


@pytest.mark.parametrize("entry", [TITLE + 'msgstr ""\n', "#, fuzzy\n" + TITLE + 'msgstr "Ungefähr"\n'])
def test_an_empty_or_uncertain_translation_leaves_the_text_in_english(pack, entry):
    write(pack, entry)
    assert load(pack).debate.title.say("de") == "A small debate"


def test_what_was_set_aside_does_no_harm(pack):
    write(pack, '#~ msgid "An older title"\n#~ msgstr "Ein älterer Titel"\n')
    assert load(pack) == load(SMALL)


MISTAKES = {
    "no end": (TITLE + 'msgstr "Eine\n', "line 2: is not valid PO: the quotes around a text are not closed"),
    "no quotes": ("msgid A small debate\n" + 'msgstr "x"\n', "line 1: is not valid PO: the quotes around"),
    "quote within": (TITLE + 'msgstr "Eine "kleine" Debatte"\n', "line 2: is not valid PO: the quotes around a text"),
    "stray line": (TITLE + 'msgstr "x"\nhallo\n', "line 3: is not valid PO"),
    "no translation": (TITLE + "\n" + SUMMARY + 'msgstr "x"\n', "line 1: is not valid PO: missing msgstr"),
    "conflict": (TITLE + '<<<<<<< HEAD\nmsgstr "x"\n', "line 2: is not valid PO"),
    "twice": (TITLE + 'msgstr "x"\n\n' + TITLE + 'msgstr "y"\n', "line 4: this text is in the file twice"),
    "plural": (TITLE + 'msgid_plural "Debates"\nmsgstr[0] "x"\nmsgstr[1] "y"\n', "line 1: has plural forms"),
    "control character": (TITLE + 'msgstr "x\u202ey"\n', "line 1: the translation has the control character U+202E"),
    "only spaces": (TITLE + 'msgstr "  "\n', "line 1: the translation is empty"),
    "not UTF-8": ("# é".encode("latin-1"), "is not UTF-8 at byte 2"),
    "bad date": ('msgid ""\nmsgstr "POT-Creation-Date: soon\\n"\n', "is not valid PO"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_a_po_file_is_one_sentence_with_its_line(pack, mistake):
    content, told = MISTAKES[mistake]
    write(pack, content)
    found = problems(pack)
    assert len(found) == 1, found
    assert found[0].startswith("languages/de.po: ")
    assert told in found[0]
    assert run("check", pack) == (1, f"{found[0]}\n")


def test_check_names_what_no_text_has_and_the_bot_runs_all_the_same(pack):
    """Whoever mends an English sentence an hour before a debate need not wait for the translator."""
    write(pack, '\nmsgid "A tiny debate"\nmsgstr "x"\n')
    code, said = run("check", pack)
    assert code == 1
    assert said.startswith("languages/de.po: line 2: no text of the pack is “A tiny debate”")
    assert load(pack).debate.title.say("de") == "A small debate"


def test_a_lost_placeholder_is_a_mistake(pack):
    file = pack / "debate.yaml"
    file.write_text(file.read_text().replace("A small debate", "A small {word} debate"))
    write(pack, 'msgid "A small {word} debate"\nmsgstr "Eine kleine Debatte"\n')
    assert problems(pack) == ["languages/de.po: line 1: the translation has lost {word}"]


def test_a_translation_that_is_too_long_is_found_by_its_line(pack):
    write(pack, f'msgid "Later"\nmsgstr "{"x" * 81}"\n')
    (found,) = problems(pack)
    assert found.startswith("questions/a.yaml: ballot[0].options[2].label: is 81 characters long in de")
    assert "(languages/de.po, line 1)" in found


@pytest.mark.parametrize("name", ["french", "en", "de_DE"])
def test_a_po_file_is_named_after_its_language(pack, name):
    write(pack, "", name)
    assert problems(pack) == [f"languages/{name}.po: is not named after a language, such as fr.po or fr-CH.po"]


def test_a_po_file_that_would_not_be_read_is_a_problem(pack):
    write(pack, "").rename(pack / "de.po")
    assert "is not part of a pack" in problems(pack)[0]


def test_a_broken_yaml_file_is_not_blamed_on_its_translations(pack):
    write(pack, TITLE + 'msgstr "x"\n')
    (pack / "debate.yaml").write_text("[")
    assert [problem.split(":")[0] for problem in problems(pack)] == ["debate.yaml"]


def test_check_says_how_much_is_left_to_translate(pack):
    code, said = run("check", pack)
    assert (code, said.splitlines()[1]) == (0, "fr: 63 of 70 texts are not translated.")
    run("translate", pack, "de")
    fill(pack / "languages" / "de.po")
    assert run("check", pack)[1].splitlines()[1] == "de: all 70 texts."


def fill(file):
    file.write_text(file.read_text().replace('msgstr ""\n\n', 'msgstr "x"\n\n'))


def test_translate_writes_every_text_once_with_its_places(pack):
    code, said = run("translate", pack, "de")
    assert (code, said) == (0, f"{pack}/languages/de.po has 70 texts. Left to translate: 70.\n")
    with (pack / "languages" / "de.po").open("rb") as file:
        places = read_po(file)["Should it be built?"].auto_comments
    assert places == ["questions/a.yaml:title", "questions/a.yaml:ballot[0].title"]
    assert load(pack).debate.title.say("de") == "A small debate"


def test_translate_leaves_out_what_the_yaml_says_in_that_language(pack):
    run("translate", pack, "fr")
    assert TITLE not in (pack / "languages" / "fr.po").read_text()


def test_translate_keeps_what_is_done_and_sets_aside_what_has_changed(pack):
    run("translate", pack, "de")
    file = pack / "languages" / "de.po"
    file.write_text(file.read_text().replace(TITLE + 'msgstr ""', "# my note\n" + TITLE + 'msgstr "Kleine Debatte"'))
    yaml = pack / "debate.yaml"
    yaml.write_text(yaml.read_text().replace("Just enough", "Hardly enough"))
    file.write_text(file.read_text().replace(SUMMARY + 'msgstr ""', SUMMARY + 'msgstr "Gerade genug."'))
    assert "no text of the pack is “Just enough" in run("check", pack)[1]
    assert run("translate", pack, "de") == (0, f"{file} has 70 texts. Left to translate: 69.\n")
    library = load(pack)
    assert library.debate.title.say("de") == "Kleine Debatte"
    assert library.debate.summary.say("de") == "Hardly enough of a debate to test with."
    written = file.read_text()
    assert '#~ msgstr "Gerade genug."' in written
    run("translate", pack, "de")
    assert file.read_text() == written


def test_translate_touches_no_file_that_it_cannot_read(pack):
    file = write(pack, "hallo\n")
    assert run("translate", pack, "de")[0] == 1
    assert file.read_text() == "hallo\n"


@pytest.mark.parametrize("language", ["french", "en", "../fr"])
def test_translate_takes_the_code_of_a_language(pack, language):
    code, said = run("translate", pack, language)
    assert code == 1
    assert "such as fr or fr-CH" in said
    assert not (pack / "languages").exists()


SCRAPS = st.sampled_from(
    ['msgid "', 'msgstr "', "A small debate", '"\n', '""', "\n", "#, fuzzy", "#~ ", "#: ", "x", "\\"]
)
MORE = st.sampled_from(
    ["msgctxt ", "msgid_plural ", "msgstr[0] ", "msgstr[x] ", "Language: ", "\u2068", "POT-Creation-Date: "]
)


@settings(max_examples=60)
@given(st.lists(SCRAPS | MORE, max_size=30).map(lambda parts: "".join(parts).encode()) | st.binary(max_size=60))
def test_whatever_the_bytes_of_a_po_file_nothing_but_a_broken_pack_is_raised(content):
    with TemporaryDirectory() as folder:
        pack = Path(shutil.copytree(SMALL, folder, dirs_exist_ok=True))
        write(pack, content)
        with suppress(BrokenPack):
            assert isinstance(load(pack), Library)
