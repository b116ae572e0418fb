"""Words about the key that signs exports."""

from bot.domain.signatures import PublicKey
from bot.ui.common.languages import Speech


def key_words(key: PublicKey | None, speech: Speech) -> list[str]:
    """Say which key checks what the bot exports, if it signs."""
    return [speech("Exports are signed with key {key}", key=f"`{key.text}`")] if key else []
