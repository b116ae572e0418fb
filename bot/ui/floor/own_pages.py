"""What a participant alone sees of a floor: the own place, and the whole list."""

from datetime import datetime

from discord import ui

from bot.domain.floor import Asking, FloorState
from bot.ui.common.languages import Speech
from bot.ui.common.layout import Block, page, row
from bot.ui.floor.controls import MOVE_ON, SPEAKERS, WITHDRAW
from bot.ui.floor.words import A_MINUTE, in_seconds, waiting_words, with_side

ON_A_PAGE = 20


def wait_before(state: FloorState, asking: Asking, now: datetime) -> int:
    """Return how many seconds pass until somebody is called, if everybody before them uses their time."""
    floor, place = state.floor, state.waiting.index(asking)
    left = in_seconds(state.turn.left(now)) if state.turn else 0
    return left + sum(floor.seconds_for(is_reply=one.is_reply) for one in state.waiting[:place])


def own_place(state: FloorState, user_id: int, now: datetime, speech: Speech) -> ui.LayoutView:
    """Say where somebody stands in the list, and how long it takes until they are called."""
    asking = next((one for one in state.waiting if one.user_id == user_id), None)
    if asking is None:
        return page(speech("You are not in the speakers’ list."))
    place = state.waiting.index(asking) + 1
    said = [speech("You are next.") if place == 1 else _number(place, speech)]
    if place > 1 or state.turn is not None:
        said.append(_about(wait_before(state, asking, now), speech))
    return page(" ".join(said), row([_withdraw(state, speech)]))


def _withdraw(state: FloorState, speech: Speech) -> Block:
    return WITHDRAW(speech("Withdraw"), floor=state.floor.id)


def _number(place: int, speech: Speech) -> str:
    return speech("You are number {place} in the list.", place=speech.number(place))


def _about(seconds: int, speech: Speech) -> str:
    minutes = (seconds + A_MINUTE // 2) // A_MINUTE
    if not minutes:
        return speech("Your turn comes in less than a minute.")
    return speech.many(
        "Your turn comes in about {count} minute.", "Your turn comes in about {count} minutes.", count=minutes
    )


def withdrawn(speech: Speech) -> ui.LayoutView:
    """Say that somebody has left the list."""
    return page(speech("You are no longer in the speakers’ list."))


def turn_given_back(speech: Speech) -> ui.LayoutView:
    """Say that somebody has ended their own turn."""
    return page(speech("Your turn is over. Thank you."))


def moving_on(state: FloorState, *, wants: bool, speech: Speech) -> ui.LayoutView:
    """Say that the wish to move on is noted, or taken back."""
    if not wants:
        return page(speech("Taken back: you do not want to move on yet."))
    said = speech("Noted: you want the debate to move on. Moderators see how many people do, not who.")
    return page(said, row([MOVE_ON(speech("Take it back"), floor=state.floor.id)]))


def speakers_list(state: FloorState, number: int, speech: Speech, user_id: int | None = None) -> ui.LayoutView:
    """Show everybody who waits, page by page; who is among them can leave, and who speaks can end that."""
    title, own = "### " + speech("Speakers’ list"), _leaving(state, user_id, speech)
    if not state.waiting:
        return page(title + "\n" + speech("Nobody waits."), row(own) if own else None)
    last = (len(state.waiting) - 1) // ON_A_PAGE
    number = min(number, last)
    begin = number * ON_A_PAGE
    shown = state.waiting[begin : begin + ON_A_PAGE]
    lines = [f"{place}\\. {with_side(asking, speech)}" for place, asking in enumerate(shown, begin + 1)]
    turning: list[Block] = []
    if number > 0:
        turning.append(SPEAKERS(speech("Back"), floor=state.floor.id, page=number - 1, step="back"))
    if number < last:
        turning.append(SPEAKERS(speech("Next"), floor=state.floor.id, page=number + 1, step="on"))
    text = "\n".join([title, waiting_words(len(state.waiting), speech), *lines])
    return page(text, row([*turning, *own]) if turning or own else None)


def _leaving(state: FloorState, user_id: int | None, speech: Speech) -> list[Block]:
    """Return what takes somebody off the list or ends their turn, as the message that had it may be gone."""
    if any(one.user_id == user_id for one in state.waiting):
        return [_withdraw(state, speech)]
    if state.turn is not None and state.turn.user_id == user_id:
        return [WITHDRAW(speech("End my turn"), floor=state.floor.id)]
    return []
