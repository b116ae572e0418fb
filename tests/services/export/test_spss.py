"""SPSS: what is read back is what the JSON tables say, with words for every number."""

import json
import zipfile
from datetime import UTC

import pytest

from bot.domain.polls import Round, Secrecy
from bot.domain.refusals import NotNow
from bot.exports import spss
from bot.services.export.dataset import What
from bot.services.export.export import ExportFolder, export_debate
from bot.services.polls import lifecycle


@pytest.fixture
def exported(context, moderator, tmp_path):
    """Return what exports a debate, and gives back the files in the ZIP."""

    async def export(format_name, **given):
        place = ExportFolder(tmp_path / format_name)
        (file,) = (await export_debate(context, moderator(), What.ALL, format_name, place, **given)).files
        with zipfile.ZipFile(file) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    return export


@pytest.fixture
async def closed(open_poll, vote, context, moderator):
    """Hold polls with all kinds of items; people answer, abstain and leave items out."""
    opened = [
        await open_poll("a", Round.BEFORE),
        await open_poll("b", secrecy=Secrecy.NAMED),
        await open_poll("d"),
        await open_poll("c", secrecy=Secrecy.SECRET),
    ]
    for poll in opened:
        for item in poll.items:
            await vote("ann", poll, item.options[-1].id, item=item.key)
            await vote("bob", poll, item=item.key)
        await vote("cy", poll, poll.items[0].options[0].id, item=poll.items[0].key)
        await lifecycle.close_by_hand(context, moderator(), poll.question, poll.round, {})
    return opened


def read(content, tmp_path):
    """Return the rows of a file with None for what is empty or missing, and its labels."""
    pyreadstat = pytest.importorskip("pyreadstat")
    file = tmp_path / "one.sav"
    file.write_bytes(content)
    frame, about = pyreadstat.read_sav(file, user_missing=True)
    rows = [
        {name: None if value == "" or value != value else value for name, value in row.items()}  # noqa: PLR0124  NaN
        for row in frame.to_dict("records")
    ]
    return rows, about


def plain(value):
    """Write a value of a file as JSON has it."""
    return value.replace(tzinfo=UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if hasattr(value, "strftime") else value


async def test_every_table_comes_back_and_every_answer_has_its_words(closed, exported, tmp_path):
    sav, tables = await exported("spss", language="fr"), await exported("json", language="fr")
    assert {name.removesuffix(".sav") for name in sav} == {name.removesuffix(".json") for name in tables}
    wide = {f"ballots_wide_{poll.question}_{poll.round}": poll for poll in closed if poll.secrecy != Secrecy.SECRET}
    wordings = {(row["poll"], row["item"], row["option"]): row["wording"] for row in json.loads(tables["options.json"])}
    for name, content in sav.items():
        rows, about = read(content, tmp_path)
        expected = json.loads(tables[name.replace(".sav", ".json")])
        assert len(rows) == len(expected)
        poll = wide.get(name.removesuffix(".sav"))
        for place, column in enumerate(expected[0] if expected else ()):
            variable, label = about.column_names[place], about.column_labels[place]
            found = [plain(row[variable]) for row in rows]
            assert label
            if column.endswith(".answer"):
                item = poll.item(column.removesuffix(".answer"))
                words = about.variable_value_labels[variable]
                said = {wordings[poll.id, item.key, option.id]: option.id for option in item.options}
                assert set(said) < set(words.values())
                assert about.missing_ranges[variable] == [{"lo": -1, "hi": -1}]
                found = [None if one is None else said.get(words[one], "abstain") for one in found]
            assert found == [row[column] or (0 if row[column] == 0 else None) for row in expected], (name, column)
    assert await exported("spss", language="fr") == sav


def test_names_are_such_that_spss_takes_them_and_no_two_are_the_same():
    long = f"{'x' * 40}.{'y' * 40}"
    names = spss._names(
        ["build.answer", "2030-goal.central-hub", "2030.goal-central-hub", long, f"{long}z", "a_b", "a-b"]
    )
    assert names[:2] == ["build.answer", "v_2030_goal.central_hub"]
    assert len(set(names)) == len(names)
    assert max(map(len, names)) <= 64


async def test_without_its_extra_it_says_so(closed, exported, monkeypatch):
    assert closed
    monkeypatch.setattr(spss, "find_spec", lambda _: None)
    with pytest.raises(NotNow, match="extra"):
        await exported("spss")
