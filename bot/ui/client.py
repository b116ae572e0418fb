"""The Discord client: which commands it has, and what it listens to."""

import asyncio
import contextlib
import hashlib
import json
import logging
from datetime import timedelta
from functools import partial
from typing import Any, Protocol

import aiohttp
import discord
from discord import app_commands
from discord.ext import commands

from bot.domain.rate import RateLimit, TapLimit
from bot.domain.refusals import NotNow, Refusal
from bot.domain.shards import ALL
from bot.domain.texts import say
from bot.services.common import bot_state
from bot.services.common.context import Context
from bot.ui.answers import StraightAnswers, straight_answers
from bot.ui.common.bot import HallServer
from bot.ui.common.controls import TABLE, Form, custom_id_of
from bot.ui.common.failures import FAILURES
from bot.ui.common.languages import CommandTranslator
from bot.ui.common.mentions import Mentions
from bot.ui.common.prepared import PreparedPages
from bot.ui.common.responding import defer_if_slow, drain, reply_with_error
from bot.ui.common.tap_limit import require_tap_within_limit
from bot.ui.debates.events import Events
from bot.ui.fast_taps import begin_no_more, install_fast_path
from bot.ui.features import command_groups
from bot.ui.floor.floors import Floors
from bot.ui.gateway import Backoff, steady
from bot.ui.http_interactions import say_where_interactions_go
from bot.ui.polls.board import Board, Follower
from bot.ui.responses.thread_posts import ThreadPosts
from bot.ui.run_sheet.console import Console
from bot.ui.statements.cards import StatementCards

log = logging.getLogger(__name__)

INTENTS = discord.Intents(guilds=True, voice_states=True)
"""Guilds, without which members would come without their roles, and who is in a voice channel, for floors in Stage
channels. No one has to approve either."""

TRANSLATOR = CommandTranslator()

SERVER_ERROR = 500
"""The first status of those that are the server's fault, not the request's."""

RESPONSE_RATE = (3, timedelta(seconds=10))
"""Rate limit of responses for each person: how many, within how long."""

MOST_TAPS = 10
"""Taps, forms and commands of one person in a second that are acted on."""

AS_FAST_AS_THEY_LIKE = 1_000_000
"""The same in a rehearsal, whose simulated voters do not read what they vote on."""

DRAINING = 3.0
HANGING_UP = 1.0
"""Timeouts of the shutdown, in seconds: for answers under way and, at the same time, for closing the gateway."""


def commands_fact(application_id: int | None, guild_id: int | None) -> str:
    """Key under which the hash of the commands that Discord was last sent is stored."""
    return f"commands of {application_id} in {guild_id or 'all servers'}"


def ids_fact(commands: str) -> str:
    """Key under which the ids of those commands are stored."""
    return f"ids of {commands}"


class Tree(app_commands.CommandTree["DebateClient"]):
    """The slash commands: each is answered in time, and errors are explained."""

    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        """Defer every command that is slow, and refuse those of somebody who sends too many."""
        if interaction.type is discord.InteractionType.application_command:
            try:
                require_tap_within_limit(interaction)
            except NotNow as error:
                await reply_with_error(interaction, error)
                return False
            defer_if_slow(interaction)
        return True

    async def sync(self, *, guild: discord.abc.Snowflake | None = None) -> list[app_commands.AppCommand]:
        """Tell Discord of the commands, and learn their ids."""
        synced = await super().sync(guild=guild)
        self.client.mentions.learn({command.name: command.id for command in synced})
        return synced

    async def on_error(self, interaction: discord.Interaction, error: app_commands.AppCommandError, /) -> None:
        """Explain what went wrong."""
        if interaction.type is discord.InteractionType.autocomplete:
            log.error("autocomplete failed", exc_info=error)
        elif isinstance(error, app_commands.CommandInvokeError):
            await reply_with_error(interaction, error.original)
        elif isinstance(error, app_commands.NoPrivateMessage):
            await reply_with_error(
                interaction, Refusal(say("Use this in the debate's server. It does not work in direct messages."))
            )
        elif isinstance(error, (app_commands.CommandNotFound, app_commands.CommandSignatureMismatch)):
            await reply_with_error(
                interaction, Refusal(say("The bot has been updated. Restart Discord and try again."))
            )
        else:
            await reply_with_error(interaction, error)


