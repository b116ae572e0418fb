"""The composition root: builds every part from the settings, and closes every part again."""

import asyncio
import base64
import binascii
import contextlib
import gc
import logging
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from functools import partial

import aiohttp
import discord

from bot import metrics
from bot.domain.faults import OperatorError
from bot.garbage import kept
from bot.key_file import SIGNING_KEY, make_key, read_key
from bot.library.loader import BrokenPack, load
from bot.library.models import Library
from bot.measured_pack import fingerprint, is_measured, remember
from bot.services.common import bot_state, erasing, pseudonym_key
from bot.services.common.context import Context
from bot.services.common.signing_key import signing_key_for
from bot.services.polls.open_polls import OpenPolls
from bot.services.polls.secret_vote_groups import MAX_WAIT
from bot.settings import BadSettings, Settings
from bot.shutdown import run_until_signal
from bot.storage import migrate
from bot.storage.engine import Database
from bot.storage.lock import sole_process
from bot.storage.shard_lock import hold_shards
from bot.storage.urls import sqlite_file
from bot.ui.answers import CONNECTIONS
from bot.ui.client import DebateClient, client_on, commands_fact

log = logging.getLogger(__name__)

DATABASE_TIMEOUT = 1.0
"""Seconds within which a healthy database answers."""

SHARDING_REQUIRED = 4011
"""Discord's close code."""


class CannotDo(OperatorError):
    """What the operator asked for is not possible; the message says why."""


def now() -> datetime:
    """Return the present."""
    return datetime.now(UTC)


def load_pack(settings: Settings) -> Library:
    """Read the pack and check that Discord takes every page of it. Raises BrokenPack with every problem."""
    library = load(settings.pack_folder)
    _require_fitting_pages(library)
    return library


def _require_fitting_pages(library: Library) -> None:
    from bot.ui.pack_limits.check import page_problems  # noqa: PLC0415  only where a pack is new or has changed

    if problems := page_problems(library):
        raise BrokenPack(problems)


@asynccontextmanager
async def opened(
    settings: Settings, clock: Callable[[], datetime] = now, *, secret_window: float = MAX_WAIT
) -> AsyncIterator[Context]:
    """Build what the use cases work with, on a database brought up to date; close it afterwards.

    No other process may write to an SQLite file meanwhile. Raises InUse where one does already, and WrongKey.
    """
    library, pack = load(settings.pack_folder), fingerprint(settings.pack_folder)
    with sole_process(settings.database_url.get_secret_value()):
        async with closed_at_end(Database.at(settings.database_url.get_secret_value())) as database:
            # Before the upgrade, after which no older version could start on the database.
            is_new = not await is_measured(database, pack)
            if is_new:
                _require_fitting_pages(library)
            await migrate.upgrade(database)
            if is_new:
                await remember(database, pack)
            pseudonyms = await pseudonym_key.pseudonyms_for(database, settings.pseudonym_key_file, read_key, make_key)
            signing_key = await signing_key_for(
                database,
                settings.signing_key_file,
                partial(read_key, kind=SIGNING_KEY),
                partial(make_key, kind=SIGNING_KEY),
            )
            await erasing.scrub_at_start(database)
            shards = settings.shards
            open_polls = OpenPolls(database, shards, secret_window=secret_window)
            most = settings.responses_per_question
            yield Context(
                library,
                database,
                open_polls,
                pseudonyms,
                clock,
                shards,
                responses_each=most,
                chart_theme=settings.chart_theme,
                contact=settings.contact or "",
                signing_key=signing_key,
                timestamp_url=settings.timestamp_url,
            )


@asynccontextmanager
async def closed_at_end(database: Database) -> AsyncIterator[Database]:
    """Use a database, if it can be used, and close it afterwards."""
    try:
        await database.check()
        yield database
    finally:
        await database.close()


@contextlib.contextmanager
def _plain_login() -> Iterator[None]:
    """Turn Discord's refusals at login into CannotDo."""
    try:
        yield
    except discord.LoginFailure as error:
        raise CannotDo("Discord refuses the token. Copy it again from the application's page “Bot”.") from error
    except discord.ConnectionClosed as error:
        if error.code != SHARDING_REQUIRED:
            raise
        raise CannotDo("The bot is in so many servers that it needs more shards: raise SHARD_COUNT.") from error


