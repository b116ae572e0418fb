"""Refusals: the exceptions for a person's mistake or bad luck, each with a sentence that says what to do instead.

Anything else that is raised is a bug, or a storage fault.
"""

from bot.domain.texts import Text
from bot.domain.voter_rules import Barrier


class Refusal(Exception):
    """The request cannot be met; `text` tells the person why and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.msgid)
        self.text = text


class NotAllowed(Refusal):
    """The person lacks the role for this."""


class NotEligible(NotAllowed):
    """The person may not vote here, or not yet."""

    def __init__(self, barrier: Barrier, text: Text) -> None:
        super().__init__(text)
        self.barrier = barrier


class NotFound(Refusal):
    """The named thing does not exist here."""


class NotNow(Refusal):
    """The request is valid, but not in the present state of the debate or poll."""


class BadAnswer(Refusal):
    """The ballot does not fit the item."""
