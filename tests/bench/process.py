"""A scenario in a process of its own: what it needs is then its own, not that of the ones before."""

import ctypes
import gc
import json
import re
import subprocess
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

HERE = Path(__file__).parent
PROJECT = HERE.parents[1]


def alone(scenario: str, *arguments: str) -> dict[str, Any]:
    """Run one of `scenarios.py` and return what it printed, with the seconds from start to end as `whole`."""
    command = [sys.executable, str(HERE / "scenarios.py"), scenario, *arguments]
    started = perf_counter()
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)  # noqa: S603  our own file
    took = perf_counter() - started
    if done.returncode:
        raise SystemExit(f"{scenario} failed:\n{done.stderr}")
    return {"whole": took, **json.loads(done.stdout)}


def resident() -> int:
    """Return how many bytes this process holds, after giving back what it can."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    return _status("VmRSS")


def peak() -> int:
    """Return the most bytes that this process has held."""
    return _status("VmHWM")


def _status(field: str) -> int:
    found = re.search(rf"^{field}:\s+(\d+) kB$", Path("/proc/self/status").read_text(), re.MULTILINE)
    assert found
    return int(found[1]) * 1024
