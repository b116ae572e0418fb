"""What moderators see of responses: those that wait and those declined, one at a time, and one on its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from discord import ButtonStyle, ui

from bot.domain.responses import Response, Status
from bot.domain.statements import Statement
from bot.library.models import Library
from bot.services.responses.responses import ResponsePage
from bot.services.responses.review import QueuePage, Reviewed
from bot.ui.common.controls import option
from bot.ui.common.languages import Speech
from bot.ui.common.layout import Block, page, row
from bot.ui.common.text import clipped, debate_name, in_full
from bot.ui.responses.controls import NEW, QUEUE, REVIEW, TAKE_DOWN, review_button
from bot.ui.responses.pages import signature
from bot.ui.statements.controls import ALL, see_shown
from bot.ui.statements.moderator_pages import decided_blocks, opening_words, reviewed_blocks

MOST_SHOWN = 3200
"""Characters of a response; marks that make markup harmless may double its length, as they may a debate's title."""


def moderation(shown: ResponsePage, speech: Speech) -> list[Block]:
    """Return the rows that moderators have under a page of responses: to take one down, and to see the others."""
    if not shown.moderates:
        return []
    lines: list[Block] = []
    if shown.responses:
        options = [option(str(one.id), clipped(" ".join(one.text.split()), 100)) for one in shown.responses]
        menu = TAKE_DOWN(speech("Take one down…"), options, question=shown.question, page=shown.page)
        lines.append(row([menu]))
    others = [review_button(shown.pending, speech)] if shown.pending else []
    others += [_declined_button(shown.declined, NEW, speech)] if shown.declined else []
    return [*lines, row(others)] if others else lines


def _declined_button(declined: int, step: str, speech: Speech) -> Block:
    label = speech("See declined ({count})", count=speech.number(declined))
    return QUEUE(label, status=Status.DECLINED, place=0, step=step)


@dataclass(frozen=True)
class Decision:
    """The last decision, on a response that had this place in the queue."""

    reviewed: Reviewed
    place: int


def queue_page(
    shown: QueuePage,
    now: datetime,
    library: Library,
    speech: Speech,
    last: Decision | None = None,
    *,
    targets: Sequence[Statement] = (),
    decided: Statement | None = None,
    place: int = 0,
) -> ui.LayoutView:
    """Show a response or statement of the queue, what can be done about it, and a way to take back the last decision.

    `targets` are the statements that one can be merged into; `decided` was decided last, at a `place` of the queue.
    """
    blocks: list[Block | str] = []
    if last is not None:
        blocks += _receipt(last, now, speech)
    if decided is not None:
        blocks += decided_blocks(decided, place, now, library, speech)
    if shown.statement is not None:
        blocks += reviewed_blocks(shown.statement, targets, shown.index, now, _place(shown, speech), library, speech)
        blocks += [row(turning)] if (turning := _turning(shown, speech)) else []
    elif shown.reviewed is None:
        is_pending = shown.status is Status.PENDING
        blocks.append(speech("Nothing waits for review.") if is_pending else speech("Nothing is declined."))
    else:
        blocks += _response(shown.reviewed, _place(shown, speech), speech)
        blocks.append(row([*_verdicts(shown.reviewed.response, shown.index, now, speech), *_turning(shown, speech)]))
    if below := _below(shown, speech):
        blocks.append(row(below))
    return page(*blocks)


def _receipt(last: Decision, now: datetime, speech: Speech) -> list[Block | str]:
    """Say above the next text what was decided on the one before, by its own words, with a way to take it back."""
    response = last.reviewed.response
    words = opening_words(response.text)
    if response.status == Status.PUBLISHED:
        said, then = speech("✅ Approved: “{words}”", words=words), _readers(last.reviewed, speech)
    else:
        said, then = speech("Declined: “{words}”", words=words), speech("Only its author sees it.")
    undo = REVIEW(
        speech("Undo that"),
        response=response.id,
        was=response.status,
        to=Status.PENDING,
        place=last.place,
        shown=int(now.timestamp()),
    )
    return [f"{said}\n-# {then}", row([undo]), ui.Separator()]


def _place(shown: QueuePage, speech: Speech) -> str:
    if shown.status is Status.DECLINED:
        return speech("{number} of {total} declined", number=shown.index + 1, total=shown.total)
    return speech("{number} of {total} waiting", number=shown.index + 1, total=shown.total)


def _readers(reviewed: Reviewed, speech: Speech) -> str:
    """Say who can read a published response: `/responses` shows only those of the newest debate."""
    if reviewed.earlier is None:
        return speech("Everybody can read it.")
    return speech("It goes into the exports of {debate}.", debate=debate_name(reviewed.earlier, speech))


def response_review(reviewed: Reviewed, now: datetime, speech: Speech) -> ui.LayoutView:
    """Show one response on its own, with what can be done about it now."""
    notes = {
        Status.PUBLISHED: _readers(reviewed, speech),
        Status.DECLINED: speech("Declined. Only its author sees it."),
        Status.PENDING: speech("It waits for review."),
    }
    blocks = _response(reviewed, notes[Status(reviewed.response.status)], speech)
    return page(*blocks, row(_verdicts(reviewed.response, 0, now, speech)))


def _response(reviewed: Reviewed, note: str, speech: Speech) -> list[Block | str]:
    response = reviewed.response
    title = speech("Response to question {letter}", letter=response.question.upper())
    lines = [f"## {title}", f"-# {note}", signature(response, speech)]
    if reviewed.earlier is not None:
        lines.insert(1, speech("From an earlier debate: {debate}", debate=debate_name(reviewed.earlier, speech)))
    head = "\n".join(lines)
    return [head, in_full(response.text, MOST_SHOWN)]


def _verdicts(response: Response, place: int, now: datetime, speech: Speech) -> list[Block]:
    def verdict(to: Status, label: str, style: ButtonStyle) -> Block:
        was, shown = response.status, int(now.timestamp())
        return REVIEW(label, style=style, response=response.id, was=was, to=to, place=place, shown=shown)

    approve = verdict(Status.PUBLISHED, speech("Approve"), ButtonStyle.success)
    if response.status == Status.PENDING:
        return [approve, verdict(Status.DECLINED, speech("Decline"), ButtonStyle.danger)]
    if response.status == Status.DECLINED:
        return [approve]
    return [verdict(Status.DECLINED, speech("Take down"), ButtonStyle.danger)]


def _turning(shown: QueuePage, speech: Speech) -> list[Block]:
    controls: list[Block] = []
    if shown.index > 0:
        controls.append(QUEUE(speech("Back"), status=shown.status, place=shown.index - 1, step="back"))
    if shown.index < shown.total - 1:
        controls.append(QUEUE(speech("Next"), status=shown.status, place=shown.index + 1, step="on"))
    return controls


def _below(shown: QueuePage, speech: Speech) -> list[Block]:
    controls: list[Block] = []
    if shown.status is Status.PENDING and shown.declined:
        controls.append(_declined_button(shown.declined, "declined", speech))
    if shown.status is Status.PENDING and shown.shown_statements:
        controls.append(see_shown(ALL, NEW, speech))
    if shown.status is Status.DECLINED and shown.pending:
        label = speech("See waiting ({count})", count=speech.number(shown.pending))
        controls.append(QUEUE(label, status=Status.PENDING, place=0, step="waiting"))
    return controls
