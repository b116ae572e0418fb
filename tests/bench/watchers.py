"""Keeps pages on the wall open, as so many browsers do; prints a line once they are, and at the end how many frames."""

import asyncio
import sys

import aiohttp


async def _watch(session: aiohttp.ClientSession, address: str, opened: asyncio.Semaphore) -> int:
    frames = 0
    async with session.get(f"{address}/events") as stream:
        async for line in stream.content:
            if line.startswith(b"event: over"):
                break
            if line.startswith(b"event: frame"):
                frames += 1
                if frames == 1:
                    opened.release()
    return frames


async def _main(address: str, pages: int) -> None:
    opened = asyncio.Semaphore(0)
    timeout, connector = aiohttp.ClientTimeout(total=None), aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(timeout=timeout, connector=connector) as session:
        watching = [asyncio.create_task(_watch(session, address, opened)) for _ in range(pages)]
        for _ in range(pages):
            await opened.acquire()
        print("open", flush=True)  # noqa: T201  the bench waits for it
        print(sum(await asyncio.gather(*watching)), flush=True)  # noqa: T201  as above


asyncio.run(_main(sys.argv[1], int(sys.argv[2])))
