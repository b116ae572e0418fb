"""What a page says of what its person has just done.

The preview decides that once, when it stops waiting, and calls an action not completed if the bot has not answered by
then or if any task of the bot has failed meanwhile, whosever it was. Here a page says so only of what came to nothing.
"""
# ruff: noqa: SLF001  # private members are this file's one subject

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import discord
from simcord import Preview
from simcord.backend.models import Interaction
from simcord.preview._actions import _Action
from simcord.preview._pages import _Page

from bot.rehearsal import guard

PATIENCE = timedelta(seconds=15)
"""How long a page waits for an answer while the bot is at work; on a slow machine Discord's three seconds are short."""

_PENDING, _UNANSWERED = "pending", "unacknowledged"


def moved() -> Iterator[str]:
    """Name every part of the preview that is not as this file expects it."""
    yield from guard.missing_fields(
        [
            (_Action, "interaction", _Action.__dataclass_fields__),
            (_Action, "response", _Action.__dataclass_fields__),
            (_Page, "activity", _Page.__dataclass_fields__),
            (_Page, "activity_actions", _Page.__dataclass_fields__),
            (_Page, "last_action", _Page.__dataclass_fields__),
            (_Page, "latest_action", _Page.__dataclass_fields__),
            (Interaction, "responded", Interaction.__dataclass_fields__),
            (Interaction, "deferred", vars(Interaction)),
        ]
    )
    yield from guard.moved_functions([(Preview, "_refresh_action_receipts", {"self", "page"})])


def tell_late_answers(preview: Preview, at_work: Callable[[], bool], pace: int = 1) -> None:
    """Have the pages wait for an answer while the bot is `at_work`, and tell of it when it has come.

    Times run `pace` times as fast as the person who waits.
    """
    refresh = preview._refresh_action_receipts

    def refreshed(page: _Page) -> None:
        refresh(page)
        for action, receipt in _receipts(page):
            if action.interaction is not None and receipt["acknowledgement"] in {_PENDING, _UNANSWERED}:
                receipt["acknowledgement"] = _acknowledgement(
                    action.interaction, at_work=at_work(), patience=PATIENCE * pace
                )

    preview._refresh_action_receipts = refreshed  # type: ignore[method-assign]


def _receipts(page: _Page) -> Iterator[tuple[_Action, dict[str, Any]]]:
    for action, receipt in zip(page.activity_actions, page.activity, strict=False):
        if action is not None:
            yield action, receipt
    latest = page.latest_action
    if latest is not None and latest.response is not None:
        yield latest, latest.response
        if page.last_action is not None and page.last_action["correlation"] == latest.response["correlation"]:
            yield latest, page.last_action


def _acknowledgement(interaction: Interaction, *, at_work: bool, patience: timedelta) -> str:
    if interaction.responded:
        return "deferred" if interaction.deferred else "acknowledged"
    asked = discord.utils.snowflake_time(interaction.id)
    return _PENDING if at_work and discord.utils.utcnow() - asked < patience else _UNANSWERED
