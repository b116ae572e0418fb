"""Instants as browsers count them."""

from datetime import datetime


def milliseconds(at: datetime) -> int:
    """Return an instant as milliseconds since 1970."""
    return round(at.timestamp() * 1000)
