"""The page on the wall in a room of tests, without the browser: what it is sent."""

import json

from bot.domain.people import Person
from bot.hall.halls import Halls
from bot.i18n import speech_in
from bot.services.hall import addresses

BASE = "https://hall.example.org"


def show_hall(client):
    """Turn the page on, as HALL_PORT does, but without the server."""
    halls = Halls(client.context, lambda _: speech_in("en"), address=BASE, invite="https://discord.gg/example")
    client.show_hall(halls)
    return halls


async def on_wall(room):
    """Return the frame that somebody who opens the page of the newest debate is sent."""
    halls = room.client.hall or show_hall(room.client)
    hall = await addresses.find_hall(room.context, Person(room.guild.id, 1, "", is_administrator=True))
    halls.mark(room.guild.id, turnout=False)
    await halls.reload()
    return frame_of(await halls.watch(hall.token), room.now)


def frame_of(feed, clock):
    """Return the newest frame of a feed."""
    event = feed.event(clock).decode()
    return json.loads(event.split("data: ")[1])["frame"]
