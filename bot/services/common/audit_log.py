"""The audit log: what moderators and administrators do, on what and where, and never who.

Every action goes to the operator's log. Those in a debate are also stored, in the transaction that does what they
record, as a hash chain. Each poll's seal covers the entries before it, so changing or removing one of those shows.
"""

import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from bot.domain import hash_chain
from bot.domain.export_schema import moment
from bot.domain.polls import Poll
from bot.domain.voter_rules import VoterRules
from bot.storage.actions import add_action, last_action
from bot.storage.engine import Connection

logger = logging.getLogger("bot.actions")


@dataclass(frozen=True)
class Action:
    """What was done, and the ids of what it concerned.

    Titles and other typed text stay out of it.
    """

    name: str
    server: int
    debate: int | None
    fields: Mapping[str, object]


def action(name: str, server: int, debate: int | None = None, **fields: object) -> Action:
    """Describe an action; fields that are None are left out."""
    return Action(name, server, debate, {key: value for key, value in fields.items() if value is not None})


def poll_action(name: str, poll: Poll, **fields: object) -> Action:
    """Describe an action on a poll."""
    ids = {"poll": poll.id, "question": poll.question, "round": poll.round}
    return action(name, poll.guild_id, poll.debate_id, **ids, **fields)


def voter_rules(rules: VoterRules) -> dict[str, object]:
    """Return the rules on who may vote that ask for something, as fields of an action."""
    return {name: value for name, value in asdict(rules).items() if value}


def log(done: Action) -> None:
    """Write an action to the operator's log; in JSON each field is a key of its own."""
    debate = {} if done.debate is None else {"debate": done.debate}
    fields = {"server": done.server, **debate, **done.fields}
    text = ", ".join(f"{name} {value}" for name, value in fields.items())
    logger.info("%s: %s", done.name, text, extra={"action": done.name, **fields})


async def append(connection: Connection, done: Action, now: datetime) -> None:
    """Append an action to the debate's hash chain; an action outside any debate is not stored.

    The transaction must hold the server's lock, so that no other process takes the same number.
    """
    if done.debate is None:
        return
    number, previous = await last_action(connection, done.debate)
    ids = {"action": done.name, "server": done.server, "debate": done.debate, "at": moment(now)}
    entry = {**done.fields, **ids, "number": number + 1}
    await add_action(connection, done.debate, number + 1, hash_chain.append(previous, entry))
