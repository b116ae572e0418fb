"""The table of controls: every button, menu and form of the bot, found by the name with which its custom_id begins.

A feature declares its controls in its `controls.py` and registers what each one does in its `handlers.py`; see the
README of `bot/ui`. All that a control needs is in its custom_id, so it works after any restart.
"""

import inspect
import re
import types
import typing
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from functools import partial
from re import Match
from typing import Any, ClassVar, Self, TypeVar, cast

import discord
from discord import ui

from bot.domain.refusals import BadAnswer
from bot.domain.texts import say
from bot.ui.common.modals import Sent, sent
from bot.ui.common.responding import handle
from bot.ui.common.tap_limit import require_tap_within_limit
from bot.ui.common.templates import Template

AnyButton = ui.DynamicItem[ui.Button[Any]]
AnyMenu = ui.DynamicItem[ui.Select[Any]]
AnyPeopleMenu = ui.DynamicItem[ui.UserSelect[Any]]

Handler = TypeVar("Handler", bound=Callable[..., Awaitable[None]])

MODERATORS_ALONE = re.compile(
    r"\.(run_sheet|debates|hall)\.|\.(moderator_handlers|review_handlers|statement_review|shown_handlers)$"
)
"""The modules that answer what only moderators see."""

MOST_IN_OPTION = 100
"""Characters of each text of a menu's entry."""


class Control:
    """A button, a menu or a form: how its custom_id is written and read, and what it does.

    One that `reads_message` needs more of the message that it is on than whether that is private.
    """

    also: ClassVar[Mapping[str, object]] = {}
    """What the handler is given beside the fields of the custom_id."""

    def __init__(self, template: str, *, casts_vote: bool = False, reads_message: bool = False) -> None:
        self.template = Template(template)
        self.name = self.template.name
        self.casts_vote = casts_vote
        self.reads_message = reads_message
        self.handler: Callable[..., Awaitable[None]] | None = None

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.template.template!r})"

    @property
    def is_for_moderators(self) -> bool:
        """Whether it stands where only moderators see it."""
        return self.handler is not None and MODERATORS_ALONE.search(self.handler.__module__) is not None

    def custom_id(self, **fields: object) -> str:
        """Return the custom_id with these fields."""
        return self.template.build(**fields)

    def name_in_log(self, custom_id: str) -> str:
        """Name a control by what it does and its poll alone: the rest may be somebody's choice."""
        return self._name_in_log(self.template.read(custom_id) or {})

    def _name_in_log(self, fields: Mapping[str, int | str]) -> str:
        return f"{self.name} (poll {fields['poll']})" if "poll" in fields else self.name

    def _register(self, handler: Handler) -> Handler:
        """Keep what the control does. Raises TypeError where its parameters are not the control's fields."""
        _, *parameters = inspect.signature(handler).parameters
        hints = typing.get_type_hints(handler)
        expected = {**self.template.fields, **self.also}
        found = {name: hints.get(name) for name in parameters}
        if found != expected:
            raise TypeError(f"the handler of {self.name} takes {found}, but the control gives {expected}")
        if self.handler is not None:
            raise TypeError(f"{self.name} has two handlers")
        self.handler = handler
        return handler

    async def answer(self, interaction: discord.Interaction) -> None:
        """Do what was tapped, chosen or sent, and see that the person gets an answer, whatever happens."""
        fields = self.template.read(custom_id_of(interaction)) or {}
        act = partial(self._act, interaction, fields)
        await handle(interaction, act, name=self._name_in_log(fields), casts_vote=self.casts_vote)

    async def _act(self, interaction: discord.Interaction, fields: Mapping[str, int | str]) -> None:
        require_tap_within_limit(interaction)
        await self.perform(interaction, **fields, **self._given(interaction))

    async def perform(self, interaction: discord.Interaction, **fields: object) -> None:
        """Do what the control does, as a command may ask for as well."""
        if self.handler is None:
            raise NotImplementedError(f"{self.name} has no handler")
        await self.handler(interaction, **fields)

    def _given(self, _: discord.Interaction) -> dict[str, object]:
        return {}


class _Tapped:
    """What discord.py finds by the custom_id of a component; it looks for nothing else."""

    control: ClassVar[Control]

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction, item: ui.Item[Any], __: Match[str]) -> Self:
        return cls(item)  # type: ignore[call-arg]  # DynamicItem's own constructor

    async def callback(self, interaction: discord.Interaction) -> None:
        await self.control.answer(interaction)


class Component(Control):
    """A control on a message. discord.py finds it by its `item`, a class."""

    item: type[ui.DynamicItem[Any]]

    def _item(self, kind: object) -> type[Any]:
        found = types.new_class(self.name, (_Tapped, kind), {"template": self.template.pattern})
        found.control = self  # type: ignore[attr-defined]  # of _Tapped
        return found


