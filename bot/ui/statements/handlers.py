"""What the controls for voting on statements and adding one do."""

import contextlib
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import discord
from discord import ui

from bot.domain.polls import Secrecy
from bot.domain.refusals import NotFound, Refusal
from bot.domain.statements import Stance, StatementSet
from bot.domain.texts import Text
from bot.services.statements import results, voting, writing
from bot.services.statements.voting import Card
from bot.services.statements.writing import Duplicate, Written
from bot.ui.common.bot import bot_of, context_of
from bot.ui.common.fast_reply import Components
from bot.ui.common.languages import speech_for
from bot.ui.common.modals import Sent
from bot.ui.common.picked import number_picked
from bot.ui.common.responding import answer, answer_with_components, edit_in_place, person_of, show_form
from bot.ui.common.text import plain
from bot.ui.statements.controls import (
    ADD,
    ANYWAY,
    CHANGE,
    GO_ON,
    GROUND,
    MY_STANCES,
    STANCE,
    STATEMENT_FORM,
    SURE,
    VOTE_ON,
)
from bot.ui.statements.ground_pages import ground_page
from bot.ui.statements.pages import (
    IN_A_SITTING,
    OWN_WORDS,
    TEXT,
    ask_secret,
    my_stances,
    one_again,
    said_before,
    statement_card,
    statement_form,
    written_page,
)


@VOTE_ON.on_tap
async def open_card(interaction: discord.Interaction, question: str) -> None:
    card = await voting.open_card(context_of(interaction), person_of(interaction), question)
    await _show_card(interaction, card, in_place=False)


@STANCE.on_tap
async def vote(interaction: discord.Interaction, set: int, statement: int, stance: str, more: int, place: int) -> None:  # noqa: A002  the field
    """Store a vote and bring the next statement; ask before a secret one."""
    context, person, speech = context_of(interaction), person_of(interaction), speech_for(interaction)
    voted_in = await voting.open_set_of(context, person, set)
    if voted_in.secrecy is Secrecy.SECRET:
        own = await voting.statement_of(context, person, set, statement)
        await _show(interaction, partial(ask_secret, voted_in, own.statement, Stance(stance), context.library, speech))
        return
    try:
        await voting.vote(context, person, set, statement, Stance(stance))
    except NotFound as gone:  # it has been taken down since the card was shown
        await _bring_next(interaction, set, more, gone.text)
        return
    if place:
        bot_of(interaction).board.mark_votes(person.guild_id)
        await _show(interaction, await _own_list(interaction, set, place - 1))
    else:
        await _bring_next(interaction, set, min(more + 1, IN_A_SITTING))


@SURE.on_tap
async def vote_in_secret(interaction: discord.Interaction, set: int, statement: int, stance: str) -> None:  # noqa: A002  the field
    await voting.vote(context_of(interaction), person_of(interaction), set, statement, Stance(stance))
    await _bring_next(interaction, set, 1)


async def _bring_next(interaction: discord.Interaction, set_id: int, more: int, note: Text | None = None) -> None:
    bot, person = bot_of(interaction), person_of(interaction)
    bot.board.mark_votes(person.guild_id)
    await _show_card(interaction, await voting.next_card(bot.context, person, set_id), more=more, note=note)


async def _show_card(
    interaction: discord.Interaction, card: Card, *, more: int = 0, note: Text | None = None, in_place: bool = True
) -> None:
    """Show a statement to vote on: a page that many people are sent, unless a note goes first."""
    speech, library = speech_for(interaction), context_of(interaction).library
    if card.statement is not None and more < IN_A_SITTING:
        card = replace(card, own=min(card.own, 1), with_result=0)  # of which the page says no more
    build = partial(statement_card, card, library, speech, more=more, note=note)
    if note is None:
        page = bot_of(interaction).prepared.get(("statement", card, more, speech.language), build)
        await answer_with_components(interaction, page.components, build, in_place=in_place)
    else:
        await _show(interaction, build, in_place=in_place)


