"""Small pieces of text that the pages of a floor share."""

from datetime import datetime, timedelta
from fractions import Fraction

from bot.domain.floor import Asking, Floor, FloorState, Order, Side, Turn
from bot.domain.speaking_time import SpeakingTime, Spoken, speaking_time
from bot.ui.common.languages import Speech
from bot.ui.common.text import clipped, harmless

MOST_OF_NAME = 40
A_MINUTE = 60


def who(person: Asking | Turn, speech: Speech) -> str:
    """Name somebody as the floor does: by name, or else by a mention, which Discord stores and the bot does not."""
    if person.name is not None:
        return f"**{harmless(clipped(short_name(person.name), MOST_OF_NAME))}**"
    return f"<@{person.user_id}>" if person.user_id is not None else speech("somebody")


def short_name(name: str) -> str:
    """Leave out the account's name behind a display name, as people know each other by the latter."""
    return name.rpartition(" (")[0] or name if name.endswith(")") else name


def with_side(person: Asking | Turn, speech: Speech) -> str:
    """Name somebody, with the side they take and whether they reply."""
    return " · ".join([who(person, speech), *remarks(person, speech)])


def remarks(person: Asking | Turn, speech: Speech) -> list[str]:
    """Say which side somebody takes, and whether they reply."""
    side = [side_words(person.side, speech)] if person.side else []
    return [*side, *([speech("reply")] if person.is_reply else [])]


def side_words(side: Side, speech: Speech) -> str:
    """Name a side."""
    words = {Side.FOR: speech("for"), Side.AGAINST: speech("against"), Side.NEUTRAL: speech("neutral")}
    return words[side]


def order_words(order: Order, speech: Speech) -> str:
    """Say in which order people are called."""
    words = {
        Order.QUEUE: speech("You are called in the order in which you ask."),
        Order.FAIR: speech("Whoever has spoken least is called first."),
        Order.SIDES: speech("For and against take turns. On each side, whoever has spoken least is first."),
    }
    return words[order]


def topic(floor: Floor, most: int) -> str:
    """Name what a floor is about."""
    return clipped(f"{floor.question.upper()} · {floor.title}" if floor.question else floor.title, most)


def duration(seconds: int, speech: Speech) -> str:
    """Write a length of time: `2 minutes`, `45 seconds`, `1 min 30 s`."""
    minutes, rest = divmod(seconds, A_MINUTE)
    if not rest and minutes:
        return speech.many("{count} minute", "{count} minutes", count=minutes)
    if not minutes:
        return speech.many("{count} second", "{count} seconds", count=seconds)
    return speech("{minutes} min {seconds} s", minutes=speech.number(minutes), seconds=rest)


def in_seconds(length: timedelta) -> int:
    """Return a length of time in whole seconds."""
    return int(length.total_seconds())


def spoken_in(state: FloorState) -> SpeakingTime:
    """Return how long was spoken in the turns of a floor that are over."""
    return speaking_time(
        Spoken(turn.participant, turn.side, in_seconds(turn.spoken(turn.ends_at))) for turn in state.turns
    )


def countdown(moment: datetime) -> str:
    """Write an instant so that Discord counts down to it."""
    return f"<t:{int(moment.timestamp())}:R>"


def waiting_words(count: int, speech: Speech) -> str:
    """Say how many wait."""
    return speech.many("{count} person waits.", "{count} people wait.", count=count)


def move_on_words(state: FloorState, speech: Speech) -> str | None:
    """Say how many of those present want to move on; None where nobody does, or too few are there to say so."""
    if state.move_on_share is None or not state.moving_on:
        return None
    share = speech.percent(Fraction(state.moving_on, state.present))
    return speech("{share} of {present} people here want to move on.", share=share, present=state.present)


def time_words(time: SpeakingTime, speech: Speech) -> str:
    """Say how many people spoke for how long, and how long each side did."""
    length = duration(time.seconds, speech)
    said = speech.many(
        "{count} person spoke: {length}.", "{count} people spoke: {length}.", count=time.people, length=length
    )
    if not time.has_sides:
        return said
    sides = [
        " ".join([side_words(side, speech) if side else speech("without a side"), duration(seconds, speech)])
        for side, seconds in time.sides.items()
    ]
    return f"{said}\n-# {' · '.join(sides)}"
