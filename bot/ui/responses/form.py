"""Storing a response that came in a form."""

import discord

from bot.domain.polls import Secrecy
from bot.domain.refusals import NotNow
from bot.domain.responses import Status
from bot.domain.texts import say
from bot.services.responses import responses
from bot.ui.common.bot import host_of
from bot.ui.common.forms import written
from bot.ui.common.languages import speech_for
from bot.ui.common.responding import answer, person_of


async def store(interaction: discord.Interaction, question: str) -> None:
    """Store a response and tell the person under what it stands.

    Raises NotNow for somebody who sends many at once, before that costs others anything.
    """
    host = host_of(interaction)
    if not host.response_rate.allows(interaction.user.id, host.context.clock()):
        raise NotNow(say("That was quick, and this one was not stored. Give it ten seconds, then send it again."))
    text = written(interaction).get("text", "")
    stored = await responses.respond(host.context, person_of(interaction), question, text)
    speech = speech_for(interaction)
    if stored.status is Status.PENDING:
        said = speech(
            "⏳ Your response is stored, and a moderator decides whether others see it. "
            "`/mydata show` says how that went; `/mydata delete` erases it."
        )
    elif stored.secrecy is Secrecy.NAMED:
        said = speech("✅ Your response is stored under your name. `/responses` shows it; `/mydata delete` erases it.")
    else:
        said = speech(
            "✅ Your response is stored under a pseudonym. `/responses` shows it; `/mydata delete` erases it."
        )
    await answer(interaction, said)
