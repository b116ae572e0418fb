"""Files of libraries that write to a path and not to a stream."""

import asyncio
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot.exports import Target


async def write_whole(name: str, target: Target, fill: Callable[[Path], Awaitable[None]]) -> None:
    """Have a file filled in a temporary folder, then hand it over."""
    with tempfile.TemporaryDirectory(prefix="debate-bot-") as folder:
        file = Path(folder, name)
        await fill(file)
        await asyncio.to_thread(_hand_over, file, target)


def _hand_over(file: Path, target: Target) -> None:
    with target.file(file.name) as stream, file.open("rb") as whole:
        shutil.copyfileobj(whole, stream)
