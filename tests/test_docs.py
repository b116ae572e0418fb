"""The README and docs/ say what there is, all of it and nothing else."""

import asyncio
import csv
import json
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
import tomllib
import zipfile
from pathlib import Path

import click
import pytest
import yaml
from babel.messages.pofile import read_po
from click.testing import CliRunner
from discord import app_commands
from prometheus_client import REGISTRY
from pydantic import SecretStr

from bot.charts import Picture
from bot.cli import main
from bot.domain.export_schema import BALLOTS, CODES, ITEM_COLUMNS, RESPONSES, SEALS, SHIFT, SPEECHES, TALLIES
from bot.domain.kind import all_kinds
from bot.domain.polls import Round, Secrecy
from bot.domain.shift_tables import SHIFT_ITEMS, SHIFT_OPTIONS
from bot.domain.statement_records import STATEMENT_VOTES, STATEMENTS
from bot.domain.step import Step, all_step_kinds
from bot.exports import all_formats
from bot.exports.codebook import MEANINGS
from bot.services.debates import debates
from bot.services.export.dataset import What
from bot.services.export.export import ExportFolder, export_debate
from bot.services.mydata import mydata
from bot.services.polls import lifecycle, opening, voting
from bot.services.polls.opening import Opening
from bot.settings import Settings
from bot.storage.engine import Database
from bot.ui.fast_taps import MODERATORS_COMMANDS
from bot.ui.features import command_groups
from bot.verify.ballot_papers import TABLES as EXPLAINING

ROOT = Path(__file__).parents[1]
DOCUMENTS = {
    file.relative_to(ROOT).as_posix(): file.read_text(encoding="utf-8")
    for file in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *(ROOT / "docs").rglob("*.md")]
}
README = DOCUMENTS["README.md"]
FENCE = r"^( *)```([a-z]+)\n(.*?)^ *```$"
PROSE = {name: re.sub(FENCE, "", text, flags=re.MULTILINE | re.DOTALL) for name, text in DOCUMENTS.items()}
"""The documents without their blocks of code."""
CODE = re.findall(r"(?<!`)`([^`\n]+)`(?!`)", "\n".join(PROSE.values()))
"""Everything that is between backticks within a line."""
HANDED_OVER = "docs/reference/formats.md"
SEALED = "docs/reference/seals.md"


def blocks(language, *names):
    """Return the blocks of code in this language, of these documents or of all."""
    texts = [DOCUMENTS[name] for name in names] or DOCUMENTS.values()
    found = [found for text in texts for found in re.findall(FENCE, text, re.MULTILINE | re.DOTALL)]
    return [textwrap.dedent(block) for _, named, block in found if named == language]


BLOCKS = "\n".join(blocks("sh") + re.findall(r"^ {4,}\S.*$", PROSE["docs/contributing/releasing.md"], re.MULTILINE))
"""Every line for a terminal."""

MODERATORS = 600_000_000_000_000_001
TABLES = {
    "tallies": TALLIES,
    "ballots": BALLOTS,
    "responses": RESPONSES,
    "shift": SHIFT,
    "shift_items": SHIFT_ITEMS,
    "shift_options": SHIFT_OPTIONS,
    "speeches": SPEECHES,
    "seals": SEALS,
    "codes": CODES,
    "statements": STATEMENTS,
    "statement_votes": STATEMENT_VOTES,
}
COLUMNS = {f"{name}.csv": columns for name, columns in (TABLES | EXPLAINING).items()} | {
    f"{figures.file}.csv": (*ITEM_COLUMNS, *figures.columns)
    for kind in all_kinds().values()
    for example in kind.examples
    for figures in kind(example.options, example.settings).findings(dict.fromkeys(example.answers, 1)).figures
}


def table(document, first):
    """Return the rows, as cells, of a document's tables whose first column is headed `first`."""
    rows, inside = [], False
    for line in DOCUMENTS[document].splitlines():
        cells = [cell.strip() for cell in line.removeprefix("|").removesuffix("|").split("|")]
        if not line.startswith("|"):
            inside = False
        elif cells[0] == first:
            inside = True
        elif inside and not cells[0].startswith("---"):
            rows.append(cells)
    assert rows, f"{document} has no table headed {first!r}"
    return rows


def code(cell):
    """Return what stands between backticks in a cell."""
    return re.findall(r"`([^`]+)`", cell)


