"""Checking a ZIP: what the bot has written holds, and whatever bytes are altered in it are refused and named."""

import csv
import hashlib
import io
import json
import zipfile

import pytest
from click.testing import CliRunner
from forging import forged, rewrite, rows
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cli import main
from bot.domain.answers import ABSTAINED
from bot.domain.signatures import SigningKey
from bot.exports.package_files import PACKAGE_FILES
from bot.verify import NotVerified, verify

UNCOUNTED = {"manifest.json", "report.html", "codebook.md", *PACKAGE_FILES}
"""What only the manifest vouches for, as it does for charts."""


OURS, THEIRS = SigningKey(bytes(32)), SigningKey(bytes(range(32)))

MOST_WORDS = 15
"""In the first line of an answer."""


def is_counted(name):
    """Whether more than the manifest vouches for a file."""
    return name not in UNCOUNTED and not name.startswith("charts/")


def changed(content, at, by):
    """Return bytes of which one is another."""
    place = at % len(content)
    return content[:place] + bytes([content[place] ^ by]) + content[place + 1 :]


def values(name, content):
    """Return what a table says, however it is written."""
    if name.endswith(".csv"):
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    assert name.endswith(".json")
    return repr([sorted(row.items()) for row in json.loads(content)])


def refusal(file):
    """Return what the refusal says, as the operator reads it: a short sentence, and a line for each problem."""
    done = CliRunner().invoke(main, ["verify", str(file)])
    assert (done.exit_code, done.stdout) == (1, ""), done.stdout
    first, *problems = done.stderr.splitlines()
    assert len(first.split()) <= MOST_WORDS
    assert all(problem.startswith("- ") for problem in problems)
    return done.stderr


def test_what_the_bot_has_written_holds(package, members, monkeypatch):
    """Neither settings nor a database are there."""
    monkeypatch.setenv("DATABASE_URL", "nonsense://")
    done = CliRunner().invoke(main, ["verify", str(package)])
    assert done.exit_code == 0, done.stderr
    assert done.stdout.splitlines()[0] == "Holds: 5 polls, 72 ballots."
    for poll in range(1, 6):
        seal = hashlib.sha256(members[f"canonical-{poll}.jsonl"]).hexdigest()
        assert seal in done.stdout
        assert seal.encode() in members["seals.csv"]


def test_json_says_the_same_for_programs(package, members, repacked):
    done = CliRunner().invoke(main, ["verify", "--json", str(package)])
    found = json.loads(done.stdout)
    assert done.exit_code == 0
    assert [found[name] for name in ("holds", "polls", "ballots", "log_entries")] == [True, 5, 72, 19]
    assert [row["seal"] for row in found["seals"]] == [row["seal"] for row in json.loads(members["seals.json"])]
    text = CliRunner().invoke(main, ["verify", str(package)]).stdout
    assert text.startswith(f"{found['sentence']}\n")
    for line in [*found["checked"], *found["notes"], *found["not_checked"]]:
        assert f"- {line}\n" in text
    altered = repacked(members | {"ballots.csv": b"", "codes.csv": b""})
    done = CliRunner().invoke(main, ["verify", "--json", str(altered)])
    found = json.loads(done.stdout)
    assert (done.exit_code, found["holds"], found["problems"]) == (1, False, ["ballots.csv", "codes.csv"])
    assert refusal(altered) == f"{found['sentence']}\n- ballots.csv\n- codes.csv\n"


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_bug_of_ours_is_never_told_as_an_alteration(options, package, monkeypatch):
    def wrong(*_):
        raise KeyError("a cell")

    monkeypatch.setattr("bot.verify.recount.read_log", wrong)
    done = CliRunner().invoke(main, ["verify", *options, str(package)])
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("That is a bug in the bot, not a fault of the file: KeyError in test_verify.py")
    assert "a cell" not in done.stderr
    assert "hold" not in done.stderr


def test_files_that_are_packed_again_unaltered_hold(members, repacked):
    assert verify(repacked(members)).polls == 5


def test_texts_that_would_run_hold_once_defused(members, repacked):
    files = dict(members)
    responses = [row | {"text": "foo;=cmd|'/C calc'!A0;\n ＝1"} for row in rows(files, "responses")]
    rewrite(files, "responses", responses)
    assert b";'=cmd" in files["responses.csv"]
    assert verify(repacked(forged(files))).polls == 5


