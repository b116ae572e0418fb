"""What moderators see of the page on the wall: its address, what is on it, and what else could be."""

from discord import SelectOption, ui

from bot.domain.hall import Held, Scene, Shown
from bot.domain.polls import Poll
from bot.domain.statement_lines import ROUNDS
from bot.domain.statements import StatementSet
from bot.services.hall.screen import Screen
from bot.ui.common.controls import option
from bot.ui.common.languages import Speech
from bot.ui.common.layout import MOST_IN_MENU, Block, page, row
from bot.ui.common.poll_words import poll_heading
from bot.ui.common.text import clipped, small
from bot.ui.hall.controls import FOLLOW, HALL_RESPONSE, HALL_SCREEN, THIS, screen_options


def hall_page(screen: Screen, address: str, speech: Speech) -> ui.LayoutView:
    """Show a moderator the address of the page, and what can be put there."""
    lines = [
        "## " + speech("The hall"),
        speech("Open this address on the big screen:"),
        address,
        speech("On screen now: **{scene}**", scene=scene_words(screen.shown, speech)),
    ]
    debate = screen.wall.debate.id
    blocks: list[Block | str] = ["\n".join(lines)]
    blocks.append(row([HALL_SCREEN(speech("On screen…"), _options(screen, speech), debate=debate)]))
    if screen.responses:
        listed = [
            option(str(one.id), f"{one.question.upper()} · {clipped(' '.join(one.text.split()), 90)}")
            for one in screen.responses[:MOST_IN_MENU]
        ]
        label = speech("Show a response for 30 seconds…")
        blocks.append(row([HALL_RESPONSE(label, listed, debate=debate)]))
    notes = [
        speech("It shows only what the channel has been shown. Whoever has the address can watch."),
        speech("`/hall new:True` changes the address. `/hall close:True` ends the page."),
    ]
    return page(*blocks, small(notes))


def hall_closed(speech: Speech) -> ui.LayoutView:
    """Say that the page is closed."""
    return page(speech("The hall's page is closed. `/hall` opens it again, under a new address."))


def _options(screen: Screen, speech: Speech) -> list[SelectOption]:
    more = [
        option(str(Held(Scene.WELCOME)), speech("Welcome")),
        option(str(Held(Scene.PAUSE)), speech("Pause")),
        *([option(str(Held(Scene.PROGRAMME)), speech("Programme"))] if screen.wall.steps else []),
        *(_of_set(one, speech) for one in reversed(screen.sets)),
        *(_of_poll(Scene.SHIFT, poll, speech("Before and after"), speech) for poll in reversed(screen.shifts)),
        *(_of_poll(Scene.RESULT, poll, speech("Result"), speech) for poll in reversed(screen.results)),
    ]
    fixed = screen_options(screen.wall.hall, speech)
    return [*fixed, *more[: MOST_IN_MENU - len(fixed)]]


def _of_poll(scene: Scene, poll: Poll, words: str, speech: Speech) -> SelectOption:
    return option(str(Held(scene, poll.id)), f"{words} · {poll_heading(poll, speech)}", poll.title)


def _of_set(one: StatementSet, speech: Speech) -> SelectOption:
    return option(
        str(Held(Scene.STATEMENTS, one.id)), f"{speech.text(ROUNDS[one.round])} · {_letter(one, speech)}", one.title
    )


def _letter(of: StatementSet, speech: Speech) -> str:
    return speech("Question {letter}", letter=of.question.upper())


def scene_words(shown: Shown, speech: Speech) -> str:
    """Name what is on the wall."""
    names = {
        Scene.WELCOME: speech("welcome"),
        Scene.QUESTION: speech("question"),
        Scene.VOTE: speech("vote"),
        Scene.RESULT: speech("result"),
        Scene.SHIFT: speech("before and after"),
        Scene.RESPONSE: speech("response"),
        Scene.FLOOR: speech("floor"),
        Scene.STATEMENTS: speech("statements"),
        Scene.PROGRAMME: speech("programme"),
        Scene.PAUSE: speech("pause"),
        Scene.BLANK: speech("nothing"),
    }
    about = poll_heading(shown.polls[-1], speech) if shown.polls else ""
    about = _letter(shown.set, speech) if shown.set else about
    return f"{names[shown.scene]} · {about}" if about else names[shown.scene]


def screen_words(picked: str, speech: Speech) -> str:
    """Say what a choice on the run sheet did."""
    if picked == FOLLOW:
        return speech("The screen follows the debate.")
    if picked == str(Held(Scene.BLANK)):
        return speech("The screen is empty.")
    return speech("The screen keeps what it shows.") if picked == THIS else speech("The screen shows what you chose.")
