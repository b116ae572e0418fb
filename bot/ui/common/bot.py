"""What commands and handlers need of the client that runs them."""

from typing import Protocol, cast

import discord

from bot.domain.polls import Poll
from bot.domain.rate import RateLimit
from bot.domain.tally import PollTally
from bot.services.common.context import Context
from bot.ui.common.failures import DeliveryFailures


class Board(Protocol):
    """The live ballot papers."""

    def mark(self, poll_id: int) -> None:
        """Mark a ballot paper as out of date."""

    @property
    def failures(self) -> DeliveryFailures:
        """Ballot papers and results that could not be posted or edited."""

    def retry_now(self, poll_id: int) -> None:
        """Try again soon to post a result that could not be posted."""

    async def show(self, tally: PollTally) -> None:
        """Bring a ballot paper up to date, at once or as soon as that works."""

    async def repost(self, poll: Poll, channel_id: int) -> None:
        """Post a ballot paper again. Raises NotNow."""

    async def post_result(self, tally: PollTally) -> None:
        """Post the result of a poll that has closed or been published, now or later."""

    async def mark_posted(self, tally: PollTally, illustrate: discord.Message | None) -> None:
        """Record that a result was posted as a command's answer; pictures follow in the message to `illustrate`."""


class DebateBot(Protocol):
    """The client."""

    @property
    def context(self) -> Context:
        """What the use cases work with."""

    @property
    def response_rate(self) -> RateLimit:
        """How often somebody may send a response."""

    @property
    def board(self) -> Board:
        """The live ballot papers."""


def bot_of(interaction: discord.Interaction) -> DebateBot:
    """Return the client that received an interaction."""
    return cast("DebateBot", interaction.client)


def context_of(interaction: discord.Interaction) -> Context:
    """Return what the use cases work with."""
    return bot_of(interaction).context
