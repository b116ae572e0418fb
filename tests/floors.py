"""An open floor, used by its card and its controls."""

from ballots import custom_ids

from bot.domain.floor import Asking
from bot.services.floor import reading
from bot.storage import floors


class OpenFloor:
    """The newest floor of the room, as people see and use it."""

    def __init__(self, room, said, channel=None) -> None:
        self.room, self.said, self.channel = room, said, channel or room.channel
        self.told = self._card = None

    async def open(self, **options):
        """Open it as Mod, and keep the controls that he is shown."""
        self.told = await self.room.mod.slash(self.channel, "floor open", **options)
        self.controls = self.told.response or self.told.followups[0]
        return self

    @property
    def card(self):
        """The card as it is now; where it has been posted again, the newest."""
        posted = self.channel.history()
        self._card = next((one.id for one in reversed(posted) if any(map(is_on_card, custom_ids(one)))), self._card)
        return next(one for one in posted if one.id == self._card)

    async def state(self):
        return await reading.open_floor_of(self.room.context, self.room.guild.id)

    async def speaker(self):
        """Return the name of who speaks."""
        turn = (await self.state()).turn
        return turn and turn.name

    async def waiting(self):
        return [asking.name for asking in (await self.state()).waiting]

    async def tap(self, who, name, message=None):
        """Tap the button with this name, on the card or on what is given."""
        return await who.click(message or self.card, custom_id=found(message or self.card, name))

    async def lead(self, name, who=None, message=None):
        """Tap a button of the controls as a moderator."""
        return await self.tap(who or self.room.mod, name, message or self.controls)

    def calls(self):
        """Return the messages that are about the turn."""
        return [one for one in self.channel.history() if "<@" in one.content]


def is_on_card(custom_id):
    return custom_id.startswith("floor-move-on:")


def found(message, name):
    ids = [custom_id for custom_id in custom_ids(message) if custom_id.split(":")[0] == name]
    assert ids, f"{name} is not among {custom_ids(message)}"
    return ids[0]


def options(message, custom_id):
    """Return what a menu offers, by label."""
    offered = {}

    def walk(components):
        for component in components:
            if component.get("custom_id") == custom_id:
                offered.update({one["label"]: one["value"] for one in component["options"]})
            walk(component.get("components", ()))

    walk(component if isinstance(component, dict) else component.to_dict() for component in message.components)
    return offered


def page_of(result):
    return result.response or result.followups[0]


def edits(room, card):
    """Return how often a card was edited."""
    path = f"/channels/{card.channel.id}/messages/{card.id}"
    return sum(entry.method == "PATCH" and entry.path == path for entry in room.env.backend.http_requests)


async def many_ask(room, floor_id, count):
    """Have so many people on the list, below Discord and at once."""
    async with room.context.database.writing(room.guild.id) as connection:
        for number in range(count):
            asking = Asking(f"{number:064}", 10**17 + number, f"speaker {number}", None, room.now(), 0)
            await floors.add_asking(connection, floor_id, asking)
