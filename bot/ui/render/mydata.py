"""What is stored about a person, shown to that person."""

from discord import ui

from bot.domain.responses import Response, Status
from bot.services.mydata import Deletion, OwnData, OwnVote, SecretVoting
from bot.ui.render.layout import page
from bot.ui.render.words import answer_words, clipped, harmless, poll_heading, quoted
from bot.ui.speech import Speech

MOST_SHOWN = 12


def own_data(data: OwnData, speech: Speech) -> ui.LayoutView:
    """Show a person's votes and responses; long lists are cut, and the export has all."""
    votes = [_vote_line(vote, speech) for vote in data.votes] + [_secret_line(vote, speech) for vote in data.secret]
    texts = [
        f"**{debate.title}** · {speech('Question {letter}', letter=response.question.upper())}"
        f"{_review(response, speech)}\n" + quoted(harmless(clipped(response.text, 80)))
        for debate, response in data.responses
    ]
    return page(
        f"## {speech('My data in this server')}",
        _section(speech("Votes"), votes, speech("You have not voted."), speech),
        _section(speech("Responses"), texts, speech("You have not written a response."), speech),
        "-# "
        + speech("`/mydata export` gives you all of it as a file; `/mydata delete` deletes it and says what it did."),
    )


def _review(response: Response, speech: Speech) -> str:
    return {
        Status.PENDING: f" · {speech('waits for a moderator')}",
        Status.DECLINED: f" · {speech('declined, so that only you see it')}",
        Status.PUBLISHED: "",
    }[Status(response.status)]


def _vote_line(vote: OwnVote, speech: Speech) -> str:
    item = vote.poll.item(vote.ballot.item_key)
    said = answer_words(item, vote.ballot.answer, speech) if item else ""
    return f"{poll_heading(vote.poll, speech)} · {item.title if item else ''}\n→ {said}"


def _secret_line(vote: SecretVoting, speech: Speech) -> str:
    item = vote.poll.item(vote.item_key)
    said = speech("voted in secret: what you voted is stored apart, and cannot be found or deleted")
    return f"{poll_heading(vote.poll, speech)} · {item.title if item else ''}\n→ {said}"


def _section(title: str, lines: list[str], empty: str, speech: Speech) -> str:
    shown = lines[:MOST_SHOWN] or [empty]
    if len(lines) > MOST_SHOWN:
        shown.append(speech.many("… and {count} more", "… and {count} more", count=len(lines) - MOST_SHOWN))
    return "\n".join([f"### {title}", *shown])


def deletion(done: Deletion, speech: Speech) -> str:
    """Say what a deletion did, and what stays."""
    if not any((done.withdrawn, done.anonymous, done.responses, done.secret)):
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
    if done.anonymous:
        lines.append(
            speech.many(
                "- Your ballot in {count} poll that is over stays in the count, as results do not change afterwards. "
                "It is anonymous now: the link to you is gone and cannot be restored.",
                "- Your ballots in {count} polls that are over stay in the count, as results do not change afterwards. "
                "They are anonymous now: the link to you is gone and cannot be restored.",
                count=done.anonymous,
            )
        )
    if done.responses:
        lines.append(
            speech.many(
                "- {count} response of yours was erased.",
                "- {count} responses of yours were erased.",
                count=done.responses,
            )
        )
    if done.secret:
        lines.append(
            speech.many(
                "- Your vote in {count} secret poll cannot be found, so it stays in the count. While the poll is open, "
                "it also stays noted that you voted; delete again afterwards to have that forgotten.",
                "- Your votes in {count} secret polls cannot be found, so they stay in the count. While a poll is "
                "open, it also stays noted that you voted; delete again afterwards to have that forgotten.",
                count=done.secret,
            )
        )
    lines.append(
        f"-# {speech('Copies in exports that moderators made earlier, and in backups, are not reached by this.')}"
    )
    return "\n".join(lines)
