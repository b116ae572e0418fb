"""`speeches.csv`: added up by hand it is what report and status say, and `verify` holds it to the log."""

import asyncio
import csv
import io
from collections import Counter
from datetime import datetime, timedelta

import pytest
from forging import change, forged, leave_only, pack, rewrite, rows, unpack

from bot.domain.export_schema import SPEECHES
from bot.domain.floor import Order, Side, TurnEnd
from bot.services.export.dataset import What
from bot.services.export.export import ExportFolder, export_debate
from bot.services.floor import due, opening, reading, turns
from bot.services.mydata import mydata
from bot.verify import NotVerified, verify

SIDES = {"ann": Side.FOR, "bob": Side.AGAINST, "cat": Side.NEUTRAL, "dan": Side.FOR}


@pytest.fixture
async def spoken(context, open_floor, ask, moderator, person, clock):
    """Hold two floors, with a pause, a reply, a turn whose time runs out and one that the closing ends."""
    for question, order in (("a", Order.SIDES), (None, Order.FAIR)):
        floor = (await open_floor(question=question, order=order, seconds=60)).floor
        for name, side in SIDES.items():
            await ask(name, side)
        await turns.call_next(context, moderator(), floor.id, 0)
        clock.advance(12.5)
        await turns.pause(context, moderator(), floor.id, 1)
        clock.advance(33)
        await turns.resume(context, moderator(), floor.id, 1)
        clock.advance(7)
        await ask("cat", is_reply=True)
        for shown in (1, 2):
            await turns.call_next(context, moderator(), floor.id, shown)
            clock.advance(20.2)
        clock.advance(300)
        (over,) = await due.due_turns(context)
        await due.claim(context, over)
        await turns.call_next(context, moderator(), floor.id, 3)
        clock.advance(9)
        await opening.close_floor(context, moderator(), None)
    await mydata.delete(context, person("dan"))


async def export(context, moderator, folder, format_, **given):
    place = ExportFolder(folder / format_)
    return (await export_debate(context, moderator(), What.ALL, format_, place, **given)).files


@pytest.mark.both_databases
@pytest.mark.usefixtures("spoken")
async def test_the_exported_turns_add_up_by_hand_to_the_speaking_time_that_is_told(context, moderator, tmp_path):
    (file,) = await export(context, moderator, tmp_path, "csv")
    found = list(csv.DictReader(io.StringIO(unpack(file)["speeches.csv"].decode("utf-8-sig"))))
    assert tuple(found[0]) == SPEECHES
    assert [row["ending"] for row in found] == 2 * [TurnEnd.NEXT, TurnEnd.NEXT, TurnEnd.TIME, TurnEnd.CLOSED]
    assert [row["reply"] for row in found] == 2 * ["0", "1", "0", "0"]
    times = await reading.speaking_times(context, moderator())
    for floor, told in times.floors:
        own = [row for row in found if row["floor"] == str(floor.id)]
        by_side = Counter()
        for row in own:
            by_side[row["side"] or None] += int(row["seconds"])
        assert by_side == told.sides
        assert len({row["participant"] for row in own}) == told.people
    assert sum(int(row["seconds"]) for row in found) == times.total.seconds
    for row in found:
        began, ended = (datetime.fromisoformat(row[column]) for column in ("started_at", "ended_at"))
        pause = 33 if row["turn"] == "1" else 0
        assert (ended - began - timedelta(seconds=pause)).total_seconds() == pytest.approx(int(row["seconds"]), abs=1)
    assert {row["participant"] for row in found if not row["participant"].startswith("deleted:")} == {
        "ann", "bob", "cat",
    }  # fmt: skip


@pytest.mark.usefixtures("spoken")
async def test_the_report_tells_the_time_of_each_side_and_how_many_people_spoke_but_nobody_by_name(
    context, moderator, tmp_path
):
    (file,) = await export(context, moderator, tmp_path, "html")
    page = file.read_text()
    section = page[page.index('id="speaking"') :]
    times = await reading.speaking_times(context, moderator())
    assert times.floors[0][0].title in section
    for told in (*(told for _, told in times.floors), times.total):
        assert f"<td>{told.seconds // 60}:{told.seconds % 60:02}</td><td>{told.people}</td>" in section
    assert not [name for name in SIDES if f">{name}<" in page]


@pytest.mark.usefixtures("spoken")
async def test_a_zip_with_turns_holds_until_one_of_them_is_altered(context, moderator, tmp_path):
    (file,) = await export(context, moderator, tmp_path, "zip")
    await asyncio.to_thread(verify, file)
    (only,) = await export(context, moderator, tmp_path / "one", "zip", question="a")
    await asyncio.to_thread(verify, only)
    files = unpack(file)
    assert len(rows(unpack(only), "speeches")) == len(rows(files, "speeches")) / 2

    def twice(altered):
        rewrite(altered, "speeches", [*rows(altered, "speeches"), rows(altered, "speeches")[-1]])

    for alter in (
        lambda altered: leave_only(altered, "speeches", lambda row: row["turn"] != 2),
        lambda altered: change(altered, "speeches", lambda row: row["turn"] == 3, ending="next"),
        lambda altered: change(altered, "speeches", lambda row: row["turn"] == 4, ended_at="2025-07-10T23:00:00Z"),
        lambda altered: change(altered, "speeches", lambda row: row["turn"] == 2, seconds=21 * 60),
        lambda altered: change(altered, "speeches", lambda row: row["floor"] == 1, question="b"),
        twice,
        lambda altered: [altered.pop(f"speeches.{ending}") for ending in ("csv", "json")],
    ):
        altered = dict(files)
        await asyncio.to_thread(alter, altered)
        with pytest.raises(NotVerified, match="speeches"):
            await asyncio.to_thread(verify, pack(forged(altered), tmp_path / "altered"))
