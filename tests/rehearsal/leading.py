"""A moderator who leads a rehearsed evening with the big button of the run sheet alone."""

import asyncio
from dataclasses import dataclass, field

from bot.domain.step import Act
from bot.rehearsal import simcord_internals
from bot.rehearsal.ballots import controls_on
from bot.services.programme.reading import progress_for

LOOK_INTERVAL = 0.2
CONFIRM = ("run-close-now:", "run-publish-now:", "run-end-floor:", "run-end-statements:", "debate-close:")
TIME_TO_READ = 3.0
"""Seconds of the rehearsal's clock that pass before a question is answered."""


@dataclass
class Evening:
    """What an evening took.

    Attributes:
        acts: what each press of the big button did, in order.
        confirmed: how many of them asked first.
    """

    acts: list[Act] = field(default_factory=list)
    confirmed: int = 0

    @property
    def taps(self):
        return len(self.acts) + self.confirmed


async def lead(stage, context, moderator):
    """Press the button until the debate is closed: when everybody has voted or the speaker's time is up, or at once."""
    evening = Evening()
    while True:
        await asyncio.sleep(LOOK_INTERVAL)
        status = await progress_for(context, moderator)
        if status.happened.is_closed:
            return evening
        if simcord_internals.is_at_work(stage.env):
            continue  # the button still says so
        if status.moves and is_time(status, context, stage.voters):
            await press(stage, context, moderator, evening)


def is_time(status, context, voters):
    """Whether everybody has voted, the speaker's time is up, and somebody has asked to speak."""
    move, state = status.moves[0], status.happened.floor
    if move.act is Act.CLOSE_POLL:
        tally = context.open_polls.tally(move.about)  # none where its deadline has passed meanwhile
        return tally is not None and all(item.ballots >= voters for item in tally.items)
    if move.act is Act.CLOSE_STATEMENTS:
        entry = context.open_sets.in_memory(move.about)
        return entry is not None and entry.turnout >= voters
    if state is None:
        return True
    if state.turn is None:
        return bool(state.waiting or state.shown)
    return state.turn.is_overdue(context.clock())


async def press(stage, context, moderator, evening):
    """Press the button on the run sheet in the moderators' channel once it is up to date; confirm where it asks."""
    marta = stage.people["Marta"]
    async with stage.turn:
        sheet = stage.moderators.history(viewer=marta)[0]
        button = button_on(sheet, "run-step:")
        moves = (await progress_for(context, moderator)).moves
        if button is None or not moves or moves[0].act != (act := Act(button.split(":")[4])):
            return
        pressed = await marta.click(sheet, custom_id=button)
    evening.acts.append(act)
    asked = button_on(pressed.response, CONFIRM) if pressed.response else None
    if asked is None:
        return
    await asyncio.sleep(TIME_TO_READ / stage.evening.clock.pace)
    async with stage.turn:
        await marta.click(pressed.response, custom_id=asked)
    evening.confirmed += 1


def button_on(page, kinds):
    return next((control.custom_id for control in controls_on(page) if control.custom_id.startswith(kinds)), None)
