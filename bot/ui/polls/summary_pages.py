"""The end of the private ballot: every answer that counts, with a way to change it, and the receipt."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from discord import ButtonStyle, ui

from bot.domain.kind import HIDDEN, MOST_OPTIONS, Answer
from bot.domain.polls import Item, Poll, Secrecy
from bot.services.polls.voting import Answers, OwnBallot
from bot.ui.common.controls import AnyButton
from bot.ui.common.languages import Speech
from bot.ui.common.layout import Block, first_that_fits, page, row
from bot.ui.common.poll_words import MOST_OF_ITEM, answer_lines, poll_heading, secrecy_words
from bot.ui.common.text import clipped
from bot.ui.polls.controls import TURN, WITHDRAW
from bot.ui.polls.pages import until_words
from bot.ui.responses.controls import RESPOND


def summary(poll: Poll, answers: Answers, speech: Speech, *, votable: bool, notice: str | None = None) -> ui.LayoutView:
    """Sum up a ballot: every answer that counts, each with a way to change it while the poll takes votes."""
    forms: Sequence[tuple[int, int, int]] = ((MOST_OF_ITEM, MOST_OPTIONS, 100), (80, 6, 40), (40, 3, 20))
    return first_that_fits(
        partial(_summary, poll, answers, speech, notice, votable=votable, title=title, most=most, name=name)
        for title, most, name in forms
    )


def _summary(
    poll: Poll,
    answers: Answers,
    speech: Speech,
    notice: str | None,
    *,
    votable: bool,
    title: int,
    most: int,
    name: int,
) -> ui.LayoutView:
    heading = "### " + speech("My ballot") + f" · {poll_heading(poll, speech)}"
    lines, changes = [], []
    for number, (item, answer) in enumerate(answers, 1):
        lines.append(f"{number}. {clipped(item.title, title)}\n→ {_answered(item, answer, speech, most, name)}")
        if votable and answer != HIDDEN:
            label = (
                speech("Answer {number}", number=number) if answer is None else speech("Change {number}", number=number)
            )
            changes.append(TURN(label, poll=poll.id, how="to", item=item.key))
    blocks: list[Block | str | None] = [notice, "\n".join([heading, *lines]), row(changes) if changes else None]
    has_voted = any(answer is not None for _, answer in answers)
    blocks.append(_standing(poll, speech, votable=votable, has_voted=has_voted))
    blocks.append(f"-# {secrecy_words(poll.secrecy, speech)}")
    return page(*blocks, row(_after_voting(poll, speech, votable=votable, has_voted=has_voted)))


def _answered(item: Item, answer: Answer | None, speech: Speech, most: int, name: int) -> str:
    if answer is None:
        return speech("not answered")
    if answer == HIDDEN:
        return speech("**voted**, in secret")
    lines = answer_lines(item, answer, speech, name)
    if len(lines) > most:
        lines = [*lines[:most], speech.many("{count} more", "{count} more", count=len(lines) - most)]
    return ", ".join(lines)


def _standing(poll: Poll, speech: Speech, *, votable: bool, has_voted: bool) -> str:
    if not votable:
        return speech("This poll has closed, so the ballot can no longer be changed.")
    if not has_voted:
        return speech("You have not voted here yet.")
    return until_words(poll, speech)


def _after_voting(poll: Poll, speech: Speech, *, votable: bool, has_voted: bool) -> list[AnyButton]:
    taps = [RESPOND(speech("Say why"), question=poll.question)]
    if votable and has_voted and poll.secrecy is not Secrecy.SECRET:
        taps.append(WITHDRAW(speech("Withdraw my ballot"), style=ButtonStyle.danger, poll=poll.id))
    return taps


def own_ballot(ballot: OwnBallot, speech: Speech, *, votable: bool) -> ui.LayoutView:
    """Show a person's own ballot with its receipt."""
    view = summary(ballot.poll, ballot.answers, speech, votable=votable)
    if ballot.code:
        view.add_item(ui.TextDisplay[Any](receipt(ballot.code, speech)))
    return view


def receipt(code: str, speech: Speech) -> str:
    """Tell a voter the receipt, which proves that the ballot was counted."""
    return "-# " + speech(
        "Your receipt: {code}. After the poll closes, `/mydata show` says whether it is on the sealed list.",
        code=f"`{code}`",
    )
