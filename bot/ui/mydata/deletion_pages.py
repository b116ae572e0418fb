"""Deleting one's data: what it would do, and what it did."""

from discord import ButtonStyle, ui

from bot.services.mydata.mydata import Deletion
from bot.ui.common.languages import Speech
from bot.ui.common.layout import page, row
from bot.ui.mydata.controls import DELETE, MY_DATA
from bot.ui.mydata.statement_lines import done_lines, planned_lines


def ask_to_delete(planned: Deletion, speech: Speech) -> ui.LayoutView:
    """Say in numbers what a deletion would do, and ask."""
    if planned.is_empty:
        return page(_nothing(speech))
    lines = [
        "## " + speech("Delete everything about you in this server?"),
        *_plan(planned, speech),
    ]
    warning = speech("This cannot be undone. `/mydata export` gives you a copy first.")
    confirm = DELETE(speech("Delete it all"), style=ButtonStyle.danger)
    return page("\n".join(lines), warning, row([confirm, MY_DATA(speech("Keep it"), page=0, step="keep")]))


def _plan(planned: Deletion, speech: Speech) -> list[str]:
    lines = []
    if count := planned.withdrawn:
        lines.append(
            speech.many(
                "- Your ballot in {count} open poll is withdrawn. You can vote again.",
                "- Your ballots in {count} open polls are withdrawn. You can vote again.",
                count=count,
            )
        )
    if count := planned.anonymous:
        lines.append(
            speech.many(
                "- Your ballot in {count} closed poll still counts, but no longer leads to you.",
                "- Your ballots in {count} closed polls still count, but no longer lead to you.",
                count=count,
            )
        )
    if count := planned.responses:
        lines.append(
            speech.many(
                "- {count} of your responses is erased.", "- {count} of your responses are erased.", count=count
            )
        )
    if count := planned.agreements:
        lines.append(
            speech.many(
                "- You no longer agree with {count} response by somebody else.",
                "- You no longer agree with {count} responses by others.",
                count=count,
            )
        )
    if count := planned.turns:
        lines.append(
            speech.many(
                "- {count} turn in which you spoke stays, without your name or pseudonym.",
                "- {count} turns in which you spoke stay, without your name or pseudonym.",
                count=count,
            )
        )
    if planned.waits:
        lines.append(speech("- You are taken off the list of speakers."))
    lines += planned_lines(planned.statements, speech)
    if count := planned.secret + planned.secret_open:
        lines.append(
            speech.many(
                "- Your vote in {count} secret poll stays. Nobody can find it.",
                "- Your votes in {count} secret polls stay. Nobody can find them.",
                count=count,
            )
        )
    return lines


def _nothing(speech: Speech) -> str:
    return speech("Nothing is stored about you in this server, so there is nothing to delete.")


def deletion(done: Deletion, speech: Speech) -> ui.LayoutView:
    """Say what a deletion did, and what stays."""
    if done.is_empty:
        return page(_nothing(speech))
    lines = [speech("Done.")]
    if done.withdrawn:
        lines.append(
            speech.many(
                "- Your ballot in {count} open poll was withdrawn. You can vote again.",
                "- Your ballots in {count} open polls were withdrawn. You can vote again.",
                count=done.withdrawn,
            )
        )
    lines += _anonymous(done, speech)
    if done.responses:
        lines.append(
            speech.many(
                "- {count} of your responses was erased.",
                "- {count} of your responses were erased.",
                count=done.responses,
            )
        )
    if done.agreements:
        lines.append(
            speech.many(
                "- Your agreement with {count} response by somebody else is forgotten.",
                "- Your agreement with {count} responses by others is forgotten.",
                count=done.agreements,
            )
        )
    if done.turns:
        lines.append(
            speech.many(
                "- {count} turn in which you spoke stays with side and time, and no longer leads to you.",
                "- {count} turns in which you spoke stay with side and time, and no longer lead to you.",
                count=done.turns,
            )
        )
    if done.waits:
        lines.append(speech("- You were taken off the list of speakers."))
    lines += done_lines(done.statements, speech)
    lines += _secret(done, speech)
    lines.append("-# " + speech("This does not reach copies in backups, or in exports that moderators made earlier."))
    return page("\n".join(lines))


def _anonymous(done: Deletion, speech: Speech) -> list[str]:
    if not done.anonymous:
        return []
    return [
        speech.many(
            "- Your ballot in {count} closed poll stays in the count, as results do not change "
            "afterwards. A random mark stands in your place. Your receipt was erased.",
            "- Your ballots in {count} closed polls stay in the count, as results do not change "
            "afterwards. Random marks stand in your place. Your receipts were erased.",
            count=done.anonymous,
        ),
        speech(
            "  Nothing stored leads from there to you. The marks do show that somebody deleted their "
            "data. Whoever knows that only you did also knows your ballot."
        ),
    ]


def _secret(done: Deletion, speech: Speech) -> list[str]:
    lines = []
    if done.secret:
        lines.append(
            speech.many(
                "- Your vote in {count} closed secret poll cannot be found, so it stays in the count. That "
                "you voted there is forgotten.",
                "- Your votes in {count} closed secret polls cannot be found, so they stay in the count. "
                "That you voted there is forgotten.",
                count=done.secret,
            )
        )
    if done.secret_open:
        lines.append(
            speech.many(
                "- Your vote in {count} open secret poll cannot be found, so it stays in the count. That you "
                "voted stays noted, so that nobody votes twice. Delete again once the poll is closed to "
                "erase that too.",
                "- Your votes in {count} open secret polls cannot be found, so they stay in the count. That "
                "you voted stays noted, so that nobody votes twice. Delete again once the polls are closed "
                "to erase that too.",
                count=done.secret_open,
            )
        )
    return lines
