"""The gateway: it reconnects soon, drops an event that cannot be read, and reads what has arrived without a timer.

All take private parts of discord.py, whose version is pinned in pyproject.toml. `steady` says what has moved.
"""

import functools
import inspect
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import discord
import discord.client
import discord.shard
from discord.backoff import ExponentialBackoff
from discord.gateway import DiscordClientWebSocketResponse, DiscordWebSocket, ReconnectWebSocket

from bot.ui.common.unreadable import tell_of_unreadable

log = logging.getLogger(__name__)

LONGEST_WAIT = 60.0
"""Seconds at most between two tries to connect; discord.py waits up to 1,024."""

MEANT = (ReconnectWebSocket, discord.ConnectionClosed, discord.HTTPException, aiohttp.ClientError, OSError)
"""What reading an event raises when the connection is the trouble; discord.py reconnects then."""

Receive = Callable[[Any, Any], Awaitable[None]]


class Backoff(ExponentialBackoff[Any]):
    """discord.py's waiting times, but never longer than `LONGEST_WAIT`."""

    def delay(self) -> float:  # type: ignore[override]  # of its overloads the bot uses one
        """Return the seconds to wait before the next try."""
        return min(super().delay(), LONGEST_WAIT)


def steady() -> bool:
    """Change how discord.py connects and reads; return whether this version of it allows that."""
    receive = getattr(DiscordWebSocket, "received_message", None)
    if isinstance(receive, _Careful):
        return True
    places = (discord.client, discord.shard)
    known = all(getattr(place, "ExponentialBackoff", None) is ExponentialBackoff for place in places)
    if not known or receive is None or [*inspect.signature(receive).parameters] != ["self", "msg"]:
        log.warning("this version of discord.py is not known: it reconnects slowly, and a broken event ends the bot")
        return False
    for place in places:
        place.ExponentialBackoff = Backoff  # type: ignore[attr-defined]
    DiscordWebSocket.received_message = _Careful(receive)  # type: ignore[method-assign]
    _take_what_is_there()
    return True


def _take_what_is_there() -> None:
    """Have a message that has arrived be taken without a timer, which takes a tenth of what reading it takes.

    Where aiohttp keeps what has arrived is private, too; if it moves, each message has its timer again.
    """
    patient = DiscordClientWebSocketResponse.receive

    async def receive(self: Any, timeout: float | None = None) -> Any:  # noqa: ANN401, ASYNC109  aiohttp's
        is_there = getattr(getattr(self, "_reader", None), "_buffer", None)
        return await patient(self, None if is_there else timeout)

    DiscordClientWebSocketResponse.receive = receive  # type: ignore[method-assign]


class _Careful:
    """Receives what the gateway sends, and drops what cannot be read."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive

    def __get__(self, socket: Any, _: type) -> Any:  # noqa: ANN401  becomes a method, as a function does
        return self if socket is None else functools.partial(self, socket)

    async def __call__(self, socket: Any, message: Any) -> None:  # noqa: ANN401  discord.py's own
        try:
            await self._receive(socket, message)
        except MEANT:
            raise
        except Exception as error:  # noqa: BLE001  whatever else it is, the debate goes on
            tell_of_unreadable(error)
