"""What moderators and administrators do: what and where, and never who.

Each action is a line in the log. Those in a debate are stored besides, in the transaction that does what they say, and
hang together. Each poll's seal covers the entries before it: one that is changed or taken out afterwards shows.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain import hash_chain
from bot.domain.export_schema import moment
from bot.domain.polls import Poll
from bot.storage.actions import add_action, last_action
from bot.storage.engine import Connection

log = logging.getLogger("bot.actions")


@dataclass(frozen=True)
class Action:
    """What was done, and the ids of what it concerned.

    Titles and the like stay out of it, as people type them.
    """

    name: str
    server: int
    debate: int | None
    fields: Mapping[str, object]


def action(name: str, server: int, debate: int | None = None, **what: object) -> Action:
    """Describe an action; what is None is left out."""
    return Action(name, server, debate, {key: value for key, value in what.items() if value is not None})


def on_poll(name: str, poll: Poll, **what: object) -> Action:
    """Describe an action on a poll."""
    ids = {"poll": poll.id, "question": poll.question, "round": poll.round}
    return action(name, poll.guild_id, poll.debate_id, **ids, **what)


def note(done: Action) -> None:
    """Log an action; in a log of JSON objects each field is one of its own."""
    debate = {} if done.debate is None else {"debate": done.debate}
    fields = {"server": done.server, **debate, **done.fields}
    said = ", ".join(f"{name} {value}" for name, value in fields.items())
    log.info("%s: %s", done.name, said, extra={"action": done.name, **fields})


async def keep(connection: Connection, done: Action, now: datetime) -> None:
    """Hang an action on the debate's chain; one outside any debate is not stored.

    The transaction was opened with the server's id, so that no other process takes the same place.
    """
    if done.debate is None:
        return
    number, previous = await last_action(connection, done.debate)
    ids = {"action": done.name, "server": done.server, "debate": done.debate, "at": moment(now)}
    entry = {**done.fields, **ids, "number": number + 1}
    await add_action(connection, done.debate, number + 1, hash_chain.append(previous, entry))
