"""The pages of a floor when they say most."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from bot.domain.floor import Side, Turn
from bot.domain.speaking_time import SpeakingTime
from bot.services.floor.reading import SpeakingTimes
from bot.ui.common.languages import Speech
from bot.ui.floor import card_pages, moderator_pages, own_pages
from bot.ui.floor.moving import MOST_PASSED_OVER
from bot.ui.pack_limits.samples import A_MINUTE, A_SNOWFLAKE, MANY, SOME_TIME, floor_states


def fullest_floor_pages(speech: Speech) -> Iterator[tuple[str, partial[Any]]]:
    """Go through every page of a floor."""
    now = SOME_TIME + A_MINUTE - timedelta(seconds=5)
    time = SpeakingTime(dict.fromkeys((*Side, None), MANY), MANY, MANY)
    note = "⚠️ " + "W" * 140
    for state in floor_states():
        yield "the card of a floor", partial(card_pages.floor_card, state, now, speech)
        notes = [note] * MOST_PASSED_OVER
        yield "the controls of a floor", partial(moderator_pages.floor_controls, state, now, speech, notes=notes)
        yield "whether to close a floor", partial(moderator_pages.ask_to_close, state, now, speech)
        for page in (0, 1, MANY):
            yield "the speakers' list", partial(own_pages.speakers_list, state, page, speech, A_SNOWFLAKE)
        yield "one's own place", partial(own_pages.own_place, state, A_SNOWFLAKE, now, speech)
        for wants in (True, False):
            yield "that moving on is noted", partial(own_pages.moving_on, state, wants=wants, speech=speech)
    floor = state.floor
    turn = Turn(1, "f" * 64, A_SNOWFLAKE, None, None, is_reply=False, started_at=SOME_TIME, ends_at=SOME_TIME)
    yield "that somebody has the floor", partial(card_pages.call, turn, floor, speech)
    yield "that the time is almost up", partial(card_pages.almost_over, A_SNOWFLAKE, 20, speech)
    yield "that the time is up", partial(card_pages.time_is_up, A_SNOWFLAKE, speech)
    yield "the card of a closed floor", partial(card_pages.closed_card, floor, time, speech)
    yield "that the floor is closed", partial(moderator_pages.floor_closed, floor, time, speech)
    times = SpeakingTimes(((floor, time),) * 30, time)
    yield "/floor status", partial(moderator_pages.speaking_times_page, times, speech)
    for short in (own_pages.withdrawn, own_pages.turn_given_back):
        yield "a word on the speakers' list", partial(short, speech)
