"""Deleting one's data: what it would do, and what it did."""

from discord import ButtonStyle, ui

from bot.services.mydata.mydata import Deletion
from bot.ui.common.languages import Speech
from bot.ui.common.layout import page, row
from bot.ui.mydata.controls import DELETE, MY_DATA


def ask_to_delete(planned: Deletion, speech: Speech) -> ui.LayoutView:
    """Say in numbers what a deletion would do, and ask."""
    if planned.is_empty:
        return page(_nothing(speech))
    lines = [
        "## " + speech("Delete everything about you in this server?"),
        *_plan(planned, speech),
    ]
    warning = speech("It cannot be undone. `/mydata export` gives you all of it as a file before.")
    confirm = DELETE(speech("Delete it all"), style=ButtonStyle.danger)
    return page("\n".join(lines), warning, row([confirm, MY_DATA(speech("Keep it"), page=0, step="keep")]))


def _plan(planned: Deletion, speech: Speech) -> list[str]:
    lines = []
    if count := planned.withdrawn:
        lines.append(
            speech.many(
                "- Your ballot in {count} open poll is withdrawn. You may vote again.",
                "- Your ballots in {count} open polls are withdrawn. You may vote again.",
                count=count,
            )
        )
    if count := planned.anonymous:
        lines.append(
            speech.many(
                "- Your ballot in {count} poll that is over still counts, but no longer leads to you.",
                "- Your ballots in {count} polls that are over still count, but no longer lead to you.",
                count=count,
            )
        )
    if count := planned.responses:
        lines.append(
            speech.many(
                "- {count} response of yours is erased.", "- {count} responses of yours are erased.", count=count
            )
        )
    if count := planned.agreements:
        lines.append(
            speech.many(
                "- You no longer agree with {count} response of somebody else.",
                "- You no longer agree with {count} responses of others.",
                count=count,
            )
        )
    if count := planned.secret + planned.secret_open:
        lines.append(
            speech.many(
                "- Your vote in {count} secret poll stays: nobody can find it.",
                "- Your votes in {count} secret polls stay: nobody can find them.",
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
    if done.agreements:
        lines.append(
            speech.many(
                "- That you agreed with {count} response of somebody else is forgotten.",
                "- That you agreed with {count} responses of others is forgotten.",
                count=done.agreements,
            )
        )
    lines += _secret(done, speech)
    lines.append(
        "-# " + speech("Copies in exports that moderators made earlier, and in backups, are not reached by this.")
    )
    return page("\n".join(lines))


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