class Button(Component):
    """A button."""

    def __init__(self, template: str, *, casts_vote: bool = False, reads_message: bool = False) -> None:
        super().__init__(template, casts_vote=casts_vote, reads_message=reads_message)
        self.item = self._item(AnyButton)

    def __call__(
        self,
        label: str,
        *,
        style: discord.ButtonStyle = discord.ButtonStyle.secondary,
        emoji: str | None = None,
        **fields: object,
    ) -> AnyButton:
        """Make one, with these fields in its custom_id."""
        return self.item(ui.Button(custom_id=self.custom_id(**fields), label=label, style=style, emoji=emoji))

    def on_tap(self, handler: Handler) -> Handler:
        """Register what a tap does: it is given the interaction and the fields."""
        return self._register(handler)


class Menu(Component):
    """A menu, of whose options one or more are picked."""

    also = {"picked": tuple[str, ...]}  # noqa: RUF012  a ClassVar, as declared above

    def __init__(self, template: str, *, casts_vote: bool = False) -> None:
        super().__init__(template, casts_vote=casts_vote)
        self.item = self._item(AnyMenu)

    def __call__(
        self, placeholder: str, options: Sequence[discord.SelectOption], *, most: int = 1, **fields: object
    ) -> AnyMenu:
        """Make one of which up to `most` options can be picked, with these fields in its custom_id."""
        select: ui.Select[Any] = ui.Select(
            custom_id=self.custom_id(**fields),
            placeholder=placeholder[:150],
            options=list(options),
            min_values=1,
            max_values=most,
        )
        return self.item(select)

    def on_pick(self, handler: Handler) -> Handler:
        """Register what a choice does: it is given the interaction, the fields and what was `picked`, at least one."""
        return self._register(handler)

    def _given(self, interaction: discord.Interaction) -> dict[str, object]:
        picked = tuple(_data(interaction).get("values") or ())
        if not picked:  # which is none of a menu's taps
            raise BadAnswer(say("Nothing was chosen. Choose from the menu."))
        return {"picked": picked}


class PeopleMenu(Menu):
    """A menu in which Discord offers the people of the server. What is picked are their ids."""

    def __init__(self, template: str) -> None:
        super().__init__(template)
        self.item = self._item(AnyPeopleMenu)

    def __call__(self, placeholder: str, **fields: object) -> AnyPeopleMenu:  # type: ignore[override]  # has no options
        """Make one in which one person can be picked, with these fields in its custom_id."""
        return self.item(ui.UserSelect(custom_id=self.custom_id(**fields), placeholder=placeholder[:150]))


class Form(Control):
    """A form. What comes back is read from the interaction, so that a restart loses no text."""

    also = {"sent": Sent}  # noqa: RUF012  a ClassVar, as declared above

    def __call__(self, title: str, **fields: object) -> ui.Modal:
        """Make one, still without its inputs, with these fields in its custom_id."""
        return ui.Modal(title=title, custom_id=self.custom_id(**fields))

    def on_submit(self, handler: Handler) -> Handler:
        """Register what sending it does: it is given the interaction, the fields and what was `sent`."""
        return self._register(handler)

    def _given(self, interaction: discord.Interaction) -> dict[str, object]:
        return {"sent": sent(interaction)}


AnyControl = TypeVar("AnyControl", bound=Control)


class Table:
    """Controls by their names. As a name is used once, no custom_id fits two of them."""

    def __init__(self) -> None:
        self._controls: dict[str, Control] = {}

    def __iter__(self) -> Iterator[Control]:
        return iter(self._controls.values())

    def add(self, control: AnyControl) -> AnyControl:
        """Add a control. Raises ValueError where its name is taken."""
        if control.name in self._controls:
            raise ValueError(f"there are two controls named {control.name}")
        self._controls[control.name] = control
        return control

    def find(self, custom_id: str) -> Control | None:
        """Return the control that carries a custom_id; None where no control of this version does."""
        control = self._controls.get(custom_id.partition(":")[0])
        return control if control and control.template.fits(custom_id) else None

    def items(self) -> list[type[ui.DynamicItem[Any]]]:
        """Return what discord.py has to know to find buttons and menus."""
        return [control.item for control in self if isinstance(control, Component)]


TABLE = Table()


def button(template: str, *, casts_vote: bool = False, reads_message: bool = False) -> Button:
    """Declare a button of the bot."""
    return TABLE.add(Button(template, casts_vote=casts_vote, reads_message=reads_message))


def menu(template: str, *, casts_vote: bool = False) -> Menu:
    """Declare a menu of the bot."""
    return TABLE.add(Menu(template, casts_vote=casts_vote))


def people_menu(template: str) -> PeopleMenu:
    """Declare a menu of the bot in which people are picked."""
    return TABLE.add(PeopleMenu(template))


def form(template: str, *, casts_vote: bool = False) -> Form:
    """Declare a form of the bot."""
    return TABLE.add(Form(template, casts_vote=casts_vote))


def custom_id_of(interaction: discord.Interaction) -> str:
    """Return the custom_id of what was tapped or sent."""
    return str(_data(interaction).get("custom_id", ""))


def _data(interaction: discord.Interaction) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", interaction.data or {})


def option(value: str, label: str, description: str | None = None) -> discord.SelectOption:
    """Make an entry of a menu."""
    return discord.SelectOption(value=value, label=_cut(label), description=_cut(description) if description else None)


def _cut(text: str) -> str:
    return text if len(text) <= MOST_IN_OPTION else f"{text[: MOST_IN_OPTION - 1]}…"
