"""Simulated voters, who answer every ballot that appears in the channel, and some of whom say why.

They see what people see, a message and its controls, and know nothing else of the bot.
"""

import asyncio
import heapq
import logging
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import discord
from simcord import BackendError, ChannelHandle, InteractionResult, MemberActor, ResponseMessage, SetupError

log = logging.getLogger(__name__)

T = TypeVar("T")

_LOOK_INTERVAL = 0.5
"""Seconds between two checks of the channel."""

_DELAY = (1.0, 30.0)
"""Seconds after which voters get round to a new ballot, evenly spread."""

_CHANGE_DELAY = (5.0, 20.0)
_CHANGE_RATE = 0.15
_ABSTAIN_RATE = 0.08
_REASON_RATE = 0.05
_REASONS = (
    "The proposals that I have read made me choose this.",
    "I am less sure than my vote looks.",
    "What matters to me is who pays, and the question does not ask that.",
    "We should start small and see what works.",
    "It depends on who decides later. I voted for what can be undone.",
    "Others have tried something like it, and it took them years.",
    "I would have liked one more option.",
    "Speed matters more to me than getting everything right.",
)
"""What people of any debate could say."""
_SHARED_WEIGHT = 0.6
"""How far the whole crowd leans to the same options, where a voter's own liking weighs 1."""
_CHANCE_WEIGHT = 0.3
"""How far a voter wavers from one visit to the next, so that most answer alike before and after a debate."""
_ABSTAIN = "-"

Control = discord.Button | discord.SelectMenu
Item = tuple[str, str]
"""A poll and one of its items, as their custom_ids name them."""


class Preferences(random.Random):
    """A random generator for one voter, whose preferences among options hardly change between visits."""

    def __init__(self, crowd: str, voter: str, visit: str) -> None:
        super().__init__(f"{crowd}/{voter}/{visit}")
        self._crowd, self._voter = crowd, voter

    def order(self, options: Mapping[T, str]) -> list[T]:
        """Put options in order, best first, by what people read of them: the same words may come in another round."""
        liking = {option: self._liking(label) for option, label in options.items()}
        return sorted(options, key=lambda option: -liking[option])

    def _liking(self, label: str) -> float:
        shared, own = (
            random.Random(f"{who}/{label}").random()  # noqa: S311  play, no secret
            for who in (self._crowd, f"{self._crowd}/{self._voter}")
        )
        return _SHARED_WEIGHT * shared + own + _CHANCE_WEIGHT * self.random()


@dataclass(frozen=True, order=True)
class Visit:
    """One voter turning to one item of a ballot, at a time of the loop's clock."""

    at: float
    voter: int
    item: Item
    message: int
    preferences: Preferences = field(compare=False)
    says_why: bool = field(default=False, compare=False)


class Crowd:
    """The voters of one rehearsal; the same seed votes the same, as long after a ballot has appeared."""

    def __init__(self, voters: Sequence[MemberActor], channel: ChannelHandle, turn: asyncio.Lock, seed: int) -> None:
        self._voters = voters
        self._channel = channel
        self._turn = turn
        self._seed = seed
        self._known: set[Item] = set()
        self._plan: list[Visit] = []

    async def run(self) -> None:
        """Vote until cancelled."""
        while True:
            await asyncio.sleep(_LOOK_INTERVAL)
            try:
                await self._look(asyncio.get_running_loop().time())
            except Exception:  # the room goes on without this vote
                log.exception("The simulated voters stumbled")

    async def _look(self, now: float) -> None:
        cards = self._ballot_cards()
        for message, items in cards.items():
            for item in [item for item in items if item not in self._known]:
                self._known.add(item)
                for visit in self._visits(item, message.id, now):
                    heapq.heappush(self._plan, visit)
        by_id = {message.id: (message, items) for message, items in cards.items()}
        while self._plan and self._plan[0].at <= now:
            visit = heapq.heappop(self._plan)
            if visit.message in by_id:
                message, items = by_id[visit.message]
                if visit.says_why:
                    await self._say_why(visit, message)
                else:
                    await self._vote(visit, message, items.get(visit.item, []))

    def _ballot_cards(self) -> dict[discord.Message, dict[Item, list[Control]]]:
        # One voter's view is enough and is short: nobody's private answers but her own.
        messages = self._channel.history(viewer=self._voters[0])
        return {message: by_item(message) for message in messages if not message.flags.ephemeral}

    def _visits(self, item: Item, message: int, now: float) -> Iterator[Visit]:
        for voter in range(len(self._voters)):
            # Seeded by order of appearance, since ids differ from one rehearsal to the next.
            preferences = Preferences(str(self._seed), str(voter), str(len(self._known)))
            at = now + preferences.uniform(*_DELAY)
            yield Visit(at, voter, item, message, preferences)
            if preferences.random() < _CHANGE_RATE:
                yield Visit(at + preferences.uniform(*_CHANGE_DELAY), voter, item, message, preferences)
            if preferences.random() < _REASON_RATE:
                yield Visit(at + preferences.uniform(*_CHANGE_DELAY), voter, item, message, preferences, says_why=True)

    async def _vote(self, visit: Visit, message: discord.Message, controls: Sequence[Control]) -> None:
        voter = self._voters[visit.voter]
        for custom_id, values in answer(controls, visit.preferences).items():
            async with self._turn:
                try:
                    if values is None:
                        await put_in_order(voter, await voter.click(message, custom_id=custom_id), visit.preferences)
                    else:
                        await voter.select(message, values, custom_id=custom_id)
                except (SetupError, BackendError) as gone:
                    log.debug("%s came too late: %s", voter.name, gone)

    async def _say_why(self, visit: Visit, message: discord.Message) -> None:
        """Fill in the form behind the button that opens one, if the ballot has one."""
        voter = self._voters[visit.voter]
        forms = [one.custom_id for one in _walk(message.components) if isinstance(one, discord.Button)]
        for custom_id in (one for one in forms if one and one.startswith("respond:")):
            async with self._turn:
                try:
                    opened = await voter.click(message, custom_id=custom_id)
                    if opened.modal is not None:
                        [text] = [label["component"]["custom_id"] for label in opened.modal["components"]]
                        await voter.submit_modal(opened, {text: visit.preferences.choice(_REASONS)})
                except (SetupError, BackendError) as gone:
                    log.debug("%s came too late: %s", voter.name, gone)


