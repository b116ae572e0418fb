"""One line in the log for each thing that moderators and administrators do: what and where, and never who."""

import logging

from bot.domain.polls import Poll

log = logging.getLogger("bot.actions")


def note(action: str, server: int, **what: object) -> None:
    """Log an action with the ids of what it concerned; what is None is left out.

    Titles and the like stay out of it, as people type them. In a log of JSON objects each is a field of its own.
    """
    fields = {"server": server, **{name: value for name, value in what.items() if value is not None}}
    said = ", ".join(f"{name} {value}" for name, value in fields.items())
    log.info("%s: %s", action, said, extra={"action": action, **fields})


def note_poll(action: str, poll: Poll, **what: object) -> None:
    """Log an action on a poll."""
    ids = {"debate": poll.debate_id, "poll": poll.id, "question": poll.question, "round": poll.round}
    note(action, poll.guild_id, **ids, **what)
