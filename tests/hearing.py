"""Waiting for what is logged."""

import asyncio
import logging
from typing import Self


class Heard(logging.Handler):
    """Notes when something is logged: `async with asyncio.timeout(10): await heard.told.wait()`."""

    def __init__(self, logger: str) -> None:
        super().__init__(logging.WARNING)
        self.told = asyncio.Event()
        self._logger = logging.getLogger(logger)

    def emit(self, record: logging.LogRecord) -> None:  # noqa: ARG002  that there is one is enough
        self.told.set()

    def __enter__(self) -> Self:
        self._logger.addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        self._logger.removeHandler(self)
