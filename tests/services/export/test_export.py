"""The exports: complete, readable, and such that ballots recount to tallies."""

import asyncio
import csv
import errno
import io
import json
import os
import re
import zipfile
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from openpyxl import load_workbook
from sentences import ONLY_POLLS_THAT_ARE_CLOSED_ARE, TOO_LARGE_EVEN_AS_A_ZIP

from bot.domain.export_schema import BALLOTS, RESPONSES, TALLIES
from bot.domain.polls import Round, Secrecy
from bot.domain.refusals import NotAllowed, NotFound, NotNow
from bot.domain.texts import say
from bot.exports.charts import THEMES
from bot.exports.csv_ import CommaSeparated
from bot.exports.package_files import PACKAGE_FILES
from bot.i18n import languages
from bot.services.common.debate_lookup import all_debates
from bot.services.debates import debates
from bot.services.export.dataset import What
from bot.services.export.export import ExportFolder, export_debate, export_for_operator, temporary_folder
from bot.services.mydata import as_json, mydata
from bot.services.polls import lifecycle, voting
from bot.services.responses import responses
from bot.storage.actions import actions_of
from bot.verify import NotVerified, verify

COLUMNS = {"tallies": TALLIES, "ballots": BALLOTS, "responses": RESPONSES}
EXPLAINING = (
    "questions",
    "polls",
    "items",
    "options",
    "ballots_wide_a_before",
    "ballots_wide_b_main",
    "ballots_wide_c_main",
)
"""What comes with everything of `busy` beside these."""
EMPTY = ("", None)


def rows_of(file):
    """Read an exported file with the standard library only."""
    if file.name.endswith(".json"):
        return json.loads(file.read_bytes())
    return list(csv.DictReader(io.StringIO(file.read_bytes().decode("utf-8-sig"), newline="")))


def recount(tallies, ballots):
    """Count the ballots anew and return the tally rows as they should be."""
    answers = defaultdict(list)
    for ballot in ballots:
        answers[ballot["poll"], ballot["item"]].append(ballot["answer"])
    expected = []
    for row in tallies:
        given = answers[row["poll"], row["item"]]
        abstained = given.count("abstain")
        votes = sum(row["option"] in answer.split(";") for answer in given)
        share = str(round(votes / (len(given) - abstained), 6)) if len(given) > abstained else ""
        counted = {"votes": str(votes), "share": share, "ballots": str(len(given)), "abstentions": str(abstained)}
        expected.append(row | counted)
    return expected


def parts_of(file):
    """Return the bytes of a file, or of the files in it."""
    return contents(file).values() if zipfile.is_zipfile(file) else [file.read_bytes()]


def cells_of(file):
    """Return what the cells of a workbook say."""
    cells = [cell for sheet in load_workbook(file) for row in sheet.iter_rows(values_only=True) for cell in row]
    return " ".join(map(str, cells)).encode()


def contents(file):
    """Return what a ZIP holds, by name."""
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def place(tmp_path):
    """Return a folder to export to, apart from the database's."""
    return ExportFolder(tmp_path / "exported")


@pytest.fixture
def exported(context, moderator, place):
    """Return what exports as a moderator, and reads the file that was asked for."""

    async def read(what, format_name="csv", **given):
        files = (await export_debate(context, moderator(), What(what), format_name, place, **given)).files
        return rows_of({file.name: file for file in files}[f"{what}.{format_name}"])

    return read


async def votes_of(number, opened, vote):
    """Vote as one of a crowd: some abstain, and some leave a paper or a part of it empty."""
    name, paper = f"voter {number}", opened[2]
    await vote(name, opened[0], ["yes", "no", "later"][number % 3])
    await vote(name, opened[1], *["physics", "health", "climate"][: number % 4])
    for item in paper.items[: number % 4]:
        await vote(name, paper, *[item.options[number % 2].id] * (number % 5 > 0), item=item.key)


@pytest.fixture
async def busy(context, open_poll, vote, moderator, clock, person):
    """Return the polls of a debate with changes, withdrawals, abstentions, rounds, responses and an open poll."""
    opened = [await open_poll("a", Round.BEFORE, electorate=40), await open_poll("b"), await open_poll("c", minutes=5)]
    clock.advance(25)
    await asyncio.gather(*(votes_of(number, opened, vote) for number in range(25)))
    await vote("voter 3", opened[0], "later")
    await mydata.delete(context, person("voter 4"))
    for question in ("a", "b", "c"):
        await lifecycle.close_by_hand(context, moderator(), question, None, {})
    await mydata.delete(context, person("voter 5"))
    await responses.respond(context, person("ann"), "a", '=cmd|"/c calc"!A1, «déjà vu»\nsecond line')
    await responses.respond(context, person("bob"), "b", "Plain.")
    return [*opened, await open_poll("a", Round.AFTER)]


