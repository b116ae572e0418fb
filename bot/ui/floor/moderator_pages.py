"""What moderators see of a floor: the controls, the row on their run sheet, and how long was spoken."""

from collections.abc import Sequence
from datetime import datetime

from discord import ButtonStyle, ui

from bot.domain.floor import Floor, FloorState
from bot.domain.speaking_time import SpeakingTime
from bot.services.floor.reading import SpeakingTimes
from bot.ui.common.controls import option
from bot.ui.common.double_taps import stamp
from bot.ui.common.languages import Speech
from bot.ui.common.layout import MOST_IN_MENU, Block, page, row
from bot.ui.common.text import small
from bot.ui.floor.card_pages import MOST_OF_TITLE, speaking, waiting
from bot.ui.floor.controls import (
    CLOSE,
    CLOSE_LIST,
    CLOSE_NOW,
    CONTROLS,
    END_TURN,
    GIVE,
    MORE_TIME,
    NEW,
    NEXT,
    OPEN,
    PAUSE,
    REMOVE,
    RESUME,
    SPEAKERS,
)
from bot.ui.floor.words import move_on_words, side_words, time_words, topic, waiting_words, with_side

MORE_SECONDS = 30
MOST_OF_BRIEF_TITLE = 60
MOST_FLOORS = 12


def floor_controls(state: FloorState, now: datetime, speech: Speech, *, notes: Sequence[str] = ()) -> ui.LayoutView:
    """Show who speaks and who is next, with everything that a moderator can do."""
    floor = state.floor
    text = [*notes, f"-# {topic(floor, MOST_OF_BRIEF_TITLE)}", *_now(state, now, speech)]
    menus = [row([GIVE(speech("Give the floor to…"), floor=floor.id, shown=state.shown)]), *_remove(state, speech)]
    label = speech("Open the list") if floor.list_closed else speech("Close the list")
    last = [
        CLOSE_LIST(label, floor=floor.id, closed="no" if floor.list_closed else "yes"),
        SPEAKERS(speech("See the list"), floor=floor.id, page=0, step=NEW),
        CONTROLS(speech("Refresh"), floor=floor.id),
        CLOSE(speech("Close the floor"), style=ButtonStyle.danger, floor=floor.id),
    ]
    return page("\n".join(text), row(_turn_controls(state, speech)), *menus, row(last))


def _now(state: FloorState, now: datetime, speech: Speech) -> list[str]:
    share = move_on_words(state, speech)
    nobody = [] if state.waiting else [speech("Nobody waits.")]
    return [f"### {speaking(state, now, speech)}", *waiting(state, speech), *nobody, *([share] if share else [])]


def _turn_controls(state: FloorState, speech: Speech) -> list[Block]:
    floor, shown = state.floor.id, state.shown
    controls = [_next_button(state, speech, sheet=0)]
    if state.turn is not None:
        if state.turn.is_paused:
            controls.append(RESUME(speech("Resume"), floor=floor, shown=shown))
        else:
            controls.append(PAUSE(speech("Pause"), floor=floor, shown=shown))
        controls.append(MORE_TIME(speech("Add {seconds} s", seconds=MORE_SECONDS), floor=floor, shown=shown))
        controls.append(END_TURN(speech("End the turn"), floor=floor, shown=shown))
    return controls


def _next_button(state: FloorState, speech: Speech, *, sheet: int) -> Block:
    style = ButtonStyle.primary if state.waiting else ButtonStyle.secondary
    return NEXT(speech("Next speaker"), style=style, floor=state.floor.id, shown=state.shown, sheet=sheet)


def _remove(state: FloorState, speech: Speech) -> list[Block]:
    """Return a menu of those who are called first: whoever comes later can wait to be removed."""
    options = []
    for place, asking in enumerate(state.waiting[:MOST_IN_MENU], 1):
        kind = "reply" if asking.is_reply else "turn"
        name = asking.name or speech("Number {place}", place=place)
        side = side_words(asking.side, speech) if asking.side else None
        options.append(option(f"{kind}:{asking.participant}", name, side))
    return [row([REMOVE(speech("Remove from the list…"), options, floor=state.floor.id, page=0)])] if options else []


def floor_row(state: FloorState | None, now: datetime | None, speech: Speech) -> list[Block | str]:
    """Return what the run sheet has of the open floor: who speaks, and the next step."""
    if state is None:
        return []
    text = floor_lines(state, now or state.floor.opened_at, speech)
    return ["\n".join(text), row([_next_button(state, speech, sheet=1), controls_button(state, speech)])]


def floor_lines(state: FloorState, now: datetime, speech: Speech) -> list[str]:
    """Say who speaks, how many wait, and how many want to move on."""
    said = [speaking(state, now, speech), move_on_words(state, speech)]
    said.insert(1, waiting_words(len(state.waiting), speech) if state.waiting else None)
    return [line for line in said if line]


def controls_button(state: FloorState, speech: Speech) -> Block:
    """Return the button that shows everything a moderator can do with a floor."""
    return CONTROLS(speech("Show floor controls"), floor=state.floor.id)


def open_floor_button(speech: Speech) -> Block:
    """Return the button that opens a floor with the usual settings."""
    return OPEN(speech("Open the floor"))


def ask_to_close(state: FloorState, now: datetime, speech: Speech) -> ui.LayoutView:
    """Ask whether to close a floor, and say what that does."""
    floor = state.floor
    lines = ["### " + speech("Close the floor?"), topic(floor, MOST_OF_TITLE)]
    if state.turn is not None:
        lines.append(speech("{name} speaks and is cut off.", name=with_side(state.turn, speech)))
    if state.waiting:
        waiting = len(state.waiting)
        lines.append(
            speech.many(
                "{count} person waits and will not be called.",
                "{count} people wait and will not be called.",
                count=waiting,
            )
        )
    lines.append(speech("This cannot be undone."))
    close = CLOSE_NOW(speech("Close the floor"), style=ButtonStyle.danger, floor=floor.id, shown=stamp(now))
    return page("\n".join(lines), row([close, CONTROLS(speech("Keep it open"), floor=floor.id)]))


def floor_closed(floor: Floor, time: SpeakingTime, speech: Speech) -> ui.LayoutView:
    """Tell the moderator that a floor is closed."""
    said = speech("The floor on “{topic}” is closed.", topic=topic(floor, MOST_OF_BRIEF_TITLE))
    return page(f"{said}\n{time_words(time, speech)}" if time.turns else said)


def speaking_times_page(times: SpeakingTimes, speech: Speech) -> ui.LayoutView:
    """Say how long was spoken in a debate and by how many people, and in its newest floors; nobody is ranked."""
    title = "### " + speech("Speaking time")
    if not times.floors:
        said = speech("There has been no floor in this debate. Open one with `/floor open`.")
        return page(f"{title}\n{said}")
    lines = [title, time_words(times.total, speech) if times.total.turns else speech("Nobody has spoken yet.")]
    if len(times.floors) > 1:
        for floor, time in times.floors[-MOST_FLOORS:]:
            lines.append(f"**{topic(floor, MOST_OF_BRIEF_TITLE)}**")
            lines.append(time_words(time, speech) if time.turns else speech("Nobody spoke."))
    return page("\n".join(lines), small([speech("A turn counts once it is over. Pauses do not count.")]))
