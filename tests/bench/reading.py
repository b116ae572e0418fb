"""Reads of SQLite a second, through the bot's connections and through SQLAlchemy's own with aiosqlite, in turns."""

from collections.abc import Sequence
from functools import partial
from statistics import median

from databases import Server, Sqlite
from process import alone
from report import Table, ratio, whole

WAYS = ("SQLAlchemy", "bot")
STATEMENTS = (1, 3, 10)


def run(servers: Sequence[Server], rounds: int) -> list[Table]:
    """Read in a fresh process each way."""
    server = next(one for one in servers if isinstance(one, Sqlite))
    rows, cost = [], partial("{:.0f} µs".format)
    for statements in STATEMENTS:
        found = {way: list[dict[str, float]]() for way in WAYS}
        for _ in range(rounds):
            for way, figures in found.items():
                figures.append(alone("reading", server.fresh(), way, str(statements)))
        plain, ours = ({name: median(one[name] for one in found[way]) for name in ("rate", "cpu")} for way in WAYS)
        rates = [whole(plain["rate"]), whole(ours["rate"]), ratio(ours["rate"], plain["rate"])]
        rows.append([whole(statements), *rates, cost(plain["cpu"]), cost(ours["cpu"])])
    columns = ["statements a read", "SQLAlchemy, reads/s", "the bot", "ratio", "CPU a read", "the bot's"]
    note = "Transactions one after the other, each with statements that find next to nothing; SQLite only."
    return [Table("Reading", note, columns, rows)]
