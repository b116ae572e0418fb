"""What a ZIP says about itself: the `frictionless` library finds that every table is as its description has it."""

import asyncio
import json
from dataclasses import replace
from zipfile import ZipFile

import pytest
import yaml
from forging import unpack
from frictionless import Package

from bot.domain.licences import Licence
from bot.library.models import Debate
from bot.services.export.dataset import What
from bot.services.export.export import ExportFolder, export_debate


def read(file, folder):
    """Unpack a ZIP, and return the report on its package."""
    with ZipFile(file) as archive:
        archive.extractall(folder)
    package = Package(str(folder / "datapackage.json"))
    return package, package.validate()


def problems(report):
    return report.flatten(["name", "rowNumber", "fieldName", "type", "note"])


def test_every_table_has_the_types_and_keys_of_its_description(package, tmp_path):
    found, report = read(package, tmp_path)
    assert report.valid, problems(report)
    tables = {name.removesuffix(".csv") for name in unpack(package) if name.endswith(".csv")}
    assert {resource.name for resource in found.resources} == tables
    assert {"polls", "items", "options", "ballots_wide_a_before", "shift", "codes"} <= tables
    for resource in found.resources:
        assert all(field.description for field in resource.schema.fields)


@pytest.mark.parametrize(
    ("table", "old", "new"), [("tallies", "a,1,before", "a,99,before"), ("polls", "secret", "open")]
)
def test_a_row_that_leads_nowhere_or_says_what_it_may_not_is_found(package, tmp_path, table, old, new):
    with ZipFile(package) as archive:
        archive.extractall(tmp_path)
    file = tmp_path / f"{table}.csv"
    file.write_bytes(file.read_bytes().replace(old.encode(), new.encode(), 1))
    assert not Package(str(tmp_path / "datapackage.json")).validate().valid


def test_nobody_has_chosen_a_licence_unless_the_pack_says_so(members):
    """Also what made the files, and when, stands in one file alone."""
    assert "licenses" not in json.loads(members["datapackage.json"])
    citation = yaml.safe_load(members["CITATION.cff"])
    assert (citation["type"], citation["title"]) == ("dataset", "=1 «déjà vu»")
    assert "license" not in citation
    made = json.loads(members["export.json"])
    assert {"bot", "exported_at", "audience"} == made.keys()


@pytest.mark.usefixtures("debate")
async def test_the_licence_that_the_pack_names_is_told_and_only_the_time_makes_two_exports_differ(
    context, moderator, tmp_path, clock
):
    licensed = context.library.debate.model_copy(update={"data_licence": Licence("CC-BY-4.0")})
    context = replace(context, library=context.library.model_copy(update={"debate": licensed}))
    found = []
    for number in range(2):
        place = ExportFolder(tmp_path / str(number))
        (file,) = (await export_debate(context, moderator(), What.ALL, "zip", place)).files
        found.append(await asyncio.to_thread(unpack, file))
        clock.advance(3)
    first, second = found
    assert json.loads(first["datapackage.json"])["licenses"][0]["name"] == "CC-BY-4.0"
    assert b"CC-BY-4.0" in first["CITATION.cff"]
    assert b"https://creativecommons.org/licenses/by/4.0/" in first["README.txt"]
    differ = {name for name in first if first[name] != second.get(name)}
    assert differ == {"export.json", "actions.jsonl", "manifest.json"}


def test_a_licence_that_is_none_is_refused():
    with pytest.raises(ValueError, match="choose one of CC0"):
        Debate.model_validate({"id": "x", "title": "X", "data_licence": "free"})