@pytest.fixture(scope="module")
def slash_commands():
    """Return every slash command with its options, required ones and others, from the cogs alone."""
    found = {}
    for command_group in command_groups():
        cog = command_group()
        for command in cog.walk_app_commands():
            if isinstance(command, app_commands.Command):
                found[f"/{command.qualified_name}"] = {option.name: option.required for option in command.parameters}
    return found


@pytest.fixture(scope="module")
def operator_commands():
    """Return every operator's command with its parameters as they are typed: `--voters`, `FILE`."""

    def walk(command, path):
        if isinstance(command, click.Group):
            context = click.Context(command)
            for name in command.list_commands(context):
                yield from walk(command.get_command(context, name), [*path, name])
        else:
            yield " ".join(path), {typed(parameter) for parameter in command.params}

    def typed(parameter):
        return parameter.opts[-1] if isinstance(parameter, click.Option) else parameter.human_readable_name

    return dict(walk(main, ["debate-bot"]))


def test_every_slash_command_stands_in_the_table_with_exactly_its_options(slash_commands):
    """A new command or option fails here until the reference has it, and so does one that is gone."""
    documented = {
        code(command)[0]: {name: not bracket for bracket, name in re.findall(r"(\[?)`([^`]+)`", rest[0])}
        for command, *rest in table("docs/reference/commands.md", "command")
    }
    assert documented == slash_commands


def test_the_commands_that_go_first_in_a_rush_are_those_of_moderators():
    who = {code(command)[0]: last for command, *_, last in table("docs/reference/commands.md", "command")}
    leading = {name.split()[0].strip("/") for name, last in who.items() if last in {"moderators", "administrators"}}
    assert leading == MODERATORS_COMMANDS


def test_no_text_names_a_slash_command_or_an_option_that_does_not_exist(slash_commands):
    groups = {name.split()[0] for name in slash_commands}
    for typed in CODE:
        if not re.match(r"/[a-z-]++(?!/)", typed):  # a path of the file system goes on with a slash
            continue
        words = typed.split()
        known = next((name for name in (" ".join(words[:2]), words[0]) if name in slash_commands), None)
        assert known or typed in groups, f"there is no command {typed}"
        for option in re.findall(r"\b([a-z]+):", typed):
            assert option in slash_commands[known], f"{known} has no option {option}"


def test_options_named_in_passing_exist(slash_commands):
    """An option written as `minutes:` in a sentence is some command's option."""
    options = {option for command in slash_commands.values() for option in command}
    for typed in CODE:
        if found := re.fullmatch(r"([a-z]+):(?:True)?", typed):
            assert found[1] in options, f"no command has an option {typed}"


def test_every_operators_command_stands_in_the_table_with_exactly_its_parameters(operator_commands):
    documented = {
        code(command)[0]: {name for name in code(rest[0]) if re.fullmatch(r"--[a-z-]+|[A-Z]+", name)}
        for command, *rest in table("docs/reference/command-line.md", "command")
    }
    assert documented == operator_commands


def test_no_text_or_example_calls_an_operators_command_that_does_not_exist(operator_commands):
    examples = re.findall(r"(?:^|[ /])debate-bot ((?:[a-z]+ ?)+)(.*)$", "\n".join([*CODE, BLOCKS]), re.MULTILINE)
    assert examples
    for words, rest in examples:
        names = [f"debate-bot {' '.join(words.split()[:length])}" for length in (2, 1)]
        known = next((name for name in names if name in operator_commands), None)
        assert known, f"there is no command debate-bot {words}"
        for option in re.findall(r"--[a-z-]+", rest.split("#")[0]):
            assert option in operator_commands[known], f"{known} has no {option}"


def test_the_make_targets_that_are_named_exist():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = re.findall(r"\bmake ([a-z]+)", "\n".join([*CODE, BLOCKS]))
    assert {"rehearse", "test"} <= set(named) <= targets


def test_every_setting_stands_in_the_table_with_its_default():
    """The table has every field of Settings, in capitals, and no other."""
    documented = {code(name)[0]: code(default) for name, default, _ in table("docs/reference/settings.md", "setting")}
    expected = {}
    for name, field in Settings.model_fields.items():
        default = field.default.get_secret_value() if isinstance(field.default, SecretStr) else field.default
        expected[name.upper()] = [] if default is None else [str(default)]
    assert documented == expected


