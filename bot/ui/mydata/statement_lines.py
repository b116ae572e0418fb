"""What a person has stated, and voted on the statements of all, as `/mydata` shows and deletes it."""

from collections.abc import Iterator

from bot.domain.polls import Debate
from bot.domain.statement_lines import REASONS, STANCES
from bot.domain.statements import Statement, StatementStatus
from bot.library.models import Library
from bot.services.mydata.own_statements import OwnStance, OwnStatements, StatementDeletion
from bot.services.statements.own import words_of
from bot.ui.common.languages import Speech
from bot.ui.common.text import MOST_OF_TITLE, clipped, harmless, quoted


def written_lines(own: OwnStatements, speech: Speech) -> Iterator[str]:
    """List a person's own statements, with what moderators decided on each."""
    for debate, one in own.written:
        yield f"{_place(debate, one, speech)}{_decided(one, speech)}\n{quoted(harmless(one.text))}"


def stance_lines(own: OwnStatements, library: Library, speech: Speech) -> Iterator[str]:
    """List a person's votes on statements. What others wrote is left out once nobody else sees it any more."""
    for one in own.stances:
        said = speech("a statement that is no longer shown")
        if one.statement.can_be_voted_on:
            said = harmless(words_of(library, one.statement, speech.language))
        yield f"- **{_stance(one, speech)}** · {one.statement.question.upper()} · {said}"


def _place(debate: Debate, one: Statement, speech: Speech) -> str:
    title = harmless(clipped(debate.title, MOST_OF_TITLE))
    return f"**{title}** · " + speech("Question {letter}", letter=one.question.upper())


def _stance(one: OwnStance, speech: Speech) -> str:
    return speech.text(STANCES[one.stance]) if one.stance else speech("voted in secret")


def _decided(one: Statement, speech: Speech) -> str:
    if one.status is StatementStatus.PENDING:
        return " · " + speech("waits for a moderator")
    if one.status is StatementStatus.MERGED:
        return " · " + speech("merged into one that says the same")
    if one.status is StatementStatus.DECLINED:
        why = f": {speech.text(REASONS[one.decline_reason])}" if one.decline_reason else ""
        return " · " + speech("declined, so that only you see it") + why
    return ""


def planned_lines(planned: StatementDeletion, speech: Speech) -> list[str]:
    """Say what a deletion would do."""
    lines = []
    if count := planned.erased:
        lines.append(
            speech.many(
                "- {count} statement of yours is erased. The votes of others on it stay.",
                "- {count} statements of yours are erased. The votes of others on them stay.",
                count=count,
            )
        )
    if count := planned.withdrawn:
        lines.append(
            speech.many(
                "- Your vote on {count} statement is withdrawn.",
                "- Your votes on {count} statements are withdrawn.",
                count=count,
            )
        )
    if count := planned.anonymous:
        lines.append(
            speech.many(
                "- Your vote on {count} statement still counts, but no longer leads to you.",
                "- Your votes on {count} statements still count, but no longer lead to you.",
                count=count,
            )
        )
    if count := planned.secret + planned.secret_open:
        lines.append(
            speech.many(
                "- Your secret vote on {count} statement stays. Nobody can find it.",
                "- Your secret votes on {count} statements stay. Nobody can find them.",
                count=count,
            )
        )
    return lines


def done_lines(done: StatementDeletion, speech: Speech) -> list[str]:
    """Say what a deletion did."""
    lines = []
    if count := done.erased:
        lines.append(
            speech.many(
                "- {count} statement of yours was erased. The votes of others on it stay.",
                "- {count} statements of yours were erased. The votes of others on them stay.",
                count=count,
            )
        )
    if count := done.withdrawn:
        lines.append(
            speech.many(
                "- Your vote on {count} statement was withdrawn.",
                "- Your votes on {count} statements were withdrawn.",
                count=count,
            )
        )
    if count := done.anonymous + done.secret + done.secret_open:
        lines.append(
            speech.many(
                "- Your vote on {count} statement stays in the count. Nothing leads from it to you.",
                "- Your votes on {count} statements stay in the count. Nothing leads from them to you.",
                count=count,
            )
        )
    return lines
