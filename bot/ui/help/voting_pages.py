"""How to vote, for somebody who has never done it here."""

from discord import ui

from bot.ui.common.languages import Speech
from bot.ui.common.layout import page


def how_to_vote(speech: Speech) -> ui.LayoutView:
    """Explain voting in the order in which it happens."""
    steps = [
        speech("1. When a question opens, its ballot appears in this channel. Tap the answer you want, or **Vote**."),
        speech("2. You are told at once that your vote counts. Nobody else sees that message."),
        speech("3. You can change your vote until the poll closes. **My ballot** shows what counts now."),
        speech("4. No opinion? **Abstain** counts you as present."),
    ]
    small = speech("The ballot says before you vote how secret it is. A secret vote is final.")
    return page("\n".join(["## " + speech("How to vote"), *steps]), f"-# {small}")
