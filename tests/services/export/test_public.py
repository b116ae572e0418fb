"""What is made to be published: it has no names, pseudonyms or times of people, and every count that was published."""

import asyncio
import json
from collections import Counter

import pytest
from forging import unpack
from frictionless import Package

from bot.domain.polls import Release, Round, Secrecy
from bot.services.debates import debates
from bot.services.export.dataset import Audience, What
from bot.services.export.export import ExportFolder, export_debate
from bot.services.polls import lifecycle
from bot.services.responses import responses
from bot.verify import NotVerified, verify

PEOPLE = [f"person-{number}" for number in range(12)]


@pytest.fixture
def export(context, moderator, tmp_path):
    """Return what exports a ZIP for an audience, and gives back the file."""

    async def zipped(audience, format_name="zip"):
        place = ExportFolder(tmp_path / audience)
        done = await export_debate(context, moderator(), What.ALL, format_name, place, audience=audience)
        return done.files[0]

    return zipped


@pytest.fixture
async def held(context, open_poll, vote, moderator, administrator, person):
    """Hold polls of each secrecy, two rounds, one with few people, one unpublished and one open; and responses."""
    opened = [
        await open_poll("c", Round.BEFORE),
        await open_poll("c", Round.AFTER, secrecy=Secrecy.NAMED),
        await open_poll("d", secrecy=Secrecy.SECRET),
        await open_poll("a", Round.BEFORE),
        await open_poll("b", release=Release.MANUAL),
    ]
    for poll in opened:
        for number, name in enumerate(PEOPLE[:4] if poll.question == "a" else PEOPLE):
            for place, item in enumerate(poll.items):
                picked = item.options[number > 8 - place * (number % 2)]
                await vote(name, poll, picked.id, item=item.key)
        await lifecycle.close_by_hand(context, moderator(), poll.question, poll.round, {None: 40})
    await vote("person-1", await open_poll("a", Round.AFTER, secrecy=Secrecy.NAMED), "yes")
    await responses.respond(context, person("person-1"), "a", "Said in public.")
    await debates.change_settings(context, administrator(), review=True)
    await responses.respond(context, person("person-2"), "a", "Never published.")
    return opened


async def test_nothing_in_it_names_a_person_and_every_published_count_is_there(held, export, tmp_path):
    team, public = [await asyncio.to_thread(unpack, await export(audience)) for audience in Audience]
    found = {name: json.loads(content) for name, content in public.items() if name.endswith(".json")}
    ballots = json.loads(team["ballots.json"])
    everything = b"".join(public.values()).decode("utf-8", "replace")
    assert not [name for name in PEOPLE if name in everything]
    assert not [row for row in ballots if row["participant"] and row["participant"] in everything]
    assert "Never published." not in everything
    assert [row["text"] for row in found["responses.json"]] == ["Said in public."]
    timed = ("ballots.json", "responses.json")
    assert not [row for name in timed for row in found[name] if row.get("cast_at") or row.get("created_at")]
    assert {row["poll"] for row in found["tallies.json"]} == {poll.id for poll in held[:4]}
    large = [row for row in found["tallies.json"] if row["question"] != "a"]
    given = Counter((row["poll"], row["item"], row["answer"]) for row in found["ballots.json"])
    for row in large:
        assert row["abstentions"] == given[row["poll"], row["item"], "abstain"]
        if row["kind"] == "single":
            assert row["votes"] == given[row["poll"], row["item"], row["option"]]
    assert {row["poll"] for row in found["ballots.json"]} == {poll.id for poll in held[:3]}
    assert not {"actions.jsonl", "codes.json", "seals.json", "speeches.json", "statement_votes.json"} & public.keys()
    for name, content in public.items():
        file = tmp_path / "unpacked" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    report = await asyncio.to_thread(Package(str(tmp_path / "unpacked" / "datapackage.json")).validate)
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "note"])


async def test_ids_differ_from_poll_to_poll_and_from_export_to_export(held, export):
    assert held
    ids = []
    for _ in range(2):
        rows = json.loads(unpack(await export(Audience.PUBLIC))["ballots.json"])
        by_poll = {poll.id: {row["participant"] for row in rows if row["poll"] == poll.id} for poll in held[:2]}
        ids += by_poll.values()
    assert all(ids)
    assert len(set.union(*ids)) == sum(map(len, ids))


async def test_every_file_says_in_its_name_whom_it_is_for(held, export):
    assert held
    for format_name in ("xlsx", "html", "csv"):
        assert "public" in (await export(Audience.PUBLIC, format_name)).name
        assert "public" not in (await export(Audience.TEAM, format_name)).name


async def test_what_stands_there_for_people_is_explained_as_it_is(held, export):
    assert held
    team, public = [await asyncio.to_thread(unpack, await export(audience)) for audience in Audience]
    for name in ("codebook.md", "datapackage.json"):
        assert b"A pseudonym, the same in the whole debate" in team[name]
        assert b"A pseudonym" not in public[name]
        assert b"An id by chance" in public[name]


async def test_it_is_not_taken_for_the_one_that_can_be_recounted(held, export):
    assert held
    file = await export(Audience.PUBLIC)
    assert file.name == "debate-public.zip"
    with pytest.raises(NotVerified, match="made to be published"):
        await asyncio.to_thread(verify, file)
