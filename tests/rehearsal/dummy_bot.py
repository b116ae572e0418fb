"""A small bot with one of everything that a debate needs of Discord, to try the rehearsal with."""

import asyncio
import io
import re
import struct
import zlib

import discord
from discord import app_commands, ui
from discord.ext import tasks

EXPORT = b"\xef\xbb\xbfoption,votes\r\n" + "Oui d\u00e9j\u00e0,1\r\n".encode()


def picture(number):
    """A small PNG, another for each number."""

    def chunk(kind, data):
        return struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))

    header = struct.pack("!IIBBBBB", 30, 20, 8, 0, 0, 0, 0)
    rows = (b"\0" + bytes([number % 256]) * 30) * 20
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        chunk(kind, data) for kind, data in ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    )


class Vote(ui.DynamicItem[ui.Button], template=r"vote:(?P<poll>\d+):(?P<item>\w+):(?P<option>[\w-]+)"):
    def __init__(self, poll, item, option, label=None):
        self.key, self.option = (poll, item), option
        super().__init__(ui.Button(label=label, custom_id=f"vote:{poll}:{item}:{option}"))

    @classmethod
    async def from_custom_id(cls, _interaction, _item, match):
        return cls(match["poll"], match["item"], match["option"], "?")

    async def callback(self, interaction):
        again = interaction.client.cast(self.key, interaction.user.id, self.option)
        await interaction.response.send_message(
            f"{'Changed to' if again else 'Counted:'} {self.option}", ephemeral=True
        )


class Menu(ui.DynamicItem[ui.Select], template=r"menu:(?P<poll>\d+):(?P<item>\w+)"):
    def __init__(self, poll, item):
        self.key = (poll, item)
        options = [discord.SelectOption(label=f"Proposal {number}", value=f"p{number}") for number in range(1, 8)]
        super().__init__(
            ui.Select(
                custom_id=f"menu:{poll}:{item}", placeholder="One to three", min_values=1, max_values=3, options=options
            )
        )

    @classmethod
    async def from_custom_id(cls, _interaction, _item, match):
        return cls(match["poll"], match["item"])

    async def callback(self, interaction):
        interaction.client.cast(self.key, interaction.user.id, " ".join(self.item.values))
        await interaction.response.send_message(f"Counted: {' '.join(self.item.values)}", ephemeral=True)


class Other(ui.DynamicItem[ui.Button], template=r"other:(?P<what>\w+)"):
    def __init__(self, what):
        self.what = what
        super().__init__(ui.Button(label=what, custom_id=f"other:{what}"))

    @classmethod
    async def from_custom_id(cls, _interaction, _item, match):
        return cls(match["what"])

    async def callback(self, interaction):
        if self.what == "hang":
            await interaction.client.released.wait()
            await interaction.response.send_message("At last", ephemeral=True)
        elif self.what == "fail":
            raise ValueError("a bug in a button")
        else:
            await interaction.response.send_modal(Why(timeout=600))


class Why(ui.Modal, title="Why?"):
    reason = ui.Label(text="Your reason", component=ui.TextInput(style=discord.TextStyle.paragraph))

    async def on_submit(self, interaction):
        await interaction.response.send_message(f"{interaction.user.display_name} says {self.reason.component.value}")


def ballot(poll: int, question: str, votes: int) -> ui.LayoutView:
    choices = [Vote(poll, "i1", "yes", "Yes"), Vote(poll, "i1", "no", "No"), Vote(poll, "i1", "-", "Abstain")]
    rows = [ui.ActionRow(*choices), ui.ActionRow(Menu(poll, "i2"))]
    rows.append(ui.ActionRow(*(Other(what) for what in ("why", "hang", "fail"))))
    view = ui.LayoutView(timeout=None)
    return view.add_item(ui.Container(ui.TextDisplay(f"## Question {question}\n{votes} votes"), *rows))


class DummyBot(discord.Client):
    """Counts votes on ballots, shows how many there are within a second, and counts those seconds."""

    def __init__(self):
        super().__init__(intents=discord.Intents(guilds=True), allowed_mentions=discord.AllowedMentions.none())
        self.tree = app_commands.CommandTree(self)
        for group in (debate_commands, poll_commands):
            self.tree.add_command(group)
        for command in (respond, export, pictures):
            self.tree.add_command(command)
        self.votes: dict[tuple[str, str], dict[int, str]] = {}
        self.changes = 0
        self.ballots: list[tuple[str, discord.InteractionMessage]] = []
        self.dirty = False
        self.seconds = 0
        self.closings = 0
        self.released = asyncio.Event()
        """What the button "hang" waits for."""

    async def setup_hook(self):
        self.add_dynamic_items(Vote, Menu, Other)
        self.board.start()

    async def close(self):
        self.closings += 1
        self.board.cancel()
        await super().close()

    def cast(self, key, user, answer):
        """Note the answer; return whether there was one before."""
        before = self.votes.setdefault(key, {})
        again = user in before
        self.changes += again
        before[user] = answer
        self.dirty = True
        return again

    @tasks.loop(seconds=1)
    async def board(self):
        self.seconds += 1
        if not self.dirty:
            return
        self.dirty = False
        for number, (question, message) in enumerate(self.ballots, 1):
            votes = sum(len(cast) for (poll, _), cast in self.votes.items() if poll == str(number))
            await message.edit(view=ballot(number, question, votes))


debate_commands = app_commands.Group(name="debate", description="Debates")


@debate_commands.command(name="start", description="Begin")
async def start_debate(interaction: discord.Interaction):
    await interaction.response.send_message("The debate is open")


poll_commands = app_commands.Group(name="poll", description="Polls")


@poll_commands.command(name="open", description="Open a question")
async def open_poll(interaction: discord.Interaction, question: str, minutes: int = 5):
    client = interaction.client
    await interaction.response.send_message(view=ballot(len(client.ballots) + 1, f"{question} for {minutes} min", 0))
    client.ballots.append((f"{question} for {minutes} min", await interaction.original_response()))


@open_poll.autocomplete("question")
async def suggest_question(_interaction: discord.Interaction, current: str):
    titles = {letter: f"({letter}) The title of {letter}" for letter in "abcde"}
    return [
        app_commands.Choice(name=title, value=letter)
        for letter, title in titles.items()
        if re.search(re.escape(current), title, re.IGNORECASE)
    ]


@app_commands.command(description="Say why")
async def respond(interaction: discord.Interaction):
    await interaction.response.send_modal(Why(timeout=600))


@app_commands.command(description="The votes as a file")
async def export(interaction: discord.Interaction, public: bool = False):
    file = discord.File(io.BytesIO(EXPORT), "tallies.csv")
    await interaction.response.send_message("The votes", file=file, ephemeral=not public)


@app_commands.command(description="Messages with a picture each")
async def pictures(interaction: discord.Interaction, number: int):
    await interaction.response.defer()
    for index in range(number):
        await interaction.followup.send(
            f"Picture {index}", file=discord.File(io.BytesIO(picture(index)), f"{index}.png")
        )
