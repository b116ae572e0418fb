"""Brings the interactions endpoint, the client, and other processes of the same server together."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import datetime
from functools import partial

from bot.domain.faults import OperatorError
from bot.endpoint import server
from bot.endpoint.forwarding import ACCEPTED, Forwarder
from bot.endpoint.server import PortTaken, Refused, Request, Response
from bot.endpoint.signed import Gate
from bot.key_file import read_key
from bot.library.loader import load
from bot.services.common import pseudonym_key
from bot.services.common.context import Context
from bot.services.polls import following
from bot.services.polls.open_polls import OpenPolls
from bot.services.polls.secret_vote_groups import MAX_WAIT
from bot.settings import Settings
from bot.storage import migrate
from bot.storage.engine import Database
from bot.storage.notices import Notices
from bot.storage.urls import sqlite_file
from bot.ui import http_interactions
from bot.ui.client import DebateClient

__all__ = ["PortTaken", "opened_beside", "require_possible", "taken"]

log = logging.getLogger(__name__)

BUSY = Response(None, 503)
"""What is answered before the start is over, and while the bot stops: a balancer asks another process then."""


class Impossible(OperatorError):
    """The settings of the endpoint do not fit together; the message says why."""


def require_possible(settings: Settings) -> None:
    """Check what the endpoint needs. Raises Impossible."""
    main, port = settings.interactions_main, settings.interactions_port
    if main is not None and port is None:
        raise Impossible("INTERACTIONS_MAIN is for a process that takes votes itself. Set INTERACTIONS_PORT as well.")
    if port is None:
        return
    if settings.interactions_public_key is None:
        raise Impossible(
            "INTERACTIONS_PORT needs INTERACTIONS_PUBLIC_KEY. Copy the public key from the application's page "
            "“General Information”."
        )
    if not settings.shards.all:
        raise Impossible(
            "Discord sends the interactions of all servers to one address, so INTERACTIONS_PORT and SHARD_IDS exclude "
            "each other. Leave SHARD_IDS out."
        )
    if main is not None and sqlite_file(settings.database_url.get_secret_value()) is not None:
        raise Impossible(
            "INTERACTIONS_MAIN makes this a second process, and several processes need one PostgreSQL. Set "
            "DATABASE_URL to a PostgreSQL server, or leave INTERACTIONS_MAIN out."
        )


@asynccontextmanager
async def opened_beside(settings: Settings, clock: Callable[[], datetime]) -> AsyncIterator[Context]:
    """Build what takes votes beside the process with the gateway, which brings the database up to date.

    Raises Impossible, and WrongKey.
    """
    database = Database.at(settings.database_url.get_secret_value())
    try:
        await database.check()
        try:
            await migrate.require_newest(database)
        except migrate.OlderSchema as error:
            raise Impossible(
                "The database is of another version. Start the process with the gateway first: it brings it up to date."
            ) from error
        pseudonyms = await pseudonym_key.shared_pseudonyms(database, settings.pseudonym_key_file, read_key)
        open_polls = OpenPolls(database, settings.shards, secret_window=MAX_WAIT, only_takes_votes=True)
        yield Context(load(settings.pack_folder), database, open_polls, pseudonyms, clock, settings.shards)
    finally:
        await database.close()


@asynccontextmanager
async def taken(settings: Settings, client: DebateClient) -> AsyncIterator[int | None]:
    """Take interactions over HTTP if INTERACTIONS_PORT is set, and yield the port. Raises PortTaken."""
    if settings.interactions_port is None or settings.interactions_public_key is None:
        yield None
        return
    client.has_endpoint = True
    gate = Gate(settings.interactions_public_key, lambda: client.context.clock().timestamp())
    answer = partial(_answer, client, in_response=http_interactions.known())
    async with AsyncExitStack() as stack:
        await _stay_in_step(settings, client, stack)
        if settings.interactions_main is not None:
            forwarder = await stack.enter_async_context(Forwarder(settings.interactions_main))
            answer = partial(_vote_or_hand_on, answer, forwarder)
        served = server.served(settings.interactions_host, settings.interactions_port, gate, answer)
        yield await stack.enter_async_context(served)


async def _answer(client: DebateClient, request: Request, *, in_response: bool) -> Response:
    """Have the client answer. Raises Refused."""
    if not client.takes_interactions:
        return BUSY
    try:
        body = await http_interactions.answer_to(client, request.payload, in_response=in_response)
    except http_interactions.Unreadable as error:
        log.warning("dropped an interaction that cannot be read: %s", error)
        raise Refused(400, "that cannot be read") from None
    except http_interactions.Unanswered:
        return BUSY
    return Response(None, ACCEPTED) if body is None else Response(body)


async def _vote_or_hand_on(
    answer: partial[Coroutine[None, None, Response]], forwarder: Forwarder, request: Request
) -> Response:
    """Answer voters here, and have the process with the gateway answer all else."""
    if http_interactions.is_of_voter(request.payload):
        return await answer(request)
    return await forwarder.hand_on(request) or Response(http_interactions.not_now(request.payload))


async def _stay_in_step(settings: Settings, client: DebateClient, stack: AsyncExitStack) -> None:
    """On PostgreSQL, tell the process that counts of votes or, in that one, hear of those of others."""
    url, context = settings.database_url.get_secret_value(), client.context
    if sqlite_file(url) is not None:
        return
    notices = Notices(url)
    stack.push_async_callback(notices.close)
    if settings.interactions_main is not None:
        stack.push_async_callback(following.tell_now, context, notices.tell)  # of the last votes
        work: list[Awaitable[None]] = [following.tell_of_votes(context, notices.tell), following.keep_up(context)]
    else:
        open_polls = context.open_polls
        await notices.listen(open_polls.hear)
        missed = lambda: open_polls.hear([poll.id for poll in open_polls.polls()])  # noqa: E731  short, and used once
        work = [notices.stay(missed), following.count_others(context, client.board.mark)]
    stack.push_async_callback(_end, [asyncio.ensure_future(one) for one in work])


async def _end(tasks: list[asyncio.Future[None]]) -> None:
    for task in tasks:
        task.cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError):
            await task
