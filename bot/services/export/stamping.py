"""Asking a time-stamping authority for a time stamp of what is exported."""

import logging

import aiohttp

from bot.domain.time_stamps import BadTimeStamp, read_time_stamp, request_for

log = logging.getLogger(__name__)

PATIENCE = aiohttp.ClientTimeout(total=10)
"""Seconds; an export waits for it."""

LARGEST = 1 << 16
"""Bytes of a response; some 6,000 with its certificates."""


class Stamper:
    """Returns the time stamp of a file; None if there is no authority, or if it fails. Nothing waits long for it."""

    def __init__(self, address: str | None) -> None:
        self.has_failed = False
        self._address = address

    async def __call__(self, content: bytes) -> bytes | None:
        """Ask once."""
        if self._address is None:
            return None
        try:
            return await self._ask(self._address, content)
        except (aiohttp.ClientError, TimeoutError, ValueError, BadTimeStamp) as error:
            log.warning("no time stamp from %s: %s", self._address, error or type(error).__name__)
            self.has_failed = True
            return None

    async def _ask(self, address: str, content: bytes) -> bytes:
        request = request_for(content)
        headers = {"Content-Type": "application/timestamp-query"}
        async with (
            aiohttp.ClientSession(timeout=PATIENCE, headers=headers, raise_for_status=True) as session,
            session.post(address, data=request.as_bytes()) as answer,
        ):
            response = b""
            async for part in answer.content.iter_any():
                response += part
                if len(response) > LARGEST:
                    raise BadTimeStamp("the answer is too long")
        read_time_stamp(response, content, request.nonce)
        return response
