"""What votes in open polls hold in memory, and whether closing gives it back."""

from collections.abc import Sequence
from statistics import median

from databases import Server
from process import alone
from report import Table

VOTES = 100_000


def run(servers: Sequence[Server], rounds: int) -> list[Table]:
    """Cast, measure, close, measure."""
    rows = []
    for server in servers:
        found = [alone("votes", server.fresh(), str(VOTES)) for _ in range(max(1, rounds // 3))]
        figures = [f"{median(one[name] for one in found):,.0f} bytes" for name in ("a_vote", "left")]
        rows.append([server.name, *figures])
    columns = ["database", "a vote, polls open", "a vote, polls closed"]
    note = f"Resident memory that {VOTES:,} votes by as many people in ten polls have added to a fresh process."
    return [Table("Memory", note, columns, rows)]
