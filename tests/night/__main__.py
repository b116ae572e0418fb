"""The night of ten thousand at once: `make night`. It ends by itself, with 1 if any vote was lost or counted twice."""

import argparse
import asyncio
import gc
import os
import platform
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from outcome import Scale  # noqa: E402  needs the path
from places import PLACES  # noqa: E402  needs the path
from printing import printed  # noqa: E402
from story import Story  # noqa: E402


def main():
    """Run it on each database, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("only", nargs="*", choices=[*PLACES, []], help="where; everywhere by default")
    parser.add_argument("--divide", type=int, default=1, help="so many times fewer people in the channel")
    parser.add_argument("--seed", type=int, default=1, help="who taps what when")
    parser.add_argument("--folder", type=Path, help="where the databases lie; a disk, not memory")
    given = parser.parse_args()
    machine = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    print(f"{machine}. The stand-in for Discord and its people runs on the same machine.", flush=True)  # noqa: T201
    sound = True
    for name in given.only or PLACES:
        with TemporaryDirectory(prefix="debate-bot-night-", dir=given.folder) as folder, PLACES[name](folder) as place:
            gc.freeze()
            story = Story(name, folder, place, Scale().divided(given.divide), given.seed)
            outcome = asyncio.run(story.tell())
        print(printed(outcome), flush=True)  # noqa: T201  what it is for
        sound &= outcome.is_sound
    sys.exit(not sound)


if __name__ == "__main__":
    main()