class FollowingHall(HallServer, Follower, Protocol):
    """What serves the page on the wall, and follows the debates."""


class DebateClient(commands.Bot):
    """Runs the debate in every server it is in."""

    def __init__(
        self,
        context: Context,
        *,
        guild_id: int | None = None,
        most_taps: int = MOST_TAPS,
        **options: Any,  # noqa: ANN401  discord.py's
    ) -> None:
        super().__init__(
            command_prefix=[],
            help_command=None,
            intents=INTENTS,
            tree_cls=Tree,
            allowed_mentions=discord.AllowedMentions.none(),
            **options,
        )
        self.context = context
        self.board = Board(self, context)
        self.prepared = PreparedPages()
        self.response_rate = RateLimit(*RESPONSE_RATE)
        self.tap_limit = TapLimit(most_taps)
        self.console = Console(self, context, self.board.failures)
        self.floors = Floors(self, context, self.board.mark_sheet)
        self.statement_cards = StatementCards(self, context)
        self.board.followers += [
            self.console,
            ThreadPosts(self, context),
            Events(self, context),
            self.floors,
            self.statement_cards,
        ]
        self.mentions = Mentions()
        self.hall: HallServer | None = None
        self.connected = False
        """Whether Discord's gateway hears and tells us at present."""
        self.takes_interactions = False
        """Whether everything is there that answers interactions."""
        self.has_endpoint = False
        """Whether interactions may come over HTTP."""
        self._guild = discord.Object(guild_id) if guild_id else None
        self._answers: StraightAnswers | None = None

    def show_hall(self, hall: FollowingHall) -> None:
        """Keep the page on the wall in step with the debates, and offer it to moderators."""
        self.hall = hall
        self.board.followers.append(hall)

    async def start(self, token: str, *, reconnect: bool = True) -> None:
        """Log in and connect, and go on trying for as long as Discord cannot be reached."""
        steady()
        self._answers = straight_answers(self.http)
        await self.log_in(token)
        await self.connect(reconnect=reconnect)

    async def log_in(self, token: str) -> None:
        """Log in, and go on trying for as long as Discord cannot be reached."""
        backoff = Backoff()
        while True:
            try:
                await self.login(token)
                break
            except FAILURES as error:
                if isinstance(error, discord.HTTPException) and error.status < SERVER_ERROR:
                    raise
                await self._wait(backoff, error)
                await self._renew_connections()

    async def connect(self, *, reconnect: bool = True) -> None:
        """Connect to the gateway, and begin anew where the first connection fails: discord.py stumbles over that."""
        backoff = Backoff()
        while True:
            try:
                await super().connect(reconnect=reconnect)
            except AttributeError as error:  # there is no connection yet that it could resume
                cause = error.__context__
                if self.is_closed() or not isinstance(cause, FAILURES):
                    raise
                await self._wait(backoff, cause)
            else:
                return

    @staticmethod
    async def _wait(backoff: Backoff, error: BaseException) -> None:
        seconds = backoff.delay()
        log.warning("Discord cannot be reached (%s). Trying again in %.0f s.", type(error).__name__, seconds)
        await asyncio.sleep(seconds)

    async def _renew_connections(self) -> None:
        """Close what a failed login has left open: discord.py makes a new session at the next one."""
        limit = self.http.connector.limit if isinstance(self.http.connector, aiohttp.BaseConnector) else 0
        await self.http.close()
        self.http.connector = aiohttp.TCPConnector(limit=limit)

    async def setup_hook(self) -> None:
        """Take up open polls, register commands and controls, and tell Discord of the commands if they changed."""
        await self.context.open_polls.load()
        await self.register()
        await self._tell_of_commands()
        self.board.start()
        self._open()

    def _open(self) -> None:
        say_where_interactions_go(self.application, has_endpoint=self.has_endpoint)
        self.takes_interactions = True

    async def register(self) -> None:
        """Load the features, and register their commands and controls, once."""
        if self.cogs:
            return
        await self.tree.set_translator(TRANSLATOR)
        for command_group in command_groups():
            await self.add_cog(command_group())
        self.add_dynamic_items(*TABLE.items())  # which the features have filled
        install_fast_path(self)

    async def _tell_of_commands(self) -> None:
        """Tell Discord of the commands where they differ from what it was last told; of many processes, one does."""
        key, ids = await self._learn_commands()
        if 0 not in self.context.shards.ids:
            return
        if self._guild is not None:
            self.tree.copy_global_to(guild=self._guild)
        tree = self.tree
        payload = [await one.get_translated_payload(tree, TRANSLATOR) for one in tree.get_commands(guild=self._guild)]
        now = hashlib.sha256(json.dumps(payload, sort_keys=True, default=str).encode()).hexdigest()
        is_told = await bot_state.read(self.context, key) == now
        if is_told and ids:
            return
        if is_told:  # by a version of the bot that did not keep the ids
            with contextlib.suppress(*FAILURES):  # then commands are written as plain text until the next start
                known = await self.tree.fetch_commands(guild=self._guild)
                self.mentions.learn({command.name: command.id for command in known})
        else:
            await self.tree.sync(guild=self._guild)
            await bot_state.save(self.context, key, now)
            log.info("told Discord of %d commands", len(payload))
        if self.mentions.ids:
            await bot_state.save(self.context, ids_fact(key), json.dumps(self.mentions.ids))

    async def _learn_commands(self) -> tuple[str, str | None]:
        """Learn the ids of the commands that Discord was last told of; return the key of that, and what was stored."""
        key = commands_fact(self.application_id, self._guild.id if self._guild else None)
        ids = await bot_state.read(self.context, ids_fact(key))
        self.mentions.learn(json.loads(ids or "{}"))
        return key, ids

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Handle forms, also those opened before a restart, and explain controls that no longer exist."""
        if interaction.type not in {discord.InteractionType.modal_submit, discord.InteractionType.component}:
            return
        control = TABLE.find(custom_id_of(interaction))
        if control is None:
            await reply_with_error(interaction, _stale())
        elif isinstance(control, Form):  # buttons and menus are found by discord.py
            await control.answer(interaction)

    async def on_ready(self) -> None:
        """Note that the gateway is there."""
        self.connected = True

    async def on_resumed(self) -> None:
        """Note that the gateway is there again."""
        self.connected = True

    async def on_disconnect(self) -> None:
        """Note that the gateway is gone for now; discord.py goes on trying."""
        self.connected = False

    async def close(self) -> None:
        """Accept nothing new, answer what people have asked for, update the ballot papers, and disconnect."""
        self.connected = self.takes_interactions = False
        if not self.is_closed():
            await asyncio.gather(self._hang_up(), drain(DRAINING, partial(begin_no_more, self)))
            await self.board.stop()
        await super().close()
        if self._answers is not None:
            await self._answers.close()

    async def _hang_up(self) -> None:
        """Close the gateway; answers go another way."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(HANGING_UP):
                if self.ws is not None:  # there is none before it has connected
                    await self.ws.close(code=1000)


def _stale() -> Refusal:
    return Refusal(say("This button or menu is out of date. Open the page again with its command."))


class ShardedClient(DebateClient, commands.AutoShardedBot):
    """The same with a connection for each of this process's shards."""

    def __init__(self, context: Context, **options: Any) -> None:  # noqa: ANN401  discord.py's
        shards = context.shards
        super().__init__(context, shard_count=shards.count, shard_ids=list(shards.ids), **options)

    async def _hang_up(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(HANGING_UP):
                await asyncio.gather(*(shard.disconnect() for shard in self.shards.values()))


def client_on(context: Context, guild_id: int | None, connector: aiohttp.BaseConnector | None = None) -> DebateClient:
    """Return the client for this process's part of the servers."""
    kind = DebateClient if context.shards == ALL else ShardedClient
    return kind(context, guild_id=guild_id, connector=connector)
