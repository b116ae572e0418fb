"""ZIPs that somebody made to harm whoever checks them: each ends with one plain answer, in bounded memory."""

import json
import os
import random
import stat
import tracemalloc
import unicodedata
import zipfile
from collections import Counter

import pytest
from click.testing import CliRunner
from forging import checksummed, forged, rechain, rewrite, rows
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.cli import main
from bot.exports.zip_ import CHECKSUM
from bot.verify import ballots, columns
from bot.verify.shift import WITH_OPTION

MEBI = 1 << 20
MOST_MEMORY = 64 * MEBI
"""Bytes; what the bot itself writes takes some 15 MiB here."""

ESCAPE = "\x1b[1K\rHolds: \u202e5 polls\nHolds: 5 polls"


UNSAFE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Categories of characters that a terminal obeys."""


def told(file):
    """Return what `verify` says: lines that a terminal shows as they are, whatever it comes to."""
    tracemalloc.start()
    try:
        done = CliRunner().invoke(main, ["verify", str(file)])
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert isinstance(done.exception, SystemExit | None), done.exception
    assert peak < MOST_MEMORY, peak
    said = done.stdout + done.stderr
    first, *rest = said.split("\n")
    assert (done.exit_code, first.startswith("Holds: ")) in {(0, True), (1, False)}
    assert not any(line.startswith("Holds: ") for line in rest)
    assert not {unicodedata.category(char) for char in said if char != "\n"} & UNSAFE
    return said


def written(file, members, change=lambda _: None, how=zipfile.ZIP_DEFLATED):
    """Write a ZIP whose list of files is changed before it is written."""
    with zipfile.ZipFile(file, "w", how) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        change(archive)
        archive.comment = b"0" * CHECKSUM
    file.write_bytes(checksummed(file.read_bytes()))
    return file


def entry(name, **fields):
    """Return what changes an entry of the list of files."""

    def change(archive):
        for field, value in fields.items():
            setattr(archive.NameToInfo[name], field, value)

    return change


def on_top_of_each_other(archive):
    for one in archive.filelist:
        one.header_offset = 0


def beyond_the_end(archive):
    archive.filelist[-1].compress_size += 1000


def a_long_list(archive):
    for one in archive.filelist:
        one.comment = b"x" * 65_000


HOSTILE = [
    ("encrypted", entry("ballots.json", flag_bits=1), "ballots.json is encrypted"),
    ("a link", entry("ballots.json", external_attr=(stat.S_IFLNK | 0o777) << 16), "ballots.json is a link"),
    ("a folder", entry("ballots.json", external_attr=(stat.S_IFDIR | 0o777) << 16), "ballots.json is a link or a fold"),
    ("patched", entry("ballots.json", flag_bits=0x20), "ballots.json is encrypted"),
    ("an unknown compression", entry("ballots.json", compress_type=97), "ballots.json is compressed"),
    ("a huge file", entry("codebook.md", file_size=2**31), "codebook.md would be 2,048 MiB"),
    ("huge ballots", entry("ballots.json", file_size=2**31), "it would be 2,04"),
    ("endless ballots", entry("ballots.json", file_size=2**60), "MiB unpacked"),
    ("files that share bytes", on_top_of_each_other, "shares bytes with another file"),
    ("a file before the beginning", entry("ballots.json", header_offset=2**40), "list of files"),
    ("a file beyond the end", beyond_the_end, "list of files"),
    ("a long list of files", a_long_list, "its list of files is too long"),
]


@pytest.mark.parametrize(("change", "said"), [pytest.param(*rest, id=name) for name, *rest in HOSTILE])
def test_what_the_bot_never_writes_is_refused_before_it_is_read(change, said, members, tmp_path):
    assert said in told(written(tmp_path / "hostile.zip", members, change))


@pytest.mark.parametrize(
    ("name", "may_be_large"),
    [("ballots_wide_d_main.json", True), ("codes.csv", True), ("canonical-1.jsonl", True), ("polls.json", False)],
)
def test_only_what_grows_with_the_voters_may_be_large(name, may_be_large, members, tmp_path):
    """A million voters make a wide table of 100 MiB and more."""
    said = told(written(tmp_path / "large.zip", members, entry(name, file_size=100 * MEBI)))
    assert (f"{name} would be 100 MiB unpacked" in said) is not may_be_large


@pytest.mark.parametrize("how", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_few_bytes_that_unpack_to_a_lot_are_not_unpacked(how, tmp_path):
    """Both inflate a block at a time, however little is asked for."""
    file = written(tmp_path / "bomb.zip", {"manifest.json": b"0" * 32 * MEBI}, how=how)
    assert file.stat().st_size < 10_000
    assert "manifest.json is compressed in a way that the bot does not use" in told(file)


@pytest.mark.parametrize("line", [b"[" * 10 * MEBI, b"[{}," * 4 * MEBI, b"0" * 20 * MEBI])
@pytest.mark.parametrize("name", ["manifest.json", "ballots.json", "seals.json", "canonical-1.jsonl", "actions.jsonl"])
def test_a_line_without_end_is_not_read_to_its_end(name, line, members, tmp_path):
    files = members | {name: line}
    assert "Does not hold" in told(written(tmp_path / "long.zip", files if name == "manifest.json" else forged(files)))


@pytest.mark.parametrize(
    "name",
    ["/etc/passwd", "../up.csv", "charts/../../up.png", "C:\\up.csv", "a/b/c.csv", ".hidden", "x" * 300, ESCAPE],
)
def test_a_name_that_leads_elsewhere_or_does_something_is_refused_and_shown_as_it_is(name, members, tmp_path):
    assert "is not a name that the bot gives a file" in told(written(tmp_path / "names.zip", members | {name: b"x"}))
    listed = members | {"manifest.json": forged(members | {name: b"x"})["manifest.json"]}
    assert "- manifest.json" in told(written(tmp_path / "listed.zip", listed))


def test_too_many_files_are_refused(members, tmp_path):
    more = {f"charts/{number}.png": b"" for number in range(2001)}
    assert "more than 2,000 files" in told(written(tmp_path / "many.zip", members | more))


@pytest.mark.parametrize("where", ["answer", "participant", "debate", "item"])
def test_an_escape_sequence_in_a_cell_is_shown_and_not_obeyed(where, members, repacked):
    files = dict(members)
    found = rows(files, "ballots")
    found[0][where] = ESCAPE
    rewrite(files, "ballots", found)
    assert "Does not hold" in told(repacked(forged(files)))


def test_an_escape_sequence_in_the_log_is_shown_and_not_obeyed(members, repacked):
    files = dict(members)
    entries = [json.loads(line) for line in files["actions.jsonl"].splitlines()]
    rechain(files, [one | ({"question": ESCAPE} if "question" in one else {}) for one in entries])
    assert r"\x1b[1K\rHolds: " in told(repacked(forged(files)))


@pytest.mark.parametrize(
    "manifest",
    [
        {"files": [], "question": None},
        {"files": {"ballots.csv": 3}, "question": None},
        {"files": {"ballots.csv": "0"}, "question": None},
        {"files": {"../x": "0" * 64}, "question": None},
        {"files": {}, "question": 5},
        {"files": None},
        [],
        "x",
        None,
        float("nan"),
    ],
)
def test_a_manifest_of_another_shape_is_one_plain_answer(manifest, members, repacked):
    said = told(repacked(members | {"manifest.json": json.dumps(manifest).encode()}))
    assert "- manifest.json" in said


def test_more_different_answers_than_memory_takes_are_refused(package, members, monkeypatch):
    given = {(row["poll"], row["item"], row["answer"]) for row in json.loads(members["ballots.json"])}
    for most, said in ((len(given), "Holds: "), (len(given) - 1, "different answers")):
        monkeypatch.setattr(ballots, "MAX_DIFFERENT_ANSWERS", most)
        assert said in told(package)


def test_too_many_polls_are_refused(members, tmp_path):
    more = {f"canonical-{number}.jsonl": b"" for number in range(100, 300)}
    assert "more than 200 polls" in told(written(tmp_path / "polls.zip", members | more))


@pytest.mark.parametrize("file", ["/dev/zero", "/dev/null"])
def test_what_is_no_file_is_not_read(file):
    assert "Cannot be read: it is not a file" in told(file)


NONSENSE = st.sampled_from([None, [], {}, "", -1, 0.5, 10**40, True, "\ud800", ESCAPE, ["a"], {"a": 1}, "x" * 5000])


@settings(max_examples=30)
@given(data=st.data())
def test_a_cell_of_another_type_is_one_plain_answer_even_where_the_manifest_fits(data, members, repacked):
    """In the tables that are read, written as nothing but a forger writes them."""
    files, table = dict(members), data.draw(st.sampled_from(["ballots", "responses", "seals", "codes", "shift"]))
    found = rows(files, table)
    row = data.draw(st.sampled_from(found))
    column = data.draw(st.sampled_from(sorted(row)))
    value = data.draw(NONSENSE)
    assume(value != row[column] or type(value) is not type(row[column]))
    row[column] = value
    lines = ",\n".join(json.dumps(one) for one in found)
    files[f"{table}.json"] = f"[\n{lines}\n]\n".encode()
    assert f"- {table}." in told(repacked(forged(files)))


@settings(max_examples=30)
@given(data=st.data())
def test_nonsense_in_the_log_is_one_plain_answer_even_where_it_hangs_together(data, members, repacked):
    files = dict(members)
    entries = [json.loads(line) for line in files["actions.jsonl"].splitlines()]
    entry = data.draw(st.sampled_from(entries))
    field = data.draw(st.sampled_from(sorted(entry)))
    if data.draw(st.booleans()):
        entry[field] = data.draw(NONSENSE.filter(lambda value: value != "\ud800"))
    else:
        del entry[field]
    rechain(files, entries)
    told(repacked(forged(files)))


@pytest.mark.parametrize("name", ["actions.jsonl", "canonical-1.jsonl", "seals.json", "responses.json", "tallies.json"])
@pytest.mark.parametrize(
    "line", [b"[" * 900_000, b'{"a":' * 100_000, b"\xff\xfe", b"\x00" * 100, b"1e999", b"NaN", b"{}", b""]
)
def test_a_line_of_anything_is_one_plain_answer(name, line, members, repacked):
    rest = members[name].split(b"\n", 1)[1]
    assert "Does not hold" in told(repacked(forged(members | {name: line + b"\n" + rest})))


@given(content=st.binary(max_size=2000))
def test_random_bytes_are_one_plain_answer(content, tmp_path_factory):
    file = tmp_path_factory.getbasetemp() / "random.zip"
    for head in (b"", b"PK\x03\x04", b"PK\x05\x06"):
        file.write_bytes(head + content)
        assert "damaged, or not a ZIP" in told(file)


def mutated(content, chance):
    """Cut a ZIP short, or change some of its bytes, mostly in the list of files, under a checksum that fits."""
    made = bytearray(content)
    if chance.random() < 0.05:
        del made[chance.randrange(len(made)) :]
    else:
        first = made.find(b"PK\x01\x02") if chance.random() < 0.6 else 0
        for _ in range(chance.randint(1, 6)):
            put = chance.choice(
                (b"\0", b"\xff" * 2, b"\xff" * 4, b"\xff" * 8, chance.randbytes(1), chance.randbytes(4))
            )
            at = chance.randrange(first, len(made) - CHECKSUM - len(put))
            made[at : at + len(put)] = put
    return checksummed(bytes(made))


@settings(max_examples=30)
@given(seed=st.integers(0, 2**32))
def test_a_genuine_zip_with_bytes_changed_is_one_plain_answer(seed, package, tmp_path_factory):
    file = tmp_path_factory.getbasetemp() / "mutated.zip"
    file.write_bytes(mutated(package.read_bytes(), random.Random(seed)))  # noqa: S311  nothing secret
    told(file)


@pytest.mark.soak
def test_one_altered_zip_after_the_other(package, tmp_path):
    seed, zips = (
        int(os.environ.get("SEED") or random.SystemRandom().randrange(10**6)),
        int(os.environ.get("ZIPS") or 10_000),
    )
    print(f"\nSEED={seed} alters the ZIPs")  # noqa: T201  shown where the test fails
    chance, file, ends = random.Random(seed), tmp_path / "mutated.zip", Counter()  # noqa: S311  nothing secret
    for _ in range(zips):
        file.write_bytes(mutated(package.read_bytes(), chance))
        ends["holds" if "Holds: " in told(file) else "refused"] += 1
    assert ends["refused"] > ends["holds"]
    print(f"{zips} altered ZIPs: {dict(ends)}")  # noqa: T201


def test_a_field_of_a_schema_is_a_column_of_the_bot_s():
    """So that a column that is renamed does not become one of text."""
    from bot.domain.export_schema import BALLOTS, CODES, RESPONSES, SEALS, SPEECHES  # noqa: PLC0415  this test alone
    from bot.domain.shift_tables import SHIFT_ITEMS, SHIFT_OPTIONS  # noqa: PLC0415  as above
    from bot.domain.statement_records import STATEMENT_VOTES, STATEMENTS  # noqa: PLC0415  as above

    known = {
        *SHIFT_ITEMS,
        *SHIFT_OPTIONS,
        *BALLOTS,
        *CODES,
        *RESPONSES,
        *SEALS,
        *SPEECHES,
        *STATEMENTS,
        *STATEMENT_VOTES,
        *WITH_OPTION,
    }
    assert known >= columns.FORMS.keys()