def by_item(message: discord.Message) -> dict[Item, list[Control]]:
    """The controls of a ballot that can be used now, by what they decide."""
    found: dict[Item, list[Control]] = {}
    for component in _walk(message.components):
        if not isinstance(component, Control) or component.disabled:
            continue
        match (component.custom_id or "").split(":"):
            case ["vote", poll, item, _] | ["menu", poll, item] | ["order", poll, item]:
                found.setdefault((poll, item), []).append(component)
    return found


def _walk(components: Iterable[discord.Component]) -> Iterator[discord.Component]:
    for component in components:
        yield component
        yield from _walk(getattr(component, "children", ()))
        if accessory := getattr(component, "accessory", None):
            yield accessory


def answer(controls: Sequence[Control], preferences: Preferences) -> Mapping[str, Sequence[str] | None]:
    """What a voter does about one item: the custom_ids of buttons to press, and of menus with the options to pick."""
    menus = [control for control in controls if isinstance(control, discord.SelectMenu)]
    buttons = {one.custom_id or "": one.label or "" for one in controls if isinstance(one, discord.Button)}
    abstain = [custom_id for custom_id in buttons if custom_id.endswith(f":{_ABSTAIN}")]
    if abstain and preferences.random() < _ABSTAIN_RATE:
        return {abstain[0]: None}
    if menus:
        return {menu.custom_id or "": _picked(menu, preferences) for menu in menus}
    options = preferences.order({custom_id: label for custom_id, label in buttons.items() if custom_id not in abstain})
    return {options[0]: None} if options else {}


async def put_in_order(voter: MemberActor, opened: InteractionResult, preferences: Preferences) -> None:
    """Answer what a tap has opened, if it has: a form of places, or a page on which to tap one option after another."""
    if opened.modal is not None:
        await voter.submit_modal(opened, _places(opened.modal, preferences))
        return
    page = opened.response
    if page is None or not (steps := _steps(page)):
        return
    for option in preferences.order({label: label for label in steps})[: preferences.randint(1, len(steps))]:
        if step := _steps(page).get(option):
            await voter.click(page, custom_id=step)
    for custom_id in dict(_labels(page.components)):
        if custom_id.startswith("finish:"):
            await voter.click(page, custom_id=custom_id)


def _steps(page: ResponseMessage) -> dict[str, str]:
    """The buttons that add an option to an order, by what is on them: their ids say what has been tapped so far."""
    labels = _labels(page.components)
    return {label: one for one, label in labels if one.startswith("step:") and ":add:" in one}


def _labels(components: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for component in components:
        if "custom_id" in component:
            yield component["custom_id"], component.get("label", "")
        yield from _labels(component.get("components", ()))


def _places(form: Mapping[str, Any], preferences: Preferences) -> dict[str, list[str]]:
    """Fill the first places of a form, each with another option."""
    menus = [label["component"] for label in form["components"]]
    order = preferences.order({option["value"]: option["label"] for option in menus[0]["options"]})
    return {menu["custom_id"]: [order[place]] for place, menu in enumerate(menus[: preferences.randint(1, len(menus))])}


def _picked(menu: discord.SelectMenu, preferences: Preferences) -> list[str]:
    most = min(menu.max_values, len(menu.options))
    number = preferences.randint(max(1, menu.min_values), most)
    # The last option is often "none of these", which nobody chooses together with others.
    offered = menu.options if number == 1 or menu.min_values == len(menu.options) else menu.options[:-1]
    return preferences.order({option.value: option.label for option in offered})[:number]
