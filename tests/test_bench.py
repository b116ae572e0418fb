"""The benches can be run: nothing else runs them, and one was once hidden by a module of the tests."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def test_each_bench_is_there_to_be_run():
    done = subprocess.run(  # noqa: S603  our own file
        [sys.executable, HERE / "bench", "--help"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    offered = {file.stem for file in (HERE / "bench").glob("*.py") if "\ndef run(" in file.read_text(encoding="utf-8")}
    assert offered
    assert [name for name in offered if name not in done.stdout] == []
