"""What moderators see of statements that people can vote on: all of them, newest first, and one that they take down."""

from datetime import datetime

from discord import ButtonStyle, ui

from bot.domain.statement_lines import REASONS
from bot.domain.statements import Statement, StatementStatus
from bot.library.models import Library
from bot.services.statements.own import words_of
from bot.services.statements.review import ShownPage
from bot.ui.common.controls import option
from bot.ui.common.double_taps import stamp
from bot.ui.common.languages import Speech
from bot.ui.common.layout import Block, page, row
from bot.ui.common.text import clipped, harmless
from bot.ui.statements.controls import ALL, PICK_SHOWN, PUT_BACK, SHOWN, TAKE_DOWN, see_shown


def shown_page(shown: ShownPage, library: Library, speech: Speech) -> ui.LayoutView:
    """List statements that people can vote on, in a menu from which one can be taken down."""
    of = shown.question or ALL
    title = speech("Shown statements")
    if shown.question:
        title = speech("Shown statements · Question {letter}", letter=shown.question.upper())
    if not shown.statements:
        return page(f"### {title}\n" + speech("No statement is shown."))
    count = speech.many("{count} statement, newest first.", "{count} statements, newest first.", count=shown.total)
    options = [option(str(one.id), _entry(one, shown, library, speech)) for one in shown.statements]
    menu = PICK_SHOWN(speech("Choose one to take down…"), options, question=of, page=shown.number)
    turning: list[Block] = []
    if shown.number:
        turning.append(SHOWN(speech("Back"), question=of, page=shown.number - 1, step="back"))
    if shown.number < shown.pages - 1:
        turning.append(SHOWN(speech("More"), question=of, page=shown.number + 1, step="on"))
    return page(f"### {title}\n{count}", row([menu]), row(turning) if turning else None)


def _entry(one: Statement, shown: ShownPage, library: Library, speech: Speech) -> str:
    words = words_of(library, one, speech.language)
    return clipped(words if shown.question else f"{one.question.upper()} · {words}", 100)


def shown_statement(
    one: Statement, now: datetime, library: Library, speech: Speech, *, taken_down: bool = False
) -> ui.LayoutView:
    """Show one statement in full: take it down, or put it back once that is done."""
    words = f"> {harmless(words_of(library, one, speech.language))}"
    see = see_shown(one.question, "list", speech)
    if one.status is StatementStatus.SHOWN:
        note = "-# " + speech("From the editors, to begin with") if one.is_seed else None
        title = "### " + speech("Take down this statement to question {letter}?", letter=one.question.upper())
        does = speech("Nobody can vote on it then, and it is in no result. Its votes stay stored.")
        reasons = [option(reason.value, speech.text(said)) for reason, said in REASONS.items()]
        menu = TAKE_DOWN(speech("Take it down because…"), reasons, statement=one.id)
        keep = SHOWN(speech("Keep it"), question=one.question, page=0, step="keep")
        return page("\n".join(filter(None, [title, words, note])), does, row([menu]), row([keep]))
    if taken_down:
        undo = PUT_BACK(speech("Undo"), style=ButtonStyle.primary, statement=one.id, shown=stamp(now))
        said = speech("✅ Taken down. Nobody can vote on it any more.")
        why = None
        if one.decline_reason is not None and not one.is_seed:
            reason = speech.text(REASONS[one.decline_reason])
            why = "-# " + speech("Its author sees why: {reason}", reason=reason)
        return page(f"{said}\n{words}", why, row([undo, see]))
    return page(speech("It is not shown any more: somebody else has decided on it.") + f"\n{words}", row([see]))


def put_back(one: Statement, library: Library, speech: Speech) -> ui.LayoutView:
    """Say that a statement which was taken down is shown again."""
    words = f"> {harmless(words_of(library, one, speech.language))}"
    see = see_shown(one.question, "list", speech)
    return page(speech("✅ Shown again. People can vote on it.") + f"\n{words}", row([see]))