@pytest.mark.both_databases
async def test_the_ballots_recount_to_the_tallies_exactly(busy, exported):
    tallies, ballots = await exported("tallies"), await exported("ballots")
    assert len(tallies) == 3 + 3 + 2 + 2 + 2
    assert recount(tallies, ballots) == tallies
    assert Counter(row["poll"] for row in ballots)[str(busy[0].id)] == 24
    assert any(int(row["abstentions"]) for row in tallies)
    assert any(int(row["changes"]) for row in ballots)


@pytest.mark.parametrize("what", ["tallies", "ballots", "responses"])
async def test_json_and_csv_say_the_same_under_the_columns_of_the_contract(busy, exported, what):
    assert busy
    in_csv, in_json = await exported(what), await exported(what, "json")
    assert len(in_csv) == len(in_json) > 0
    for plain, typed in zip(in_csv, in_json, strict=True):
        assert tuple(plain) == tuple(typed) == COLUMNS[what]
        texts = {column: "" if cell is None else str(cell) for column, cell in typed.items()}
        assert {column: cell.removeprefix("'") for column, cell in plain.items()} == texts


async def test_times_are_utc_and_cells_cannot_run_in_a_spreadsheet(busy, exported):
    tallies, ballots, texts = [await exported(what) for what in ("tallies", "ballots", "responses")]
    assert (tallies[0]["opened_at"], tallies[0]["closed_at"]) == ("2025-07-10T18:00:00Z", "2025-07-10T18:00:25Z")
    assert busy
    for row in ballots:
        assert datetime.fromisoformat(row["cast_at"]).utcoffset() == timedelta(0)
    assert texts[0]["text"] == '\'=cmd|"/c calc"!A1, «déjà vu»\nsecond line'
    assert (await exported("responses", "json"))[0]["text"] == '=cmd|"/c calc"!A1, «déjà vu»\nsecond line'


@pytest.mark.parametrize("format_name", ["csv", "json", "xlsx", "zip", "polis"])
async def test_no_format_tells_the_second_of_a_pseudonymous_vote_and_ones_own_data_do(
    context, open_poll, vote, person, moderator, place, clock, format_name
):
    """A neighbour who saw the tap would find the pseudonym by it, and by the pseudonym all other answers."""
    poll = await open_poll("d")
    clock.advance(11)
    await vote("ann", poll, "yes", item="agree")
    clock.advance(60)
    await responses.respond(context, person("ann"), "d", "Because.")
    clock.advance(3600)
    await lifecycle.close_by_hand(context, moderator(), "d", None, {})
    files = (await export_debate(context, moderator(), What.ALL, format_name, place)).files
    found = b"".join(cells_of(file) if file.suffix == ".xlsx" else b"".join(parts_of(file)) for file in files)
    assert b"18:00:00" in found or format_name == "polis"  # which has no times of votes
    for second in (b"18:00:11", b"18:01:11"):
        assert second not in found
    own = await as_json.export(context, person("ann"))
    assert b"2025-07-10T18:00:11Z" in own
    assert b"2025-07-10T18:01:11Z" in own


async def test_times_of_named_votes_are_exported_as_they_were(open_poll, vote, clock, exported):
    poll = await open_poll("a", secrecy=Secrecy.NAMED)
    clock.advance(11)
    await vote("ann", poll, "yes")
    assert [row["cast_at"] for row in await exported("ballots")] == ["2025-07-10T18:00:11Z"]


async def test_the_electorate_is_exported_where_it_is_known(busy, exported):
    tallies = await exported("tallies")
    assert busy
    assert {row["question"]: row["electorate"] for row in tallies} == {"a": "40", "b": "", "c": ""}


async def test_open_and_cancelled_polls_are_left_out_and_open_ones_are_named(context, busy, moderator, place, exported):
    found = await export_debate(context, moderator(), What.ALL, "csv", place)
    assert [poll.id for poll in found.excluded] == [busy[3].id]
    await lifecycle.cancel(context, moderator(), "b", None)
    for what in ("tallies", "ballots"):
        assert {row["poll"] for row in await exported(what)} == {str(busy[0].id), str(busy[2].id)}


