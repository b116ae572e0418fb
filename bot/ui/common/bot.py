"""What commands and handlers need of the client that runs them."""

from typing import Protocol, cast

import discord

from bot.domain.floor import FloorState
from bot.domain.hall import Hall
from bot.domain.polls import Poll, Posting
from bot.domain.rate import RateLimit, TapLimit
from bot.domain.tally import PollTally
from bot.domain.texts import Text
from bot.services.common.context import Context
from bot.ui.common.failures import DeliveryFailures
from bot.ui.common.mentions import Mentions
from bot.ui.common.prepared import PreparedPages


class Board(Protocol):
    """The live ballot papers."""

    def mark(self, poll_id: int) -> None:
        """Mark a ballot paper as out of date."""

    def mark_sheet(self, guild_id: int) -> None:
        """Mark what else shows how a server's debate stands as out of date: the run sheet of a channel, and threads."""

    def mark_votes(self, guild_id: int) -> None:
        """Note that somebody has voted on statements, and no more."""

    @property
    def failures(self) -> DeliveryFailures:
        """Ballot papers and results that could not be posted or edited."""

    async def extended(self, poll: Poll) -> None:
        """Show a new deadline on a ballot paper, and tell the room."""

    def reopened(self, poll: Poll) -> None:
        """Bring the ballot paper of a poll that was opened again back to life."""

    def retry_now(self, poll_id: int) -> None:
        """Try again soon to post a result that could not be posted."""

    async def show(self, tally: PollTally) -> None:
        """Bring a ballot paper up to date, at once or as soon as that works."""

    async def repost(self, poll: Poll, channel_id: int) -> Poll:
        """Post a ballot paper again; return the poll with its new message. Raises NotNow."""

    async def post_result(self, tally: PollTally) -> None:
        """Post the result of a poll that has closed or been published, now or later."""

    async def mark_posted(self, tally: PollTally, illustrate: discord.Message | None) -> None:
        """Record that a result was posted as a command's answer; pictures follow in the message to `illustrate`."""


class Console(Protocol):
    """The run sheets in channels of moderators."""

    async def refresh(self, guild_id: int) -> None:
        """Bring a server's up to date."""

    async def place(self, guild_id: int, channel_id: int) -> tuple[Posting, bool]:
        """Post one; return where it is and whether it is pinned. Raises one of FAILURES."""

    def moved(self, guild_id: int, place: Posting | None) -> None:
        """Take note of where a server's is now."""

    async def remove(self, guild_id: int, place: Posting) -> None:
        """Delete a message that showed one."""


class Floors(Protocol):
    """The cards of floors, and the calls to speakers."""

    def learn(self, state: FloorState) -> None:
        """Take note of how a floor stands now, and have its card show it."""

    async def began(self, state: FloorState, stepped_down: int | None = None) -> list[Text]:
        """Call whoever has the floor now; return what moderators have to know."""

    async def refresh(self, floor_id: int) -> None:
        """Bring a floor's card up to date; post it if it is not there."""


class StatementCards(Protocol):
    """The cards of statements, and what they come to."""

    async def refresh(self, set_id: int) -> None:
        """Bring a set's card up to date, and tell the room if it has closed. Raises one of FAILURES."""


class HallServer(Protocol):
    """What serves the page on the wall."""

    def address(self, hall: Hall, /) -> str:
        """Return the address of a page."""

    async def reload(self) -> None:
        """Learn at once which pages there are, and what is to be on them."""


class DebateBot(Protocol):
    """The client."""

    @property
    def context(self) -> Context:
        """What the use cases work with."""

    @property
    def response_rate(self) -> RateLimit:
        """How often somebody may send a response."""

    @property
    def tap_limit(self) -> TapLimit:
        """How often somebody may tap."""

    @property
    def prepared(self) -> PreparedPages:
        """Pages that are ready to be sent."""

    @property
    def mentions(self) -> Mentions:
        """Writes commands so that they can be tapped."""

    @property
    def console(self) -> Console:
        """The run sheets in channels of moderators."""

    @property
    def floors(self) -> Floors:
        """The cards of floors, and the calls to speakers."""

    @property
    def statement_cards(self) -> StatementCards:
        """The cards of statements, and what they come to."""

    @property
    def hall(self) -> HallServer | None:
        """What serves the page on the wall, if the operator has turned it on."""

    @property
    def board(self) -> Board:
        """The live ballot papers."""


def bot_of(interaction: discord.Interaction) -> DebateBot:
    """Return the client that received an interaction."""
    return cast("DebateBot", interaction.client)


def context_of(interaction: discord.Interaction) -> Context:
    """Return what the use cases work with."""
    return bot_of(interaction).context
