"""How long everybody waits at most for their turn of the event loop while the bot does something large."""

from collections.abc import Sequence
from statistics import median

from databases import Server
from process import alone
from report import Table, milliseconds, seconds

TASKS = {
    "export of 100,000 people's ratings, polis": ("ratings", "100000", "export", "ballots", "polis"),
    "export of 50,000 people's four rankings, blt": ("rankings", "50000", "export", "ballots", "blt"),
    "export of 60,000 ballots, csv": ("ratings", "20000", "export", "ballots", "csv"),
    "export of 60,000 ballots, xlsx": ("ratings", "20000", "export", "ballots", "xlsx"),
    "export of everything of 5,000 people's four rankings, zip": ("rankings", "5000", "export", "all", "zip"),
    "closing of 50,000 people's four rankings of ten": ("rankings", "50000", "close"),
    "drawing of a chart": ("ratings", "100", "draw"),
}

CHARTS = 50


def run(servers: Sequence[Server], rounds: int) -> list[Table]:
    """Do each in a fresh process, beside which nothing happens but a tick every millisecond."""
    rows = []
    for server in servers:
        for task, (ballots, people, *what) in TASKS.items():
            found = [alone("pause", server.fresh(), ballots, people, *what) for _ in range(max(1, rounds // 3))]
            figures = {name: median(one[name] for one in found) for name in found[0]}
            took, pause, work = figures["took"], figures["pause"], figures["work"]
            rows.append([server.name, task, seconds(took), milliseconds(pause), milliseconds(work)])
    columns = ["database", "task", "time", "longest pause of the loop", "of it, the loop's own work"]
    note = (
        "What a tap waits at most for its turn while something large is done; the rest is other threads and programs."
    )
    return [Table("Pauses", note, columns, rows), _charts(servers, rounds)]


def _charts(servers: Sequence[Server], rounds: int) -> Table:
    """Draw charts beside somebody who votes: resvg runs in a process of its own, so no vote waits for it."""
    rows = []
    for server in servers:
        found = [alone("charts", server.fresh(), str(CHARTS)) for _ in range(max(1, rounds // 3))]
        figures = {name: median(one[name] for one in found) for name in found[0]}
        rows.append([server.name, seconds(figures["took"]), *(milliseconds(figures[a]) for a in ("beside", "without"))])
    columns = ["database", f"{CHARTS} charts", "longest vote beside them", "longest of as many votes alone"]
    note = f"{CHARTS} charts are drawn, one after the other, while one person after the other votes in another poll."
    return Table("Charts", note, columns, rows)
