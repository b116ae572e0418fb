"""A person's own response: what can be done with it, and whether it is to be deleted."""

from discord import ButtonStyle, ui

from bot.domain.responses import Response, Status
from bot.ui.common.languages import Speech
from bot.ui.common.layout import page, row
from bot.ui.common.text import in_full
from bot.ui.responses.controls import ASK_TO_ERASE, EDIT_RESPONSE, ERASE, OWN_RESPONSE

MOST_SHOWN = 3500


def own_response(response: Response, speech: Speech) -> ui.LayoutView:
    """Show a person's own response in full, with buttons to edit and to delete it."""
    state = {
        Status.PUBLISHED: speech("Everybody can read it."),
        Status.PENDING: speech("It waits for a moderator."),
        Status.DECLINED: speech("A moderator declined it. Only you see it."),
    }[Status(response.status)]
    title = speech("Your response to question {letter}", letter=response.question.upper())
    edit = EDIT_RESPONSE(speech("Edit"), response=response.id)
    delete = ASK_TO_ERASE(speech("Delete…"), response=response.id)
    return page(f"### {title}\n-# {state}", in_full(response.text, MOST_SHOWN), row([edit, delete]))


def ask_to_erase(response: Response, speech: Speech) -> ui.LayoutView:
    """Ask whether a response is to be deleted for good."""
    title = "### " + speech("Delete your response to question {letter}?", letter=response.question.upper())
    lines = [title]
    if response.agreed:
        lines.append(speech("At least {count} people agree with it.", count=speech.number(response.agreed)))
    lines.append(speech("This cannot be undone."))
    confirm = ERASE(speech("Delete it"), style=ButtonStyle.danger, response=response.id)
    keep = OWN_RESPONSE(speech("Keep it"), response=response.id)
    return page("\n".join(lines), in_full(response.text, MOST_SHOWN), row([confirm, keep]))


def erased(speech: Speech) -> ui.LayoutView:
    """Say that a response is gone."""
    return page(
        speech("Your response is deleted."),
        "-# " + speech("This does not reach copies in backups, or in exports that moderators made earlier."),
    )
