"""Faults: neither a person's mistake nor a bug, and over once an operator repairs the cause."""

from enum import StrEnum

from bot.domain.texts import Text, say


class Trouble(StrEnum):
    """The cause of a fault, in the words that the operator reads."""

    FULL = "the disk is full. Make room."
    FAILING = "the disk does not take what is written to it: it is full, over a quota, or broken."
    LOCKED = "another program keeps the database locked. End that program."
    BUSY = "all connections to the database are in use. Wait; if it stays like this, restart the bot."
    READ_ONLY = "the database may not be written. Let the bot's user write to the file and its folder."
    DAMAGED = "the file is damaged, or is no database. Stop the bot and restore a backup."
    AWAY = "the database cannot be opened. See that it is where it was, and that the bot's user may open it."
    LOG_AWAY = "the file beside it that ends in -wal was removed or replaced. Leave it alone, or restart the bot."
    REPLACED = "another file has taken the database's place. Put the old one back, or restart the bot."


class OperatorError(Exception):
    """What the operator can put right; the message is a sentence for them."""


class StorageFault(OperatorError):
    """The database failed, and nothing was changed. The message is a sentence for the operator.

    If `certain` is false, the connection broke during a commit, and nobody knows whether the change was stored.
    """

    def __init__(self, place: str, trouble: Trouble, *, writing: bool, certain: bool = True) -> None:
        super().__init__(f"{place}: {trouble.value}")
        self.trouble = trouble
        self.writing = writing
        self.certain = certain

    def text_for(self, *, voting: bool) -> Text:
        """Return the sentence for the person whose request failed; `voting` if it was a vote."""
        if not self.writing:
            return say("⚠️ The bot cannot read its storage right now. Nothing is lost. Try again in a minute.")
        if not self.certain:
            return say(
                "⚠️ This may not be stored: the bot just lost its storage. Try again in a minute. A repeated "
                "vote counts once."
            )
        if voting:
            return say(
                "⚠️ Your vote was **not** counted. The bot cannot store anything right now. Try again in a minute."
            )
        return say("⚠️ Nothing was changed. The bot cannot store anything right now. Try again in a minute.")
