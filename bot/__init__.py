"""A Discord bot that runs a policy debate."""

from importlib.metadata import version as _version


def version() -> str:
    """Return the version that is installed."""
    return _version("debate-bot")