async def kept_actions(context, debate_id):
    async with context.database.reading() as connection:
        return [json.loads(link.line()) async for link in actions_of(connection, debate_id)]


async def test_an_open_poll_is_exported_where_the_moderator_confirms_it_and_the_log_keeps_that(
    context, busy, moderator, vote, place
):
    await vote("ann", busy[3], "yes")
    found = await export_debate(context, moderator(), What.TALLIES, "json", place, question="a", open_polls=True)
    assert ([poll.id for poll in found.included_open], found.excluded) == ([busy[3].id], ())
    rows = [row for row in rows_of(found.files[0]) if row["poll"] == busy[3].id]
    assert [(row["votes"], row["ballots"], row["closed_at"]) for row in rows] == [
        (1, 1, None),
        (0, 1, None),
        (0, 1, None),
    ]
    assert not any(file.name.startswith("shift") for file in found.files)
    last = (await kept_actions(context, found.debate.id))[-1]
    assert (last["action"], last["what"], last["open_polls"]) == ("exported", "tallies", str(busy[3].id))


async def test_an_export_of_closed_polls_only_says_so_in_the_log(context, busy, moderator, place):
    assert busy
    found = await export_debate(context, moderator(), What.TALLIES, "json", place)
    assert "open_polls" not in (await kept_actions(context, found.debate.id))[-1]


async def test_an_open_named_poll_is_exported_unasked(context, open_poll, vote, moderator, place):
    """Moderators see all along who votes what in it, and the ballot paper says so."""
    poll = await open_poll("a", secrecy=Secrecy.NAMED)
    await vote("ann", poll, "yes")
    found = await export_debate(context, moderator(), What.BALLOTS, "json", place)
    assert ([row["answer"] for row in rows_of(found.files[0])], found.included_open) == (["yes"], (poll,))


@pytest.mark.parametrize(
    ("secrecy", "format_name", "reason"),
    [(Secrecy.SECRET, "csv", "A secret poll"), (Secrecy.NAMED, "zip", "sealed counts")],
)
async def test_no_confirmation_exports_an_open_secret_poll_or_seals_an_open_one(
    context, open_poll, vote, moderator, place, secrecy, format_name, reason
):
    await vote("ann", await open_poll("a", secrecy=secrecy), "yes")
    with pytest.raises(NotNow, match=reason):
        await export_debate(context, moderator(), What.BALLOTS, format_name, place, open_polls=True)
    found = await export_debate(context, moderator(), What.ALL, format_name, place, open_polls=True)
    assert ([poll.question for poll in found.excluded], found.included_open) == (["a"], ())
    assert not any(b"yes" in member for file in found.files for member in contents(file).values())


async def test_one_question_can_be_exported_alone(busy, exported):
    assert busy
    for what in ("tallies", "ballots", "responses"):
        assert {row["question"] for row in await exported(what, question="a")} == {"a"}
    assert {row["question"] for row in await exported("tallies", question="What should it work on?")} == {"b"}


@pytest.mark.parametrize(("format_name", "endings"), [("csv", ["csv"]), ("json", ["json"])])
async def test_everything_comes_in_one_zip_of_the_format_asked_for(
    context, busy, moderator, place, format_name, endings
):
    assert busy
    (file,) = (await export_debate(context, moderator(), What.ALL, format_name, place)).files
    assert file.name == f"debate-{format_name}.zip"
    with zipfile.ZipFile(file) as archive:
        assert sorted(archive.namelist()) == sorted(
            f"{table}.{ending}" for table in (*COLUMNS, *EXPLAINING) for ending in endings
        )
        assert all(archive.read(name) for name in archive.namelist())


@pytest.mark.both_databases
async def test_the_operator_gets_the_very_files_a_moderator_gets(context, busy, moderator, place, tmp_path):
    assert busy
    asked = await export_debate(context, moderator(), What.ALL, "zip", place, question="b")
    theirs = ExportFolder(tmp_path / "operator")
    operators = await export_for_operator(context, asked.debate, What.ALL, "zip", theirs, question="b")
    first, second = contents(asked.files[0]), contents(operators.files[0])
    # The log has grown by the first export.
    assert second.pop("actions.jsonl").startswith(first.pop("actions.jsonl"))
    assert first.pop("manifest.json") != second.pop("manifest.json")
    assert first == second
    assert operators.excluded == asked.excluded


