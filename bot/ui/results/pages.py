"""Results: after closing, and on request."""

from dataclasses import replace
from functools import partial

from discord import ui

from bot.domain.polls import Debate, Poll, PollState
from bot.domain.tally import ItemTally, PollTally
from bot.ui.common.languages import Speech
from bot.ui.common.layout import Block, first_that_fits, page, row
from bot.ui.common.text import (
    counts_words,
    debate_name,
    full_heading,
    item_title,
    legend,
    poll_heading,
    secrecy_words,
    small,
    turnout_words,
    when,
    withheld_words,
)
from bot.ui.responses.controls import discussion
from bot.ui.results.bars import DETAILS, FULL, Detail, count_lines, finding_lines
from bot.ui.results.chart_files import TURNOUT, ChartFiles

NO_CHARTS: ChartFiles = {}


def result(
    tally: PollTally,
    speech: Speech,
    *,
    attribution: str,
    charts: ChartFiles = NO_CHARTS,
    earlier: Debate | None = None,
) -> ui.LayoutView:
    """Render the counts of a poll in as much detail as one message takes.

    The caller has checked that the reader may see them, and sends the charts' files.
    """
    head = _head(tally, speech, attribution, earlier)
    return first_that_fits(partial(_result, tally, speech, head, charts, detail) for detail in DETAILS)


def _head(tally: PollTally, speech: Speech, attribution: str, earlier: Debate | None) -> list[str]:
    poll = tally.poll
    heading = speech("📊 Result · {poll}", poll=poll_heading(poll, speech))
    if poll.state is PollState.OPEN:
        heading = speech("📊 Live count · {poll}", poll=poll_heading(poll, speech))
    head = [f"## {heading}", f"**{poll.title}**", f"-# {attribution}", turnout_words(tally, speech)]
    if earlier is not None:
        head.insert(1, speech("From an earlier debate: {debate}", debate=debate_name(earlier, speech)))
    if poll.closed_at is not None:
        head.append(speech("Closed {time}", time=when(poll.closed_at)))
    if not poll.shows_counts:
        head.append(speech("🟠 Not public yet: only moderators see this. `/poll publish` releases it."))
    return head


def _result(tally: PollTally, speech: Speech, head: list[str], charts: ChartFiles, detail: Detail) -> ui.LayoutView:
    poll = tally.poll
    shortened = [] if detail is FULL else [small([speech("Shortened to fit in one message.")])]
    blocks: list[Block | str] = ["\n".join([*head, *shortened])]
    for item in tally.items:
        # Beside a chart, figures without bars are half as long on a phone.
        bars = detail.bars and item.item.key not in charts
        blocks += [ui.Separator(), _item(tally, item, speech, replace(detail, bars=bars))]
        if item.item.key in charts:
            blocks.append(charts[item.item.key].block())
    if TURNOUT in charts:
        blocks += [ui.Separator(), charts[TURNOUT].block()]
    steps = [counts_words(poll, speech)] if poll.guards_small_groups else []
    sealed = [speech("Seal {seal}", seal=f"`{poll.seal}`")] if poll.seal else []
    footer = small([secrecy_words(poll.secrecy, speech), *steps, *legend(poll, speech), *sealed, *_log(poll, speech)])
    blocks += [ui.Separator(), footer, row(discussion(poll.question, speech("Say why"), speech))]
    return page(*blocks)


def _item(tally: PollTally, item: ItemTally, speech: Speech, detail: Detail) -> str:
    title = item_title(tally.poll, item.item, detail.title)
    if item.withheld:
        return f"### {title}\n{withheld_words(speech)}"
    found, details = finding_lines(item, speech, detail)
    explained = [small(details)] if details else []
    return "\n".join([f"### {title}", *found, *explained, *count_lines(item, speech, ranked=True, detail=detail)])


def brief_result(tally: PollTally, speech: Speech) -> ui.LayoutView:
    """The result in brief, if Discord refuses the whole result."""
    poll, detail = tally.poll, DETAILS[-1]
    lines = ["## " + speech("📊 Result · {poll}", poll=poll_heading(poll, speech)), turnout_words(tally, speech)]
    for item in tally.items:
        found, _ = finding_lines(item, speech, detail)
        lines += [f"### {item_title(poll, item.item, detail.title)}", *found]
    lines.append(small([speech("Discord did not take the whole result. `/results` and `/export` have the counts.")]))
    return page("\n".join(lines))


def _log(poll: Poll, speech: Speech) -> list[str]:
    """Show the log's head that the seal covers, where it covers one."""
    head = poll.short_log_head
    return [speech("Log of actions up to this seal {head}", head=f"`{head}`")] if head else []


def closed_without_result(tally: PollTally, speech: Speech, *, attribution: str) -> ui.LayoutView:
    """Announce that a poll has closed whose result the moderators publish later, with the seal of its count.

    The seal is shown in full: two counts whose seals begin alike could be forged, two with the same seal cannot.
    """
    poll = tally.poll
    sealed = speech("Seal of the count, which the published result has to fit: {seal}", seal=f"`{poll.seal}`")
    return page(
        "\n".join(
            [
                "## " + speech("Closed · {poll}", poll=poll_heading(poll, speech)),
                f"**{poll.title}**",
                f"-# {attribution}",
                turnout_words(tally, speech),
                speech("The moderators will publish the result."),
                *([small([sealed, *_log(poll, speech)])] if poll.seal else []),
            ]
        )
    )


def cancelled_result(poll: Poll, speech: Speech) -> ui.LayoutView:
    """The page that replaces the result of a cancelled poll."""
    heading = speech("⚪ Cancelled · {poll}", poll=full_heading(poll, speech))
    said = speech("The moderators have set this vote aside: it counts nowhere, and what stood here no longer holds.")
    return page(f"## {heading}\n**{poll.title}**\n{said}")


def cancelled_note(poll: Poll, speech: Speech) -> str:
    """Tell the room that a poll is cancelled, if no message is known that could be changed."""
    return speech(
        "⚪ Cancelled: {poll}. The moderators have set this vote aside, and its result no longer holds.",
        poll=full_heading(poll, speech),
    )


def announcement(
    tally: PollTally,
    speech: Speech,
    *,
    attribution: str,
    charts: ChartFiles = NO_CHARTS,
    earlier: Debate | None = None,
) -> ui.LayoutView:
    """Render what the room sees when a poll has closed; a debate that is not the newest is named."""
    if tally.poll.shows_counts:
        return result(tally, speech, attribution=attribution, charts=charts, earlier=earlier)
    return closed_without_result(tally, speech, attribution=attribution)