def test_the_canonical_files_say_nothing_of_any_person(members):
    for name in [name for name in members if name.startswith("canonical-")]:
        text = members[name].decode()
        assert "voter" not in text
        assert not [row for row in json.loads(members["ballots.json"]) if (row["participant"] or "voter") in text]
        assert not [row for row in json.loads(members["codes.json"]) if row["code"] and row["code"] in text]


def test_the_codebook_has_every_column_and_every_option_as_it_stood(members):
    book = members["codebook.md"].decode()
    for name, content in members.items():
        if name.endswith(".csv"):
            for column in content.decode("utf-8-sig").splitlines()[0].split(","):
                assert f"| {column} | " in book
    assert "| |\n" not in book.split("## Poll")[0].replace("| ---", "")
    for row in json.loads(members["tallies.json"]):
        assert f"| {row['option']} | {row['label']} |" in book


def test_the_codebook_says_what_the_cells_of_the_shift_mean(members):
    """Every word that stands there in place of an option, and every cell that may be empty."""
    section = members["codebook.md"].decode().split("## shift.csv")[1].split("\n## ")[0]
    meanings = dict(line.strip("| ").split(" | ", 1) for line in section.splitlines() if line.startswith("| "))
    for word in (ABSTAINED, "first choice"):
        assert word in meanings["before"]
    assert "same way" in meanings["after"]
    assert "empty where" in meanings["people"]
    assert "both times" in meanings["paired"]


@settings(max_examples=30)
@given(data=st.data())
def test_any_single_byte_changed_in_any_file_is_refused_and_the_file_is_named(data, members, repacked):
    name = data.draw(st.sampled_from(sorted(members)))
    at, by = data.draw(st.integers(0, 10**6)), data.draw(st.integers(1, 255))
    said = refusal(repacked(members | {name: changed(members[name], at, by)}))
    assert name in said


@settings(max_examples=30)
@given(data=st.data())
def test_nor_does_a_manifest_that_fits_help(data, members, repacked):
    """Everything that can be counted anew is held against the ballots, and the ballots against the seals.

    A table may be written otherwise, so long as it says the same: with other blanks in JSON, for example.
    """
    name = data.draw(st.sampled_from(sorted(filter(is_counted, members))))
    at, by = data.draw(st.integers(0, 10**6)), data.draw(st.integers(1, 255))
    content = changed(members[name], at, by)
    try:
        verify(repacked(forged(members | {name: content})))
    except NotVerified as error:
        assert error.sentence.startswith("Does not hold: it was altered")  # noqa: PT017  it need not be raised
    else:
        assert values(name, content) == values(name, members[name])


