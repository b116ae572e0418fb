"""The project's own benchmarks: `make bench`, or `python tests/bench --help`. They print figures and judge nothing."""

import argparse
import json
import os
import platform
from pathlib import Path
from tempfile import TemporaryDirectory

import casting
import closing
import counting
import endpoint
import exporting
import looking
import memory
import pauses
import reading
import starting
import stating
import watching
from databases import servers

BEGIN, END = "<!-- bench -->", "<!-- end of bench -->"

MODULES = (
    casting, memory, counting, exporting, closing, pauses, stating, reading, looking, watching, starting, endpoint,
)  # fmt: skip
BENCHES = {bench.__name__: bench.run for bench in MODULES}


def main() -> None:
    """Run the benchmarks that were asked for and print what they found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("only", nargs="*", metavar="BENCH", help=f"{', '.join(BENCHES)}; all by default")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each, in turns; the median is shown")
    parser.add_argument("--json", type=Path, help="write the tables to this file as well")
    parser.add_argument("--folder", type=Path, help="where the databases lie; a disk, not memory")
    parser.add_argument("--into", type=Path, help="put the tables into this file, between its two comments on bench")
    given = parser.parse_args()
    tables = []
    printed = [
        f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}; medians of {given.rounds}.\n"
    ]
    print(*printed)  # noqa: T201  what it is for
    with TemporaryDirectory(prefix="debate-bot-bench-", dir=given.folder) as folder, servers(Path(folder)) as both:
        for name in given.only or BENCHES:
            for table in BENCHES[name](both, given.rounds):
                tables.append(table.plain())
                printed.append(table.markdown())
                print(printed[-1], flush=True)  # noqa: T201  what it is for
    if given.json:
        given.json.write_text(json.dumps(tables, indent=1) + "\n", encoding="utf-8")
    if given.into:
        text = given.into.read_text(encoding="utf-8")
        before, after = text.split(BEGIN)[0], text.split(END)[1]
        given.into.write_text("\n".join([before + BEGIN, *printed, END + after]), encoding="utf-8")


if __name__ == "__main__":
    main()