def test_every_metric_stands_in_the_table_with_its_labels():
    documented = {
        code(name)[0]: set(code(meaning)) for name, meaning in table("docs/operating/monitoring.md", "metric")
    }
    expected = {}
    for family in REGISTRY.collect():
        if family.name.startswith("debate_bot_"):
            labels = [pair for sample in family.samples for pair in sample.labels.items() if pair[0] != "le"]
            name = f"{family.name}_total" if family.type == "counter" else family.name
            expected[name] = {word for pair in labels for word in pair}
    assert documented == expected


def test_every_kind_of_item_is_explained():
    assert {code(name)[0] for name, *_ in table("docs/writing-a-pack.md", "kind")} == set(all_kinds())


def test_every_kind_of_step_is_explained_with_its_settings():
    explained = {code(name)[0]: set(code(settings)) for name, _, settings in table("docs/writing-a-pack.md", "step")}
    assert explained.keys() == all_step_kinds().keys()
    for name, kind in all_step_kinds().items():
        assert kind.model_fields.keys() - Step.model_fields.keys() <= explained[name], name


def test_every_format_and_every_part_of_an_export_is_named():
    text = DOCUMENTS[HANDED_OVER]
    for name in [*all_formats(), *(what.value for what in What)]:
        assert f"`{name}`" in text


def test_the_files_and_columns_of_the_exports_stand_there_in_order():
    documented = {code(name)[0]: tuple(code(columns)) for name, columns in table(HANDED_OVER, "file")}
    assert documented == COLUMNS


def test_every_column_of_an_export_is_explained_once():
    explained = [name for names, _ in table(HANDED_OVER, "column") for name in code(names)]
    assert len(explained) == len(set(explained))
    assert set(explained) == {column for columns in COLUMNS.values() for column in columns}


def test_the_codebook_explains_every_column_of_an_export():
    assert set(MEANINGS) == {column for columns in COLUMNS.values() for column in columns}


def test_the_pictures_exist():
    """Every picture is there, is small enough to load on a phone, and says in words what it shows."""
    pictures = dict(re.findall(r'<img src="([^"]+)"[^>]* alt="([^"]+)"', README))
    assert len(pictures) == README.count("<img") == 3
    assert {Path(picture).name for picture in pictures} == {
        file.name for file in (ROOT / ".github" / "screenshots").iterdir()
    }
    for picture, words in pictures.items():
        file = ROOT / picture
        assert file.read_bytes().startswith(b"\x89PNG")
        assert file.stat().st_size < 150_000
        assert len(words) > 60


