"""How a simulated voter fills in a ballot: by what is on the page in front of her, one answer after another."""

import asyncio
import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import discord
from simcord import MemberActor, ResponseMessage

T = TypeVar("T")

_ABSTAIN_RATE = 0.08
_SHARED_WEIGHT = 0.6
"""How far the whole crowd leans to the same options, where a voter's own liking weighs 1."""
_CHANCE_WEIGHT = 0.3
"""How far a voter wavers from one visit to the next, so that most answer alike before and after a debate."""

# What the first word of a custom_id says of its control.
_OPENS, _TURNS, _ASKS, _PICKS, _DRAFTS = "ballot", "turn", "ask", "pick", "draft"
_CASTS = {"vote", _PICKS, _ASKS}
_MENUS = {"menu", "picks"}
_ABSTAIN = "-"
_ADDS = ("tap", "in")
"""How a draft is gone on with by one option more; other drafts take one out, or go back."""

Page = discord.Message | ResponseMessage
Item = tuple[str, str]
"""A poll and one of its items, as their custom_ids name them."""


class Preferences(random.Random):
    """A random generator for one voter, whose preferences among options hardly change between visits."""

    def __init__(self, crowd: str, voter: str, visit: str) -> None:
        super().__init__(f"{crowd}/{voter}/{visit}")
        self.crowd, self._voter = crowd, voter

    def order(self, options: Mapping[T, str]) -> list[T]:
        """Put options in order, best first, by what people read of them: the same words may come in another round."""
        liking = {option: self._liking(label) for option, label in options.items()}
        return sorted(options, key=lambda option: -liking[option])

    def _liking(self, label: str) -> float:
        shared, own = (
            random.Random(f"{who}/{label}").random()  # noqa: S311  play, no secret
            for who in (self.crowd, f"{self.crowd}/{self._voter}")
        )
        return _SHARED_WEIGHT * shared + own + _CHANCE_WEIGHT * self.random()


@dataclass(frozen=True)
class Control:
    """A button or a menu that can be used now.

    Attributes:
        custom_id: what the bot knows it by.
        words: what people read on a button, or of the option beside it.
        options: a menu's labels by value; a button has none.
        least: how many of them a menu takes at least.
        most: how many of them a menu takes at most.
    """

    custom_id: str
    words: str = ""
    options: Mapping[str, str] | None = None
    least: int = 1
    most: int = 1

    @property
    def kind(self) -> str:
        """What it does, in one word."""
        return self.custom_id.split(":")[0]

    @property
    def item(self) -> Item | None:
        """The item of a ballot that it helps to answer, if any."""
        match self.custom_id.split(":"):
            case ["draft", poll, item, how, _] if how.startswith(_ADDS):
                return poll, item
            case [kind, poll, item, *_] if kind in _CASTS | _MENUS:
                return poll, item
        return None

    @property
    def abstains(self) -> bool:
        """Whether it answers with nothing."""
        return self.kind in _CASTS and self.custom_id.endswith(f":{_ABSTAIN}")


def controls_on(page: Page) -> list[Control]:
    """What can be used on a page, from its top."""
    parts = (part if isinstance(part, dict) else part.to_dict() for part in page.components)
    return list(_controls(parts))


def _controls(parts: Iterable[Mapping[str, Any]], beside: str = "") -> Iterator[Control]:
    for part in parts:
        if "custom_id" in part and not part.get("disabled"):
            options = {one["value"]: one["label"] for one in part["options"]} if "options" in part else None
            most = min(part.get("max_values", 1), len(options)) if options else 1
            words = beside or part.get("label") or ""
            yield Control(part["custom_id"], words.removeprefix("✓ "), options, part.get("min_values", 1), most)
        inner = part.get("components", ())
        yield from _controls(inner)
        if accessory := part.get("accessory"):
            yield from _controls([accessory], _first_line(inner))


def _first_line(parts: Iterable[Mapping[str, Any]]) -> str:
    text = "\n".join(part.get("content", "") for part in parts)
    return text.split("\n", maxsplit=1)[0].strip("*")


def items_on(page: Page) -> list[Item]:
    """The items of a ballot that can be answered on a page."""
    return list(dict.fromkeys(control.item for control in controls_on(page) if control.item))


class Visit:
    """One voter at one ballot card; `turn` is taken for each tap, so that others get in between."""

    def __init__(self, voter: MemberActor, turn: asyncio.Lock, preferences: Preferences) -> None:
        self._voter, self._turn, self._preferences = voter, turn, preferences

    async def answer_all(self, card: Page) -> None:
        """Answer every item, on the card itself or in the private ballot behind it."""
        page, answered = await self._ballot(card), set[Item]()
        while left := [item for item in items_on(page) if item not in answered]:
            answered.add(left[0])
            following = await self._answer(page, left[0])
            page = page if page is card else following

    async def change_one(self, card: Page) -> None:
        """Answer one item again."""
        page = await self._ballot(card)
        turns = [control for control in controls_on(page) if control.kind == _TURNS]
        if turns and not items_on(page):
            page = await self.tap(page, self._preferences.choice(turns))
        if items := items_on(page):
            await self._answer(page, self._preferences.choice(items))

    async def _ballot(self, card: Page) -> Page:
        opens = [control for control in controls_on(card) if control.kind == _OPENS]
        return await self.tap(card, opens[0]) if opens and not items_on(card) else card

    async def _answer(self, page: Page, item: Item) -> Page:
        controls = _of(item, page)
        abstain = [control for control in controls if control.abstains]
        if abstain and self._preferences.random() < _ABSTAIN_RATE:
            return await self._cast(page, item, abstain[0])
        if menus := [control for control in controls if control.kind in _MENUS]:
            return await self._cast(page, item, menus[0])
        if any(control.kind == _DRAFTS for control in controls):
            page = await self._draft(page, item)
        casts = {one: one.words for one in _of(item, page) if one.kind in _CASTS and not one.abstains}
        return await self._cast(page, item, self._preferences.order(casts)[0]) if casts else page

    async def _draft(self, page: Page, item: Item) -> Page:
        """Put one option or more together."""
        wanted = self._preferences.order({words: words for words in _drafts(item, page)})
        for words in wanted[: self._preferences.randint(1, len(wanted))]:
            if control := _drafts(item, page).get(words):
                page = await self.tap(page, control)
        return page

    async def _cast(self, page: Page, item: Item, control: Control) -> Page:
        page = await self.tap(page, control)
        # A vote that is final is asked for once more.
        sure = [one for one in _of(item, page) if one.kind == _PICKS] if control.kind in _MENUS | {_ASKS} else []
        return await self.tap(page, sure[0]) if len(sure) == 1 else page

    async def tap(self, page: Page, control: Control) -> Page:
        """Use a control, and return the page that follows: the next one, or the same with other things on it."""
        async with self._turn:
            if control.options is None:
                done = await self._voter.click(page, custom_id=control.custom_id)
            else:
                done = await self._voter.select(page, self._picked(control), custom_id=control.custom_id)
        answer = done.response
        return page if answer is None or not controls_on(answer) else answer

    def _picked(self, menu: Control) -> list[str]:
        options = dict(menu.options or {})
        number = self._preferences.randint(max(1, menu.least), menu.most)
        if number > 1 and menu.least < len(options):
            options.popitem()  # often "none of these", which nobody chooses together with others
        return self._preferences.order(options)[:number]


def _of(item: Item, page: Page) -> list[Control]:
    return [control for control in controls_on(page) if control.item == item]


def _drafts(item: Item, page: Page) -> dict[str, Control]:
    return {control.words: control for control in _of(item, page) if control.kind == _DRAFTS}
