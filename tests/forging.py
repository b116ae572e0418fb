"""A debate with everything in it, and what it takes to alter its ZIP and have as much as possible fit again."""

import asyncio
import hashlib
import io
import json
import zipfile
from collections import Counter
from contextlib import contextmanager

from bot.domain import hash_chain
from bot.domain.answers import read_answer
from bot.domain.canonical import CANONICAL, canonical_lines, seal
from bot.domain.canonical import Codes as Summary
from bot.domain.export_schema import TALLIES, Dataset, Records, in_turn, tally_rows
from bot.domain.polls import Round, Secrecy
from bot.domain.tally import count_poll
from bot.exports.csv_ import CommaSeparated
from bot.exports.json_ import JsonLists
from bot.exports.zip_ import CHECKSUM, checksum_of, manifest
from bot.services.debates import debates
from bot.services.export.dataset import What
from bot.services.export.export import ExportFolder, export_debate
from bot.services.mydata import mydata
from bot.services.polls import lifecycle, opening, voting
from bot.services.polls.opening import Opening
from bot.services.responses import responses
from bot.verify.canonical_files import read_head

MODERATORS = 600_000_000_000_000_001

PLAN = [
    ("a", Round.BEFORE, Secrecy.PSEUDONYMOUS),
    ("b", Round.MAIN, Secrecy.NAMED),
    ("c", Round.MAIN, Secrecy.SECRET),
    ("d", Round.MAIN, Secrecy.PSEUDONYMOUS),
    ("a", Round.AFTER, Secrecy.PSEUDONYMOUS),
]
"""Polls 1 to 5."""

VOTERS = 12


async def hold(context, folder, administrator, moderator, person):
    """Hold a debate, with a cancelled poll and a deletion afterwards as well, and return its ZIP."""
    await debates.change_settings(context, administrator, moderator_role=MODERATORS)
    await debates.start(context, administrator, "=1 «déjà vu»", "en")
    for question, round_, secrecy in PLAN:
        poll = await _open(context, moderator, question, round_, secrecy)
        for number in range(VOTERS):
            for item in poll.items[: 1 + number % 2]:
                await voting.cast(context, person(f"voter {number}"), poll.id, item.key, _picks(poll, item, number))
        await lifecycle.close_by_hand(context, moderator, question, round_, {None: 30})
    await _open(context, moderator, "b", Round.AFTER, Secrecy.SECRET)
    await lifecycle.cancel(context, moderator, "b", Round.AFTER)
    await responses.respond(context, person("ann"), "a", "=cmd «é»\nsecond line")
    await mydata.delete(context, person("voter 1"))
    (file,) = (await export_debate(context, moderator, What.ALL, "zip", ExportFolder(folder))).files
    await context.database.close()
    return file


async def _open(context, moderator, question, round_, secrecy):
    poll, _ = await opening.open_poll(context, moderator, Opening(question, round_, None, None, secrecy, 42, 30, "en"))
    return poll


def _picks(poll, item, number):
    """Voter 0 abstains; everybody else has changed their mind by the poll after the debate."""
    if number == 0:
        return []
    if poll.question == "a":
        return ["yes" if (number > VOTERS / 2) == (poll.round is Round.AFTER) else "no"]
    return [item.options[number % len(item.options)].id]


def forged(files):
    """Return the files with a manifest that fits them."""
    rest = {name: content for name, content in files.items() if name != "manifest.json"}
    before = json.loads(files.get("manifest.json", '{"format": 2}'))
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in rest.items()}
    return rest | {"manifest.json": manifest(sums, before.get("question"), before.get("format", 1))}


def unpack(file):
    """Return the content of every file in a ZIP."""
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(files, folder):
    """Put files into a ZIP as the bot does, but uncompressed: compressing takes longer than all the checks together."""
    folder.mkdir(exist_ok=True)
    file = folder / "debate.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=0) as archive:
        archive.comment = b"0" * CHECKSUM
        for name, content in files.items():
            archive.writestr(name, content)
    file.write_bytes(checksummed(file.read_bytes()))
    return file


