"""The ballot card: a poll's public message, with the way to vote."""

from discord import ButtonStyle, ui

from bot.domain.kind import Steps, Taps
from bot.domain.polls import Poll, PollState, Release
from bot.domain.tally import ItemTally, PollTally
from bot.library.models import Library
from bot.ui.common.controls import AnyButton
from bot.ui.common.languages import Speech
from bot.ui.common.layout import Block, page, rows
from bot.ui.common.poll_words import (
    counts_words,
    item_place,
    poll_heading,
    secrecy_words,
    turnout_words,
    who_may_vote,
    withheld_words,
)
from bot.ui.common.text import clipped, small
from bot.ui.content.controls import QUESTION_PAGE
from bot.ui.polls.controls import ABSTAIN, BALLOT, LIVE_COUNT, OWN_BALLOT, VOTE
from bot.ui.responses.controls import RESPOND
from bot.ui.results.bars import Detail, count_lines, leader_line
from bot.ui.statements.controls import VOTE_ON

FEW_OPTIONS = 5
SHORT_OPTION = 25
"""So many options, each of so many characters, fit on the card itself."""

_LIVE = Detail(bars=False, explains=False, letters=40)


def ballot_card(
    tally: PollTally,
    speech: Speech,
    *,
    decides: str | None = None,
    result_link: str | None = None,
    has_statements: bool = False,
) -> ui.LayoutView:
    """Render a poll's card: what is asked and the way to vote; once voting is over, one line with the result's link.

    While people vote on statements to the question, there is a button for these, too.
    """
    poll = tally.poll
    if poll.state is not PollState.OPEN:
        return page(_over(poll, speech, result_link))
    blocks: list[Block | str] = ["\n".join(_open_lines(tally, speech, decides)), small(_small_print(poll, speech))]
    around = _around(poll, speech)
    statements = [VOTE_ON(speech("Vote on statements"), question=poll.question)] if has_statements else []
    if is_one_tap(poll):
        return page(*blocks, *rows([*_options(poll), _abstain(poll, speech)]), *rows([*around, *statements]))
    vote = BALLOT(speech("Vote"), style=ButtonStyle.primary, poll=poll.id)
    return page(*blocks, *rows([vote, *around, *statements]))


def what_is_decided(library: Library, poll: Poll, speech: Speech) -> str | None:
    """Say in one line what a poll decides, where the pack says it."""
    for question in library.questions:
        if question.id == poll.question and question.decides is not None:
            return question.decides.say(speech.language)
    return None


def is_one_tap(poll: Poll) -> bool:
    """Whether the options are the card's own buttons: one choice among a few short options that explain themselves."""
    if len(poll.items) > 1 or not isinstance(poll.items[0].rules.entry, Taps | Steps):
        return False
    options = poll.items[0].options
    return len(options) <= FEW_OPTIONS and all(
        len(option.label) <= SHORT_OPTION and not option.detail for option in options
    )


def _open_lines(tally: PollTally, speech: Speech, decides: str | None) -> list[str]:
    poll = tally.poll
    lines = [f"-# {poll_heading(poll, speech)}", f"**{poll.title}**", _what_is_asked(poll, decides, speech)]
    if poll.closes_at is None:
        lines.append(speech("🟢 Open"))
    else:
        stamp = int(poll.closes_at.timestamp())
        lines.append(speech("🟢 Open until {time} ({left})", time=f"<t:{stamp}:t>", left=f"<t:{stamp}:R>"))
    lines.append(" · ".join(turnout_words(tally, speech).splitlines()))
    return [*lines, *(_live_lines(tally, speech) if poll.shows_counts else [])]


def _what_is_asked(poll: Poll, decides: str | None, speech: Speech) -> str:
    """Say what a poll decides, as the pack says it, and in how many steps."""
    if len(poll.items) == 1:
        return decides or clipped(poll.items[0].title, 120)
    if decides is not None:
        steps = speech.many(
            "There is {count} short question.", "There are {count} short questions.", count=len(poll.items)
        )
        return f"{decides} {steps}"
    return speech.many("{count} thing to decide", "{count} things to decide", count=len(poll.items))


def _live_lines(tally: PollTally, speech: Speech) -> list[str]:
    """Say who is ahead in each item; of one item alone, all counts."""
    if all(item.withheld for item in tally.items):
        return [withheld_words(speech)]
    if len(tally.items) == 1:
        return count_lines(tally.items[0], speech, ranked=False, detail=_LIVE)
    return [f"{item_place(tally.poll, item.item)} · {_ahead(item, speech)}" for item in tally.items]


def _ahead(item: ItemTally, speech: Speech) -> str:
    return withheld_words(speech).removeprefix("-# ") if item.withheld else leader_line(item, speech, _LIVE)


def _small_print(poll: Poll, speech: Speech) -> list[str]:
    lines = [secrecy_words(poll.secrecy, speech)]
    if poll.release is not Release.CLOSED:
        lines.append(counts_words(poll, speech))
    return lines + who_may_vote(poll, speech)


def _options(poll: Poll) -> list[AnyButton]:
    item = poll.items[0]
    return [
        VOTE(option.label, style=ButtonStyle.primary, poll=poll.id, item=item.key, option=option.id)
        for option in item.options
    ]


def _abstain(poll: Poll, speech: Speech) -> AnyButton:
    return VOTE(speech("Abstain"), poll=poll.id, item=poll.items[0].key, option=ABSTAIN)


def _around(poll: Poll, speech: Speech) -> list[AnyButton]:
    live = [LIVE_COUNT(speech("Show live count"), question=poll.question, round=poll.round.value)]
    return [
        OWN_BALLOT(speech("See my ballot"), poll=poll.id),
        RESPOND(speech("Say why"), question=poll.question),
        QUESTION_PAGE(speech("Read first"), question=poll.question),
        *(live if poll.shows_counts and len(poll.items) > 1 else []),
    ]


def _over(poll: Poll, speech: Speech, result_link: str | None) -> str:
    heading = poll_heading(poll, speech)
    if poll.state is PollState.CANCELLED:
        return speech("⚪ {poll} is cancelled. Its votes do not count.", poll=heading)
    if result_link is not None and poll.shows_counts:
        see = speech("See the result")
        return speech("🔴 {poll} is closed. {result}", poll=heading, result=f"[{see}]({result_link})")
    if poll.awaits_publication or poll.is_hidden:
        return speech("🟠 {poll} is closed. Its result comes later.", poll=heading)
    return speech("🟠 {poll} is closed. The result follows.", poll=heading)
