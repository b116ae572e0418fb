"""A server with people in it, and the real bot on the real pack, driven as people drive it."""

import re
from pathlib import Path

import discord
import pytest
from ballots import custom_ids, poll_of, vote
from sentences import CANCEL_THIS_VOTE, DELETE_IT_ALL
from simcord import Env
from simcord_speed import SETTLING, settle_fast, translate_commands_once

import bot.rehearsal.routes  # noqa: F401  what simcord lacks
from bot.domain.people import Person
from bot.domain.pseudonyms import Pseudonyms
from bot.domain.rate import TapLimit
from bot.domain.shards import ALL
from bot.domain.signatures import SigningKey
from bot.library.loader import load
from bot.services.common.context import Context
from bot.services.polls import lifecycle
from bot.services.polls.open_polls import OpenPolls
from bot.storage.engine import Database
from bot.ui.client import DebateClient, client_on

settle_fast()
translate_commands_once()

ADMINISTRATOR = discord.Permissions(administrator=True)
PACK = Path(__file__).parents[2] / "content" / "cern-for-ai"


@pytest.fixture(scope="session")
def pack():
    """Return the real pack, whose programme only the tests of a programme lead."""
    return load(PACK).model_copy(update={"programme": ()})


class Room:
    """The server `geneva` with Marta who administers it, Mod who moderates, and three participants."""

    def __init__(self, database: Database, pack, shards=ALL) -> None:
        self.database, self.pack, self.shards = database, pack, shards
        self.env = Env(self._client(), settle_timeout=SETTLING)

    def _client(self) -> DebateClient:
        open_polls = OpenPolls(self.database, self.shards)
        pseudonyms, signs = Pseudonyms(b"a fixed key"), SigningKey(bytes(32))
        context = Context(self.pack, self.database, open_polls, pseudonyms, self.now, self.shards, signing_key=signs)
        self.client = client_on(context, None)
        self.client.tap_limit = TapLimit(10_000)  # the clock stands still
        return self.client

    def now(self):
        return self.env.now()

    @property
    def context(self) -> Context:
        return self.client.context

    async def open(self) -> None:
        self.guild = self.env.create_guild("geneva")
        self.administrators = self.guild.create_role("Administrators", permissions=ADMINISTRATOR)
        self.moderators = self.guild.create_role("Moderators")
        self.channel = self.guild.create_text_channel("debate")
        self.marta = self.join("marta", self.administrators)
        self.mod = self.join("mod", self.moderators)
        self.amina, self.jonas, self.sofia = (self.join(name) for name in ("amina", "jonas", "sofia"))
        await self.env.start()

    def join(self, name, *roles):
        return self.guild.add_member(self.env.create_user(name), roles=roles)

    async def start_debate(self) -> None:
        await self.marta.slash(self.channel, "debate settings", moderators=self.moderators)
        await self.marta.slash(self.channel, "debate start")

    async def open_poll(self, question="d", **options):
        """Open a poll as Mod and return its ballot paper."""
        return (await self.mod.slash(self.channel, "poll open", question=question, **options)).response

    async def vote(self, person, card, *options, item=None):
        """Vote as a person does: from the ballot card, through the private ballot; return what the last tap brought.

        Options are given by label or id, in the order of the taps; none is an abstention. `item` is needed for that.
        """
        poll = self.context.open_polls.poll(poll_of(card))
        return await vote(person, card, poll, options, item)

    async def open_on(self, sheet, question, round_="main"):
        """Open a question on a run sheet, by its button or else by the menu of the others, and return the answer."""
        for custom_id in custom_ids(sheet):
            if re.fullmatch(f"run-open:[0-9]+:{question}:{round_}", custom_id):
                return await self.mod.click(sheet, custom_id=custom_id)
        (menu,) = (found for found in custom_ids(sheet) if found.startswith("run-open-another:"))
        return await self.mod.select(sheet, [f"{question}:{round_}"], custom_id=menu)

    async def sure(self, who, message, label):
        """Tap what asks first, wait, and confirm; return the answer to that."""
        asked = await who.click(message, label=label)
        page = message if message.flags.ephemeral else asked.response
        await self.env.advance_time(3)
        (confirm,) = (found for found in custom_ids(page) if found.startswith(("run-close-now:", "run-publish-now:")))
        return await who.click(page, custom_id=confirm)

    async def close_debate(self, who=None):
        """Close the debate and confirm it; return what the room is told, and keep what the moderator is told alone."""
        who = who or self.mod
        asked = await who.slash(self.channel, "debate close")
        await self.env.advance_time(3)
        (confirm,) = (found for found in custom_ids(asked.response) if found.startswith("debate-close:"))
        self.note = asked.response
        return (await who.click(self.note, custom_id=confirm)).followups[0]

    async def close_by_hand(self, question):
        """Close a poll as Mod does, without anything that Discord has to do with it."""
        role = self.moderators.id
        mod = Person(self.guild.id, self.mod.id, "mod", frozenset({role}))
        return await lifecycle.close_by_hand(self.context, mod, question, None, {})

    async def cancel_poll(self, **options):
        """Cancel a poll as Mod does, who is asked first; return what he is told."""
        asked = await self.mod.slash(self.channel, "poll cancel", **options)
        return await self.mod.click(asked.response, label=CANCEL_THIS_VOTE.say())

    async def delete_data(self, member):
        """Ask for the deletion of a member's data, and confirm it; return the message that says what it did."""
        asked = await member.slash(self.channel, "mydata delete")
        await member.click(asked.response, label=DELETE_IT_ALL.say())
        return asked.response

    async def restart(self) -> None:
        """End the bot's process and start another on the same database."""
        old = self.client
        await self.env.restart_bot(self._client())
        await old.close()

    async def close(self) -> None:
        await self.client.close()
        await self.env.shutdown()


@pytest.fixture
def shards():
    """Which servers the bot serves; tests may override it."""
    return ALL


@pytest.fixture
async def empty_room(database, pack, shards):
    """The room before any debate."""
    room = Room(database, pack, shards)
    await room.open()
    yield room
    await room.close()


@pytest.fixture
async def room(empty_room):
    """The room with a debate under way."""
    await empty_room.start_debate()
    return empty_room


def read(message) -> str:
    """Return everything that a message says: its text, and the labels of what can be tapped."""
    found = [message.content]

    def walk(components) -> None:
        for component in components:
            if "content" in component:
                found.append(component["content"])
            if "label" in component:
                found.append(f"[{component['label']}]")
            found.extend(f"<{option['label']}>" for option in component.get("options", ()))
            walk(component.get("components", ()))
            walk([component["accessory"]] if "accessory" in component else ())

    walk(component if isinstance(component, dict) else component.to_dict() for component in message.components)
    return "\n".join(part for part in found if part).replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture(scope="session")
def said():
    """Return what reads a message, or the answer to an interaction."""

    def say(result) -> str:
        if hasattr(result, "acknowledged"):
            messages = [result.response, *result.followups]
            return "\n".join(read(message) for message in messages if message is not None)
        return read(result)

    return say


@pytest.fixture
def posted(room, said):
    """Return what finds the messages of the channel that say something: a text, or a sentence with such values."""

    def find(what, **values) -> list:
        def has(text) -> bool:
            return what in text if isinstance(what, str) else what.within(text, **values)

        return [message for message in room.channel.history() if has(said(message))]

    return find
