"""As much of Discord as a ballot takes, on a port of this machine: what simcord does not do, in real time.

It numbers and replays gateway events as Discord does for RESUME, and puts requests off with 429.
"""

import asyncio
import itertools
import json
from collections import Counter
from datetime import UTC, datetime

from aiohttp import WSMsgType, web

APPLICATION, GUILD = 111_111_111_111_111_111, 222_222_222_222_222_222
RECONNECT, INVALID_SESSION = 4000, 9


def _user(number, **more):
    return {"id": str(number), "username": f"user{number}", "discriminator": "0", "avatar": None, **more}


class Loopback:
    """The server.

    `slow` holds the channels whose edits it puts off, `refused` how many connections to the gateway it turns away,
    `unread` how many requests that follow an answer come before it has read that; `changed` is set at every request.
    `trouble` is what becomes of the next answers to taps: "put off", "fails", "cut off" or "late" (it waits until the
    bot gives up), all before one is taken, or "lost" after.
    """

    def __init__(self, channels, members=5):
        self.channels = channels
        self.members = members
        self.messages = {}
        self.edits = Counter()
        self.put_off = Counter()
        self.answers = {}
        self.followups = {}
        self.sessions = Counter()
        self.slow = set()
        self.refused = 0
        self.unread = 0
        self.trouble = []
        self.headers = []
        self._ids = itertools.count(((int(datetime.now(UTC).timestamp() * 1000) - 1_420_070_400_000) << 22) + 1)
        self._events = []
        self._socket = None
        self._changed = asyncio.Condition()

    async def start(self, port=0):
        app = web.Application()
        app.router.add_get("/gateway/", self._gateway)
        app.router.add_route("*", "/api/{path:.*}", self._rest)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self.address = f"127.0.0.1:{site._server.sockets[0].getsockname()[1]}"

    async def stop(self):
        await self._runner.cleanup()

    @property
    def connections(self):
        """How many are open."""
        return len(self._runner.server.connections)

    async def until(self, happened):
        """Wait until something is so, on a busy machine as well."""
        async with asyncio.timeout(60), self._changed:
            await self._changed.wait_for(happened)

    async def tap(self, user, message, custom_id):
        """Send a tap over the gateway, or keep it for when the bot resumes; returns the interaction's token."""
        event = self.tap_event(user, message, custom_id)
        await self.send("INTERACTION_CREATE", event)
        return event["token"]

    def tap_event(self, user, message, custom_id):
        """Return what the gateway says of a tap."""
        number = str(next(self._ids))
        member = {"user": _user(user), "roles": [], "joined_at": "2024-01-01T00:00:00+00:00", "permissions": "0"}
        event = {"id": number, "application_id": str(APPLICATION), "type": 3, "token": number, "version": 1}
        event |= {"guild_id": str(GUILD), "channel_id": message["channel_id"], "locale": "en-US"}
        event |= {
            "channel": self._channel(message["channel_id"]),
            "member": member | {"deaf": False, "mute": False, "flags": 0},
        }
        event |= {"message": message, "data": {"custom_id": custom_id, "component_type": 2}, "entitlements": []}
        event |= {"authorizing_integration_owners": {}, "app_permissions": "0", "attachment_size_limit": 10_485_760}
        return event

    async def drop(self, *, forget=False):
        """Cut the gateway connection, and the session with it where it is to be forgotten."""
        socket, self._socket = self._socket, None
        if forget:
            self._events.clear()
        await socket.close(code=RECONNECT)

    def _channel(self, number):
        return {"id": str(number), "guild_id": str(GUILD), "type": 0, "name": "debate", "position": 0} | {
            "permission_overwrites": [],
            "nsfw": False,
            "parent_id": None,
        }

    def _guild(self):
        everyone = {"id": str(GUILD), "name": "@everyone", "permissions": "0", "position": 0, "color": 0}
        everyone |= {"hoist": False, "managed": False, "mentionable": False, "flags": 0}
        channels = [self._channel(number) for number in self.channels]
        return {"id": str(GUILD), "name": "geneva", "owner_id": "1", "roles": [everyone], "channels": channels} | {
            "members": [], "emojis": [], "stickers": [], "features": [], "threads": [], "member_count": self.members,
            "preferred_locale": "en-US", "premium_tier": 0, "verification_level": 0, "nsfw_level": 0,
            "default_message_notifications": 0, "explicit_content_filter": 0, "mfa_level": 0, "voice_states": [],
            "presences": [], "stage_instances": [], "guild_scheduled_events": [], "soundboard_sounds": [],
            "afk_timeout": 300, "system_channel_flags": 0, "large": False, "unavailable": False,
            "approximate_member_count": self.members, "description": None,
        }  # fmt: skip

    async def send(self, name, data):
        """Send an event over the gateway."""
        await self.send_written(name, json.dumps(data))

    async def send_written(self, name, data):
        """Send an event whose data are JSON already."""
        self._events.append(f'{{"op":0,"t":"{name}","s":{len(self._events) + 1},"d":{data}}}')
        if self._socket is not None:
            await self._socket.send_str(self._events[-1])

    async def _gateway(self, request):
        if self.refused:
            self.refused -= 1
            return web.Response(status=503)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_str(json.dumps({"op": 10, "d": {"heartbeat_interval": 40_000}}))
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                continue
            payload = json.loads(message.data)
            if payload["op"] == 1:
                await socket.send_str('{"op":11}')
            elif payload["op"] == 2:
                self._events.clear()
                self._socket = socket
                await self._greet()
            elif payload["op"] == 6 and self._events:
                await self._replay(socket, payload["d"]["seq"])
                await self.send("RESUMED", {})
                await self._note(self.sessions, "resumed")
            elif payload["op"] == 6:
                await socket.send_str(json.dumps({"op": INVALID_SESSION, "d": False}))
        if self._socket is socket:  # the bot is gone without a word
            self._socket = None
        return socket

    async def _replay(self, socket, seen):
        """Send what the bot has missed, also of what comes meanwhile, before anything new."""
        while seen < len(self._events):
            await socket.send_str(self._events[seen])
            seen += 1
        self._socket = socket

    async def _greet(self):
        me, application = _user(APPLICATION, bot=True), {"id": str(APPLICATION), "flags": 0}
        ready = {"v": 10, "user": me, "session_id": "one", "resume_gateway_url": f"ws://{self.address}/gateway/"}
        unavailable = [{"id": str(GUILD), "unavailable": True}]
        await self.send("READY", ready | {"guilds": unavailable, "application": application})
        await self.send("GUILD_CREATE", self._guild())
        await self._note(self.sessions, "identified")

    async def _note(self, where, key, value=None):
        async with self._changed:
            where[key] = where[key] + 1 if value is None else value
            self._changed.notify_all()

    async def _rest(self, request):
        path = request.match_info["path"].split("/")
        body = await request.json() if request.can_read_body else None
        status, answer = 200, []
        match request.method, path:
            case "GET", ["users", "@me"]:
                answer = _user(APPLICATION, bot=True)
            case "GET", ["oauth2", "applications", "@me"]:
                owner = {"owner": _user(1), "summary": "", "description": "", "icon": None, "verify_key": ""} | {
                    "bot_require_code_grant": False
                }
                answer = {"id": str(APPLICATION), "name": "bot", "bot_public": True} | owner
            case "PUT", ["applications", _, "commands"]:
                pass
            case "GET", ["guilds", _]:
                answer = self._guild()
            case "POST", ["channels", channel, "messages"]:
                answer = self._message(channel, body)
                await self._note(self.messages, answer["id"], answer)
            case "PATCH", ["channels", channel, "messages", number]:
                status, answer = await self._edit(int(channel), number, body)
            case "POST", ["interactions", _, token, "callback"]:
                self.headers.append(request.headers)
                status, answer = await self._answer(request, token, body)
            case _, ["webhooks", *_] if self.unread:
                self.unread -= 1
                status, answer = 404, {"message": "Unknown Webhook", "code": 10015}
            case "POST", ["webhooks", _, token]:
                answer = self._message(1, body)
                await self._note(self.followups, token, body)
            case _:
                status, answer = 404, {"message": f"{request.method} {request.path}", "code": 0}
        headers = {"Content-Type": "application/json", "Via": "loopback"}  # without Via discord.py thinks of a ban
        return web.Response(body=json.dumps(answer), status=status, headers=headers)

    async def _answer(self, request, token, body):
        trouble = self.trouble.pop(0) if self.trouble else None
        if trouble == "put off":
            return 429, {"message": "You are being rate limited.", "retry_after": 0.05, "global": False}
        if trouble == "cut off":
            request.transport.abort()
        while trouble == "late" and request.transport is not None:  # noqa: ASYNC110  aiohttp has no event for it
            await asyncio.sleep(0.01)
        if trouble is not None and trouble != "lost":
            return 500, {}
        if token in self.answers:
            return 400, {"code": 40060, "message": "Interaction has already been acknowledged."}
        await self._note(self.answers, token, body)
        if trouble == "lost":
            request.transport.abort()
        return 200, {"interaction": {"id": token, "type": 3}, "resource": {"type": 4}}

    def _message(self, channel, body):
        message = {"id": str(next(self._ids)), "channel_id": str(channel), "author": _user(APPLICATION, bot=True)}
        message |= {"timestamp": datetime.now(UTC).isoformat(), "edited_timestamp": None, "type": 0, "content": ""}
        message |= {"tts": False, "mention_everyone": False, "mentions": [], "mention_roles": [], "attachments": []}
        return message | {
            "embeds": [],
            "pinned": False,
            "flags": body.get("flags", 0),
            "components": body.get("components", []),
        }

    async def _edit(self, channel, number, body):
        if channel in self.slow:
            await self._note(self.put_off, channel)
            return 429, {"message": "You are being rate limited.", "retry_after": 0.3, "global": False}
        message = self.messages[number]
        message["components"] = body["components"]
        await self._note(self.edits, channel)
        return 200, message
