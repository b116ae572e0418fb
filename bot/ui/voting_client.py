"""The client of a process that only takes votes, over HTTP: it never connects to Discord's gateway."""

import asyncio

from bot.ui.client import DebateClient


class VotingClient(DebateClient):
    """Answers voters. Another process, which has the gateway, does all else: cards, deadlines, commands."""

    async def start(self, token: str, *, reconnect: bool = True) -> None:  # noqa: ARG002  there is no connection
        """Log in, and stay until cancelled."""
        await self.log_in(token)
        self.connected = True
        await asyncio.Event().wait()

    async def setup_hook(self) -> None:
        """Take up open polls and register the controls."""
        await self.context.open_polls.load()
        await self.register()
        await self._learn_commands()
        self._open()
