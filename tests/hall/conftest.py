"""A debate with its page on the wall, served on this machine."""

import aiohttp
import pytest

from bot.domain.polls import Round
from bot.hall.halls import Halls
from bot.hall.server import served
from bot.i18n import speech_in
from bot.services.debates import debates
from bot.services.hall import addresses
from bot.services.polls import opening, voting
from bot.services.polls.opening import Opening

MODERATORS = 600_000_000_000_000_001
INVITE = "https://discord.gg/example"


class Debate:
    """A debate as its moderator runs it."""

    def __init__(self, context, moderator, person) -> None:
        self.context, self.moderator, self.person = context, moderator(), person

    async def open(self, question="a", round_=Round.MAIN, **given):
        asked = {"minutes": None, "release": None, "secrecy": None, "channel_id": 42, "electorate": None} | given
        quorum = asked.pop("quorum", None)
        new = Opening(question, round_, language="en", **asked, **({"quorum": quorum} if quorum else {}))
        poll, _ = await opening.open_poll(self.context, self.moderator, new)
        await opening.save_message(self.context, poll, 42, 10**18)
        return self.context.open_polls.poll(poll.id)

    async def vote(self, poll, name, *picks, item=None):
        key = item or poll.items[0].key
        await voting.cast(self.context, self.person(name), poll.id, key, picks)


@pytest.fixture
async def debate(context, moderator, administrator, person):
    await debates.change_settings(context, administrator(), moderator_role=MODERATORS)
    await debates.start(context, administrator(), None, "en")
    return Debate(context, moderator, person)


@pytest.fixture
async def hall(context, debate):
    return await addresses.find_hall(context, debate.moderator)


@pytest.fixture
def halls(context):
    return Halls(context, lambda _: speech_in("en"), address="https://hall.example.org", invite=INVITE)


class Served:
    """The page on the wall, and what asks for it as a browser does."""

    def __init__(self, session, port, hall, halls) -> None:
        self.session, self.hall, self.halls = session, hall, halls
        self.port, self.base = port, f"http://127.0.0.1:{port}"

    @property
    def address(self):
        return f"{self.base}/{self.hall.token}"

    async def changed(self):
        """Do what a second brings after something has changed."""
        self.halls.mark(self.hall.guild_id, turnout=False)
        await self.halls.beat()

    def events(self, after=None):
        headers = {"Last-Event-ID": after} if after else {}
        return self.session.get(f"{self.address}/events", headers=headers)


@pytest.fixture
async def page(hall, halls):
    async with served("127.0.0.1", 0, halls) as port, aiohttp.ClientSession() as session:
        yield Served(session, port, hall, halls)
