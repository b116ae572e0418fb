"""QR codes as SVG paths."""

from functools import lru_cache

import segno


@lru_cache(maxsize=64)
def qr_code(text: str) -> dict[str, object]:
    """Return the path of a QR code's dark modules, each of them one unit large, and how many make a side.

    A screen has no scratches, so it is made with the least correction of errors: its modules are the larger for it.
    """
    rows = [bytes(row) for row in segno.make(text, micro=False, error="l").matrix]
    path = "".join(f"M{x} {y}h{length}v1h-{length}z" for y, row in enumerate(rows) for x, length in _runs(row))
    return {"size": len(rows), "path": path}


def _runs(row: bytes) -> list[tuple[int, int]]:
    """Return where dark modules stand together in a row, and how many."""
    runs: list[tuple[int, int]] = []
    for x, is_dark in enumerate(row):
        if is_dark and runs and sum(runs[-1]) == x:
            runs[-1] = runs[-1][0], runs[-1][1] + 1
        elif is_dark:
            runs.append((x, 1))
    return runs
