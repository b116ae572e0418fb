"""Interactions that come over HTTP: they take the way of the gateway's, and the first answer goes into the response.

discord.py sends every first answer through an adapter that it finds in a context variable, and so do the bot's own
fast ways. In the context of such an interaction it is `_InResponse`, which takes that answer instead of sending it.
These are private parts of discord.py, whose version is pinned in pyproject.toml. `known` says whether they are there;
where they are not, the response is empty and the first answer goes by a request of its own, as Discord allows.
"""

import asyncio
import inspect
import logging
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

import discord
import orjson
from discord.http import Route
from discord.webhook import async_
from discord.webhook.async_ import AsyncWebhookAdapter

from bot import metrics
from bot.i18n import speech_in
from bot.ui.common.controls import TABLE
from bot.ui.common.fast_reply import CALLBACK, EPHEMERAL, MESSAGE
from bot.ui.common.unreadable import where
from bot.ui.fast_taps import taker_at_once
from bot.ui.polls.controls import OF_VOTERS

log = logging.getLogger(__name__)

PATIENCE = 2.8
"""Seconds until the response is given up; Discord gives up after 3, and whatever is slow was deferred before."""

SETTLING = 3.0
"""Seconds after a first answer in which Discord may not have read it yet, so that what follows is tried again."""
UNKNOWN = {10008, 10015}
"""Discord's codes for a message and a webhook that it does not know, or not yet."""
TRY_AGAIN = (0.2, 0.5, 1.0)

AUTOCOMPLETE = discord.InteractionType.autocomplete.value
CONTROLS = {discord.InteractionType.component.value, discord.InteractionType.modal_submit.value}
CHOICES = discord.InteractionResponseType.autocomplete_result.value

Payload = Mapping[str, Any]


class Unreadable(Exception):
    """Discord signed something that cannot be read; the message says where."""


class Unanswered(Exception):
    """An interaction got no answer in time."""


def known() -> bool:
    """Return whether this version of discord.py lets first answers go into responses."""
    request = inspect.signature(AsyncWebhookAdapter.request).parameters
    is_known = isinstance(getattr(async_, "async_context", None), ContextVar) and {
        "route",
        "session",
        "payload",
        "files",
    } <= {*request}
    if not is_known:
        log.warning(
            "this version of discord.py is not known: answers to the interactions endpoint are sent by requests"
        )
    return is_known


def say_where_interactions_go(application: discord.AppInfo | None, *, has_endpoint: bool) -> None:
    """Tell the operator where Discord and the settings do not fit together."""
    address = application.interactions_endpoint_url if application else None
    if address and not has_endpoint:
        log.warning(
            "Discord sends all that people do to %s, but INTERACTIONS_PORT is not set, so they get no answer here. Set "
            "it, or empty “Interactions Endpoint URL” in the developer portal.",
            address,
        )
    elif has_endpoint and not address:
        log.info("the interactions endpoint waits: its address is not in the developer portal yet")


async def answer_to(client: discord.Client, payload: Payload, *, in_response: bool) -> bytes | None:
    """Have an interaction answered; return the first answer, None where it goes by a request of its own.

    Raises Unreadable and Unanswered.
    """
    adapter: AsyncWebhookAdapter = _InResponse(payload.get("id")) if in_response else _plain_adapter()
    before = async_.async_context.set(adapter)
    try:
        taker_at_once(client)(payload)  # the endpoint has turns of its own
    except Exception as error:
        metrics.ERRORS.labels("event").inc()
        raise Unreadable(where(error)) from error
    finally:
        async_.async_context.reset(before)
    if not isinstance(adapter, _InResponse):
        return None
    try:
        async with asyncio.timeout(PATIENCE):
            return await adapter.first
    except TimeoutError:  # which cancels `first`, so that a late answer is sent as a request, and refused by Discord
        raise Unanswered from None


def _plain_adapter() -> AsyncWebhookAdapter:
    return AsyncWebhookAdapter()  # type: ignore[no-untyped-call]  # discord.py's


class _InResponse(AsyncWebhookAdapter):
    """Keeps the first answer to one interaction for the response to its request; what follows is sent as ever."""

    def __init__(self, interaction: object) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # discord.py's
        self._interaction = str(interaction)
        self._loop = asyncio.get_running_loop()
        self.first: asyncio.Future[bytes | None] = self._loop.create_future()
        self._answered_at = 0.0

    async def request(self, route: Route, session: Any, **given: Any) -> Any:  # noqa: ANN401  discord.py's
        """Take the first answer, or send a request."""
        if self.first.done() or route.path != CALLBACK or str(route.webhook_id) != self._interaction:
            return await self._send(route, session, given)
        self._answered_at = self._loop.time()
        payload = given.get("payload")
        if payload is None or _is_public(payload):  # files, or a message whose number is asked for
            self.first.set_result(None)
            return await super().request(route, session, **given)
        self.first.set_result(orjson.dumps(payload))
        return {"interaction": {"id": route.webhook_id, "type": payload["type"]}}

    async def _send(self, route: Route, session: Any, given: dict[str, Any]) -> Any:  # noqa: ANN401  discord.py's
        for seconds in TRY_AGAIN:
            try:
                return await super().request(route, session, **given)
            except discord.NotFound as error:
                if error.code not in UNKNOWN or self._loop.time() - self._answered_at > SETTLING:
                    raise
            await asyncio.sleep(seconds)
            for file in given.get("files") or ():
                file.reset()
        return await super().request(route, session, **given)


def _is_public(payload: Payload) -> bool:
    return payload["type"] == MESSAGE.value and not payload.get("data", {}).get("flags", 0) & EPHEMERAL


def is_of_voter(payload: Payload) -> bool:
    """Return whether an interaction is one of voting, which takes nothing but the database."""
    if payload.get("type") not in CONTROLS:
        return False
    return TABLE.find(str((payload.get("data") or {}).get("custom_id", ""))) in OF_VOTERS


def not_now(payload: Payload) -> bytes:
    """Return the answer to what only another process can answer, which cannot be reached."""
    if payload.get("type") == AUTOCOMPLETE:
        return orjson.dumps({"type": CHOICES, "data": {"choices": []}})
    speech = speech_in(str(payload.get("locale")))
    sentence = speech(
        "The bot is starting again, so nothing was done. Votes count all the same. Try again in a minute."
    )
    message = {"content": sentence, "flags": EPHEMERAL, "allowed_mentions": {"parse": []}}
    return orjson.dumps({"type": MESSAGE.value, "data": message})
