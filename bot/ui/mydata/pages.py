"""What is stored about a person, shown to that person."""

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from discord import ui

from bot.domain.polls import Debate, PollState
from bot.domain.responses import Response, Status
from bot.library.models import Library
from bot.services.mydata.mydata import OwnData, OwnReceipt, OwnVote, SecretVoting
from bot.ui.common.controls import option
from bot.ui.common.languages import Speech
from bot.ui.common.layout import Block, page, parts, row
from bot.ui.common.poll_words import answer_words, poll_heading
from bot.ui.common.text import MOST_OF_TITLE, clipped, clipped_in_bold, harmless, quoted
from bot.ui.mydata.controls import ASK_TO_DELETE, MY_DATA
from bot.ui.mydata.floor_lines import floor_lines
from bot.ui.mydata.statement_lines import stance_lines, written_lines
from bot.ui.responses.controls import OWN_RESPONSES

MOST_ON_PAGE, MOST_BYTES = 1500, 6000
"""Characters and bytes of a page's lines: about two screens of a phone."""


MOST_OF_RESPONSE = 200


class Line(NamedTuple):
    """A line under the title of its section, with the person's own response if it is about one."""

    title: str
    text: str
    response: Response | None = None


def own_data(data: OwnData, library: Library, speech: Speech, number: int = 0) -> ui.LayoutView:
    """Show a page of a person's votes, receipts and responses; pages count from 0, and the last is shown past it."""
    pages = _pages(_lines(data, library, speech))
    number = min(number, len(pages) - 1)
    head = "## " + speech("My data in this server")
    if len(pages) > 1:
        head += "\n-# " + speech("Page {number} of {total}", number=number + 1, total=len(pages))
    blocks: list[Block | str] = [head]
    for title, lines in groupby(pages[number], key=attrgetter("title")):
        blocks.append("\n".join([f"### {title}", *(line.text for line in lines)]))
    blocks.append("-# " + speech("`/mydata export` gives you all of it as a file."))
    texts = [line.response for line in pages[number] if line.response is not None]
    menus = [row([_menu(part, order, speech)]) for order, part in enumerate(parts(texts))]
    buttons = [*_turning(number, len(pages), speech), ASK_TO_DELETE(speech("Delete all…"))]
    return page(*blocks, *menus, row(buttons))


def _menu(texts: Sequence[Response], order: int, speech: Speech) -> Block:
    options = [
        option(str(one.id), f"{one.question.upper()} · {clipped(' '.join(one.text.split()), 90)}") for one in texts
    ]
    return OWN_RESPONSES(speech("Edit or delete a response…"), options, page=order)


def _lines(data: OwnData, library: Library, speech: Speech) -> list[Line]:
    votes = [_vote_line(vote, speech) for vote in data.votes] + [_secret_line(vote, speech) for vote in data.secret]
    texts = [
        Line(speech("Responses"), _response_lines(debate, response, speech), response)
        for debate, response in data.responses
    ]
    return [
        *(Line(speech("Ballots"), text) for text in votes or [speech("You have not voted on a question.")]),
        *(Line(speech("Receipts"), text) for text in _receipts(data, speech)),
        *(texts or [Line(speech("Responses"), speech("You have not written a response."))]),
        *(Line(speech("You agree with"), _response_lines(*one, speech)) for one in data.agreements),
        *(Line(speech("Statements"), text) for text in written_lines(data.statements, speech)),
        *(Line(speech("Votes on statements"), text) for text in stance_lines(data.statements, library, speech)),
        *(Line(speech("The floor"), text) for one in data.on_floors for text in floor_lines(one, speech)),
    ]


def _pages(lines: Sequence[Line]) -> list[list[Line]]:
    """Put lines with the titles of their sections on as few pages as take them."""
    pages: list[list[Line]] = [[]]
    for line in lines:
        short = line._replace(text=clipped_in_bold(line.text, MOST_ON_PAGE))
        together = "".join(one.text for one in (*pages[-1], short))
        if pages[-1] and (len(together) > MOST_ON_PAGE or len(together.encode()) > MOST_BYTES):
            pages.append([])
        pages[-1].append(short)
    return pages


def _turning(number: int, total: int, speech: Speech) -> list[Block]:
    controls: list[Block] = []
    if number > 0:
        controls.append(MY_DATA(speech("Back"), page=number - 1, step="back"))
    if number < total - 1:
        controls.append(MY_DATA(speech("More"), page=number + 1, step="on"))
    return controls


def _response_lines(debate: Debate, response: Response, speech: Speech) -> str:
    title = harmless(clipped(debate.title, MOST_OF_TITLE))
    question = speech("Question {letter}", letter=response.question.upper())
    return f"**{title}** · {question}{_review(response, speech)}\n" + quoted(
        harmless(clipped(response.text, MOST_OF_RESPONSE))
    )


def _review(response: Response, speech: Speech) -> str:
    return {
        Status.PENDING: " · " + speech("waits for a moderator"),
        Status.DECLINED: " · " + speech("declined, so that only you see it"),
        Status.PUBLISHED: "",
    }[Status(response.status)]


def _vote_line(vote: OwnVote, speech: Speech) -> str:
    item = vote.poll.item(vote.ballot.item_key)
    said = answer_words(item, vote.ballot.answer, speech) if item else ""
    over = " · " + speech("cancelled") if vote.poll.state is PollState.CANCELLED else ""
    return f"{poll_heading(vote.poll, speech)} · {item.title if item else ''}{over}\n→ {said}"


def _secret_line(vote: SecretVoting, speech: Speech) -> str:
    item = vote.poll.item(vote.item_key)
    said = speech("voted in secret: your vote is stored apart, and cannot be found or deleted")
    return f"{poll_heading(vote.poll, speech)} · {item.title if item else ''}\n→ {said}"


def _receipts(data: OwnData, speech: Speech) -> list[str]:
    if not data.receipts:
        return []
    private = speech(
        "A receipt says that you voted, not what. To show one, copy the code alone: this page has your votes on it."
    )
    return [f"-# {private}", *(_receipt_line(receipt, speech) for receipt in data.receipts)]


def _receipt_line(receipt: OwnReceipt, speech: Speech) -> str:
    if receipt.listed is None and receipt.poll.state in {PollState.OPEN, PollState.COUNTING}:
        state = speech("the list is sealed when the votes are counted")
    else:
        state = {
            True: speech("on the sealed list"),
            False: speech("⚠️ **not** on the sealed list: tell the moderators"),
            None: speech("no list is sealed"),
        }[receipt.listed]
    return f"{poll_heading(receipt.poll, speech)} · `{receipt.code}` · {state}"
