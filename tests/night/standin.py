"""Discord's side of the night: it gives up on taps after three seconds, puts edits off, and counts what it is sent."""

import asyncio
import contextlib
import json
from collections import deque
from dataclasses import dataclass
from itertools import count
from time import monotonic, time
from typing import Any

from aiohttp import web
from loopback import APPLICATION, Loopback

MOST_EDITS, WITHIN = 5, 5.0
"""Discord's limit of edits in a channel, and the seconds in which it holds."""
PATIENCE = 3.0
"""Seconds until Discord gives up on a tap and says so to its person."""
EPOCH = 1_420_070_400
"""When Discord's ids begin."""
DEFERRED, UPDATE_LATER = 5, 6
"""Kinds of first answers that say nothing yet."""
EVERYTHING = str((1 << 46) - 1)


@dataclass(slots=True, eq=False)
class Tap:
    """A tap, a form or a command: who used what, when, and who wants to hear of the answer."""

    what: tuple
    """The person, the kind of interaction, its data, and the message that it is on."""
    event: str
    """All but its id, as JSON."""
    heard: Any
    """Is told the answer, or None once Discord has given up on it."""
    token: str = ""
    votes: bool = False
    tries: int = 0
    """How often the same was tapped before."""
    at: float = 0.0
    took: float | None = None
    """Seconds until the first answer; None without one that came in time."""


class Night(Loopback):
    """The server, with 145,000 members unless told otherwise."""

    def __init__(self, channels, members):
        super().__init__(channels, members)
        self.took = {True: [], False: []}
        """Seconds to the first answers, by whether these were taps that vote."""
        self.given_up = self.late = self.refused_posts = self.received = self.sent = 0
        self.storm = False
        self._numbers = count()
        self._open = {}
        self._deferred = {}
        self._in_order = deque()
        self._edited = deque()

    @property
    def waiting(self):
        """How many taps have no answer yet."""
        return len(self._open) + len(self._deferred)

    def _guild(self):
        guild = super()._guild() | {"large": True}
        guild["roles"][0]["permissions"] = EVERYTHING
        return guild

    def written(self, person, kind, data, message=None):
        """Return an interaction as JSON, all but its id: a tap on a message, a command or a form."""
        event = self.tap_event(person.number, message or {"channel_id": str(self.channels[0])}, "")
        event |= {"type": kind, "data": data, "app_permissions": EVERYTHING}
        event["member"] |= {"joined_at": person.joined_at, "permissions": person.permissions}
        for later in ("id", "token", *(() if message else ("message",))):
            del event[later]
        return json.dumps(event, separators=(",", ":"))

    def ready(self, tap):
        """Prepare a tap that has just been made; over the gateway there is nothing to prepare."""

    async def use(self, tap, at=None):
        """Send a tap at its time: what the server's own machine loses until then counts against the bot."""
        tap.at = at or monotonic()
        event = self._numbered(tap, tap.at)
        self._expect(tap)
        self.sent += len(event)
        with contextlib.suppress(ConnectionError):  # the bot has just been killed
            await self.send_written("INTERACTION_CREATE", event)

    def _numbered(self, tap, at):
        """Give a tap its id, and return it as it is sent."""
        tap.token = str(self._snowflake(at))
        return f'{{"id":"{tap.token}","token":"{tap.token}",{tap.event[1:]}'

    def _expect(self, tap):
        self._open[tap.token] = tap
        self._in_order.append(tap)

    def _snowflake(self, at):
        """Return a new id that says when something happened, as Discord's do."""
        now = time() - (monotonic() - at)
        return (int((now - EPOCH) * 1000) << 22) + next(self._numbers) % (1 << 22)

    async def give_up(self):
        """Tell people, for ever, that their taps failed: Discord does so after three seconds."""
        while True:
            await asyncio.sleep(0.05)
            now = monotonic()
            while self._in_order and now - self._in_order[0].at > PATIENCE:
                tap = self._in_order.popleft()
                if self._open.pop(tap.token, None) is not None:
                    self._give_up(tap)

    def _give_up(self, tap):
        self.given_up += 1
        tap.heard(tap, None)

    async def _rest(self, request):
        body, size = await _body_of(request)
        self.received += size
        match request.method, request.match_info["path"].split("/"):
            case "POST", ["interactions", number, token, "callback"]:
                return _json(*self._called_back(number, token, body))
            case "POST" | "PATCH", ["webhooks", _, token, *_]:
                return _json(200, self._followed_up(token, body))
            case "PATCH", ["channels", channel, "messages", number] if number in self.messages:
                return _json(*self._edited_in(int(channel), number, body))
            case "POST", ["channels", channel, "messages"]:
                message = self._kept(channel, body)
                await self._note(self.messages, message["id"], message)
                return _json(200, message)
        return await super()._rest(request)

    def _called_back(self, number, token, body):
        tap, now = self._open.pop(token, None), monotonic()
        if tap is None or now - tap.at > PATIENCE:
            self.late += 1
            if tap is not None:
                self._give_up(tap)
            return 404, {"message": "Unknown interaction", "code": 10062}
        tap.took = now - tap.at
        self.took[tap.votes].append(tap.took)
        answer = {"interaction": {"id": number, "type": 3}}
        if body["type"] in {DEFERRED, UPDATE_LATER}:
            self._deferred[token] = tap
            return 200, answer
        data = body.get("data", {})
        if not data.get("flags", 0) & 64 and body["type"] == 4:
            message = self._kept(self.channels[0], data)
            self.messages[message["id"]] = message
            answer["resource"] = {"type": 4, "message": message}
            data = data | {"message": message}
        tap.heard(tap, data)
        return 200, answer

    def _followed_up(self, token, body):
        tap = self._deferred.pop(token, None)
        if tap is not None:
            tap.heard(tap, body)
        return self._kept(self.channels[0], body)

    def _kept(self, channel, body):
        return self._message(channel, body) | {"application_id": str(APPLICATION), "webhook_id": str(APPLICATION)}

    def _edited_in(self, channel, number, body):
        now = monotonic()
        while self._edited and now - self._edited[0] > WITHIN:
            self._edited.popleft()
        if self.storm or len(self._edited) >= MOST_EDITS:
            self.put_off[channel] += 1
            wait = 1.0 if self.storm else self._edited[0] + WITHIN - now
            return 429, {"message": "You are being rate limited.", "retry_after": wait, "global": False}
        self._edited.append(now)
        self.edits[channel] += 1
        self.messages[number]["components"] = body["components"]
        return 200, self.messages[number]


async def _body_of(request):
    """Return what was sent, without the files beside it, and how many bytes came."""
    size = request.content_length or 0
    if not request.can_read_body:
        return None, size
    if request.content_type.startswith("multipart/"):
        parts = await request.post()
        return json.loads(parts["payload_json"]), size
    return json.loads(await request.read()), size


def _json(status, answer):
    headers = {"Content-Type": "application/json", "Via": "stand-in"}
    return web.Response(body=json.dumps(answer), status=status, headers=headers)
