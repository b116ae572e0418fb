"""The form in which a response is written."""

from typing import Any

import discord
from discord import ui

from bot.domain.polls import Secrecy
from bot.domain.responses import MOST_CHARACTERS
from bot.services.responses.own import Editing
from bot.services.responses.responses import Writing
from bot.ui.common.languages import Speech
from bot.ui.responses.controls import EDIT_FORM, RESPONSE_FORM

TEXT = "text"


def response_form(writing: Writing, speech: Speech) -> ui.Modal:
    """Return the form, which says who will read the response."""
    question = writing.question
    title = speech("Question {letter}: say what you think", letter=question.upper())[:45]
    return _with_text(RESPONSE_FORM(title, question=question), writing, speech)


def edit_form(editing: Editing, speech: Speech) -> ui.Modal:
    """Return the form with the text as it is."""
    response = editing.response
    title = speech("Question {letter}: edit your response", letter=response.question.upper())[:45]
    return _with_text(EDIT_FORM(title, response=response.id), editing.writing, speech, response.text)


def _with_text(form: ui.Modal, writing: Writing, speech: Speech, written: str | None = None) -> ui.Modal:
    text: ui.TextInput[Any] = ui.TextInput(
        style=discord.TextStyle.paragraph,
        custom_id=TEXT,
        max_length=MOST_CHARACTERS,
        default=written,
        placeholder=speech("A reason, an argument, another option…"),
    )
    form.add_item(ui.Label(text=speech("Your response"), description=_readers(writing, speech), component=text))
    return form


def _readers(writing: Writing, speech: Speech) -> str:
    """Say who will read a response, in the 100 characters that Discord allows."""
    named = writing.secrecy is Secrecy.NAMED
    if writing.review and named:
        return speech("Moderators read it first. Others then see it under your name. /mydata delete erases it.")
    if writing.review:
        return speech("A moderator decides whether others see it. /mydata delete erases it.")
    if named:
        return speech("Others read it under your name, with /responses. /mydata delete erases it.")
    if writing.threads:
        return speech("Others read it, also in the vote's thread. /mydata delete erases it.")
    return speech("Others read it with /responses. /mydata delete erases it.")
