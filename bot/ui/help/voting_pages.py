"""How to vote, for somebody who has never done it here."""

from discord import ui

from bot.domain.texts import say
from bot.ui.common.languages import Speech
from bot.ui.common.layout import page
from bot.ui.help.button_names import name_of_button


def how_to_vote(speech: Speech, room: Speech) -> ui.LayoutView:
    """Explain voting in the order in which it happens, with buttons as they stand in the room as well."""
    vote = name_of_button(say("Vote"), speech, room)
    own = name_of_button(say("See my ballot"), speech, room)
    steps = [
        speech(
            "1. When a question opens, its ballot card appears in this channel. Tap your answer, or {vote}.", vote=vote
        ),
        speech("2. You are told at once that your vote counts. Only you see that message."),
        speech("3. You can change your vote until the poll closes. {own} shows what counts now.", own=own),
        speech("4. No opinion? **Abstain** counts you as present."),
    ]
    small = speech("Before you vote, the ballot says how secret it is. A secret vote is final.")
    return page("\n".join(["## " + speech("How to vote"), *steps]), f"-# {small}")