def anchors(document):
    """Return the addresses of a document's headings."""
    headings = re.findall(r"^#+ (.+)$", PROSE[document], re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_to_a_file_and_a_heading_that_exist(document):
    """Those in docs/ stay within it, as the site has nothing else."""
    for link in re.findall(r"\]\((?!https://)([^)\s]+)\)", re.sub(r"`[^`\n]+`", "", PROSE[document])):
        path, _, heading = link.partition("#")
        target = ((ROOT / document).parent / path).resolve() if path else ROOT / document
        assert target.is_file(), link
        name = target.relative_to(ROOT).as_posix()
        assert name.startswith("docs/") or not document.startswith("docs/"), link
        assert not heading or heading in anchors(name), link


def test_the_readme_is_short_and_leads_to_every_part_of_the_documents():
    """150 lines at most; what is not linked there is for maintainers, or the site's first page."""
    assert len(README.splitlines()) <= 150
    linked = {link.partition("#")[0] for link in re.findall(r"\]\((docs/[^)]+)\)", README)}
    unlinked = {name for name in DOCUMENTS if name.startswith("docs/")} - linked
    assert {name for name in unlinked if not name.startswith("docs/contributing/")} == {"docs/index.md"}


@pytest.mark.parametrize("document", [name for name in DOCUMENTS if name.startswith("docs/")])
def test_a_document_opens_with_whom_it_is_for_and_is_on_the_site(document):
    title, empty, opening, *_ = DOCUMENTS[document].splitlines()
    assert title.startswith("# ")
    assert not empty
    assert opening.startswith("For ")
    assert f" {document.removeprefix('docs/')}\n" in (ROOT / "mkdocs.yml").read_text(encoding="utf-8")


def test_the_parts_of_a_pack_that_are_shown_are_right(tmp_path):
    """Each is put into a pack that is fine, the steps as its programme, and it goes on being fine."""
    pack = shutil.copytree(ROOT / "tests" / "packs" / "small", tmp_path / "pack")
    question = pack / "questions" / "a.yaml"
    shown = {}
    for block in blocks("yaml", "docs/writing-a-pack.md"):
        shown |= yaml.safe_load(block)
    assert set(shown) == {"sides", "arguments", "ballot", "title", "statements", "editors", "steps"}
    programme = {key: shown.pop(key) for key in ("editors", "steps")}
    (pack / "programme.yaml").write_text(yaml.safe_dump(programme, allow_unicode=True), encoding="utf-8")
    merged = yaml.safe_load(question.read_text(encoding="utf-8")) | shown
    question.write_text(yaml.safe_dump(merged, allow_unicode=True), encoding="utf-8")
    done = CliRunner().invoke(main, ["check", str(pack)])
    assert done.exit_code == 0, done.output


def test_what_people_are_told_when_something_fails_is_quoted_as_the_bot_says_it():
    with (ROOT / "bot" / "locale" / "debate-bot.pot").open("rb") as file:
        sentences = [str(message.id).replace("*", "") for message in read_po(file)]
    quotes = re.findall("“([^”]+)”", DOCUMENTS["docs/operating/failures.md"])
    assert quotes
    for quote in quotes:
        parts = [part.strip() for part in quote.split("…") if part.strip()]
        assert any(all(part in sentence for part in parts) for sentence in sentences), quote


def test_the_picture_of_the_rooms_has_every_layer_from_top_to_bottom():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = [line.split(" | ") for line in settings["tool"]["importlinter"]["contracts"][0]["layers"]]
    picture = (ROOT / "docs" / "pictures" / "rooms.svg").read_text(encoding="utf-8")
    shown = {}
    for height, name in re.findall(r'y="(\d+)"[^>]*font-weight="600"[^>]*>(\w+)<', picture):
        shown.setdefault(int(height), set()).add(f"bot.{name}")
    assert [shown[height] for height in sorted(shown)] == [set(layer) for layer in layers]


def test_the_benchmarks_have_one_place_to_write_their_tables_into():
    source = (ROOT / "tests" / "bench" / "__main__.py").read_text(encoding="utf-8")
    comments = re.findall(r"<!-- [a-z ]+ -->", source)
    assert len(comments) == 2
    for comment in comments:
        assert DOCUMENTS["docs/measured.md"].count(comment) == 1


async def hold(context, administrator, moderator, person):
    """Hold a debate: all kinds, abstentions, changes, a deletion, a named poll and one nobody answered."""
    await debates.change_settings(context, administrator(), moderator_role=MODERATORS)
    await debates.start(context, administrator(), '=cmd|"/c calc"!A1, a title', "en")
    opened = []
    for question in "abcd":
        secrecy = Secrecy.NAMED if question == "a" else Secrecy.PSEUDONYMOUS
        an_opening = Opening(question, Round.MAIN, None, None, secrecy, 42, 30, "en")
        opened.append((await opening.open_poll(context, moderator(), an_opening))[0])
    await cast(context, person, opened[0], "build", [["yes"], ["no"], ["yes"], [], ["later"], ["yes"]])
    await cast(context, person, opened[0], "build", [["no"]])
    await cast(context, person, opened[1], "fields", [["physics", "health"], ["health"], [], ["climate", "health"]])
    await cast(context, person, opened[2], "who", [[], []])
    await cast(context, person, opened[3], "order", [["web", "tower"], ["tower"], ["web", "bridge", "tower"], []])
    await cast(context, person, opened[3], "agree", [["no"], ["yes"], ["yes"]])
    for question in "abcd":
        await lifecycle.close_by_hand(context, moderator(), question, None, {})
    await mydata.delete(context, person("voter 1"))


@pytest.fixture(scope="module")
def package(tmp_path_factory, template, context_on, administrator, moderator, person):
    """Return the ZIP of a debate, with empty pictures: drawing them takes longer than all else."""
    folder = tmp_path_factory.mktemp("package")

    async def export():
        database = Database.at(f"sqlite:///{shutil.copy(template, folder / 'debate.db')}")
        context = context_on(database)
        await hold(context, administrator, moderator, person)
        (file,) = (await export_debate(context, moderator(), What.ALL, "zip", ExportFolder(folder))).files
        await database.close()
        return file

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.exports.charts.draw", lambda chart, speech, *_: Picture(b"", chart.describe(speech)))
        return asyncio.run(export())


@pytest.fixture
def handed_over(package, tmp_path):
    """Return a folder with the files of the ZIP."""
    with zipfile.ZipFile(package) as archive:
        archive.extractall(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("document", "line"),
    [
        ("docs/writing-a-pack.md", "debate-bot check my-debate"),
        ("docs/writing-a-pack.md", "debate-bot schema 'questions/*.yaml' > question.schema.json"),
        ("docs/trust.md", "debate-bot verify debate.zip"),
        ("docs/operating/backup.md", "debate-bot db backup copy.db"),
        ("README.md", "debate-bot invite"),
    ],
)
def test_a_command_line_in_the_documents_works_as_it_is_there(document, line, package, template, tmp_path, monkeypatch):
    """Run in a folder with a pack, a file that was handed over and the bot's database."""
    assert line in DOCUMENTS[document]
    shutil.copytree(ROOT / "tests" / "packs" / "small", tmp_path / "my-debate")
    shutil.copy(package, tmp_path / "debate.zip")
    (tmp_path / "data").mkdir()
    shutil.copy(template, tmp_path / "data" / "debate.db")
    monkeypatch.setenv("DISCORD_TOKEN", "MTIzNDU2Nzg5MDEyMzQ1Njc4.x.y")
    monkeypatch.chdir(tmp_path)
    if ">" in line:  # what needs a shell; the others do without another start of Python
        monkeypatch.setenv("PATH", str(Path(sys.executable).parent))
        subprocess.run(line, shell=True, check=True)  # noqa: S602  our own document
    else:
        done = CliRunner().invoke(main, shlex.split(line)[1:], prog_name="debate-bot")
        assert done.exit_code == 0, done.output
    if "schema.json" in line:
        assert json.loads((tmp_path / "question.schema.json").read_text())["properties"]["ballot"]
    if "copy.db" in line:
        assert (tmp_path / "copy.db").is_file()


async def cast(context, person, poll, item, answers):
    """Vote as `voter 0`, `voter 1` and so on."""
    for number, picks in enumerate(answers):
        await voting.cast(context, person(f"voter {number}"), poll.id, item, picks)


@pytest.fixture
def recount():
    """Return what runs a document's Python, as it is there, in a folder, and returns what it prints."""

    def run(folder, document=HANDED_OVER):
        (snippet,) = blocks("python", document)
        arguments = [sys.executable, "-W", "error", "-c", snippet]
        done = subprocess.run(arguments, cwd=folder, capture_output=True, text=True, check=True)  # noqa: S603  our own document
        return [line.split() for line in done.stdout.splitlines()]

    return run


def test_the_recount_in_the_documents_finds_the_tallies_right(handed_over, recount):
    """Every option of every item is counted again, with and without votes, and comes out the same."""
    with (handed_over / "tallies.csv").open(encoding="utf-8-sig", newline="") as file:
        tallies = list(csv.DictReader(file))
    printed = recount(handed_over)
    assert len(printed) == len(tallies) == 3 + 3 + 2 + 2 + 2 + 3 + 3
    assert {line[0] for line in printed} == {"same"}
    counted = {(question, option): count for _, question, _, _, option, count, *_ in printed}
    assert [counted["a", option] for option in ("yes", "no", "later")] == ["2", "2", "1"]
    assert [counted["d", option] for option in ("tower", "web", "bridge")] == ["1", "2", "0"]
    assert [counted["b", option] for option in ("physics", "health", "climate")] == ["1", "3", "1"]


def test_the_recount_in_the_documents_shows_a_tally_that_was_tampered_with(handed_over, recount):
    ballots = handed_over / "ballots.csv"
    ballots.write_bytes(ballots.read_bytes().replace(b",yes,", b",no,", 1))
    different = [line for line in recount(handed_over) if line[0] == "DIFFERENT"]
    assert {line[4] for line in different} == {"yes", "no"}


def test_the_check_in_the_documents_finds_seals_codes_and_answers_right(handed_over, recount):
    printed = recount(handed_over, SEALED)
    assert sorted(line[1] for line in printed) == ["a", "b", "c", "d"]
    assert {tuple(line[3:]) for line in printed} == {("same",) * 3}


@pytest.mark.parametrize(("name", "place"), [("canonical-1.jsonl", 0), ("codes.csv", 1), ("ballots.csv", 2)])
def test_the_check_in_the_documents_shows_what_was_tampered_with(handed_over, recount, name, place):
    file = handed_over / name
    file.write_bytes(file.read_bytes().replace(b"yes", b"no", 1) if place != 1 else file.read_bytes()[:-14])
    assert any(line[3 + place] == "DIFFERENT" for line in recount(handed_over, SEALED))
