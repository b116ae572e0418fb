"""The names of buttons on messages that everybody sees, which are in the server's language."""

from bot.domain.texts import Text
from bot.ui.common.languages import Speech


def name_of_button(label: Text, speech: Speech, room: Speech) -> str:
    """Name a button in the reader's language and, where that is another one, as it stands on the message."""
    name, there = speech.text(label), room.text(label)
    return f"**{name}**" if name == there else f"**{name}** ({there})"
