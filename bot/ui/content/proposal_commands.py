"""`/proposals`, `/proposal`, `/compare`: reading what is on the table."""

import discord
from discord import app_commands
from discord.app_commands import locale_str as _
from discord.ext import commands

from bot.domain.refusals import BadAnswer
from bot.domain.texts import say
from bot.ui.common.autocomplete import Typed
from bot.ui.common.bot import context_of
from bot.ui.common.languages import speech_for
from bot.ui.common.permissions import sender_for
from bot.ui.common.responding import answer
from bot.ui.content.autocomplete import clusters_typed, find_cluster, find_proposal, proposals_typed
from bot.ui.content.controls import ALL_CLUSTERS
from bot.ui.content.proposal_pages import comparison, proposal_list, proposal_page

MIN_COMPARED = 2


class Proposals(commands.Cog):
    """Reading proposals."""

    @app_commands.command(name="proposals", description=_("Browse the proposals, cluster by cluster"))
    @app_commands.describe(
        cluster=_("Only the proposals of this cluster"), public=_("Show it to everybody (moderators)")
    )
    @app_commands.autocomplete(cluster=clusters_typed)
    @app_commands.guild_only()
    async def proposals(
        self, interaction: discord.Interaction, cluster: Typed | None = None, public: bool = False
    ) -> None:
        """List the proposals."""
        send = await sender_for(interaction, public=public)
        library = context_of(interaction).library
        chosen = find_cluster(library, cluster).id if cluster else ALL_CLUSTERS
        await send(interaction, view=proposal_list(library, chosen, speech_for(interaction)))

    @app_commands.command(name="proposal", description=_("Read one proposal"))
    @app_commands.describe(name=_("Its name, author or country"), public=_("Show it to everybody (moderators)"))
    @app_commands.autocomplete(name=proposals_typed)
    @app_commands.guild_only()
    async def proposal(self, interaction: discord.Interaction, name: Typed, public: bool = False) -> None:
        """Show a proposal."""
        send = await sender_for(interaction, public=public)
        library = context_of(interaction).library
        view = proposal_page(library, find_proposal(library, name), speech_for(interaction))
        await send(interaction, view=view)

    @app_commands.command(name="compare", description=_("See where two or three proposals differ"))
    @app_commands.describe(first=_("One proposal"), second=_("Another proposal"), third=_("A third one, if you like"))
    @app_commands.autocomplete(first=proposals_typed, second=proposals_typed, third=proposals_typed)
    @app_commands.guild_only()
    async def compare(
        self, interaction: discord.Interaction, first: Typed, second: Typed, third: Typed | None = None
    ) -> None:
        """Compare proposals."""
        library = context_of(interaction).library
        chosen = {
            proposal.id: proposal
            for proposal in (find_proposal(library, name) for name in (first, second, third) if name)
        }
        if len(chosen) < MIN_COMPARED:
            raise BadAnswer(say("Pick two different proposals to compare."))
        await answer(interaction, view=comparison(library, list(chosen.values()), speech_for(interaction)))


COG = Proposals
