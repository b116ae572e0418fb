"""What somebody learns who has a copy of every file beside an SQLite database, and nothing else."""

import sqlite3
import struct
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

HEADER, FRAME = 32, 24
ENDINGS = ("", "-wal", "-shm", "-journal")


def files_of(database_file):
    """Return what lies on the disk of a database, by the name's ending."""
    beside = {ending: database_file.with_name(database_file.name + ending) for ending in ENDINGS}
    return {ending: file.read_bytes() for ending, file in beside.items() if file.exists()}


def found_in(database_file, traces):
    """Return those of some byte strings that are anywhere in the files, with the file's ending."""
    files = files_of(database_file)
    return {(ending, trace) for ending, content in files.items() for trace in traces if trace in content}


def fragments(text, size=12):
    """Cut a text into pieces, so that a part of it that was left somewhere is found as well."""
    content = text.encode()
    return [content[start : start + size] for start in range(0, len(content) - size + 1, size)] or [content]


def commits_in(log):
    """Return where each commit ends in a write-ahead log, as far as its frames are of the same life of the log."""
    if len(log) < HEADER:
        return []
    size = struct.unpack(">I", log[8:12])[0]
    ends = []
    for start in range(HEADER, len(log) - FRAME - size + 1, FRAME + size):
        _, pages, *salts = struct.unpack(">IIII", log[start : start + 16])
        if struct.pack(">II", *salts) != log[16:24]:
            break
        if pages:
            ends.append(start + FRAME + size)
    return ends


POLLS = ("poll_id", "secret_voters", "secret_ballots", "item_id", "answer")
"""Where secret ballots lie: the column of the whole, the tables of voters and of answers, and the columns of both."""


def replayed(database_file, names=POLLS):
    """Yield who has voted and what lies in the ballots after every commit that the files still tell apart."""
    whole, voters_table, answers_table, part, answer = names
    files = files_of(database_file)
    log = files.get("-wal", b"")
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.db"
        for end in [0, *commits_in(log)]:
            copy.write_bytes(files[""])
            copy.with_name("copy.db-wal").write_bytes(log[:end])
            copy.with_name("copy.db-shm").unlink(missing_ok=True)
            with closing(sqlite3.connect(copy)) as stolen:
                voters = set(stolen.execute(f"SELECT {whole}, participant, {part} FROM {voters_table}"))  # noqa: S608  ours
                ballots = dict(stolen.execute(f"SELECT lot, {answer} FROM {answers_table}").fetchall())  # noqa: S608  ours
            yield voters, ballots


def who_voted_what(database_file, at_most=1, names=POLLS):
    """Pair voters with answers: where a commit added so few of both, each of them cast one of these."""
    pairs, voters_before, ballots_before = {}, None, None
    for voters, ballots in replayed(database_file, names):
        if voters_before is not None:
            new = voters - voters_before
            answers = {ballots[lot] for lot in ballots.keys() - ballots_before.keys()}
            if 0 < len(new) <= at_most:
                pairs |= dict.fromkeys(new, answers)
        voters_before, ballots_before = voters, ballots
    return pairs
