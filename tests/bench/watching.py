"""Votes a second while three hundred pages on the wall are open, beside none: they are to cost the votes nothing."""

from collections.abc import Sequence
from functools import partial
from statistics import median

from databases import Server
from process import alone
from report import Table, ratio, whole

PAGES = 300


def run(servers: Sequence[Server], rounds: int) -> list[Table]:
    """Take votes in a fresh process, with and without pages that another process keeps open, in turns."""
    rows = []
    for server in servers:
        found = {0: list[dict[str, float]](), PAGES: list[dict[str, float]]()}
        for _ in range(rounds):
            for pages, figures in found.items():
                figures.append(alone("watching", server.fresh(), str(pages)))
        none, many = ({name: median(one[name] for one in figures) for name in figures[0]} for figures in found.values())
        cost = partial("{:.0f} µs".format)
        rates = [whole(none["rate"]), whole(many["rate"]), ratio(many["rate"], none["rate"])]
        rows.append([server.name, *rates, cost(none["cpu"]), cost(many["cpu"]), whole(many["frames"])])
    columns = [
        "database", "no page, votes/s", f"{PAGES} pages", "ratio", "CPU a vote", f"with {PAGES} pages",
        "frames that a page got",
    ]  # fmt: skip
    note = (
        "Votes through the service at 256 in flight while pages on the wall show how turnout grows. They share the "
        "machine with the bot, so that its own CPU time for a vote says most."
    )
    return [Table("Watching", note, columns, rows)]
