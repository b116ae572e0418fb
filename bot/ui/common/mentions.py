"""Commands written so that people can tap them, once Discord has said what their ids are."""

from collections.abc import Mapping


class Mentions:
    """Writes commands; those whose id is not known as plain text."""

    def __init__(self) -> None:
        self.ids: dict[str, int] = {}

    def learn(self, ids: Mapping[str, int]) -> None:
        """Take over the ids of the commands, by name."""
        self.ids = dict(ids)

    def __call__(self, command: str) -> str:
        """Write a command, such as `poll status`; Discord gives one id to all that share the first word."""
        found = self.ids.get(command.split(maxsplit=1)[0])
        return f"</{command}:{found}>" if found else f"`/{command}`"
