"""The other way in: Discord posts what people do, signed, to a balancer with several processes of the bot behind it."""

import asyncio
import itertools
import json
from time import monotonic

import aiohttp
from signed import headers_for
from standin import PATIENCE, Night

CONNECTIONS = 256
"""How many the balancer keeps open."""
ANSWERED, ELSEWHERE, BUSY = 200, 202, 503


class PostedNight(Night):
    """The server, which posts to each of these addresses in turn; where one is away, to the next."""

    def __init__(self, channels, members, addresses):
        super().__init__(channels, members)
        self._addresses = addresses
        self._turn = itertools.count()
        self._posting = set()

    async def start(self, port=0):
        """Begin to serve, and open the balancer's connections."""
        await super().start(port)
        connector = aiohttp.TCPConnector(limit=CONNECTIONS)
        self._session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())

    async def stop(self):
        """Stop."""
        await self._session.close()
        await super().stop()

    def ready(self, tap):
        """Sign a tap as soon as it is made, and not when it is sent: Discord does so on machines of its own."""
        body = self._numbered(tap, monotonic()).encode()
        tap.event = body, headers_for(body)

    async def use(self, tap, at=None):
        """Post a tap; its answer comes in the response, or as a request."""
        tap.at = at or monotonic()
        self._expect(tap)
        self.sent += len(tap.event[0])
        task = asyncio.create_task(self._post(tap))
        self._posting.add(task)
        task.add_done_callback(self._posting.discard)

    async def _post(self, tap):
        first = next(self._turn)
        for number in range(len(self._addresses)):
            address = self._addresses[(first + number) % len(self._addresses)]
            if not await self._is_away(tap, address):
                return

    async def _is_away(self, tap, address):
        """Post to one process; return whether the next one is to be asked."""
        body, headers = tap.event
        try:
            async with asyncio.timeout(tap.at + PATIENCE - monotonic()):
                async with self._session.post(address, data=body, headers=headers) as response:
                    said = await response.read()
        except aiohttp.ClientConnectorError:
            return True
        except TimeoutError:
            self.late += 1
            return False
        except aiohttp.ClientError:  # it may have been taken: whoever tapped has to tap again
            return False
        self.received += len(said)
        if response.status == ANSWERED:
            self._called_back(tap.token, tap.token, json.loads(said))
        elif response.status not in {ELSEWHERE, BUSY}:
            self.refused_posts += 1
        return response.status == BUSY
