"""Simulated voters, who answer every ballot that appears in the channel.

They see what people see, a message and its controls, and know nothing else of the bot.
"""

import asyncio
import heapq
import logging
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import discord
from simcord import BackendError, ChannelHandle, InteractionResult, MemberActor, ResponseMessage, SetupError

log = logging.getLogger(__name__)

_GLANCE = 0.5
"""Seconds between two looks at the channel."""

_HURRY = (1.0, 30.0)
"""Seconds after which voters get round to a new ballot, evenly spread."""

_SECOND_THOUGHTS = (5.0, 20.0)
_CHANGES_MIND = 0.15
_ABSTAINS = 0.08
_ABSTAIN = "-"

Control = discord.Button | discord.SelectMenu
Item = tuple[str, str]
"""A poll and one of its items, as their custom_ids name them."""


@dataclass(frozen=True, order=True)
class Visit:
    """One voter turning to one item of a ballot, at a time of the loop's clock."""

    at: float
    voter: int
    item: Item
    message: int
    taste: random.Random = field(compare=False)


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
            await asyncio.sleep(_GLANCE)
            try:
                await self._glance(asyncio.get_running_loop().time())
            except Exception:  # the room goes on without this vote
                log.exception("The simulated voters stumbled")

    async def _glance(self, now: float) -> None:
        papers = self._papers()
        for message, items in papers.items():
            for item in [item for item in items if item not in self._known]:
                self._known.add(item)
                for visit in self._visits(item, message.id, now):
                    heapq.heappush(self._plan, visit)
        by_id = {message.id: (message, items) for message, items in papers.items()}
        while self._plan and self._plan[0].at <= now:
            visit = heapq.heappop(self._plan)
            if visit.message in by_id:
                message, items = by_id[visit.message]
                await self._vote(visit, message, items.get(visit.item, []))

    def _papers(self) -> dict[discord.Message, dict[Item, list[Control]]]:
        # One voter's view is enough and is short: nobody's private answers but her own.
        messages = self._channel.history(viewer=self._voters[0])
        return {message: by_item(message) for message in messages if not message.flags.ephemeral}

    def _visits(self, item: Item, message: int, now: float) -> Iterator[Visit]:
        for voter in range(len(self._voters)):
            # Seeded by order of appearance, since ids differ from one rehearsal to the next.
            taste = random.Random(f"{self._seed}/{len(self._known)}/{voter}")  # noqa: S311  # play, no secret
            at = now + taste.uniform(*_HURRY)
            yield Visit(at, voter, item, message, taste)
            if taste.random() < _CHANGES_MIND:
                yield Visit(at + taste.uniform(*_SECOND_THOUGHTS), voter, item, message, taste)

    async def _vote(self, visit: Visit, message: discord.Message, controls: Sequence[Control]) -> None:
        voter = self._voters[visit.voter]
        for custom_id, values in answer(controls, visit.taste).items():
            async with self._turn:
                try:
                    if values is None:
                        await put_in_order(voter, await voter.click(message, custom_id=custom_id), visit.taste)
                    else:
                        await voter.select(message, values, custom_id=custom_id)
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


def answer(controls: Sequence[Control], taste: random.Random) -> Mapping[str, Sequence[str] | None]:
    """What a voter does about one item: the custom_ids of buttons to press, and of menus with the options to pick."""
    menus = [control for control in controls if isinstance(control, discord.SelectMenu)]
    buttons = [control.custom_id or "" for control in controls if isinstance(control, discord.Button)]
    abstain = [custom_id for custom_id in buttons if custom_id.endswith(f":{_ABSTAIN}")]
    if abstain and taste.random() < _ABSTAINS:
        return {abstain[0]: None}
    if menus:
        return {menu.custom_id or "": _picked(menu, taste) for menu in menus}
    options = [custom_id for custom_id in buttons if custom_id not in abstain]
    return {taste.choice(options): None} if options else {}


async def put_in_order(voter: MemberActor, opened: InteractionResult, taste: random.Random) -> None:
    """Answer what a tap has opened, if it has: a form of places, or a page on which to tap one option after another."""
    if opened.modal is not None:
        await voter.submit_modal(opened, _places(opened.modal, taste))
        return
    page = opened.response
    if page is None or not (steps := _steps(page)):
        return
    for _ in range(taste.randint(1, len(steps))):
        if steps := _steps(page):
            await voter.click(page, custom_id=_favourite(steps, taste))
    for custom_id in list(_custom_ids(page.components)):
        if custom_id.startswith("finish:"):
            await voter.click(page, custom_id=custom_id)


def _steps(page: ResponseMessage) -> list[str]:
    """The buttons that add an option to an order."""
    return [one for one in _custom_ids(page.components) if one.startswith("step:") and ":add:" in one]


def _custom_ids(components: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for component in components:
        if "custom_id" in component:
            yield component["custom_id"]
        yield from _custom_ids(component.get("components", ()))


def _places(form: Mapping[str, Any], taste: random.Random) -> dict[str, list[str]]:
    """Fill the first places of a form, each with another option."""
    menus = [label["component"] for label in form["components"]]
    left = [option["value"] for option in menus[0]["options"]]
    places = {}
    for menu in menus[: taste.randint(1, len(menus))]:
        places[menu["custom_id"]] = [_favourite(left, taste)]
        left.remove(places[menu["custom_id"]][0])
    return places


def _favourite(options: Sequence[str], taste: random.Random) -> str:
    """Some like all alike, more like what is named first."""
    return options[min(taste.randrange(len(options)), taste.randrange(len(options)))]


def _picked(menu: discord.SelectMenu, taste: random.Random) -> list[str]:
    most = min(menu.max_values, len(menu.options))
    number = taste.randint(max(1, menu.min_values), most)
    # The last option is often "none of these", which nobody chooses together with others.
    offered = menu.options if number == 1 or menu.min_values == len(menu.options) else menu.options[:-1]
    return [option.value for option in taste.sample(offered, min(number, len(offered)))]
