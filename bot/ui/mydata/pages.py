"""What is stored about a person, shown to that person."""

from functools import partial

from discord import ui

from bot.domain.polls import Debate, PollState
from bot.domain.responses import Response, Status
from bot.services.mydata.mydata import Deletion, OwnData, OwnReceipt, OwnVote, SecretVoting
from bot.ui.common.languages import Speech
from bot.ui.common.layout import first_that_fits, page
from bot.ui.common.text import MOST_OF_TITLE, answer_words, clipped, clipped_in_bold, harmless, poll_heading, quoted

MOST_SHOWN = 12
"""Lines of each list."""

MOST_LISTED = (1100, 900, 700)
"""Characters of each list, so that all three fit a page of 4000, and where bytes are short."""


def own_data(data: OwnData, speech: Speech) -> ui.LayoutView:
    """Show a person's votes, receipts and responses; long lists are cut, and the export has all."""
    return first_that_fits(partial(_own_data, data, speech, most) for most in MOST_LISTED)


def _own_data(data: OwnData, speech: Speech, most: int) -> ui.LayoutView:
    votes = [_vote_line(vote, speech) for vote in data.votes] + [_secret_line(vote, speech) for vote in data.secret]
    texts = [_response_lines(debate, response, speech) for debate, response in data.responses]
    return page(
        "## " + speech("My data in this server"),
        _section(speech("Votes"), votes, speech("You have not voted."), speech, most),
        _receipts(data, speech, most) if data.receipts else None,
        _section(speech("Responses"), texts, speech("You have not written a response."), speech, most),
        "-# "
        + speech("`/mydata export` gives you all of it as a file; `/mydata delete` deletes it and says what it did."),
    )


def _response_lines(debate: Debate, response: Response, speech: Speech) -> str:
    title = harmless(clipped(debate.title, MOST_OF_TITLE))
    question = speech("Question {letter}", letter=response.question.upper())
    return f"**{title}** · {question}{_review(response, speech)}\n" + quoted(harmless(clipped(response.text, 80)))


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
    said = speech("voted in secret: what you voted is stored apart, and cannot be found or deleted")
    return f"{poll_heading(vote.poll, speech)} · {item.title if item else ''}\n→ {said}"


def _receipts(data: OwnData, speech: Speech, most: int) -> str:
    lines = [_receipt_line(receipt, speech) for receipt in data.receipts]
    private = speech(
        "A receipt says that you voted, not what. Only you see this page, with your votes on it: "
        "to show somebody a receipt, copy the code alone."
    )
    section = _section(speech("Receipts"), lines, "", speech, most)
    return f"{section}\n-# {private}"


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


def _section(title: str, lines: list[str], empty: str, speech: Speech, most: int) -> str:
    shown: list[str] = []
    for line in lines[:MOST_SHOWN]:
        short = clipped_in_bold(line, most)
        if sum(map(len, shown)) + len(short) > most:
            break
        shown.append(short)
    if len(lines) > len(shown):
        shown.append(speech.many("… and {count} more", "… and {count} more", count=len(lines) - len(shown)))
    return "\n".join([f"### {title}", *(shown or [empty])])


def deletion(done: Deletion, speech: Speech) -> str:
    """Say what a deletion did, and what stays."""
    if not any((done.withdrawn, done.anonymous, done.responses, done.secret, done.secret_open)):
        return speech("Nothing is stored about you in this server, so there was nothing to delete.")
    lines = [speech("🧹 Done.")]
    if done.withdrawn:
        lines.append(
            speech.many(
                "- Your ballot in {count} open poll was withdrawn. You may vote again.",
                "- Your ballots in {count} open polls were withdrawn. You may vote again.",
                count=done.withdrawn,
            )
        )
    lines += _anonymous(done, speech)
    if done.responses:
        lines.append(
            speech.many(
                "- {count} response of yours was erased.",
                "- {count} responses of yours were erased.",
                count=done.responses,
            )
        )
    lines += _secret(done, speech)
    lines.append(
        "-# " + speech("Copies in exports that moderators made earlier, and in backups, are not reached by this.")
    )
    return "\n".join(lines)


def _anonymous(done: Deletion, speech: Speech) -> list[str]:
    if not done.anonymous:
        return []
    return [
        speech.many(
            "- Your ballot in {count} poll that is over stays in the count, as results do not change afterwards. "
            "A random mark stands in your place, and your receipt was erased.",
            "- Your ballots in {count} polls that are over stay in the count, as results do not change afterwards. "
            "Random marks stand in your place, and your receipts were erased.",
            count=done.anonymous,
        ),
        speech(
            "  Nothing stored leads from there to you any more, but the marks show that somebody deleted their data: "
            "whoever knows that only you did knows whose ballot that is."
        ),
    ]


def _secret(done: Deletion, speech: Speech) -> list[str]:
    lines = []
    if done.secret:
        lines.append(
            speech.many(
                "- Your vote in {count} secret poll that is over cannot be found, so it stays in the count. "
                "That you voted there is forgotten.",
                "- Your votes in {count} secret polls that are over cannot be found, so they stay in the count. "
                "That you voted there is forgotten.",
                count=done.secret,
            )
        )
    if done.secret_open:
        lines.append(
            speech.many(
                "- Your vote in {count} secret poll that is open cannot be found, so it stays in the count. That you "
                "voted stays noted, so that nobody votes twice; delete again when the poll is over to have that "
                "forgotten.",
                "- Your votes in {count} secret polls that are open cannot be found, so they stay in the count. That "
                "you voted stays noted, so that nobody votes twice; delete again when the polls are over to have that "
                "forgotten.",
                count=done.secret_open,
            )
        )
    return lines
