"""The frames of what goes on around the votes: the floor and the programme."""

from datetime import datetime

from bot.domain.floor import Asking, Floor, FloorState, Side, Turn
from bot.domain.hall import Wall
from bot.domain.programme import Happened, ending_of
from bot.domain.step import Step
from bot.hall.moments import milliseconds
from bot.i18n import Speech
from bot.library.languages import Translated

NEXT_SHOWN = 3
STEPS_BEFORE, STEPS_SHOWN = 1, 6


def floor_frame(state: FloorState, speech: Speech) -> dict[str, object]:
    """Say who speaks, for how long, and who is next."""
    floor, turn = state.floor, state.turn
    label = speech("Question {letter}", letter=floor.question.upper()) if floor.question else speech("The floor")
    speaker = _who(turn, floor, speech) if turn else speech("Nobody speaks at the moment")
    shown = state.waiting[:NEXT_SHOWN] if floor.is_named else ()
    return {
        "label": label,
        "heading": floor.title,
        "key": f"floor:{floor.id}:{turn.number if turn else 0}",
        "speaker": speaker,
        "speaks": turn is not None,
        "side": _side(turn, speech) if turn else "",
        **(_clock(turn, speech) if turn else {}),
        "next": speech("Next to speak") if shown else "",
        "waiting": [{"name": _who(asking, floor, speech), "side": _side(asking, speech)} for asking in shown],
        "more": _more(len(state.waiting), len(shown), speech),
        "closed": speech("The speakers’ list is closed.") if floor.list_closed else "",
        "announce": f"{floor.title}. {speaker}",
    }


def _clock(turn: Turn, speech: Speech) -> dict[str, object]:
    if turn.paused_at is not None:
        return {"paused": round(turn.left(turn.paused_at).total_seconds()), "left": speech("paused")}
    return {"ends": milliseconds(turn.ends_at), "left": speech("left to speak"), "overdue": speech("Time is up")}


def _more(waiting: int, shown: int, speech: Speech) -> str:
    if waiting == shown:
        return ""
    if shown:
        return speech.many("and {count} more", "and {count} more", count=waiting - shown)
    return speech.many("{count} person waits.", "{count} people wait.", count=waiting)


def _who(person: Asking | Turn, floor: Floor, speech: Speech) -> str:
    """Name somebody, but not in a floor that is stored without names."""
    if not floor.is_named:
        return speech("Somebody speaks")
    return person.name or speech("somebody")


def _side(person: Asking | Turn, speech: Speech) -> str:
    words = {Side.FOR: speech("for"), Side.AGAINST: speech("against"), Side.NEUTRAL: speech("neutral")}
    notes = [words[person.side]] if person.side else []
    return " · ".join([*notes, *([speech("reply")] if person.is_reply else [])])


def programme_frame(wall: Wall, speech: Speech, now: datetime) -> dict[str, object]:
    """Say what is on now, what was before it, and what comes when if the rest takes as long as planned."""
    progress = wall.progress
    if progress is None:
        return {}
    present = progress.present or 0
    first = max(1, min(present - STEPS_BEFORE, len(wall.steps) - STEPS_SHOWN + 1))
    happened = Happened(wall.polls)
    steps = []
    for number, step in enumerate(wall.steps, 1):
        if first <= number < first + STEPS_SHOWN:
            ending = ending_of(number, wall.steps, progress, happened)
            expected = progress.expected_start(number, now) if number > present else None
            state = "now" if number == present else "next" if ending is None else ending.value
            at = milliseconds(expected.replace(second=0, microsecond=0)) if expected else None
            steps.append({"name": step_name(step, speech), "state": state, "at": at})
    left = len(wall.steps) - first - STEPS_SHOWN + 1
    return {
        "label": speech("Programme"),
        "heading": wall.debate.title,
        "key": f"programme:{present}",
        "steps": steps,
        "more": speech.many("and {count} more", "and {count} more", count=left) if left > 0 else "",
        "announce": step_name(wall.step, speech) if wall.step else wall.debate.title,
    }


def step_name(step: Step, speech: Speech) -> str:
    """Name a step in the words of the pack's editors, or else by what happens in it."""
    if step.title:
        return Translated.model_validate(step.title).say(speech.language)
    return speech.text(step.heading)
