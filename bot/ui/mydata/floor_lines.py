"""What is stored of a person who speaks or waits to speak, as lines of their data."""

from bot.domain.floor import Side, Turn
from bot.services.floor.own import OwnFloor
from bot.ui.common.languages import Speech
from bot.ui.common.text import MOST_OF_TITLE, clipped, harmless


def floor_lines(one: OwnFloor, speech: Speech) -> list[str]:
    """Return a line for each turn, one for waiting, and one for wanting to move on."""
    title = harmless(clipped(one.floor.title, MOST_OF_TITLE))
    said = [_turn_words(turn, speech) for turn in one.turns]
    said += [speech("You are on the list of speakers.")] if one.waiting else []
    said += [speech("You want to move on.")] if one.moves_on else []
    said = said or [speech("You were on this floor.")]
    return [f"**{title}** · {words}" for words in said]


def _turn_words(turn: Turn, speech: Speech) -> str:
    when = f"<t:{int(turn.started_at.timestamp())}:f>"
    side = "" if turn.side is None else " · " + side_words(turn.side, speech)
    if turn.ended_at is None:
        return speech("You are speaking, since {when}.", when=when) + side
    seconds = int(turn.spoken(turn.ended_at).total_seconds())
    spoke = speech.many("{when}: {count} second", "{when}: {count} seconds", count=seconds, when=when)
    return spoke + side


def side_words(side: Side, speech: Speech) -> str:
    """Name a side."""
    return {
        Side.FOR: speech("for"),
        Side.AGAINST: speech("against"),
        Side.NEUTRAL: speech("neutral"),
    }[side]