async def _show(interaction: discord.Interaction, build: Callable[[], ui.LayoutView], *, in_place: bool = True) -> None:
    components: Components = build().to_components()  # type: ignore[no-untyped-call]  # discord.py's
    await answer_with_components(interaction, components, build, in_place=in_place)


@GO_ON.on_tap
async def go_on(interaction: discord.Interaction, set: int) -> None:  # noqa: A002  the field
    context = context_of(interaction)
    await _show_card(interaction, await voting.next_card(context, person_of(interaction), set))


@MY_STANCES.on_tap
async def list_own(interaction: discord.Interaction, set: int, page: int) -> None:  # noqa: A002  the field
    await edit_in_place(interaction, (await _own_list(interaction, set, page))())


async def _own_list(interaction: discord.Interaction, set_id: int, page: int) -> Callable[[], ui.LayoutView]:
    context = context_of(interaction)
    found = await voting.own_stances(context, person_of(interaction), set_id)
    return partial(my_stances, set_id, found, page, context.library, speech_for(interaction))


@CHANGE.on_pick
async def show_again(interaction: discord.Interaction, set: int, page: int, picked: tuple[str, ...]) -> None:  # noqa: A002  the field
    context, person = context_of(interaction), person_of(interaction)
    own = await voting.statement_of(context, person, set, number_picked(picked))
    voted_in = await voting.open_set_of(context, person, set)
    await edit_in_place(interaction, one_again(voted_in, own, page, context.library, speech_for(interaction)))


@ADD.on_tap
async def open_form(interaction: discord.Interaction, question: str) -> None:
    begun = await writing.begin(context_of(interaction), person_of(interaction), question)
    await show_form(interaction, statement_form(begun, speech_for(interaction)))


@ANYWAY.on_tap
async def store_anyway(interaction: discord.Interaction, question: str) -> None:
    """Store what the page says that the person wrote."""
    context, person = context_of(interaction), person_of(interaction)
    written = await writing.write(context, person, question, _own_words(interaction.message), anyway=True)
    bot_of(interaction).board.mark_sheet(person.guild_id)
    if isinstance(written, Written):
        can_vote = await _open_set(interaction, question) is not None
        await edit_in_place(interaction, written_page(written, speech_for(interaction), can_vote=can_vote))


def _own_words(message: discord.Message | None) -> str:
    """Return what somebody wrote from the page that shows it, which says so after a restart as well."""
    frames = [one for one in (message.components if message else ()) if isinstance(one, discord.Container)]
    found = [part for frame in frames for part in frame.children if isinstance(part, discord.TextDisplay)]
    return next((plain(part.content.removeprefix("> ")) for part in found if part.id == OWN_WORDS), "")


@STATEMENT_FORM.on_submit
async def store(interaction: discord.Interaction, question: str, sent: Sent) -> None:
    """Store a statement, or show the one that says the same."""
    context, person, speech = context_of(interaction), person_of(interaction), speech_for(interaction)
    text = str(sent.get(TEXT) or "")
    written = await writing.write(context, person, question, text)
    bot_of(interaction).board.mark_sheet(person.guild_id)
    opened = await _open_set(interaction, question)
    if isinstance(written, Duplicate):
        votable = None
        with contextlib.suppress(Refusal):
            if opened is not None:
                votable = opened, await voting.statement_of(context, person, opened.id, written.existing.id)
        await answer(interaction, view=said_before(written.existing, written.text, context.library, speech, votable))
    else:
        await answer(interaction, view=written_page(written, speech, can_vote=opened is not None))


async def _open_set(interaction: discord.Interaction, question: str) -> StatementSet | None:
    """Return the set in which the person may vote on a question's statements now."""
    try:
        return (await voting.open_card(context_of(interaction), person_of(interaction), question)).set
    except Refusal:
        return None


@GROUND.on_tap
async def show_ground(interaction: discord.Interaction, question: str) -> None:
    context = context_of(interaction)
    found = await results.common_ground_of(context, person_of(interaction), question)
    await answer(interaction, view=ground_page(found, context.library, speech_for(interaction)))