@pytest.mark.both_databases
async def test_the_zip_holds_all_that_it_takes_to_check_it_and_does(context, busy, moderator, place):
    """Polls with rounds, changes, withdrawals and deletions, on either database; only what is closed is in it."""
    (file,) = (await export_debate(context, moderator(), What.ALL, "zip", place)).files
    found = contents(file)
    tables = [f"{table}.{ending}" for table in (*COLUMNS, *EXPLAINING, "seals", "codes") for ending in ("csv", "json")]
    canonical = [f"canonical-{poll.id}.jsonl" for poll in busy[:3]]
    results = [f"{poll.question}-{poll.round.value}-{item.key}" for poll in busy[:3] for item in poll.items]
    turnouts = [f"{poll.question}-turnout-{poll.round.value}" for poll in busy[:3]]
    charts = [f"{folder}/question-{name}.png" for name in (*results, *turnouts) for folder in THEMES.values()]
    others = [*PACKAGE_FILES, "actions.jsonl", "charts/alternatives.md", "codebook.md", "manifest.json", "report.html"]
    assert sorted(found) == sorted([*tables, *canonical, *charts, *others])
    verified = await asyncio.to_thread(verify, file)
    assert verified.polls == 3
    assert verified.ballots == len(json.loads(found["ballots.json"]))


WORDS = {"README.txt", "datapackage.json", "charts/alternatives.md", "codebook.md", "report.html"} | {
    f"{table}.{ending}" for table in ("questions", "items", "options") for ending in ("csv", "json")
}
"""What people read, and the tables with the wording; the rest is for programs."""


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("language", [*languages(), "sv"])
async def test_only_what_people_read_is_in_another_language_and_it_holds(context, moderator, tmp_path, language):
    """There is no Swedish: its figures are, and its sentences are English."""
    found = []
    for number, asked in enumerate(("en", language)):
        place = ExportFolder(tmp_path / str(number))
        (file,) = (await export_debate(context, moderator(), What.ALL, "zip", place, language=asked)).files
        assert (await asyncio.to_thread(verify, file)).polls > 1
        found.append(contents(file))
    english, other = found
    both = english.keys() - {"manifest.json", "actions.jsonl"}
    assert {name for name in both if english[name] != other[name]} <= WORDS
    told = language if language in languages() else "en"
    assert f'<html lang="{told}">' in other["report.html"].decode()
    assert (told != "en") == (english["codebook.md"] != other["codebook.md"])


@pytest.mark.usefixtures("busy")
async def test_a_chart_that_cannot_be_drawn_is_not_missed_in_any_language(context, moderator, place, monkeypatch):
    """`verify` does not read the sentence that says so."""
    monkeypatch.setattr("bot.exports.charts.draw", lambda *_: None)
    monkeypatch.setattr("bot.exports.charts.NOT_DRAWN", say("Inte ritad."))
    (file,) = (await export_debate(context, moderator(), What.ALL, "zip", place)).files
    assert not [name for name in contents(file) if name.endswith(".png")]
    assert (await asyncio.to_thread(verify, file)).polls > 1


async def test_an_export_of_one_question_can_be_checked_as_well(context, busy, moderator, place):
    assert busy
    (file,) = (await export_debate(context, moderator(), What.ALL, "zip", place, question="b")).files
    assert (await asyncio.to_thread(verify, file)).polls == 1
    (part,) = (await export_debate(context, moderator(), What.BALLOTS, "zip", place)).files
    with pytest.raises(NotVerified, match=r"tallies\.csv \(missing; export everything"):
        await asyncio.to_thread(verify, part)


@pytest.mark.both_databases
async def test_one_export_at_a_time_and_nobody_else_waits_for_them(
    context, busy, moderator, tmp_path, monkeypatch, person
):
    """As many are asked for as there are connections that read, and more: pages and ballots still open at once."""
    writing, may_end, under_way, write = asyncio.Event(), asyncio.Event(), [], CommaSeparated.write

    async def slowly(self, dataset, target):
        under_way.append(target)
        writing.set()
        await may_end.wait()
        await write(self, dataset, target)

    monkeypatch.setattr(CommaSeparated, "write", slowly)
    asked = [
        asyncio.create_task(
            export_debate(context, moderator(), What.TALLIES, "csv", ExportFolder(tmp_path / f"{number}"))
        )
        for number in range(6)
    ]
    await writing.wait()
    for name in ("ann", "bob", "cy", "dan"):
        assert await voting.own_ballot(context, person(name), busy[-1].id)
    assert len(under_way) == 1
    may_end.set()
    assert {len(done.files) for done in await asyncio.gather(*asked)} == {1}
    assert len(under_way) == 6


