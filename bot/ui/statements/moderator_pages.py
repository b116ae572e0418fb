"""What moderators see of statements: which are open, and one that waits for review."""

from collections.abc import Collection, Sequence
from datetime import datetime

from discord import ButtonStyle, ui

from bot.domain.polls import Debate, Round
from bot.domain.statement_lines import REASONS
from bot.domain.statements import Statement, StatementSet, StatementStatus
from bot.library.models import Library
from bot.services.statements.own import words_of
from bot.services.statements.results import SetStatus
from bot.services.statements.review import ReviewedStatement
from bot.ui.common.controls import option
from bot.ui.common.double_taps import stamp
from bot.ui.common.languages import Speech
from bot.ui.common.layout import Block, page, parts, row, rows
from bot.ui.common.poll_words import round_words
from bot.ui.common.text import clipped, harmless
from bot.ui.statements.controls import (
    ALL,
    APPROVE,
    ASK_TO_CLOSE,
    CLOSE_NOW,
    DECLINE,
    MERGE,
    NEW,
    OPEN_SET,
    SHEET,
    UNDO,
    see_shown,
)

MOST_OPEN = 10
MOST_OF_RECEIPT = 80
"""Characters of a text that tell which one was decided on."""


def sheet_button(speech: Speech) -> Block:
    """Return the run sheet's button that leads to the statements."""
    return SHEET(speech("Lead statements"), step=NEW)


def statements_sheet(debate: Debate, found: Sequence[SetStatus], library: Library, speech: Speech) -> ui.LayoutView:
    """Show which statements can be voted on, with buttons to close them and a menu to open others."""
    open_ = [one for one in found if one.set.is_open]
    lines = ["### " + speech("Statements"), *(_line(one, speech) for one in found)]
    if not found:
        lines.append(speech("Participants add statements, and agree or disagree with those of others."))
    closing = [ASK_TO_CLOSE(speech("Close {name}", name=_name(one.set, speech)), set=one.set.id) for one in open_]
    return page(
        "\n".join(lines),
        *rows(closing[:MOST_OPEN]),
        *_opening(debate, {(one.set.question, one.set.round) for one in found}, library, speech),
        row([*([see_shown(ALL, NEW, speech)] if found else []), SHEET(speech("Refresh"), step="again")]),
    )


def _opening(debate: Debate, held: Collection[tuple[str, Round]], library: Library, speech: Speech) -> list[Block]:
    """Return menus of what can be opened: questions on their own first, then those before and after the debate."""
    menus: list[Block] = []
    for placeholder, rounds in (
        (speech("Open for voting…"), [Round.MAIN]),
        (speech("Open before or after the debate…"), [Round.BEFORE, Round.AFTER]),
    ):
        options = [
            option(
                f"{question.id}:{round_.value}",
                _option(question.id, round_, question.title.say(speech.language), speech),
            )
            for question in library.questions
            for round_ in rounds
            if (question.id, round_) not in held
        ]
        for part in parts(options):
            menus.append(row([OPEN_SET(placeholder, part, debate=debate.id, part=len(menus))]))
    return menus


def _option(letter: str, round_: Round, title: str, speech: Speech) -> str:
    return clipped(" · ".join(filter(None, [letter.upper(), round_words(round_, speech), title])), 100)


def _name(of: StatementSet, speech: Speech) -> str:
    return " · ".join(filter(None, [of.question.upper(), round_words(of.round, speech)]))


def _line(one: SetStatus, speech: Speech) -> str:
    mark = "🟢" if one.set.is_open else "🔴"
    voted = speech.many("{count} person voted", "{count} people voted", count=one.turnout)
    shown = speech.many("{count} statement", "{count} statements", count=one.shown)
    return f"{mark} {_name(one.set, speech)} · {shown} · {voted}"


def ask_to_close(one: SetStatus, now: datetime, speech: Speech) -> ui.LayoutView:
    """Ask whether to close a set, which cannot be undone."""
    lines = closing_lines(one, speech)
    close = CLOSE_NOW(speech("Close them"), style=ButtonStyle.danger, set=one.set.id, shown=stamp(now))
    return page("\n".join(lines), row([close, SHEET(speech("Keep them open"), step="back")]))


def closing_lines(one: SetStatus, speech: Speech) -> list[str]:
    """Say what closing a set does, in numbers."""
    voted = speech.many("{count} person voted", "{count} people voted", count=one.turnout)
    return [
        "### " + speech("Close the statements to {name}?", name=_name(one.set, speech)),
        f"**{voted}.**",
        speech("Voting ends and the room sees what it shares. You cannot open them again."),
    ]


def reviewed_blocks(
    reviewed: ReviewedStatement,
    targets: Sequence[Statement],
    place: int,
    now: datetime,
    note: str,
    library: Library,
    speech: Speech,
) -> list[Block | str]:
    """Return a statement of the queue, with what can be done about it."""
    one = reviewed.statement
    title = speech("Statement to question {letter}", letter=one.question.upper())
    text = f"## {title}\n-# {note}\n> {harmless(one.text)}"
    if reviewed.like is not None:
        text += "\n" + _like_words(reviewed.like, library, speech)
    was, at = one.status.value, stamp(now)
    approve = APPROVE(speech("Approve"), style=ButtonStyle.success, statement=one.id, was=was, place=place, shown=at)
    reasons = [option(reason.value, speech.text(words)) for reason, words in REASONS.items()]
    blocks: list[Block | str] = [text, row([approve])]
    if one.status is not StatementStatus.DECLINED:
        blocks.append(row([DECLINE(speech("Decline because…"), reasons, statement=one.id, was=was, place=place)]))
    if targets and one.status is StatementStatus.PENDING:
        options = [option(str(other.id), clipped(words_of(library, other, speech.language), 100)) for other in targets]
        blocks.append(row([MERGE(speech("Merge into…"), options, statement=one.id, was=was, place=place)]))
    return blocks


def _like_words(like: Statement, library: Library, speech: Speech) -> str:
    words = opening_words(words_of(library, like, speech.language))
    if like.status is StatementStatus.PENDING:
        return speech("⚠️ “{words}” waits too and says nearly the same. Approve one, then merge the other.", words=words)
    return speech("⚠️ “{words}” says nearly the same. You can merge this into it.", words=words)


def opening_words(text: str) -> str:
    """Return as much of a text as tells a moderator which one it was."""
    return harmless(clipped(" ".join(text.split()), MOST_OF_RECEIPT))


def decided_blocks(
    decided: Statement, place: int, now: datetime, library: Library, speech: Speech
) -> list[Block | str]:
    """Say above the next text what was decided on the one before, by its own words, with a way to take it back."""
    if decided.status is StatementStatus.PENDING:
        return [speech("It waits for review again."), ui.Separator()]
    words = opening_words(words_of(library, decided, speech.language))
    said, then = {
        StatementStatus.SHOWN: (speech("✅ Approved: “{words}”", words=words), speech("Others can vote on it.")),
        StatementStatus.DECLINED: (speech("Declined: “{words}”", words=words), speech("Its author sees why.")),
        StatementStatus.MERGED: (
            speech("Merged: “{words}”", words=words),
            speech("The other statement stands in its place."),
        ),
    }[decided.status]
    undo = UNDO(speech("Undo that"), statement=decided.id, was=decided.status.value, place=place, shown=stamp(now))
    return [f"{said}\n-# {then}", row([undo]), ui.Separator()]
