"""The ballot paper, and what a voter is told privately."""

from functools import partial
from typing import assert_never

from discord import ButtonStyle, ui

from bot.domain.kind import HIDDEN, Answer, Menu, Option, Order, Steps, Taps
from bot.domain.polls import Item, Poll, PollState, Secrecy
from bot.domain.tally import ItemTally, PollTally
from bot.services.polls.voting import OwnBallot, RecordedVote
from bot.ui.common.controls import AnyButton, option
from bot.ui.common.languages import Speech
from bot.ui.common.layout import MOST_IN_LABEL, Block, first_that_fits, page, row, rows
from bot.ui.common.text import (
    answer_lines,
    answer_words,
    clipped,
    clipped_in_bold,
    counts_words,
    item_place,
    item_title,
    legend,
    option_name,
    poll_heading,
    secrecy_words,
    small,
    state_words,
    turnout_words,
    when,
    withheld_words,
)
from bot.ui.polls.controls import ABSTAIN, MENU, ORDER, OWN_BALLOT, VOTE, WITHDRAW
from bot.ui.responses.controls import RESPOND
from bot.ui.results.bars import DETAILS, Detail, count_lines

MOST_IN_SENTENCE = 3
"""Options of an answer that are read with ease in one line; more are listed."""

MOST_LISTED = 1500
"""Characters of such a list, in a message of 2000; My ballot shows all of it."""


def ballot_paper(tally: PollTally, speech: Speech, attribution: str) -> ui.LayoutView:
    """Render a ballot paper in its present state: with controls while its poll is open, without them afterwards.

    It says as much of the counts as one message takes.
    """
    return first_that_fits(partial(_paper, tally, speech, attribution, detail) for detail in DETAILS)


def _paper(tally: PollTally, speech: Speech, attribution: str, detail: Detail) -> ui.LayoutView:
    poll = tally.poll
    blocks: list[Block | str] = [_heading(tally, speech, attribution)]
    for item in tally.items:
        blocks.append(ui.Separator())
        blocks.append(_item_text(tally, item, speech, detail))
        if poll.state is PollState.OPEN:
            blocks += _controls(poll, item.item, speech)
    blocks += [ui.Separator(), _footer(tally, speech)]
    if poll.state is PollState.OPEN:
        blocks.append(_service_row(poll, speech))
    return page(*blocks)


def _heading(tally: PollTally, speech: Speech, attribution: str) -> str:
    poll = tally.poll
    lines = [
        f"## {poll_heading(poll, speech)}",
        f"**{poll.title}**",
        f"-# {attribution}",
        state_words(poll, speech),
        turnout_words(tally, speech),
    ]
    if poll.state is PollState.OPEN and poll.secrecy is Secrecy.SECRET:
        lines.append(speech("⚠️ Your first tap is final: a secret vote cannot be changed or withdrawn."))
    return "\n".join(lines)


def _item_text(tally: PollTally, item: ItemTally, speech: Speech, detail: Detail) -> str:
    lines = [f"### {item_title(tally.poll, item.item)}"]
    if tally.poll.state is PollState.OPEN:
        lines.append(f"-# {speech.text(item.item.rules.hint)}")
    if item.withheld:
        lines.append(withheld_words(speech))
    elif tally.poll.shows_counts:
        # In the paper's order while voting goes on, as the buttons are: what moves under a finger is tapped by mistake.
        ranked = tally.poll.state is not PollState.OPEN
        return "\n".join([*lines, *count_lines(item, speech, ranked=ranked, detail=detail)])
    is_scale, explained = item.item.rules.entry.is_scale, any(option.detail for option in item.item.options)
    if is_scale and tally.poll.state is PollState.OPEN and not explained:
        return "\n".join(lines)  # the buttons say all there is to say
    lines += [_listed(option, detail) for option in item.item.options[: detail.most]]
    if left_out := len(item.item.options) - detail.most:
        lines += [speech.many("And {count} more.", "And {count} more.", count=left_out)] if left_out > 0 else []
    return "\n".join(lines)


def _listed(option: Option, detail: Detail) -> str:
    """Write an option in a list; buttons and menus have its name in full."""
    explained = f" · {option.detail}" if option.detail and detail.explains else ""
    return f"- **{option_name(option, detail.letters)}**{explained}"


def _controls(poll: Poll, item: Item, speech: Speech) -> list[Block]:
    abstain = VOTE(speech("Abstain"), poll=poll.id, item=item.key, option=ABSTAIN)
    match item.rules.entry:
        case Menu(most=most):
            choices = [option(one.id, option_name(one), one.detail or None) for one in item.options]
            menu = MENU(speech("Choose one or more…"), choices, most=most, poll=poll.id, item=item.key)
            return [row([menu]), row([abstain])]
        case Order():
            begin = ORDER(speech("Put in order…"), style=ButtonStyle.primary, poll=poll.id, item=item.key)
            return [row([begin, abstain])]
        case Taps() | Steps():
            return rows([*_option_buttons(poll, item), abstain])
        case unknown:
            assert_never(unknown)


def _option_buttons(poll: Poll, item: Item) -> list[AnyButton]:
    return [
        VOTE(option_name(one, MOST_IN_LABEL), style=ButtonStyle.primary, poll=poll.id, item=item.key, option=one.id)
        for one in item.options
    ]


