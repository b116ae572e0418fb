"""Messages that could not be posted or edited, for the log and for moderators."""

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

import aiohttp
import discord

FAILURES = (discord.HTTPException, discord.RateLimited, aiohttp.ClientError, OSError, TimeoutError)
"""Exceptions of a request that Discord refuses, or that fails because Discord or the network is down."""

TOO_MANY = 429
TOO_LARGE = 413
INVALID = 50035
"""Discord's code for a request whose content is against its rules."""


class DeliveryFailure(StrEnum):
    """Why something could not be posted or edited."""

    GONE = "gone"
    FORBIDDEN = "forbidden"
    FAILING = "failing"


@dataclass
class DeliveryFailures:
    """The polls whose ballot paper cannot be brought up to date, and those whose result cannot be posted."""

    papers: dict[int, DeliveryFailure] = field(default_factory=dict)
    results: dict[int, DeliveryFailure] = field(default_factory=dict)


def classify(error: Exception) -> DeliveryFailure:
    """Return why a request failed."""
    if isinstance(error, discord.NotFound):
        return DeliveryFailure.GONE
    if isinstance(error, discord.Forbidden):
        return DeliveryFailure.FORBIDDEN
    return DeliveryFailure.FAILING


def is_refused_for_good(error: Exception) -> bool:
    """Whether Discord would refuse the same content again, however often it is sent."""
    return isinstance(error, discord.HTTPException) and (error.code == INVALID or error.status == TOO_LARGE)


def retry_after(error: Exception) -> timedelta:
    """Return how long Discord asks to wait; zero if it does not say."""
    if isinstance(error, discord.RateLimited):
        return timedelta(seconds=error.retry_after)
    if isinstance(error, discord.HTTPException) and error.status == TOO_MANY:
        asked = getattr(error.response, "headers", {}).get("Retry-After", "")
        return timedelta(seconds=float(asked)) if asked.replace(".", "", 1).isdecimal() else timedelta()
    return timedelta()
