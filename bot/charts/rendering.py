"""SVG to PNG in a process of its own: resvg lets no other thread run while it draws, which takes some 100 ms a chart.

The process is started by the first chart, runs nothing but `worker.py`, which takes less memory than multiprocessing
would with the whole bot imported, and ends with this one however this one ends, as then its input does.
"""

import atexit
import json
import subprocess
import sys
from pathlib import Path
from threading import Lock
from typing import IO

WORKER = Path(__file__).with_name("worker.py")

LENGTH = 8
"""Bytes that say how long what follows is."""

EXIT_TIMEOUT = 2.0
"""Seconds that the process has to exit before it is killed."""


class CannotDraw(Exception):
    """The process refused the request, or died."""


class Renderer:
    """Starts the process at the first chart, and again if it has died."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._turn = Lock()

    @property
    def pid(self) -> int | None:
        """The number of the process, None where there is none."""
        return self._process.pid if self._process else None

    def png(self, **given: object) -> bytes:
        """Draw, with what `resvg_py.svg_to_bytes` takes; blocks, so call it from a thread. Raises CannotDraw."""
        request = json.dumps(given).encode()
        with self._turn:
            for _ in range(2):  # the first may find that the process was killed since the last chart
                try:
                    return self._asked(self._process or self._started(), request)
                except (OSError, EOFError):
                    self._end()
        raise CannotDraw("the process that draws has died twice")

    def stop(self) -> None:
        """End the process; the next chart starts another."""
        with self._turn:
            self._end()

    def _started(self) -> subprocess.Popen[bytes]:
        # In a group of its own, so that Ctrl-C in a terminal reaches the bot alone, which then ends in good order.
        self._process = subprocess.Popen(  # noqa: S603  our own file
            [sys.executable, "-P", str(WORKER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, process_group=0
        )
        return self._process

    def _asked(self, process: subprocess.Popen[bytes], request: bytes) -> bytes:
        requests, answers = process.stdin, process.stdout
        if requests is None or answers is None:
            raise EOFError
        requests.write(len(request).to_bytes(LENGTH, "big") + request)
        requests.flush()
        good = _read(answers, 1) == b"\x01"
        answer = _read(answers, int.from_bytes(_read(answers, LENGTH), "big"))
        if not good:
            raise CannotDraw(answer.decode())
        return answer

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        try:
            process.communicate(timeout=EXIT_TIMEOUT)  # closes its input, at which it ends
        except (subprocess.TimeoutExpired, OSError):
            process.kill()
            process.communicate()


def _read(stream: IO[bytes], length: int) -> bytes:
    found = stream.read(length)
    if len(found) < length:
        raise EOFError
    return found


RENDERER = Renderer()
atexit.register(RENDERER.stop)
