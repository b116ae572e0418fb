"""`/background`: what to know before the debate."""

import discord
from discord import app_commands
from discord.app_commands import locale_str as _
from discord.ext import commands

from bot.ui.common.autocomplete import Typed
from bot.ui.common.bot import context_of
from bot.ui.common.languages import speech_for
from bot.ui.common.permissions import sender_for
from bot.ui.content.autocomplete import find_topic, topics_typed
from bot.ui.content.background_pages import topic_list, topic_page


class Background(commands.Cog):
    """Reading background."""

    @app_commands.command(name="background", description=_("Read what to know before the debate"))
    @app_commands.describe(
        topic=_("A topic. Leave it out to see them all."), public=_("Show it to everybody (moderators)")
    )
    @app_commands.autocomplete(topic=topics_typed)
    @app_commands.guild_only()
    async def background(
        self, interaction: discord.Interaction, topic: Typed | None = None, public: bool = False
    ) -> None:
        """Show the topics, or one of them."""
        send = await sender_for(interaction, public=public)
        library, speech = context_of(interaction).library, speech_for(interaction)
        view = topic_page(library, find_topic(library, topic), speech) if topic else topic_list(library, speech)
        await send(interaction, view=view)


COG = Background
