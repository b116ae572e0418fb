"""Results with their charts: drawn in a worker thread, one at a time, and left out if that fails."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import discord

from bot.charts import picture
from bot.charts.tallies import chart_of, chart_of_shift, chart_of_turnout
from bot.domain.faults import StorageFault
from bot.domain.polls import Poll, PollState
from bot.domain.shift import PollShift
from bot.domain.tally import PollTally
from bot.domain.turnout import Arrivals
from bot.services.common.context import Context
from bot.services.common.debate_lookup import earlier_debate_of_poll
from bot.services.results.results import arrivals
from bot.ui.common.languages import Speech
from bot.ui.common.text import poll_heading
from bot.ui.results.chart_files import MOST_CHARTS, TURNOUT, ChartFile, ChartFiles, caption_of, file_name
from bot.ui.results.pages import announcement, result
from bot.ui.results.shift_pages import shift_caption, shift_page

log = logging.getLogger(__name__)

_EXECUTOR = ThreadPoolExecutor(max_workers=1, thread_name_prefix="charts")

QUICK = 1000
"""Up to so many different answers, findings take a few milliseconds and are not worth a thread."""

Message = dict[str, Any]
"""Keyword arguments of discord.py's `send`. A message is sent once: sending closes its files."""


async def result_message(tally: PollTally, speech: Speech, *, attribution: str, may_attach: bool) -> Message:
    """Put a result together; the caller has checked that the reader may see it."""
    await _work_out(tally)
    charts = await _drawn(tally, speech) if may_attach else {}
    return _message(result(tally, speech, attribution=attribution, charts=charts), charts)


async def announcement_message(
    context: Context, tally: PollTally, speech: Speech, *, attribution: str, may_attach: bool
) -> Message:
    """Put together what the room sees when a poll has closed."""
    await _work_out(tally)
    charts: dict[str, ChartFile] = {}
    earlier = None
    with contextlib.suppress(StorageFault):  # of which the storage has told the operator
        earlier = await earlier_debate_of_poll(context, tally.poll)
    if may_attach and tally.poll.shows_counts:
        charts = await _drawn(tally, speech)
        with contextlib.suppress(StorageFault):  # of which the storage has told the operator
            came = await arrivals(context, tally.poll)
            if came and len(charts) < MOST_CHARTS:
                charts |= await _in_thread(partial(_draw_turnout, tally.poll, came, speech), tally.poll)
    return _message(announcement(tally, speech, attribution=attribution, charts=charts, earlier=earlier), charts)


async def shift_message(shift: PollShift, speech: Speech, *, attribution: str, may_attach: bool) -> Message:
    """Put before and after together; the caller has checked that the reader may see both."""
    charts: dict[str, ChartFile] = {}
    if may_attach:
        charts = await _in_thread(partial(_draw_shift, shift, speech), shift.after)
    return _message(shift_page(shift, speech, attribution=attribution, charts=charts), charts)


def may_attach(client: discord.Client, poll: Poll) -> bool:
    """Whether the bot may send files to a poll's channel; False where Discord has not told."""
    channel = client.get_channel(poll.channel_id)
    if not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
        return False
    return channel.permissions_for(channel.guild.me).attach_files


def _message(view: discord.ui.LayoutView, charts: ChartFiles) -> Message:
    files = [chart.file() for chart in charts.values()]
    return {"view": view, "files": files} if files else {"view": view}


async def _work_out(tally: PollTally) -> None:
    """Compute the findings in a thread before the page is made: those of many rankings would block the event loop."""
    if sum(len(item.profile) for item in tally.items) > QUICK:
        await asyncio.to_thread(lambda: [item.findings for item in tally.items])


async def _drawn(tally: PollTally, speech: Speech) -> dict[str, ChartFile]:
    """Draw the items of a closed poll, by key: a live count changes too often."""
    if tally.poll.state is not PollState.CLOSED:
        return {}
    return await _in_thread(partial(_draw, tally, speech), tally.poll)


async def _in_thread(draw: Callable[[], dict[str, ChartFile]], poll: Poll) -> dict[str, ChartFile]:
    try:
        return await asyncio.get_running_loop().run_in_executor(_EXECUTOR, draw)
    except Exception:
        log.exception("the charts of poll %s could not be drawn; the result is shown without", poll.id)
        return {}


def _draw(tally: PollTally, speech: Speech) -> dict[str, ChartFile]:
    drawn = {}
    for number, item in enumerate(tally.items[:MOST_CHARTS], 1):
        if chart := picture(chart_of(item, caption_of(tally.poll, item.item, speech)), speech):
            drawn[item.item.key] = ChartFile(file_name(tally.poll, number), chart)
    return drawn


def _draw_turnout(poll: Poll, came: Arrivals, speech: Speech) -> dict[str, ChartFile]:
    chart = picture(chart_of_turnout(poll, came, poll_heading(poll, speech), speech), speech)
    return {TURNOUT: ChartFile(f"question-{poll.question}-{poll.round.value}-turnout.png", chart)} if chart else {}


def _draw_shift(shift: PollShift, speech: Speech) -> dict[str, ChartFile]:
    drawn = {}
    for number, item in enumerate(shift.items[:MOST_CHARTS], 1):
        chart = chart_of_shift(item, shift_caption(shift.after, item, speech), speech)
        if chart and (drawing := picture(chart, speech)):
            drawn[item.item.key] = ChartFile(f"question-{shift.after.question}-shift-{number}.png", drawing)
    return drawn
