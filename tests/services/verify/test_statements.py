"""Votes on statements in a ZIP: what was altered there shows, even if the manifest was made to fit."""

import asyncio
import csv
import io
import json

import pytest
from forging import forged, unpack

from bot.domain.polls import Round
from bot.domain.statements import Stance
from bot.services.debates import debates
from bot.services.export.dataset import What
from bot.services.export.export import ExportFolder, export_debate
from bot.services.polls import lifecycle
from bot.services.statements import sets, voting
from bot.verify import NotVerified, verify


@pytest.fixture
async def stated(context, debate, open_poll, moderator, person, tmp_path):  # noqa: ARG001  a set needs a debate
    """Return the files of a ZIP with votes on statements in two rounds; the end of the debate closes the second."""
    poll = await open_poll("a")
    for round_ in (Round.BEFORE, Round.AFTER):
        opened, _ = await sets.open_set(context, moderator(), "a", round_, language="en")
        for number in range(3):
            for statement_id in (await context.open_sets.find(opened.id)).statements:
                await voting.vote(context, person(f"P{number}"), opened.id, statement_id, list(Stance)[number])
        if round_ is Round.BEFORE:
            await sets.close_set(context, moderator(), opened.id)
    await lifecycle.close_by_hand(context, moderator(), None, None, {}, poll_id=poll.id)
    await debates.finish(context, moderator(), {})
    (file,) = (await export_debate(context, moderator(), What.ALL, "zip", ExportFolder(tmp_path))).files
    await asyncio.to_thread(verify, file)
    return unpack(file)


def changed(files, table, change):
    """Return the files with a change of the rows of a table, in both of its files."""
    rows = json.loads(files[f"{table}.json"])
    change(rows)
    lines = ",".join(f"\n{json.dumps(row, ensure_ascii=False)}" for row in rows)
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return files | {
        f"{table}.json": f"[{lines}\n]\n".encode(),
        f"{table}.csv": b"\xef\xbb\xbf" + text.getvalue().encode(),
    }


@pytest.mark.parametrize(
    ("table", "change", "told"),
    [
        (
            "statement_votes",
            lambda rows: rows[0].update(vote="agree" if rows[0]["vote"] == "pass" else "pass"),
            "do not add up",
        ),
        ("statement_votes", lambda rows: rows.append(rows[-1]), "twice"),
        ("statement_votes", lambda rows: rows[0].update(round="main"), "does not close"),
        ("statement_votes", lambda rows: rows.append(rows[-1] | {"statement": 9, "voter": 9}), "not shown"),
        ("statements", lambda rows: rows[0].update(agrees=5), "do not add up"),
        ("statements", lambda rows: rows[0].update(question="b"), "does not close"),
    ],
)
async def test_what_was_altered_is_named(stated, repacked, table, change, told):
    with pytest.raises(NotVerified, match=told):
        await asyncio.to_thread(verify, repacked(forged(changed(stated, table, change))))


async def test_votes_that_were_taken_out_are_missed(stated, repacked):
    rest = {name: content for name, content in stated.items() if not name.startswith("statement_votes")}
    with pytest.raises(NotVerified, match="statement_votes"):
        await asyncio.to_thread(verify, repacked(forged(rest)))
    assert await asyncio.to_thread(verify, repacked(forged(stated)))
