"""A pack loads as a whole or not at all, and everything that is wrong with it is a sentence with a place."""

import shutil
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.kind import Option
from bot.library.loader import BrokenPack, load
from bot.library.models import Library
from bot.library.reading import MOST_BYTES, MOST_DEPTH
from bot.library.translating import texts_of

SMALL = Path(__file__).parents[1] / "packs" / "small"


@pytest.fixture
def pack(tmp_path):
    return Path(shutil.copytree(SMALL, tmp_path / "pack"))


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def problems(folder: Path) -> list[str]:
    with pytest.raises(BrokenPack) as caught:
        load(folder)
    assert str(caught.value) == "\n".join(map(str, caught.value.problems))
    return [str(problem) for problem in caught.value.problems]


def test_a_good_pack_loads_whole():
    library = load(SMALL)
    assert library.debate.id == "small"
    assert [proposal.id for proposal in library.proposals] == ["tower", "web"]
    assert [[item.id for item in question.ballot] for question in library.questions] == [
        ["build"],
        ["fields"],
        ["who", "where", "topics"],
        ["order", "agree"],
    ]


def test_a_loaded_pack_cannot_be_changed():
    library = load(SMALL)
    with pytest.raises(ValueError, match="frozen"):
        library.debate.id = "other"


@pytest.mark.parametrize(
    ("language", "title"), [("fr-CH", "Un petit débat"), ("fr", "Un petit débat"), ("de", "A small debate")]
)
def test_a_text_falls_back_from_region_to_language_to_english(language, title):
    assert load(SMALL).debate.title.say(language) == title


def test_a_region_of_its_own_goes_before_its_language(pack):
    edit(pack / "debate.yaml", 'fr: "Un petit débat"', 'fr: "Un petit débat"\n  fr-CH: "Un débat suisse"')
    title = load(pack).debate.title
    assert (title.say("fr-CH"), title.say("fr-BE")) == ("Un débat suisse", "Un petit débat")


def test_options_keep_their_ids_in_every_language():
    item = load(SMALL).questions[0].ballot[0]
    assert item.choices("fr") == (Option("yes", "Oui"), Option("no", "Non"), Option("later", "Later", editors=True))


COUNCIL = '      - id: council\n        label: "A council"\n'

