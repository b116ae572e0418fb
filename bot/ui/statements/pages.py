"""What people see of statements: the room's card, the private card to vote on, the list of one's votes, the form."""

from collections.abc import Sequence
from typing import Any

import discord
from discord import ButtonStyle, ui

from bot.domain.polls import Round, Secrecy
from bot.domain.statement_lines import ROUNDS, STANCES
from bot.domain.statements import LONGEST, Stance, Statement, StatementSet
from bot.domain.texts import Text
from bot.library.models import Library
from bot.services.statements.own import words_of
from bot.services.statements.voting import Card, OwnStance
from bot.services.statements.writing import Writing, Written
from bot.ui.common.controls import option
from bot.ui.common.languages import Speech
from bot.ui.common.layout import MOST_IN_MENU, Block, page, row
from bot.ui.common.poll_words import secrecy_words, who_may_vote
from bot.ui.common.text import clipped, harmless, small
from bot.ui.statements.controls import (
    ANYWAY,
    CHANGE,
    GO_ON,
    GROUND,
    MY_STANCES,
    NEW,
    STANCE,
    STATEMENT_FORM,
    SURE,
    VOTE_ON,
    add_yours,
    see_shown,
)

TEXT = "text"
OWN_WORDS = 1000
"""The id of the component that has what a person wrote, on the page that shows the statement of somebody else.

Discord numbers the components without an id from 1 on."""
IN_A_SITTING = 5
"""Statements after which a person is asked whether to go on."""
MOST_OF_TITLE = 45


def _heading(of: StatementSet, speech: Speech) -> str:
    letter = of.question.upper()
    if of.round is Round.MAIN:
        return speech("Statements · Question {letter}", letter=letter)
    return f"{speech.text(ROUNDS[of.round])} · {letter}"


def set_card(opened: StatementSet, statements: int, speech: Speech) -> ui.LayoutView:
    """The room's card: what can be voted on, and how to join."""
    count = speech.many("{count} statement to vote on.", "{count} statements to vote on.", count=statements)
    notes = [secrecy_words(opened.secrecy, speech), *who_may_vote(opened, speech)]
    if _describes_groups(opened):
        notes.append(_groups_note(speech))
    buttons = [
        VOTE_ON(speech("Vote on statements"), style=ButtonStyle.primary, question=opened.question),
        add_yours(opened.question, speech),
    ]
    head = f"-# {_heading(opened, speech)}\n### {harmless(opened.title)}\n{count}"
    return page(head, row(buttons), small(notes))


def _describes_groups(of: StatementSet) -> bool:
    """Whether groups will be described: never from votes with names, and nobody knows whose the secret ones are."""
    return of.groups_wanted and of.secrecy is Secrecy.PSEUDONYMOUS


def _groups_note(speech: Speech) -> str:
    return speech("At the close, groups of opinion are described. Nobody is told or stored as part of one.")


def closed_card(closed: StatementSet, speech: Speech) -> ui.LayoutView:
    """What takes the card's place once voting is over."""
    heading = f"### {_heading(closed, speech)}"
    see = GROUND(speech("See the common ground"), style=ButtonStyle.primary, question=closed.question)
    return page(f"{heading}\n" + speech("Voting on these statements has closed."), row([see]))


def statement_card(
    card: Card, library: Library, speech: Speech, *, more: int = 0, note: Text | None = None
) -> ui.LayoutView:
    """The private card: one statement and three answers, or what one's votes have done so far; a note goes first."""
    of, statement = card.set, card.statement
    if statement is None or more >= IN_A_SITTING:
        return _pause(card, speech)
    left = speech.many("{count} left", "{count} left", count=card.left)
    lines = [speech.text(note)] if note else []
    lines += [f"-# {_heading(of, speech)} · {left}", *_words(statement, library, speech)]
    notes = [secrecy_words(of.secrecy, speech)]
    if _describes_groups(of) and not card.own:
        notes.append(_groups_note(speech))
    others: list[Block] = [add_yours(of.question, speech)]
    if card.own and of.secrecy is not Secrecy.SECRET:
        others.insert(0, MY_STANCES(speech("See my votes"), set=of.id, page=0))
    if card.moderates:
        others.append(see_shown(of.question, NEW, speech))
    return page("\n".join(lines), row(_stances(of, statement, speech, more=more)), row(others), small(notes))


def _words(statement: Statement, library: Library, speech: Speech) -> list[str]:
    mark = ["-# " + speech("From the editors, to begin with")] if statement.is_seed else []
    return [f"### {harmless(words_of(library, statement, speech.language))}", *mark]


def _stances(of: StatementSet, statement: Statement, speech: Speech, *, more: int = 0, place: int = 0) -> list[Block]:
    styles = {
        Stance.AGREE: ButtonStyle.success,
        Stance.DISAGREE: ButtonStyle.danger,
        Stance.PASS: ButtonStyle.secondary,
    }
    return [
        STANCE(
            speech.text(STANCES[one]),
            style=style,
            set=of.id,
            statement=statement.id,
            stance=one.value,
            more=more,
            place=place,
        )
        for one, style in styles.items()
    ]


def _pause(card: Card, speech: Speech) -> ui.LayoutView:
    of = card.set
    said = speech.many("You have voted on {count} statement.", "You have voted on {count} statements.", count=card.own)
    lines = [f"-# {_heading(of, speech)}", f"### {said}"]
    if card.with_result:
        lines.append(
            speech.many(
                "{count} of them has enough voters for a result by now.",
                "{count} of them have enough voters for a result by now.",
                count=card.with_result,
            )
        )
    buttons: list[Block] = []
    if card.statement is None:
        lines.append(speech("There are no more for now. Others may still add some."))
    else:
        label = speech.many("Go on: {count} left", "Go on: {count} left", count=card.left)
        buttons.append(GO_ON(label, style=ButtonStyle.primary, set=of.id))
    buttons.append(add_yours(of.question, speech))
    if card.own and of.secrecy is not Secrecy.SECRET:
        buttons.append(MY_STANCES(speech("See my votes"), set=of.id, page=0))
    if card.moderates:
        buttons.append(see_shown(of.question, NEW, speech))
    return page("\n".join(lines), row(buttons))


