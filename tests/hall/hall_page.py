"""Reads what the page on the wall is sent."""

import asyncio
import json


async def next_event(response):
    """Return kind, name and data of the next event of a stream."""
    found = {"event": "message", "id": None, "data": ""}
    async with asyncio.timeout(5):
        while line := (await response.content.readline()).decode():
            name, _, value = line.strip().partition(": ")
            if name in found:
                found[name] = value
            if not line.strip() and found["data"]:
                return found["event"], found["id"], json.loads(found["data"])
    return "end", None, None


async def next_frame(response):
    """Return the name of the next frame, and the frame."""
    kind, name, data = await next_event(response)
    while kind == "hello":
        kind, name, data = await next_event(response)
    return name, data["frame"] if kind == "frame" else kind
