"""The controls of the page on the wall, and the row that the run sheet has for it."""

from collections.abc import Sequence

from discord import SelectOption

from bot.domain.hall import Hall, Held, Scene
from bot.domain.statements import StatementSet
from bot.ui.common.controls import menu, option
from bot.ui.common.languages import Speech
from bot.ui.common.layout import MOST_IN_MENU, Block, row

ON_SCREEN = menu("on-screen:{debate:int}")
"""Puts what is picked on the wall: `follow`, `this`, or a scene as `Held` writes it."""
HALL_SCREEN = menu("hall-screen:{debate:int}")
"""The same on the page of `/hall`, which it brings up to date."""
HALL_RESPONSE = menu("hall-response:{debate:int}")
"""Sends the response that is picked to the wall."""

FOLLOW = "follow"
THIS = "this"


def on_screen(hall: Hall | None, open_sets: Sequence[StatementSet], speech: Speech) -> list[Block]:
    """Return the run sheet's row: what the page on the wall shows; nothing where the debate has no such page."""
    if hall is None:
        return []
    options = screen_options(hall, speech)
    for one in open_sets[: MOST_IN_MENU - len(options)]:
        label = speech("On screen: statements to question {letter}", letter=one.question.upper())
        options.append(option(str(Held(Scene.STATEMENTS, one.id)), label))
    return [row([ON_SCREEN(speech("On screen…"), options, debate=hall.debate_id)])]


def screen_options(hall: Hall, speech: Speech) -> list[SelectOption]:
    """Return the choices that every wall has, with the one that holds marked."""
    return [
        SelectOption(value=FOLLOW, label=speech("On screen: the debate"), default=hall.held is None),
        SelectOption(value=THIS, label=speech("On screen: keep this"), default=_keeps(hall)),
        SelectOption(value=str(Held(Scene.BLANK)), label=speech("On screen: nothing"), default=_is(hall, Scene.BLANK)),
    ]


def _is(hall: Hall, scene: Scene) -> bool:
    return hall.held is not None and hall.held.scene is scene


def _keeps(hall: Hall) -> bool:
    return hall.held is not None and hall.held.scene is not Scene.BLANK