def ask_secret(
    of: StatementSet, statement: Statement, stance: Stance, library: Library, speech: Speech
) -> ui.LayoutView:
    """Ask once before a secret vote, as it is final."""
    choice = speech.text(STANCES[stance])
    lines = [
        *_words(statement, library, speech),
        speech("You chose **{choice}**. A secret vote is final.", choice=choice),
    ]
    cast = SURE(speech("Vote"), style=ButtonStyle.success, set=of.id, statement=statement.id, stance=stance.value)
    return page("\n".join(lines), row([cast, GO_ON(speech("Back"), set=of.id)]))


def one_again(of: StatementSet, own: OwnStance, number: int, library: Library, speech: Speech) -> ui.LayoutView:
    """Show a statement of a page of the list again, with the vote that counts."""
    lines = _words(own.statement, library, speech)
    if own.stance is not None:
        lines.append(_own_vote(own.stance, speech))
    back = MY_STANCES(speech("Back to my votes"), set=of.id, page=number)
    return page("\n".join(lines), row(_stances(of, own.statement, speech, place=number + 1)), row([back]))


def _own_vote(stance: Stance, speech: Speech) -> str:
    return speech("Your vote: **{choice}**", choice=speech.text(STANCES[stance]))


def my_stances(set_id: int, found: Sequence[OwnStance], number: int, library: Library, speech: Speech) -> ui.LayoutView:
    """List a person's votes, page by page, with a menu to change one."""
    if not found:
        return page(speech("You have not voted on a statement yet."), row([GO_ON(speech("Vote"), set=set_id)]))
    pages = -(-len(found) // MOST_IN_MENU)
    number = min(number, pages - 1)
    shown = found[number * MOST_IN_MENU : (number + 1) * MOST_IN_MENU]
    title = "### " + speech.many(
        "You have voted on {count} statement.", "You have voted on {count} statements.", count=len(found)
    )
    lines = [title, *(_line(own, library, speech) for own in shown)]
    options = [
        option(str(own.statement.id), clipped(words_of(library, own.statement, speech.language), 100)) for own in shown
    ]
    turns: list[Block] = [GO_ON(speech("Go on voting"), style=ButtonStyle.primary, set=set_id)]
    if number:
        turns.append(MY_STANCES(speech("Back"), set=set_id, page=number - 1))
    if number < pages - 1:
        turns.append(MY_STANCES(speech("More"), set=set_id, page=number + 1))
    change = CHANGE(speech("Change a vote…"), options, set=set_id, page=number)
    return page("\n".join(lines), row([change]), row(turns))


MOST_IN_LIST = 60


def _line(own: OwnStance, library: Library, speech: Speech) -> str:
    stance = speech.text(STANCES[own.stance]) if own.stance else "?"
    return f"- **{stance}** · {harmless(clipped(words_of(library, own.statement, speech.language), MOST_IN_LIST))}"


def statement_form(writing: Writing, speech: Speech) -> ui.Modal:
    """The form: one sentence, with what makes a good one. A phone shows all of it as it is written."""
    title = speech("Question {letter}: add a statement", letter=writing.question.upper())[:MOST_OF_TITLE]
    form = STATEMENT_FORM(title, question=writing.question)
    text: ui.TextInput[Any] = ui.TextInput(
        style=discord.TextStyle.paragraph,
        custom_id=TEXT,
        max_length=LONGEST,
        placeholder=speech("A CERN for AI should…"),
    )
    hint = speech("One claim that others can agree or disagree with. No names, no questions.")
    form.add_item(ui.Label(text=speech("Your statement"), description=hint, component=text))
    return form


def written_page(written: Written, speech: Speech, *, can_vote: bool) -> ui.LayoutView:
    """Say what became of a statement, with the way to those of others."""
    if written.statement.status == "pending":
        said = speech("⏳ Your statement is stored. A moderator reads it first, then others can vote on it.")
    else:
        said = speech("✅ Your statement is stored, and others can vote on it now.")
    if written.again:
        said = speech("You have already said this, and others can vote on it.")
        if written.statement.status == "pending":
            said = speech("You have already said this. It waits for a moderator.")
    vote = VOTE_ON(speech("Vote on statements"), style=ButtonStyle.primary, question=written.statement.question)
    return page(said, row([vote]) if can_vote else None)


def said_before(
    existing: Statement, text: str, library: Library, speech: Speech, votable: tuple[StatementSet, OwnStance] | None
) -> ui.LayoutView:
    """Show the statement that says nearly the same, to vote on where it is `votable`, before another is stored."""
    head = speech("Somebody said this already. Vote on it, or add yours all the same.")
    anyway = ANYWAY(speech("Add mine all the same"), question=existing.question)
    if votable is None:
        head = speech("Somebody said this already. You can add yours all the same.")
    lines = [head, *_words(existing, library, speech)]
    if votable and votable[1].stance is not None:
        lines.append(_own_vote(votable[1].stance, speech))
    own: ui.TextDisplay[Any] = ui.TextDisplay(f"> {harmless(text)}", id=OWN_WORDS)
    return page(
        "\n".join(lines),
        row(_stances(votable[0], existing, speech)) if votable else None,
        small([speech("You wrote:")]),
        own,
        row([anyway]),
    )