async def run(settings: Settings) -> None:
    """Run the bot until SIGINT or SIGTERM. Raises CannotDo where Discord refuses the token, and ShardsTaken."""
    token = settings.token
    if settings.interactions_port is not None or settings.interactions_main is not None:
        from bot import over_http  # noqa: PLC0415  a web server, which few need

        over_http.require_possible(settings)
    if settings.interactions_main is not None:
        await _only_take_votes(settings, token)
        return
    async with AsyncExitStack() as held:
        with kept():
            context = await held.enter_async_context(opened(settings))
            shards_lost = await held.enter_async_context(_shards_held(settings))
            client = client_on(context, settings.debate_guild_id, aiohttp.TCPConnector(limit=CONNECTIONS))
            for part in (watched(settings, client), _wall_shown(settings, client), _taken(settings, client), client):
                await held.enter_async_context(part)
            await client.register()
        _tune_for_many_votes()
        with _plain_login():
            await run_until_signal(client.start(token), shards_lost)


async def _only_take_votes(settings: Settings, token: str) -> None:
    """Take votes over HTTP beside the process that has the gateway, until SIGINT or SIGTERM."""
    from bot import over_http  # noqa: PLC0415  as above
    from bot.ui.voting_client import VotingClient  # noqa: PLC0415  as above

    async with over_http.opened_beside(settings, now) as context:
        client = VotingClient(context, connector=aiohttp.TCPConnector(limit=CONNECTIONS))
        async with watched(settings, client), _taken(settings, client), client:
            _tune_for_many_votes()
            with _plain_login():
                await run_until_signal(client.start(token))


@asynccontextmanager
async def watched(settings: Settings, client: DebateClient) -> AsyncIterator[int | None]:
    """Serve health and metrics if METRICS_PORT is set, and yield the port. Raises PortTaken."""
    if settings.metrics_port is None:
        yield None
        return
    from bot import monitoring  # noqa: PLC0415  a web server, which few need

    async def health_problem() -> str | None:
        if not client.connected:
            return "No connection to Discord."
        if not await client.context.database.answers(within=DATABASE_TIMEOUT):
            return f"The database does not answer within {DATABASE_TIMEOUT:g} s."
        return None

    metrics.OPEN_POLLS.set_function(lambda: len(client.context.open_polls.polls()))
    async with monitoring.served(settings.metrics_host, settings.metrics_port, health_problem) as port:
        yield port


@asynccontextmanager
async def _taken(settings: Settings, client: DebateClient) -> AsyncIterator[None]:
    """Take interactions over HTTP if INTERACTIONS_PORT is set. Raises PortTaken."""
    if settings.interactions_port is None:
        yield
        return
    from bot import over_http  # noqa: PLC0415  as above

    async with over_http.taken(settings, client):
        yield


@asynccontextmanager
async def _wall_shown(settings: Settings, client: DebateClient) -> AsyncIterator[None]:
    """Serve the pages on the wall if HALL_PORT is set. Raises PortTaken."""
    if settings.hall_port is None:
        yield
        return
    from bot import on_wall  # noqa: PLC0415  as above

    async with on_wall.shown(settings, client):
        yield


def _tune_for_many_votes() -> None:
    """Tune the interpreter for many votes at once."""
    gc.set_threshold(20_000, 20, 50)
    # The thread that has just committed gets its turn at once: every voter in the commit waits for it.
    sys.setswitchinterval(0.0005)


@asynccontextmanager
async def _shards_held(settings: Settings) -> AsyncIterator[asyncio.Future[None]]:
    """Hold the locks of this process's shards; the future is done when they are lost."""
    url = settings.database_url.get_secret_value()
    if sqlite_file(url) is None:
        async with hold_shards(url, settings.shards) as lost:
            yield lost
        return
    if not settings.shards.all:
        raise CannotDo(
            "SHARD_IDS leaves servers to other processes, and several processes need one PostgreSQL. Set DATABASE_URL "
            "to a PostgreSQL server, or leave SHARD_IDS out."
        )
    yield asyncio.get_running_loop().create_future()


async def sync(settings: Settings) -> None:
    """Tell Discord of the commands, changed or not. Raises CannotDo where Discord refuses the token."""
    token, guild_id = settings.token, settings.debate_guild_id
    everything = settings.model_copy(update={"shard_count": 1, "shard_ids": None})
    async with opened(everything) as context, DebateClient(context, guild_id=guild_id) as client:
        await bot_state.delete(context, commands_fact(application_id(settings), guild_id))
        with _plain_login():
            try:
                await client.login(token)
            except (aiohttp.ClientError, OSError, discord.DiscordServerError) as error:
                raise CannotDo(f"Cannot reach Discord ({type(error).__name__}). Try again later.") from error


def application_id(settings: Settings) -> int:
    """Return the application's id, which is the first part of its token. Raises BadSettings, CannotDo."""
    try:
        first = settings.token.split(".", maxsplit=1)[0]
    except BadSettings as error:
        raise CannotDo(
            "No token is set. Give the application's id: debate-bot invite --application-id NUMBER."
        ) from error
    try:
        return int(base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)))
    except (binascii.Error, ValueError) as error:
        raise CannotDo("The token does not look like one. Copy it again from the application's page “Bot”.") from error
