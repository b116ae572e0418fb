"""Hands requests on to the process that has Discord's gateway. It checks the signature as this one did."""

import logging
from types import TracebackType
from typing import Self

import aiohttp

from bot.endpoint.server import JSON, SIGNATURE, TIMESTAMP, Request, Response

log = logging.getLogger(__name__)

TIMEOUT = 2.8
"""Seconds for an answer; Discord gives up after 3."""
MOST_CONNECTIONS = 100

ANSWERED, ACCEPTED = 200, 202


class Forwarder:
    """Hands requests on; used as a context manager."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._works = True

    async def __aenter__(self) -> Self:
        timeout = aiohttp.ClientTimeout(total=TIMEOUT)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=MOST_CONNECTIONS), timeout=timeout, cookie_jar=aiohttp.DummyCookieJar()
        )
        return self

    async def __aexit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        await self._session.close()

    async def hand_on(self, request: Request) -> Response | None:
        """Return what the other process answers; None where it does not."""
        headers = {SIGNATURE: request.signature, TIMESTAMP: request.timestamp, "Content-Type": JSON}
        try:
            async with self._session.post(self._address, data=request.body, headers=headers) as answer:
                body = await answer.read()
                if answer.status == ANSWERED:
                    return self._worked(Response(body))
                if answer.status == ACCEPTED:
                    return self._worked(Response(None, ACCEPTED))
                wrong = f"it answers {answer.status}"
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            wrong = type(error).__name__
        if self._works:
            log.warning("INTERACTIONS_MAIN does not answer (%s): only votes are taken until it does", wrong)
            self._works = False
        return None

    def _worked(self, response: Response) -> Response:
        if not self._works:
            log.warning("INTERACTIONS_MAIN answers again")
            self._works = True
        return response
