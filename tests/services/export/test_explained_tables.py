"""The tables that explain the others, and ballots a row a person."""

import asyncio
import json
import zipfile
from dataclasses import replace

import pytest
from forging import forged, pack, rewrite, rows, unpack
from openpyxl import load_workbook

from bot.domain.ballot_paper_tables import ITEMS, OPTIONS, POLLS, QUESTIONS
from bot.domain.polls import Round, Secrecy
from bot.domain.quorum import Quorum
from bot.services.export.dataset import What
from bot.services.export.export import ExportFolder, export_debate
from bot.services.polls import lifecycle
from bot.services.polls.opening import open_poll as open_a_poll
from bot.verify import NotVerified, verify

EXPLAINING = {"questions": QUESTIONS, "polls": POLLS, "items": ITEMS, "options": OPTIONS}


@pytest.fixture
def exported(context, moderator, tmp_path):
    """Return what exports a debate, and gives back the only file."""

    async def export(what="all", format_name="json", **given):
        place = ExportFolder(tmp_path / format_name / what)
        (file,) = (await export_debate(context, moderator(), What(what), format_name, place, **given)).files
        return file

    return export


@pytest.fixture
async def closed(context, open_poll, an_opening, vote, moderator, debate):
    """Hold a poll of each secrecy; people answer all items, some of them or abstain."""
    assert debate
    described = replace(an_opening("a", electorate=40), quorum=Quorum(10, of_electorate=True))
    opened = [
        (await open_a_poll(context, moderator(), described))[0],
        await open_poll("b", Round.BEFORE),
        await open_poll("c", secrecy=Secrecy.NAMED),
        await open_poll("d", secrecy=Secrecy.SECRET),
    ]
    for poll in opened:
        await vote("ann", poll, *[option.id for option in poll.items[0].options[-1:]], item=poll.items[0].key)
        await vote("bob", poll, item=poll.items[0].key)
        await vote("cy", poll, *[poll.items[-1].options[0].id], item=poll.items[-1].key)
        await lifecycle.close_by_hand(context, moderator(), poll.question, poll.round, {None: 40})
    return opened


def tables_in(file):
    with zipfile.ZipFile(file) as archive:
        names = [name for name in archive.namelist() if name.endswith(".json")]
        return {name.removesuffix(".json"): json.loads(archive.read(name)) for name in names}


async def test_every_row_of_a_poll_an_item_or_an_option_is_explained_once_by_its_key(closed, exported):
    tables = tables_in(await exported())
    for name, columns in EXPLAINING.items():
        assert all(tuple(row) == columns for row in tables[name])

    def keys(table, *columns):
        return [tuple(row[column] for column in columns) for row in tables[table]]

    assert keys("polls", "poll", "question") == [(poll.id, poll.question) for poll in closed]
    assert set(keys("polls", "question")) <= set(keys("questions", "question"))
    assert keys("items", "poll", "item") == [(poll.id, item.key) for poll in closed for item in poll.items]
    of_options = keys("options", "poll", "item", "option")
    assert of_options == keys("tallies", "poll", "item", "option")
    assert len(set(of_options)) == len(of_options)
    first = tables["polls"][0]
    assert (first["turnout"], first["electorate"], first["quorum"], first["quorum_needed"]) == (3, 40, "10%", 4)
    assert all(len(row["seal"]) == 64 for row in tables["polls"])


async def test_wide_ballots_have_a_row_for_each_person_but_of_secret_polls_there_are_none(closed, exported):
    tables = tables_in(await exported())
    wide = {name for name in tables if name.startswith("ballots_wide_")}
    assert wide == {"ballots_wide_a_main", "ballots_wide_b_before", "ballots_wide_c_main"}
    for poll in closed[:3]:
        rows = tables[f"ballots_wide_{poll.question}_{poll.round}"]
        assert len(rows) == len({row["participant"] for row in tables["ballots"] if row["poll"] == poll.id}) == 3
    approvals = sorted(
        [row[column] for column in row if column.startswith(f"{closed[1].items[0].key}.")]
        for row in tables["ballots_wide_b_before"]
        if row[f"{closed[1].items[0].key}.abstain"] == 0
    )
    assert {cell for row in approvals for cell in row} == {0, 1}


async def test_a_workbook_has_them_as_sheets_and_single_ones_are_not_asked_for(closed, exported):
    assert closed
    sheets = load_workbook(await exported(format_name="xlsx")).sheetnames
    assert {*EXPLAINING, "ballots_wide_a_main"} <= {*sheets}


async def test_they_are_in_the_language_asked_for_beside_what_stood_on_the_ballot(closed, exported):
    tables = tables_in(await exported(format_name="zip", language="fr"))
    assert closed
    assert [row["label"] for row in tables["options"]] == [row["label"] for row in tables["tallies"]]
    assert all(row["wording"] for row in tables["items"] + tables["options"])


async def test_the_quorum_is_checked_against_the_log(closed, exported, tmp_path):
    assert closed
    file = await exported(format_name="zip")
    assert (await asyncio.to_thread(verify, file)).polls == 4
    files = unpack(file)
    polls = rows(files, "polls")
    polls[0] |= {"quorum": "5%", "quorum_needed": 2}
    await asyncio.to_thread(rewrite, files, "polls", polls)
    with pytest.raises(NotVerified, match="quorum of poll 1"):
        await asyncio.to_thread(verify, pack(forged(files), tmp_path / "forged"))
