"""What came of a night."""

from collections import Counter
from dataclasses import dataclass, field

from recount import Recount


@dataclass(frozen=True)
class Scale:
    """How many people there are, and what they do."""

    members: int = 145_000
    present: int = 10_000
    """People who tap within two seconds."""
    ballots: int = 7_713
    at_once: int = 7_000
    """Ballots cast in the rush; the others read first, and vote within the minute."""
    minds_changed: int = 400
    responses: int = 500
    joined_late: int = 120
    newly_joined: int = 80

    def divided(self, by):
        """Return the same night with so many times fewer people in the channel."""
        return Scale(self.members, *(max(1, value // by) for value in list(vars(self).values())[1:]))

    @property
    def newcomers(self):
        """People who may not vote."""
        return self.joined_late + self.newly_joined


@dataclass
class Outcome:
    """What is measured, and what is found in the end."""

    name: str
    scale: Scale
    took: list = field(default_factory=list)
    """Seconds to the answers to votes."""
    took_others: list = field(default_factory=list)
    refused_posts: int = 0
    late: int = 0
    unanswered: int = 0
    again: int = 0
    acknowledged: int = 0
    nobody_waits: bool = False
    refused: Counter = field(default_factory=Counter)
    told: Counter = field(default_factory=Counter)
    responses: int = 0
    commands: int = 0
    kills: int = 0
    logged: Counter = field(default_factory=Counter)
    """What the bot warned of, and how often."""
    until_ready: float = 0.0
    until_back: float = 0.0
    until_result: float = 0.0
    until_export: float = 0.0
    result_shown: bool = False
    put_off: int = 0
    edits: int = 0
    resumed: int = 0
    received: int = 0
    sent: int = 0
    on_disk: int = 0
    exported: int = 0
    peak: int = 0
    cpu: float = 0.0
    verified: str = ""
    recount: Recount | None = None
    whole: float = 0.0

    @property
    def is_sound(self):
        """Whether each confirmed vote is there, and once, and the count is that of people's own record."""
        found = self.recount
        return found is not None and found.agrees and found.is_sealed_by_content and bool(self.verified)