def test_tables_that_are_written_otherwise_and_say_the_same_hold(members, repacked):
    """As another version may write them."""
    files = dict(members)
    for name in [name for name in files if name.endswith(".csv")]:
        lines = io.StringIO()
        csv.writer(lines, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(values(name, files[name]))
        files[name] = lines.getvalue().encode()
    for name in [name for name in files if name.endswith(".json") and name != "manifest.json"]:
        objects = ",\n".join(json.dumps(row, sort_keys=True, separators=(",", ":")) for row in json.loads(files[name]))
        files[name] = f"[\n{objects}\n]\n".encode()
        assert files[name] != members[name]
    assert verify(repacked(forged(files))).polls == 5


@given(st.integers(0, 10**6), st.integers(1, 255))
def test_any_single_byte_changed_in_the_zip_itself_is_refused(package, tmp_path_factory, at, by):
    file = tmp_path_factory.getbasetemp() / "changed.zip"
    file.write_bytes(changed(package.read_bytes(), at, by))
    refusal(file)


@settings(max_examples=20)
@given(data=st.data())
def test_files_that_are_swapped_or_removed_are_refused(data, members, repacked):
    names = sorted(members.keys() - {"manifest.json"})
    first, second = data.draw(st.lists(st.sampled_from(names), min_size=2, max_size=2, unique=True))
    swapped = members | {first: members[second], second: members[first]}
    if swapped != members:
        assert first in refusal(repacked(swapped))
    without = {name: content for name, content in members.items() if name != first}
    assert f"{first} (missing)" in refusal(repacked(without))
    if is_counted(first):
        with pytest.raises(NotVerified):
            verify(repacked(forged(without)))


def test_a_readme_that_its_owner_adds_is_named_and_the_rest_holds(package, members, repacked, tmp_path):
    """As a ZIP program adds it, the bytes around the bot's files change; what the bot wrote is checked as ever."""
    file = tmp_path / "with-readme.zip"
    file.write_bytes(package.read_bytes())
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("README.md", "What this is.")
    done = CliRunner().invoke(main, ["verify", str(file)])
    assert (done.exit_code, done.stdout.splitlines()[0]) == (0, "Holds: 5 polls, 72 ballots. 1 file was added later.")
    assert "- README.md\n" in done.stdout
    assert verify(file).added == ("README.md",)
    altered = members | {"README.md": b"", "ballots.csv": b""}
    assert "ballots.csv" in refusal(repacked(altered))


def signed(files, key):
    """Return the files as the bot of that key packs them."""
    rest = {name: content for name, content in files.items() if not name.startswith("manifest.json")}
    whole = forged(rest | {"signing-key.pub": key.public.file})
    return whole | {"manifest.json.minisig": key.sign(whole["manifest.json"], "a comment")}


def test_a_signed_zip_says_whose_key_it_bears(members, repacked):
    file = repacked(signed(members, OURS))
    done = CliRunner().invoke(main, ["verify", str(file), "--key", OURS.public.text])
    assert done.exit_code == 0, done.stderr
    assert f"- {OURS.public.text}\n" in done.stdout
    assert verify(file).added == ()
    assert verify(repacked(members)).signed_by is None


def test_a_zip_of_another_key_or_of_none_is_refused_where_a_key_is_asked_for(members, repacked):
    for files in (signed(members, THEIRS), members):
        with pytest.raises(NotVerified, match="signed it"):
            verify(repacked(files), OURS.public)


def test_a_signature_that_does_not_fit_is_refused(members, repacked):
    """It was taken from another ZIP, altered, left out, or put beside a key that did not make it."""
    whole = signed(members, OURS)
    other = signed(members | {"report.html": b"forged"}, OURS)
    without = {name: content for name, content in whole.items() if name != "manifest.json.minisig"}
    for files in (
        other | {"manifest.json.minisig": whole["manifest.json.minisig"]},
        whole | {"manifest.json.minisig": changed(whole["manifest.json.minisig"], 80, 1)},
        without,
        forged(whole | {"signing-key.pub": THEIRS.public.file})
        | {"manifest.json.minisig": whole["manifest.json.minisig"]},
        forged(whole | {"signing-key.pub": b"nonsense"}),
    ):
        assert "the signature does not fit" in refusal(repacked(files))


def byte_of(name):
    """Return what changes a byte of a file."""
    return lambda files: files | {name: changed(files[name], 200, 1)}


def replaced(name, content):
    """Return what puts another file in its place."""
    return lambda files: files | {name: content}


def removed(name):
    """Return what leaves a file out."""
    return lambda files: {other: content for other, content in files.items() if other != name}


def as_forged(alter):
    """Return what alters files and makes the manifest fit them, which nobody without the key can sign."""
    return lambda files: (
        forged(alter(removed("manifest.json.minisig")(files)))
        | {"manifest.json.minisig": files["manifest.json.minisig"]}
    )


NO_FIT = "manifest.json.minisig or signing-key.pub: the signature does not fit"
ALTERATIONS_OF_A_SIGNED_ZIP = [
    (byte_of("ballots.csv"), "- ballots.csv\n"),
    (byte_of("ballots.json"), "- ballots.json\n"),
    (byte_of("tallies.csv"), "- tallies.csv\n"),
    (byte_of("seals.json"), "- seals.json\n"),
    (byte_of("codes.csv"), "- codes.csv\n"),
    (byte_of("shift.json"), "- shift.json\n"),
    (byte_of("responses.json"), "- responses.json\n"),
    (byte_of("canonical-3.jsonl"), "- canonical-3.jsonl\n"),
    (byte_of("actions.jsonl"), "- actions.jsonl\n"),
    (byte_of("report.html"), "- report.html\n"),
    (byte_of("codebook.md"), "- codebook.md\n"),
    (byte_of("datapackage.json"), "- datapackage.json\n"),
    (replaced("export.json", b"{}"), "- export.json\n"),
    (removed("options.csv"), "- options.csv (missing)\n"),
    (removed("manifest.json"), "manifest.json is missing"),
    (byte_of("manifest.json"), "- manifest.json\n"),
    (replaced("signing-key.pub", THEIRS.public.file), "- signing-key.pub\n"),
    (removed("manifest.json.minisig"), NO_FIT),
    (byte_of("manifest.json.minisig"), NO_FIT),
    (as_forged(byte_of("report.html")), NO_FIT),
    (as_forged(removed("signing-key.pub")), "nobody has signed it"),
    (lambda files: signed(files, THEIRS), f"another key has signed it.\n- {THEIRS.public.text}\n"),
]


@pytest.mark.parametrize(("alter", "said"), ALTERATIONS_OF_A_SIGNED_ZIP)
def test_each_alteration_of_a_signed_zip_is_named(alter, said, members, repacked):
    file = repacked(alter(signed(members, OURS)))
    done = CliRunner().invoke(main, ["verify", str(file), "--key", OURS.public.text])
    assert (done.exit_code, said in done.stderr) == (1, True), done.output


@pytest.mark.parametrize("key", ["nonsense", "RW", "RWé"])
def test_a_key_that_is_none_is_one_sentence(key, package):
    done = CliRunner().invoke(main, ["verify", str(package), "--key", key])
    assert (done.exit_code, done.stderr.startswith("That is no key.")) == (1, True)


def test_a_file_that_is_added_with_a_manifest_that_fits_is_refused(members, repacked):
    assert "more.csv (added)" in refusal(repacked(forged(members | {"more.csv": b""})))


def test_a_chart_that_is_altered_or_left_out_is_named(members, repacked):
    charts = [name for name in members if name.startswith("charts/")]
    assert {"charts/question-a-before-build.png", "charts/question-a-shift-build.png"} < {*charts}
    for name in charts:
        assert name in refusal(repacked(members | {name: changed(members[name], -9, 1)}))
        without = {other: content for other, content in members.items() if other != name}
        assert f"{name} (missing)" in refusal(repacked(without))


def test_a_code_that_takes_the_place_of_another_is_named(members, repacked):
    """The seal covers commitments alone, so each code has to open its own; who deleted their data has none."""
    listed = json.loads(members["codes.json"])
    assert sum(row["code"] is None for row in listed) == 5
    codes = {row["code"].encode() for row in listed if row["code"]}
    assert all(code in members["codes.csv"] for code in codes)
    files = {name: content.replace(min(codes), b"SOMEBODYELSE") for name, content in members.items()}
    assert "a code of poll" in refusal(repacked(forged(files)))


def test_an_action_that_is_taken_out_is_named(members, repacked):
    lines = members["actions.jsonl"].splitlines(keepends=True)
    files = members | {"actions.jsonl": b"".join(lines[:2] + lines[3:])}
    assert "actions.jsonl, entry 3" in refusal(repacked(forged(files)))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "damaged, or not a ZIP"),
        (b"PK\x03\x04 and so on", "damaged, or not a ZIP"),
        (None, "Cannot be read: No such file"),
    ],
)
def test_a_foreign_file_is_one_refusal(tmp_path, content, said):
    file = tmp_path / "foreign.zip"
    if content is not None:
        file.write_bytes(content)
    assert said in refusal(file)


def test_a_zip_that_is_cut_short_is_one_refusal(package, tmp_path):
    file = tmp_path / "short.zip"
    for part in (0.3, 0.9, 0.999):
        content = package.read_bytes()
        file.write_bytes(content[: int(len(content) * part)])
        refusal(file)


@pytest.mark.parametrize("manifest_", [None, b"", b"[]", b'{"files": 3}', b"[" * 100_000, b'{"files": {"a": "b"}}'])
def test_a_zip_of_something_else_is_one_refusal(repacked, manifest_):
    refusal(repacked({"readme.txt": b"Hello"} | ({} if manifest_ is None else {"manifest.json": manifest_})))
    refusal(repacked(forged({"readme.txt": b"Hello"})))


def test_a_file_that_is_there_twice_is_refused(members, tmp_path):
    file = tmp_path / "twice.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("ballots.csv", b"other")
    assert "ballots.csv appears twice" in refusal(file)