def checksummed(content):
    """Give a ZIP, which ends with a checksum, the one that it has."""
    return content[:-CHECKSUM] + checksum_of(io.BytesIO(content)).encode()


def rows(files, table):
    """Read a table."""
    return json.loads(files[f"{table}.json"])


def rewrite(files, table, changed):
    """Write a table anew, as CSV and as JSON; columns stay as they were."""
    columns = files[f"{table}.csv"].decode("utf-8-sig").splitlines()[0].split(",")
    cells = [tuple(row[column] for column in columns) for row in changed]
    records = Records(table, tuple(columns), lambda: in_turn(cells))
    target = _Memory(files)
    for format_ in (CommaSeparated(), JsonLists()):
        asyncio.run(format_.write(Dataset(None, (records,)), target))


class _Memory:
    def __init__(self, files):
        self._files = files

    @contextmanager
    def file(self, name):
        stream = io.BytesIO()
        yield stream
        self._files[name] = stream.getvalue()


def change(files, table, fits, **cells):
    """Give the rows that fit other cells."""
    found = rows(files, table)
    fitting = [row for row in found if fits(row)]
    for row in fitting:
        row.update(cells)
    rewrite(files, table, found)
    assert fitting


def leave_only(files, table, fits):
    """Take out the rows that do not fit."""
    found = rows(files, table)
    kept = [row for row in found if fits(row)]
    assert len(kept) < len(found)
    rewrite(files, table, kept)


def entries(files):
    """Read the log of actions."""
    return [json.loads(line) for line in files["actions.jsonl"].splitlines()]


def rechain(files, changed):
    """Write a log of these entries, which hangs together."""
    previous, lines = hash_chain.GENESIS, []
    for number, entry in enumerate(changed, 1):
        rest = {key: value for key, value in entry.items() if key != "hash"} | {"number": number}
        linked = hash_chain.append(previous, rest)
        lines.append(linked.line())
        previous = linked.hash
    files["actions.jsonl"] = b"".join(lines)


def count_anew(files, poll, *, turnout=None):
    """Make a poll's canonical file and tallies fit its ballots and codes; return the seal that it has now."""
    tallies = []
    for number in [row["poll"] for row in rows(files, "seals")]:
        name = CANONICAL.format(poll=number)
        lines = files[name].splitlines(keepends=True)
        paper = read_head(name, lines[0], lines[-1])
        own = [row for row in rows(files, "ballots") if row["poll"] == number]
        profiles = {
            item.id: Counter(read_answer(row["answer"]) for row in own if row["item"] == item.key)
            for item in paper.poll.items
        }
        changed = turnout if turnout and number == poll else paper.turnout
        tallies.append((paper, count_poll(paper.poll, profiles, changed)))
    rewrite(
        files,
        "tallies",
        [
            dict(zip(TALLIES, row, strict=True))
            for row in tally_rows(tallies[0][0].debate, [tally for _, tally in tallies])
        ],
    )
    paper, tally = next((paper, tally) for paper, tally in tallies if paper.poll.id == poll)
    codes = "".join(f"{row['commitment']}\n" for row in rows(files, "codes") if row["poll"] == poll)
    lines = list(
        canonical_lines(paper.debate, tally, Summary(codes.count("\n"), hashlib.sha256(codes.encode()).hexdigest()))
    )
    files[CANONICAL.format(poll=poll)] = b"".join(lines)
    return seal(lines)


def seal_anew(files, poll, sealed, *, in_log=False, **said):
    """Give a poll this seal, in the log as well where asked for, beside whatever else is to be said there."""
    change(files, "seals", lambda row: row["poll"] == poll, seal=sealed)
    if in_log:
        rechain(
            files,
            [
                entry | ({"seal": sealed} | said if entry.get("poll") == poll and "seal" in entry else {})
                for entry in entries(files)
            ],
        )
