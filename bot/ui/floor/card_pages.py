"""What a room sees of a floor: its card, and what the speaker is told."""

from datetime import datetime, timedelta

from discord import ButtonStyle, ui

from bot.domain.floor import WARNING_SECONDS, Floor, FloorState, Side, Turn, TurnEnd
from bot.domain.message_links import message_link
from bot.domain.speaking_time import SpeakingTime
from bot.ui.common.languages import Speech
from bot.ui.common.layout import Block, page, row
from bot.ui.common.text import small
from bot.ui.floor.controls import ASK, MOVE_ON, NEW, REPLY, SPEAKERS
from bot.ui.floor.words import (
    countdown,
    duration,
    in_seconds,
    order_words,
    remarks,
    time_words,
    topic,
    waiting_words,
    who,
    with_side,
)

MOST_OF_TITLE = 256
NEXT_SHOWN = 3


def floor_card(state: FloorState, now: datetime, speech: Speech) -> ui.LayoutView:
    """Show who speaks, who is next and how many wait, with what everybody can do."""
    floor = state.floor
    text = [f"-# {topic(floor, MOST_OF_TITLE)}", f"### {speaking(state, now, speech)}", *waiting(state, speech)]
    rules = [order_words(floor.order, speech), f"{_length(floor, speech)} · {_record(floor, speech)}"]
    return page("\n".join(text), *_controls(state, speech), small(rules))


def closed_card(floor: Floor, time: SpeakingTime, speech: Speech) -> ui.LayoutView:
    """Show what became of a floor."""
    said = speech("The floor is closed.")
    spoken = time_words(time, speech) if time.turns else speech("Nobody spoke.")
    return page(f"### {topic(floor, MOST_OF_TITLE)}\n{said} {spoken}")


def speaking(state: FloorState, now: datetime, speech: Speech) -> str:
    """Say who speaks, and how much time is left."""
    turn = state.turn
    if turn is None:
        last = state.turns[-1] if state.turns else None
        if last is not None and last.ending is TurnEnd.TIME:
            return speech("{name} · time is up", name=who(last, speech))
        return speech("Nobody speaks at the moment")
    return " · ".join([_clock(turn, now, speech), *remarks(turn, speech)])


def _clock(turn: Turn, now: datetime, speech: Speech) -> str:
    name = who(turn, speech)
    if turn.is_paused:
        return speech("{name} · paused, {time} left", name=name, time=duration(in_seconds(turn.left(now)), speech))
    ends = countdown(turn.ends_at)
    if turn.is_overdue(now):
        return speech("{name} · time is up", name=name)
    if turn.left(now) <= timedelta(seconds=WARNING_SECONDS):
        return speech("⏳ {name} speaks, ends {time}", name=name, time=ends)
    return speech("{name} speaks, ends {time}", name=name, time=ends)


def waiting(state: FloorState, speech: Speech) -> list[str]:
    """Say who is next, how many wait where they are more, and whether the list is closed."""
    lines = []
    if state.waiting:
        names = [with_side(asking, speech) for asking in state.waiting[:NEXT_SHOWN]]
        lines.append(speech("Next: {names}", names=", ".join(names)))
    if len(state.waiting) > NEXT_SHOWN:
        lines.append(waiting_words(len(state.waiting), speech))
    if state.floor.list_closed:
        lines.append(speech("The speakers’ list is closed."))
    return lines


def _length(floor: Floor, speech: Speech) -> str:
    return speech("{length} each", length=duration(floor.seconds, speech))


def _record(floor: Floor, speech: Speech) -> str:
    if floor.is_named:
        return speech("stored with the speaker’s name")
    return speech("stored under a code, not the speaker’s name")


def _controls(state: FloorState, speech: Speech) -> list[Block]:
    floor = state.floor
    own: list[Block] = []
    if state.shown and not floor.list_closed:
        own.append(REPLY(speech("Reply to this"), floor=floor.id, turn=state.shown))
    others: list[Block] = [
        MOVE_ON(speech("Ask to move on"), floor=floor.id),
        SPEAKERS(speech("See the list"), floor=floor.id, page=0, step=NEW),
    ]
    if floor.list_closed:
        return [row([*own, *others])]
    if floor.has_sides:
        return [row(_sides(floor, speech)), row([*own, *others])]
    ask = ASK(speech("Ask to speak"), style=ButtonStyle.primary, floor=floor.id, side="none")
    return [row([ask, *own, *others])]


def _sides(floor: Floor, speech: Speech) -> list[Block]:
    labels = {
        Side.FOR: speech("Speak for"),
        Side.AGAINST: speech("Speak against"),
        Side.NEUTRAL: speech("Speak, neutral"),
    }
    return [ASK(label, style=ButtonStyle.primary, floor=floor.id, side=side) for side, label in labels.items()]


def call(turn: Turn, floor: Floor, speech: Speech) -> str:
    """Tell somebody that they have the floor. It pings only them.

    What is written in the channel leads back to the card, which speeches push out of sight.
    """
    length = duration(floor.seconds_for(is_reply=turn.is_reply), speech)
    said = speech("{name}, you have the floor for {length}.", name=f"<@{turn.user_id}>", length=length)
    if floor.message_id is None or floor.voice_channel_id is not None or floor.list_closed:
        return said
    card = message_link(floor.guild_id, floor.channel_id, floor.message_id)
    return said + "\n-# " + speech("Ask to speak on [the card]({card}).", card=card)


def almost_over(user_id: int, seconds: int, speech: Speech) -> str:
    """Tell the speaker that the time is almost up. It pings only them."""
    return speech("⏳ {name}, {length} left.", name=f"<@{user_id}>", length=duration(seconds, speech))


def time_is_up(user_id: int, speech: Speech) -> str:
    """Tell the speaker that the time is up. It pings only them."""
    return speech("⏳ {name}, your time is up. Thank you.", name=f"<@{user_id}>")
