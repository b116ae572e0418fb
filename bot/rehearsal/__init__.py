"""The bot in a Discord that exists only on this machine, for people without a token."""

# First of all, so that another simcord than the one needed is named before anything else stumbles over it.
from bot.rehearsal import simcord_internals

__all__ = ["simcord_internals"]
