"""Results: after closing, and on request."""

from functools import partial

from discord import ui

from bot.charts.marks import MARK
from bot.charts.options import answers_note
from bot.domain.polls import Debate, Poll, PollState
from bot.domain.signatures import PublicKey
from bot.domain.tally import ItemTally, PollTally
from bot.ui.common.languages import Speech
from bot.ui.common.layout import Block, first_that_fits, page, row
from bot.ui.common.poll_words import full_heading, item_title, legend, poll_heading, turnout_words, withheld_words
from bot.ui.common.text import debate_name, small
from bot.ui.responses.controls import discussion
from bot.ui.results.bars import DETAILS, FULL, Detail, count_lines, headline_of
from bot.ui.results.chart_files import ChartFiles
from bot.ui.results.controls import details_button
from bot.ui.results.details_pages import key_line, log_line

NO_CHARTS: ChartFiles = {}


def result(
    tally: PollTally,
    speech: Speech,
    *,
    charts: ChartFiles = NO_CHARTS,
    earlier: Debate | None = None,
) -> ui.LayoutView:
    """Render a result: a sentence, pictures or bars, and how many answered. Everything else is in the details.

    The caller has checked that the reader may see it, and sends the charts' files.
    """
    head = _head(tally, speech, earlier)
    return first_that_fits(partial(_result, tally, speech, head, charts, detail) for detail in DETAILS)


def _head(tally: PollTally, speech: Speech, earlier: Debate | None) -> list[str]:
    poll = tally.poll
    heading = speech("Result · {poll}", poll=poll_heading(poll, speech))
    if poll.state is PollState.OPEN:
        heading = speech("Live count · {poll}", poll=poll_heading(poll, speech))
    head = [f"## {heading}"]
    if earlier is not None:
        head.append(speech("From an earlier debate: {debate}", debate=debate_name(earlier, speech)))
    if not poll.shows_counts:
        head.append(speech("🟠 Not public yet: only moderators see this. Publish it with `/poll publish`."))
    return [*head, f"-# {poll.title}"]


def _result(tally: PollTally, speech: Speech, head: list[str], charts: ChartFiles, detail: Detail) -> ui.LayoutView:
    """The head and the turnout stand around the first sentence; below come the pictures, or bars of text."""
    poll, blocks = tally.poll, list[Block | str]()
    for place, item in enumerate(tally.items):
        lines = _opening(tally, item, speech, detail)
        if place == 0:
            lines = [*head, *lines, turnout_words(tally, speech)]
        chart = charts.get(item.item.key)
        if chart is None and not item.withheld:
            lines += count_lines(item, speech, detail=detail, answers=False)
        blocks.append("\n".join(lines))
        if chart is not None:
            blocks.append(chart.block())
        if not item.withheld and (place == len(tally.items) - 1 or not _answered_alike(tally)):
            blocks.append(small([answers_note(item.ballots, item.abstentions, speech)]))
    notes = [] if detail is FULL else [speech("Shortened to fit in one message. **See details** has everything.")]
    if notes := [*(_mark(poll, speech) if charts else legend(poll, speech)), *notes]:
        blocks.append(small(notes))
    blocks.append(row([details_button(poll.id, speech), *discussion(poll.question, speech("Say why"), speech)]))
    return page(*blocks)


def _mark(poll: Poll, speech: Speech) -> list[str]:
    """Explain the mark that charts put to options; the steps of a scale carry none."""
    listed = (item.options for item in poll.items if not item.rules.entry.is_scale)
    if not any(option.editors for options in listed for option in options):
        return []
    return [speech("{mark} added by the editors, not in the paper", mark=MARK)]


def _opening(tally: PollTally, item: ItemTally, speech: Speech, detail: Detail) -> list[str]:
    """Name an item, where the paper has several, and sum it up."""
    title = [f"-# {item_title(tally.poll, item.item, detail.title)}"] if _is_named(tally.poll, item) else []
    if item.withheld:
        return [*title, withheld_words(speech)]
    return title if tally.poll.state is PollState.OPEN else [*title, headline_of(item, speech, detail)]


def _is_named(poll: Poll, item: ItemTally) -> bool:
    return len(poll.items) > 1 or item.item.title != poll.title


def _answered_alike(tally: PollTally) -> bool:
    """Whether as many answered every item, so that it is said once, at the end."""
    return len({(item.ballots, item.abstentions, item.withheld) for item in tally.items}) == 1


def brief_result(tally: PollTally, speech: Speech) -> ui.LayoutView:
    """The result in brief, if Discord refuses the whole result."""
    poll, detail = tally.poll, DETAILS[-1]
    lines = ["## " + speech("Result · {poll}", poll=poll_heading(poll, speech)), turnout_words(tally, speech)]
    for item in tally.items:
        lines += [f"### {item_title(poll, item.item, detail.title)}", headline_of(item, speech, detail)]
    lines.append(small([speech("Discord did not take the whole result. `/results` and `/export` have the counts.")]))
    return page("\n".join(lines))


def closed_without_result(
    tally: PollTally, speech: Speech, *, attribution: str, key: PublicKey | None = None
) -> ui.LayoutView:
    """Announce that a poll has closed whose result the moderators publish later, with the seal of its count.

    The seal is shown in full: two counts whose seals begin alike could be forged, two with the same seal cannot.
    """
    poll = tally.poll
    sealed = speech("Seal of the count. The published result must match it: {seal}", seal=f"`{poll.seal}`")
    return page(
        "\n".join(
            [
                "## " + speech("Closed · {poll}", poll=poll_heading(poll, speech)),
                f"**{poll.title}**",
                f"-# {attribution}",
                turnout_words(tally, speech),
                speech("The result comes when the vote after the debate closes.")
                if poll.is_hidden
                else speech("The moderators will publish the result."),
                *([small([sealed, *log_line(poll, speech), *key_line(poll, key, speech)])] if poll.seal else []),
            ]
        )
    )


def cancelled_result(poll: Poll, speech: Speech) -> ui.LayoutView:
    """The page that replaces the result of a cancelled poll."""
    heading = speech("⚪ Cancelled · {poll}", poll=full_heading(poll, speech))
    said = speech("Its votes do not count, and the result that stood here no longer holds.")
    return page(f"## {heading}\n**{poll.title}**\n{said}")


def cancelled_note(poll: Poll, speech: Speech) -> str:
    """Tell the room that a poll is cancelled, if no message is known that could be changed."""
    return speech(
        "⚪ The moderators cancelled {poll}. Its result no longer holds.",
        poll=full_heading(poll, speech),
    )


def announcement(
    tally: PollTally,
    speech: Speech,
    *,
    attribution: str,
    charts: ChartFiles = NO_CHARTS,
    earlier: Debate | None = None,
    key: PublicKey | None = None,
) -> ui.LayoutView:
    """Render what the room sees when a poll has closed; a debate that is not the newest is named."""
    if tally.poll.shows_counts:
        return result(tally, speech, charts=charts, earlier=earlier)
    return closed_without_result(tally, speech, attribution=attribution, key=key)
