"""Responses: a page of them, one in full."""

from collections.abc import Sequence

from discord import ButtonStyle, ui

from bot.domain.responses import Order, Response
from bot.domain.small_groups import FEWEST
from bot.services.responses.responses import ResponsePage
from bot.ui.common.controls import option
from bot.ui.common.languages import Speech
from bot.ui.common.layout import MOST_TEXT, Block, page, row, rows
from bot.ui.common.text import clipped, harmless, in_full, quoted
from bot.ui.responses.controls import AGREE, FULL_RESPONSE, MOST_AGREED, OWN_RESPONSE, RESPOND, RESPONSES

EXCERPT = 280
"""Characters of a response on a page, so that five of them fit even when every one is markup."""

MOST_QUOTED = 2 * EXCERPT + 10
"""Characters of an excerpt with what makes it harmless and a quotation."""


def response_page(shown: ResponsePage, speech: Speech, more: Sequence[Block] = ()) -> ui.LayoutView:
    """Show a page of responses with what is needed to turn it, and with more rows for moderators."""
    count = speech.many("{count} response", "{count} responses", count=shown.total)
    title = speech("Responses to question {letter}", letter=shown.question.upper())
    blocks: list[Block | str] = [f"## {title}\n-# {count}"]
    if not shown.responses:
        blocks.append(speech("Nobody has responded yet. Be the first."))
    numbered = list(enumerate(shown.responses, 1))
    blocks += [_entry(number, response, shown, speech) for number, response in numbered]
    if shown.responses:
        blocks.append(row([_tap(number, response, shown) for number, response in numbered]))
        blocks.append(
            "-# "
            + speech(
                "👍 means “I agree”. Numbers start at {count} people and move in steps of {count}, so no "
                "single tap shows.",
                count=FEWEST,
            )
        )
    cut = [response for response in shown.responses if len(response.text) > EXCERPT]
    if cut:
        blocks.append(row([_full_menu(shown, cut, speech)]))
    return page(*blocks, *rows(_controls(shown, speech)), *more)


def _entry(number: int, response: Response, shown: ResponsePage, speech: Speech) -> str:
    marks = [f"👍 {speech.number(response.agreed)}"] if response.agreed else []
    marks += [speech("you agree")] if response.id in shown.agreed else []
    return f"#{number} · {' · '.join([signature(response, speech), *marks])}\n{_excerpt(response.text)}"


def _tap(number: int, response: Response, shown: ResponsePage) -> Block:
    """Return the button of a response: to edit or delete one's own, to agree with somebody else's."""
    if response.id in shown.own:
        return OWN_RESPONSE(f"#{number}", emoji="✏️", response=response.id)
    agrees = response.id in shown.agreed
    return AGREE(
        f"#{number}",
        emoji="👍",
        style=ButtonStyle.success if agrees else ButtonStyle.secondary,
        response=response.id,
        agrees="no" if agrees else "yes",
        question=shown.question,
        page=shown.page,
        order=shown.order,
    )


def _excerpt(text: str) -> str:
    """Quote the beginning of a response; in one paragraph where the marks of its lines would take too much room."""
    shown = quoted(harmless(clipped(text, EXCERPT)))
    return shown if len(shown) <= MOST_QUOTED else quoted(harmless(clipped(" ".join(text.split()), EXCERPT)))


def _full_menu(shown: ResponsePage, cut: list[Response], speech: Speech) -> Block:
    options = [option(str(response.id), clipped(" ".join(response.text.split()), 100)) for response in cut]
    return FULL_RESPONSE(speech("Read one in full…"), options, question=shown.question, page=shown.page)


def _controls(shown: ResponsePage, speech: Speech) -> list[Block]:
    question, number = shown.question, shown.page
    turn = MOST_AGREED if shown.order is Order.AGREED else RESPONSES
    controls: list[Block] = []
    if number > 0:
        controls.append(turn(speech("Back"), question=question, page=number - 1, step="back"))
    if number < shown.pages - 1:
        controls.append(turn(speech("More"), question=question, page=number + 1, step="on"))
    if shown.order is Order.AGREED:
        controls.append(RESPONSES(speech("Show newest first"), question=question, page=0, step="newest"))
    elif shown.total > 1:
        controls.append(MOST_AGREED(speech("Show most agreed first"), question=question, page=0, step="sort"))
    return [*controls, RESPOND(speech("Say what you think"), question=question)]


def signature(response: Response, speech: Speech) -> str:
    """Say who wrote a response and when: a name where the debate was declared named.

    No part of the pseudonym is shown: exports have it beside the same person's ballots.
    """
    who = harmless(response.name) if response.name else speech("A participant")
    return f"**{who}** · <t:{int(response.created_at.timestamp())}:R>"


def full_response(response: Response, speech: Speech) -> ui.LayoutView:
    """Show one response in full."""
    head = signature(response, speech)
    return page(head, in_full(response.text, MOST_TEXT - len(head)))
