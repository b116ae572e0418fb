"""What the bot declines to do, each with the sentence that says what to do instead.

A Refusal is a person's mistake or bad luck and is answered politely. Anything else that is raised is a bug.
"""

from bot.domain.texts import Text


class Refusal(Exception):
    """The request cannot be met; `text` tells the person why and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.msgid)
        self.text = text


class NotAllowed(Refusal):
    """The person lacks the role for this."""


class NotFound(Refusal):
    """What was named does not exist here."""


class NotNow(Refusal):
    """Right in itself, but the debate or the poll is not in a state for it."""


class BadAnswer(Refusal):
    """The ballot does not fit the item."""