@pytest.mark.expects_errors
@pytest.mark.parametrize("format_name", ["csv", "json", "zip", "html", "blt", "polis", "xlsx"])
async def test_a_disk_that_is_full_ends_an_export_with_a_sentence_for_each_and_no_bug(
    context, open_poll, vote, moderator, monkeypatch, caplog, format_name
):
    paper = await open_poll("d")
    await vote("ann", paper, "tower", item="order")
    await vote("ann", paper, "yes", item="agree")
    await lifecycle.close_by_hand(context, moderator(), "d", None, {})

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("bot.exports.folder._Counted.write", full)
    with pytest.raises(NotNow, match="no room"), temporary_folder() as folder:
        await export_debate(context, moderator(), What.ALL, format_name, ExportFolder(folder))
    (record,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert "No space left on device" in record.getMessage()
    assert record.exc_info is None


@pytest.mark.expects_errors
def test_where_there_is_no_folder_for_temporary_files_that_is_said(monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    with pytest.raises(NotNow, match="no room"), temporary_folder():
        pytest.fail("there is none")


async def test_progress_tells_how_many_ballots_of_how_many(context, busy, moderator, place, monkeypatch):
    assert busy
    monkeypatch.setattr("bot.services.export.team_tables.PROGRESS_EVERY", 10)
    told = []
    await export_debate(context, moderator(), What.BALLOTS, "csv", place, progress=lambda *counts: told.append(counts))
    total = len(rows_of(place.path / "ballots.csv"))
    assert told == [(0, 0), *((done, total) for done in range(10, total + 1, 10))]
    assert len(told) > 1


async def test_an_export_that_is_too_large_comes_in_a_zip(context, busy, moderator, place, exported):
    """A limit that the file does not keep alone, but keeps in a ZIP."""
    assert busy
    expected = await exported("tallies")
    limit = (place.path / "tallies.csv").stat().st_size - 1
    smaller = ExportFolder(place.path / "smaller", limit)
    shrunk = await export_debate(context, moderator(), What.TALLIES, "csv", smaller)
    assert shrunk.shrunk
    assert [file.name for file in smaller.path.iterdir()] == ["debate-csv.zip"]
    with zipfile.ZipFile(shrunk.files[0]) as archive:
        read = csv.DictReader(io.StringIO(archive.read("tallies.csv").decode("utf-8-sig"), newline=""))
        assert list(read) == expected


@pytest.mark.parametrize("format_name", ["csv", "zip"])
async def test_an_export_that_is_too_large_even_in_a_zip_is_refused(context, busy, moderator, tmp_path, format_name):
    assert busy
    for what in (What.BALLOTS, What.ALL):
        with pytest.raises(NotNow, match=re.escape(TOO_LARGE_EVEN_AS_A_ZIP.forms[0])):
            await export_debate(context, moderator(), what, format_name, ExportFolder(tmp_path / "small", 500))
    assert list((tmp_path / "small").iterdir()) == []


async def test_the_order_of_the_ballots_tells_nothing_of_when_they_were_cast(
    context, open_poll, vote, moderator, exported
):
    """The same people come in the same order, whoever votes first."""
    orders = []
    for question, people in [("a", ["ann", "bob", "cy", "di", "eve"]), ("b", ["eve", "di", "cy", "bob", "ann"])]:
        poll = await open_poll(question)
        for name in people:
            await vote(name, poll, poll.items[0].options[0].id)
        await lifecycle.close_by_hand(context, moderator(), question, None, {})
        orders.append([row["participant"] for row in await exported("ballots", question=question)])
    assert orders[0] == orders[1] == sorted(orders[0])


async def test_an_older_debate_can_still_be_exported(context, busy, moderator, start_debate, exported):
    (older,) = await all_debates(context)
    await debates.finish(context, moderator(), {})
    await start_debate(context)
    assert await exported("tallies") == []
    tallies, ballots = [await exported(what, debate_id=older.id) for what in ("tallies", "ballots")]
    assert {row["poll"] for row in tallies} == {str(poll.id) for poll in busy}
    assert recount(tallies, ballots) == tallies
    with pytest.raises(NotFound):
        await exported("tallies", debate_id=older.id + 99)


async def test_a_named_poll_is_exported_with_names_and_a_pseudonymous_one_without(
    context, open_poll, vote, moderator, exported
):
    for question, secrecy in [("a", Secrecy.NAMED), ("b", Secrecy.PSEUDONYMOUS)]:
        poll = await open_poll(question, secrecy=secrecy)
        await vote("Ann", poll, poll.items[0].options[0].id)
        await lifecycle.close_by_hand(context, moderator(), question, None, {})
    named, pseudonymous = await exported("ballots")
    assert named["participant"] == "Ann"
    assert len(pseudonymous["participant"]) == 64
    assert [row["secrecy"] for row in await exported("tallies")][::3] == ["named", "pseudonymous"]


async def test_only_moderators_export_and_only_what_is_closed(context, open_poll, person, moderator, place, exported):
    await open_poll("a")
    with pytest.raises(NotAllowed):
        await export_debate(context, person("ann", 77), What.ALL, "csv", place)
    for what in ("tallies", "ballots"):
        with pytest.raises(NotNow, match=re.escape(ONLY_POLLS_THAT_ARE_CLOSED_ARE.forms[0])):
            await exported(what)
    assert await exported("responses") == []
    everything = await export_debate(context, moderator(), What.ALL, "csv", place)
    assert (len(everything.files), len(everything.excluded)) == (1, 1)


async def test_a_server_without_a_debate_has_nothing_to_export(context, administrator, place):
    with pytest.raises(NotFound):
        await export_debate(context, administrator(), What.ALL, "csv", place)


async def test_a_ranking_is_exported_as_an_election_alone_or_with_others_in_a_zip(
    context, open_poll, vote, moderator, place
):
    for round_ in (Round.BEFORE, Round.AFTER):
        poll = await open_poll("d", round_)
        for number, order in enumerate([("web", "tower"), ("web", "tower"), ("bridge",), ()]):
            await vote(f"voter {number}", poll, *order, item="order")
        await lifecycle.close_by_hand(context, moderator(), "d", round_, {})
    exported = await export_debate(context, moderator(), What.BALLOTS, "blt", place)
    assert [file.name for file in exported.files] == ["question-d-before-order.blt", "question-d-after-order.blt"]
    assert exported.files[0].read_text().startswith("3 1\n2 2 1 0\n1 3 0\n0\n")
    for limited in (
        await export_debate(context, moderator(), What.ALL, "blt", place),
        await export_debate(context, moderator(), What.BALLOTS, "blt", replace(place, max_files=1)),
    ):
        (file,) = limited.files
        with zipfile.ZipFile(file) as archive:
            assert len(archive.namelist()) == 2


async def test_ratings_are_exported_as_polis_has_them(context, open_poll, vote, moderator, place):
    poll = await open_poll("d")
    for number, step in enumerate(["yes", "yes", "rather", "no"]):
        await vote(f"voter {number}", poll, step, item="agree")
    await lifecycle.close_by_hand(context, moderator(), "d", None, {})
    exported = await export_debate(context, moderator(), What.BALLOTS, "polis", place)
    found = {file.stem: rows_of(file) for file in exported.files}
    assert list(found) == ["summary", "comments", "votes", "participant-votes"]
    assert [(row["agrees"], row["disagrees"]) for row in found["comments"]] == [("2", "1")]
    assert sorted(row["vote"] for row in found["votes"]) == ["-1", "0", "1", "1"]


@pytest.mark.parametrize("format_name", ["blt", "polis"])
async def test_a_format_that_nothing_fits_is_refused_politely(context, busy, moderator, place, format_name):
    assert busy
    for what in What:
        with pytest.raises(NotNow):
            await export_debate(context, moderator(), what, format_name, place)
    assert not place.path.exists() or list(place.path.iterdir()) == []


async def test_the_report_says_where_the_operator_wants_problems_reported(context, debate, moderator, person, place):
    assert debate
    await responses.respond(context, person("ann"), "a", "Words.")
    context = replace(context, contact="help@example.org")
    (file,) = (await export_debate(context, moderator(), What.ALL, "html", place)).files
    assert "help@example.org" in file.read_text("utf-8")
