"""Results with their charts: drawn in a worker thread, one at a time, and left out if that fails."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import discord

from bot.charts import Chart, picture
from bot.charts.palette import Theme
from bot.charts.tallies import chart_of, chart_of_shares, chart_of_shift
from bot.domain.faults import StorageFault
from bot.domain.polls import Debate, Poll, PollState
from bot.domain.shift import PollShift
from bot.domain.tally import PollTally
from bot.services.common.context import Context
from bot.services.common.debate_lookup import earlier_debate_of_poll
from bot.ui.common.languages import Speech
from bot.ui.results.chart_files import MOST_CHARTS, ChartFile, ChartFiles, caption_of, file_name, flows_key
from bot.ui.results.pages import announcement, result
from bot.ui.results.shift_pages import shift_caption, shift_page

log = logging.getLogger(__name__)

_EXECUTOR = ThreadPoolExecutor(max_workers=1, thread_name_prefix="charts")

QUICK = 1000
"""Up to so many different answers, findings take a few milliseconds and are not worth a thread."""

Message = dict[str, Any]
"""Keyword arguments of discord.py's `send`. A message is sent once: sending closes its files."""


async def result_message(context: Context, tally: PollTally, speech: Speech, *, may_attach: bool) -> Message:
    """Put a result together with its pictures; the caller has checked that the reader may see it."""
    tally = context.poll_texts.tally(tally, speech.language)
    await work_out(tally)
    charts = await _drawn(context, tally, speech) if may_attach else {}
    return _message(result(tally, speech, charts=charts), charts)


async def announcement_message(context: Context, tally: PollTally, speech: Speech, *, attribution: str) -> Message:
    """Put together what the room sees at once when a poll has closed; the pictures follow, see `add_pictures`."""
    await work_out(tally)
    earlier = await _earlier_debate(context, tally.poll)
    key = context.public_key
    return _message(announcement(tally, speech, attribution=attribution, earlier=earlier, key=key), {})


async def illustrated_message(context: Context, tally: PollTally, speech: Speech) -> Message | None:
    """Put together a public result with its pictures; None where there are none."""
    charts = await _drawn(context, tally, speech) if tally.poll.shows_counts else {}
    earlier = await _earlier_debate(context, tally.poll)
    return _message(result(tally, speech, charts=charts, earlier=earlier), charts) if charts else None


async def _earlier_debate(context: Context, poll: Poll) -> Debate | None:
    try:
        return await earlier_debate_of_poll(context, poll)
    except StorageFault:  # of which the storage has told the operator
        return None


async def shift_message(context: Context, shift: PollShift, speech: Speech, *, may_attach: bool) -> Message:
    """Put before and after together; the caller has checked that the reader may see both."""
    shift = context.poll_texts.shift(shift, speech.language)
    charts: dict[str, ChartFile] = {}
    if may_attach:
        charts = await _in_thread(partial(_draw_shift, shift, speech, context.chart_theme), shift.after)
    return _message(shift_page(shift, speech, charts=charts), charts)


def may_attach(client: discord.Client, poll: Poll) -> bool:
    """Whether the bot may send files to a poll's channel; False where Discord has not told."""
    channel = client.get_channel(poll.channel_id)
    if not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
        return False
    return channel.permissions_for(channel.guild.me).attach_files


def _message(view: discord.ui.LayoutView, charts: ChartFiles) -> Message:
    files = [chart.file() for chart in charts.values()]
    return {"view": view, "files": files} if files else {"view": view}


async def work_out(tally: PollTally) -> None:
    """Compute the findings in a thread before the page is made: those of many rankings would block the event loop."""
    if sum(len(item.profile) for item in tally.items) > QUICK:
        await asyncio.to_thread(lambda: [item.findings for item in tally.items])


async def _drawn(context: Context, tally: PollTally, speech: Speech) -> dict[str, ChartFile]:
    """Draw the items of a closed poll, by key: a live count changes too often."""
    if tally.poll.state is not PollState.CLOSED:
        return {}
    return await _in_thread(partial(_draw, tally, speech, context.chart_theme), tally.poll)


async def _in_thread(draw: Callable[[], dict[str, ChartFile]], poll: Poll) -> dict[str, ChartFile]:
    try:
        return await asyncio.get_running_loop().run_in_executor(_EXECUTOR, draw)
    except Exception:
        log.exception("the charts of poll %s could not be drawn; the result is shown without", poll.id)
        return {}


def _draw(tally: PollTally, speech: Speech, theme: Theme) -> dict[str, ChartFile]:
    drawn = {}
    for number, item in enumerate(tally.items[:MOST_CHARTS], 1):
        if chart := picture(chart_of(item, caption_of(tally.poll, item.item, speech)), speech, theme):
            drawn[item.item.key] = ChartFile(file_name(tally.poll, number), chart)
    return drawn


def _draw_shift(shift: PollShift, speech: Speech, theme: Theme) -> dict[str, ChartFile]:
    """Draw the shares of every item, and how people moved where that makes a picture."""
    drawn = {}
    for number, item in enumerate(shift.items[: MOST_CHARTS // 2], 1):
        both, caption = shift.of_all(item), shift_caption(shift.after, item, speech)
        charts: dict[str, tuple[str, Chart]] = {}
        if any(tally.ballots > tally.abstentions for tally in both):
            charts[item.item.key] = ("shares", chart_of_shares(item, both, caption))
        if item.moves_worth_drawing(both) and (moves := chart_of_shift(item, both, caption, speech)):
            charts[flows_key(item.item.key)] = ("shift", moves)
        for key, (what, chart) in charts.items():
            if drawing := picture(chart, speech, theme):
                drawn[key] = ChartFile(f"question-{shift.after.question}-{what}-{number}.png", drawing)
    return drawn