def _footer(tally: PollTally, speech: Speech) -> str:
    poll = tally.poll
    lines = [secrecy_words(poll.secrecy, speech)]
    if poll.state is PollState.OPEN:
        lines.append(counts_words(poll, speech))
        if poll.secrecy is not Secrecy.SECRET:
            lines.append(speech("You can change your vote until the poll closes."))
    if poll.participant_role is not None:
        lines.append(speech("Open to people with the role {role}.", role=f"<@&{poll.participant_role}>"))
    return small([*lines, *legend(poll, speech)])


def _service_row(poll: Poll, speech: Speech) -> Block:
    return row(
        [
            OWN_BALLOT(speech("My ballot"), emoji="🗳️", poll=poll.id),
            RESPOND(speech("Say why"), emoji="💬", question=poll.question),
        ]
    )


def confirmation(recorded: RecordedVote, speech: Speech) -> str:
    """Tell a voter what was recorded, and until when it can be changed."""
    poll = recorded.poll
    lines = [_recorded(recorded, speech)]
    if len(poll.items) > 1:
        lines.append(f"-# {item_title(poll, recorded.item)}")
    lines.append(_until(poll, speech))
    if recorded.unanswered:
        places = ", ".join(item_place(poll, item) for item in recorded.unanswered)
        lines.append(speech("Not answered yet on this ballot paper: {items}", items=places))
    return "\n".join(lines)


def _recorded(recorded: RecordedVote, speech: Speech) -> str:
    item, before = recorded.item, recorded.before
    answer = answer_words(item, recorded.answer, speech)
    listed = len(recorded.answer) > MOST_IN_SENTENCE or len(before or ()) > MOST_IN_SENTENCE
    if listed:
        answer = "\n" + clipped_in_bold("\n".join(answer_lines(item, recorded.answer, speech)), MOST_LISTED)
    if before is None:
        return speech("✅ Your vote counts: {answer}", answer=answer)
    if before == recorded.answer:
        return speech("✅ That is your vote already: {answer}", answer=answer)
    if listed:
        return speech("✅ Your vote was changed; now it is: {answer}", answer=answer)
    old = answer_words(item, before, speech)
    return speech("✅ Your vote was changed from {old} to {answer}", old=old, answer=answer)


def _until(poll: Poll, speech: Speech) -> str:
    if poll.secrecy is Secrecy.SECRET:
        return speech("It is final. Only this message shows what you voted; the bot cannot look it up.")
    if poll.closes_at is None:
        return speech("You can change it until a moderator closes the poll.")
    return speech("You can change it until {time}.", time=when(poll.closes_at))


def finished(recorded: RecordedVote, speech: Speech) -> ui.LayoutView:
    """The same as a page, which replaces the one on which the order was made."""
    return page(confirmation(recorded, speech))


def withdrawn(answers: int, speech: Speech) -> ui.LayoutView:
    """The page that replaces a withdrawn ballot."""
    if answers:
        return page(
            speech("↩️ Your ballot is withdrawn and no longer counts. You may vote again until the poll closes.")
        )
    return page(speech("There was no ballot of yours to withdraw."))


def own_ballot(ballot: OwnBallot, speech: Speech, *, votable: bool) -> ui.LayoutView:
    """Show a person's own ballot, with a way to withdraw it while the poll takes votes."""
    return first_that_fits(partial(_own_ballot, ballot, speech, detail, votable=votable) for detail in DETAILS)


def _own_ballot(ballot: OwnBallot, speech: Speech, detail: Detail, *, votable: bool) -> ui.LayoutView:
    poll = ballot.poll
    lines = ["## " + speech("My ballot") + " · " + poll_heading(poll, speech)]
    for item, answer in ballot.answers:
        answered = _own_answer(item, answer, speech, detail)
        lines.append("\n→ ".join([clipped(item.title, detail.title), *answered]))
    listing, secrecy = "\n".join(lines), f"-# {secrecy_words(poll.secrecy, speech)}"
    has_voted = any(answer is not None for _, answer in ballot.answers)
    if not votable:
        over = speech("This poll has closed, so the ballot can no longer be changed.")
        return page(listing, over, *([_code(ballot, speech)] if has_voted else []), secrecy)
    if not has_voted:
        return page(listing, speech("You have not voted here yet. Tap an option on the ballot paper."), secrecy)
    if poll.secrecy is Secrecy.SECRET:
        final = speech("What you voted is final, and nobody can look it up.")
        return page(listing, final, _code(ballot, speech), secrecy)
    withdraw = WITHDRAW(speech("Withdraw my ballot"), style=ButtonStyle.danger, poll=poll.id)
    return page(listing, _until(poll, speech), _code(ballot, speech), secrecy, row([withdraw]))


def _own_answer(item: Item, answer: Answer | None, speech: Speech, detail: Detail) -> list[str]:
    if answer is None:
        return [speech("not answered")]
    if answer == HIDDEN:
        return [speech("**voted**, in secret")]
    lines = answer_lines(item, answer, speech, detail.letters)
    if len(lines) > detail.most:
        more = len(lines) - detail.most
        return [*lines[: detail.most], speech.many("And {count} more.", "And {count} more.", count=more)]
    return lines


def _code(ballot: OwnBallot, speech: Speech) -> str:
    code = f"`{ballot.code}`"
    return speech(
        "Your receipt: {code}. Once the poll has closed, `/mydata show` says whether it is on the sealed list.",
        code=code,
    )
