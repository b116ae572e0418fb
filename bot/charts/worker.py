"""What runs in the process that draws; see `rendering.py`. It ends when its input does."""

import json
import signal
import sys

import resvg_py

LENGTH = 8


def main() -> None:
    """Answer requests: a byte for whether it worked, the length, then the PNG or what was wrong."""
    for number in (signal.SIGINT, signal.SIGTERM):  # systemd sends it to both; the bot may still want a chart then
        signal.signal(number, signal.SIG_IGN)
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    while length := requests.read(LENGTH):
        given = json.loads(requests.read(int.from_bytes(length, "big")))
        try:
            good, answer = b"\x01", bytes(resvg_py.svg_to_bytes(**given))
        except Exception as error:  # noqa: BLE001  whoever has asked for it deals with it
            good, answer = b"\x00", f"{type(error).__name__}: {error}".encode()
        answers.write(good + len(answer).to_bytes(LENGTH, "big") + answer)
        answers.flush()


if __name__ == "__main__":
    main()