MISTAKES = {
    "unknown key": ("debate.yaml", "summary:", "sumary: x\nsummary:", "debate.yaml: sumary: is not a key of this file"),
    "missing text": (
        "clusters.yaml",
        "    section:",
        "    # section:",
        "clusters.yaml: clusters[0].section: is missing",
    ),
    "empty text": ("background.yaml", '"Where the money comes from."', '" "', "topics[0].summary.en: is empty"),
    "dead proposal": ("questions/a.yaml", "[tower]", "[tower, spire]", "no proposal 'spire'"),
    "dead topic": ("questions/a.yaml", "[money]", "[love]", "related.topics: there is no background topic 'love'"),
    "dead cluster": ("proposals/web.yaml", "cluster: science", "cluster: art", "cluster: there is no cluster 'art'"),
    "long label": ("questions/b.yaml", '"Physics"', f'"{"x" * 81}"', "ballot[0].options[0].label: is 81 characters"),
    "double option": ("questions/b.yaml", "id: health", "id: physics", "ballot[0].options: the id 'physics' is there"),
    "double label": ("questions/b.yaml", '"Climate"', '"Physics"', "options: the label 'Physics' is there twice"),
    "double file id": (
        "proposals/web.yaml",
        "id: web",
        "id: tower",
        "id: 'tower' is already the id of proposals/tower",
    ),
    "bad link": ("proposals/tower.yaml", "https:", "http:", "proposals/tower.yaml: link: 'http://example.org/tower'"),
    "bad id": ("proposals/web.yaml", "id: web", "id: The Web", "id: 'The Web' is not of the form of an id"),
    "wrong type": ("proposals/tower.yaml", 'where: "Geneva"', "where: [Geneva]", "where: must be a text, or texts by"),
    "no list": ("proposals/tower.yaml", 'points:\n  - "One site"\n  -', "points:", "points: must be a list"),
    "unknown kind": ("questions/c.yaml", "kind: single", "kind: lottery", "ballot[0].kind: there is no kind 'lottery'"),
    "unknown type": ("proposals/web.yaml", "type: project", "type: idea", "type: Input should be 'proposal' or"),
    "bad setting": (
        "questions/c.yaml",
        "id: who",
        "id: who\n    settings: {most: 2}",
        "ballot[0].settings.most: is not",
    ),
    "bad language": (
        "debate.yaml",
        "  fr:",
        "  french:",
        "debate.yaml: title.french.[key]: 'french' is not of the form",
    ),
    "control character": (
        "debate.yaml",
        '"Just enough',
        r'"Just \e[2K enough',
        "debate.yaml: summary.en: has the control character U+001B in it",
    ),
    "direction mark": (
        "debate.yaml",
        '"Just enough',
        r'"Just \u202e enough',
        "summary.en: has the control character U+202E",
    ),
    "link with a name": (
        "proposals/tower.yaml",
        "//example",
        "//user:word@example",
        "link: is a link with a user's name",
    ),
    "link with a tag": (
        "proposals/tower.yaml",
        "org/tower",
        "org/<tower",
        "link: is a link with '<' in it; write it as %3C",
    ),
    "link with a mark": (
        "background.yaml",
        "org/budget",
        r"org/\u200fbudget",
        r"links[0].url: is a link with '\u200f' in it",
    ),
    "own abstention": (
        "questions/b.yaml",
        "id: health",
        "id: abstain",
        "ballot[0].options: leave the option 'abstain'",
    ),
    "missing value as id": (
        "questions/b.yaml",
        "id: health",
        "id: none",
        "ballot[0].options[1].id: is read as a missing value",
    ),
    "number as id": ("background.yaml", "id: time", "id: 7", "topics[1].id: must be a text; put quotes around it"),
    "boolean option": ("questions/a.yaml", '"yes"', "yes", "options[0].id: must be a text; put quotes around it"),
    "bare date": ("debate.yaml", '"2025-07-08"', "2025-07-08", "paper.date: must be a text; put quotes around it"),
    "no English": (
        "questions/b.yaml",
        '"What should it work on?"',
        '{fr: "Sur quoi ?"}',
        "title: the English text (en)",
    ),
    "too few for a kind": (
        "questions/d.yaml",
        '      - id: rather\n        label: "Rather"\n',
        "",
        "ballot[1].options: has 2 entries; a rating has 3 to 7",
    ),
    "one option": ("questions/c.yaml", COUNCIL, "", "ballot[0].options: has 1 entries; it needs at least 2"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_one_sentence_with_file_and_key_path(pack, mistake):
    file, old, new, told = MISTAKES[mistake]
    edit(pack / file, old, new)
    found = problems(pack)
    assert len(found) == 1, found
    assert found[0].startswith(f"{file}: ")
    assert told in found[0]
    assert "\n" not in found[0]


def test_every_problem_is_reported_in_one_go_and_nothing_half_loads(pack):
    together = ["unknown key", "missing text", "empty text", "dead proposal", "long label", "bad link", "unknown kind"]
    for mistake in together:
        file, old, new, _ = MISTAKES[mistake]
        edit(pack / file, old, new)
    (pack / "proposals" / "web.yaml").write_text("")
    (pack / "proposals" / "late.yml").write_text("id: late")
    (pack / "old").mkdir()
    shutil.copy(SMALL / "debate.yaml", pack / "old" / "debate.yaml")
    shutil.copy(SMALL / "questions" / "b.yaml", pack / "questions" / "b2.yaml")
    found = problems(pack)
    told = [MISTAKES[mistake][3] for mistake in together]
    told += ["proposals/web.yaml: is empty", "proposals/late.yml: is not part of", "old/debate.yaml: is not part of"]
    told += ["questions/b2.yaml: id: 'b' is already the id of questions/b.yaml"]
    assert len(found) == len(told) == 11
    assert all(any(part in problem for problem in found) for part in told), found


UNREADABLE = {
    "alias": ("a: &x [1, 2]\nb: *x", "line 2: aliases (*name) are not allowed; write the text out"),
    "billion laughs": ("a: &a [x]\n" + "".join(f"{n}: &n{n} [*a, *a]\n" for n in range(9)), "aliases (*name)"),
    "endless loop": ("&a [*a]", "aliases (*name) are not allowed"),
    "deep nesting": ("a: " + "[" * 5000, f"is nested deeper than {MOST_DEPTH} levels"),
    "deep blocks": ("- " * 5000, f"is nested deeper than {MOST_DEPTH} levels"),
    "not UTF-8": ("titlé".encode("latin-1"), "is not UTF-8 at byte 4; save it as UTF-8"),
    "UTF-16": ("id: small".encode("utf-16"), "is not UTF-8 at byte 0"),
    "list at the top": ("- one\n- two", "must hold keys and values at the top, not a list"),
    "text at the top": ("just words", "must hold keys and values at the top, not a single value"),
    "tab": ("id:\n\tsmall", "line 2: is not valid YAML"),
    "no end": ('id: "small', "line 1: is not valid YAML"),
    "control character": ("id: \x00", "is not valid YAML"),
    "double key": ("id: small\ntitle: x\nid: large", "line 3: the key 'id' is there twice"),
    "list as key": ("? [a]\n: b", "is not valid YAML"),
    "two documents": ("id: small\n---\nid: large", "is not valid YAML"),
    "Python object": ("id: !!python/object/apply:os.system [true]", "could not determine a constructor"),
    "impossible date": ("date: 2025-02-30", "is not valid YAML"),
    "bad timestamp": ("date: !!timestamp soon", "is not valid YAML"),
    "bad boolean": ("id: !!bool perhaps", "is not valid YAML"),
    "no number": ("id: !!int ''", "is not valid YAML"),
    "number too large": ("id: " + "1:" * 400 + "1.5", "is not valid YAML"),
    "huge file": ("#" * (MOST_BYTES + 1), "is 256 KiB large; at most 256 KiB are read"),
    "empty": ("# nothing but a comment", "is empty"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_cannot_be_read_is_one_sentence_and_no_other_file_is_blamed_for_it(pack, name):
    content, told = UNREADABLE[name]
    for file in ("clusters.yaml", "proposals/tower.yaml", "questions/b.yaml"):
        shutil.copytree(SMALL, pack, dirs_exist_ok=True)
        (pack / file).write_bytes(content if isinstance(content, bytes) else content.encode())
        found = problems(pack)
        assert len(found) == 1, found
        assert found[0].startswith(f"{file}: ")
        assert told in found[0]


def test_files_that_are_not_yaml_may_lie_in_a_pack(pack):
    (pack / "README.md").write_text("How we edit this.")
    assert load(pack) == load(SMALL)


def test_a_byte_order_mark_does_no_harm(pack):
    file = pack / "debate.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert load(pack).debate.id == "small"


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path):
    assert problems(tmp_path / "nowhere") == [f"{tmp_path}/nowhere: is not a folder; name the folder of a pack"]


def test_an_empty_folder_misses_everything(tmp_path):
    assert problems(tmp_path) == [
        "background.yaml: is missing",
        "clusters.yaml: is missing",
        "debate.yaml: is missing",
        "proposals/: holds no .yaml file",
        "questions/: holds no .yaml file",
    ]


def test_a_folder_in_the_place_of_a_file_is_a_sentence(pack):
    (pack / "debate.yaml").unlink()
    (pack / "debate.yaml").mkdir()
    assert problems(pack) == ["debate.yaml: is missing"]


SCRAPS = st.sampled_from(["a", ": ", "- ", "\n", "  ", "[", "]", "{", "}", ",", "&x ", "*x ", "!!int ", "!!bool ", "!"])
MORE = st.sampled_from(["? ", "| ", "> ", "'", '"', "\\", "%", "@", "#", "<<", "=", "---\n", "\t", "1", ".", "~", "\0"])
FIELDS = st.sampled_from(["id", "title", "en", "fr", "options", "ballot", "kind", "related", "proposals", "settings"])


@given(
    st.binary(max_size=60) | st.lists(SCRAPS | MORE | FIELDS, max_size=40).map(lambda parts: "".join(parts).encode())
)
def test_whatever_the_bytes_of_a_file_nothing_but_a_broken_pack_is_raised(content):
    with TemporaryDirectory() as folder:
        (Path(folder) / "questions").mkdir()
        for name in ("debate.yaml", "background.yaml", "clusters.yaml", "questions/a.yaml"):
            (Path(folder) / name).write_bytes(content)
        with pytest.raises(BrokenPack):
            load(Path(folder))


@settings(max_examples=40)
@given(st.sampled_from(["debate.yaml", "questions/a.yaml"]), st.integers(0, 900), st.integers(0, 40), st.data())
def test_whatever_an_editor_overwrites_nothing_but_a_broken_pack_is_raised(name, start, length, data):
    with TemporaryDirectory() as folder:
        file = Path(shutil.copytree(SMALL, folder, dirs_exist_ok=True)) / name
        text = file.read_text()
        scraps = "".join(data.draw(st.lists(SCRAPS | MORE | FIELDS, max_size=6)))
        file.write_text(text[:start] + scraps + text[start + length :])
        with suppress(BrokenPack):
            assert isinstance(load(Path(folder)), Library)


def test_a_pack_from_before_passages_had_their_name_still_loads(pack):
    """Earlier packs have them under `statements`, which participants write now."""
    edit(pack / "background.yaml", "passages:", "statements:")
    edit(pack / "debate.yaml", "id: small\n", 'id: small\nstatements: [{text: "A tower stood here.", section: "1"}]\n')
    assert [len(topic.passages) for topic in load(pack).topics[:2]] == [1, 1]


def test_statements_to_begin_with_have_ids_of_their_own_and_say_different_things(pack):
    seeds = (
        'statements: [{id: one, text: "A.", section: "1"}, {id: one, text: "A.", section: "1"},'
        f' {{id: two, text: "{"a" * 141}", section: "1"}}]\nsection:'
    )
    edit(pack / "questions" / "b.yaml", "section:", seeds)
    assert problems(pack) == [
        "questions/b.yaml: statements: the id 'one' is there twice",
        "questions/b.yaml: statements: the text 'A.' is there twice",
        "questions/b.yaml: statements[2].text: is 141 characters long in en; at most 140 fit",
    ]


PROGRAMME = """
steps:
  - kind: welcome
    title: { en: "Good evening", fr: "Bonsoir" }
  - { kind: vote, question: a, round: before, minutes: 2 }
  - { kind: floor, question: a, minutes: 8, seconds: 90, order: sides }
  - { kind: vote, question: a, round: after }
  - { kind: shift, question: a }
  - { kind: close }
"""

MISPLACED = """
steps:
  - { kind: vote, question: z, minutes: soon, round: first }
  - { kind: dance }
  - { kind: read, question: a, proposal: web }
  - { kind: read, proposal: nowhere }
  - { kind: floor, minutes: 500, seconds: 5, colour: red }
"""


def test_a_programme_is_the_pack_s_own_and_can_be_left_out(pack):
    assert load(pack).programme == ()
    (pack / "programme.yaml").write_text(PROGRAMME)
    library = load(pack)
    assert [step.kind for step in library.programme] == ["welcome", "vote", "floor", "vote", "shift", "close"]
    assert library.programme[0].title.say("fr") == "Bonsoir"
    assert "programme.yaml:steps[0].title" in dict(texts_of(library))


def test_every_problem_of_a_programme_has_its_place(pack):
    (pack / "programme.yaml").write_text(MISPLACED)
    found = problems(pack)
    places = ["[0].minutes", "[0].question", "[0].round", "[1]", "[2]", "[3].proposal", "[4].colour", "[4].minutes"]
    expected = [f"programme.yaml: steps{place}" for place in (*places, "[4].seconds")]
    assert [problem.rpartition(": ")[0] for problem in found] == expected


@pytest.mark.parametrize(
    ("steps", "where"),
    [
        ("[{kind: vote, question: a}, {kind: vote, question: a}]", "[1]"),
        ("[{kind: vote, question: a, results: manual}, {kind: close}]", "[0]"),
        ("[{kind: result, question: a}, {kind: vote, question: a}]", "[0]"),
        ("[{kind: vote, question: a, round: after}, {kind: shift, question: a}]", "[1]"),
        ("[{kind: close}, {kind: welcome}]", "[0]"),
        ("[]", ""),
    ],
)
def test_a_step_that_cannot_stand_where_it_does_is_named(pack, steps, where):
    (pack / "programme.yaml").write_text(f"steps: {steps}")
    (found,) = problems(pack)
    assert found.startswith(f"programme.yaml: steps{where}: ")
