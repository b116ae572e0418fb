"""What Discord sends and nobody can read, for the log."""

import logging
import traceback
from pathlib import Path

from bot import metrics

log = logging.getLogger(__name__)


def tell_of_unreadable(error: Exception) -> None:
    """Tell the operator that an event was dropped."""
    metrics.ERRORS.labels("event").inc()
    log.warning("dropped an event of Discord's that cannot be read: %s", where(error))


def where(error: Exception) -> str:
    """Say what went wrong and where, without the error's text, which may quote the event and so a person."""
    frames = traceback.extract_tb(error.__traceback__)
    parser = next((frame.name for frame in frames if frame.name.startswith("parse_")), "received_message")
    return f"{type(error).__name__} in {parser}, {Path(frames[-1].filename).name}:{frames[-1].lineno}"
