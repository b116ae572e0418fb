"""What runs in the process that draws; see `rendering.py`. It ends when its input does."""

import io
import json
import signal
import sys
from typing import Any

import resvg_py
from PIL import Image

LENGTH = 8
COLOURS = 256
"""A flat chart rarely has more, so that this palette costs nothing that one can see, and halves the file."""


def draw(given: dict[str, Any]) -> bytes:
    """Draw an opaque picture, with what `resvg_py.svg_to_bytes` takes, as a PNG with a palette."""
    drawn = io.BytesIO(bytes(resvg_py.svg_to_bytes(**given)))
    with Image.open(drawn) as image:
        flat = image.convert("RGB").quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    packed = io.BytesIO()
    flat.save(packed, "PNG", compress_level=6)  # the highest takes a fifth longer for a twelfth less
    return packed.getvalue()


def main() -> None:
    """Answer requests: a byte for whether it worked, the length, then the PNG or what was wrong."""
    for number in (signal.SIGINT, signal.SIGTERM):  # systemd sends it to both; the bot may still want a chart then
        signal.signal(number, signal.SIG_IGN)
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    while length := requests.read(LENGTH):
        given = json.loads(requests.read(int.from_bytes(length, "big")))
        try:
            good, answer = b"\x01", draw(given)
        except Exception as error:  # noqa: BLE001  whoever has asked for it deals with it
            good, answer = b"\x00", f"{type(error).__name__}: {error}".encode()
        answers.write(good + len(answer).to_bytes(LENGTH, "big") + answer)
        answers.flush()


if __name__ == "__main__":
    main()
