"""Finding proposals, topics and clusters by what people type, and offering them while they type."""

from collections.abc import Sequence
from typing import TypeVar

import discord
from discord import app_commands

from bot.domain.plain_text import quote
from bot.domain.refusals import NotFound
from bot.domain.texts import say
from bot.library.languages import Translated
from bot.library.models import Cluster, Library, Proposal, Topic
from bot.ui.common.autocomplete import matching
from bot.ui.common.bot import context_of
from bot.ui.common.languages import speech_for

T = TypeVar("T", Proposal, Topic, Cluster)


def find_proposal(library: Library, name: str) -> Proposal:
    """Return the proposal that a person means by its id or title. Raises NotFound."""
    found = _named(library.proposals, name)
    if found is None:
        raise NotFound(
            say("There is no proposal “{name}”. Pick one from the list, or see `/proposals`.", name=quote(name))
        )
    return found


def find_topic(library: Library, name: str) -> Topic:
    """Return the topic that a person means by its id or title. Raises NotFound."""
    found = _named(library.topics, name)
    if found is None:
        raise NotFound(
            say("There is no topic “{name}”. Pick one from the list, or see `/background`.", name=quote(name))
        )
    return found


def find_cluster(library: Library, name: str) -> Cluster:
    """Return the cluster that a person means by its id or title. Raises NotFound."""
    found = _named(library.clusters, name)
    if found is None:
        raise NotFound(
            say("There is no cluster “{name}”. Pick one from the list, or see `/proposals`.", name=quote(name))
        )
    return found


def _named(entries: Sequence[T], name: str) -> T | None:
    wanted = name.strip().casefold()
    for entry in entries:
        if wanted == entry.id or wanted in {title.casefold() for title in entry.title.root.values()}:
            return entry
    return None


async def proposals_typed(interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Offer proposals by id, title, author, country and cluster."""
    language = speech_for(interaction).language
    return matching(
        typed,
        (
            (
                proposal.id,
                " · ".join(text.say(language) for text in (proposal.title, proposal.where) if text),
                _searched(proposal.title, proposal.who, proposal.where),
            )
            for proposal in context_of(interaction).library.proposals
        ),
    )


async def clusters_typed(interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Offer clusters by id and title, and by the proposals in them."""
    language = speech_for(interaction).language
    library = context_of(interaction).library
    return matching(
        typed,
        (
            (
                cluster.id,
                cluster.title.say(language),
                " ".join(
                    f"{proposal.id} {_searched(proposal.title, proposal.who, proposal.where)}"
                    for proposal in library.proposals
                    if proposal.cluster == cluster.id
                ),
            )
            for cluster in library.clusters
        ),
    )


async def topics_typed(interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Offer topics by id, title and group."""
    language = speech_for(interaction).language
    topics = context_of(interaction).library.topics
    return matching(typed, ((t.id, t.title.say(language), _searched(t.title, t.group)) for t in topics))


def _searched(*texts: Translated | None) -> str:
    return " ".join(word for text in texts if text for word in text.root.values())
