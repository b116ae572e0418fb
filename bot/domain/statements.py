"""Statements: what participants say to a question in one sentence, for others to agree or disagree with, or to pass."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.message_links import message_link
from bot.domain.polls import Release, Round, Secrecy
from bot.domain.voter_rules import ANYBODY, VoterRules

LONGEST = 140
"""Characters of a statement at most."""


class StatementStatus(StrEnum):
    """The state of a statement: people vote on shown ones; only the author and reviewers see the others."""

    PENDING = "pending"
    SHOWN = "shown"
    DECLINED = "declined"
    MERGED = "merged"


class Stance(StrEnum):
    """What somebody answers to a statement."""

    AGREE = "agree"
    DISAGREE = "disagree"
    PASS = "pass"  # noqa: S105  a stance, no password


class DeclineReason(StrEnum):
    """Why moderators decline a statement; its author is told."""

    OFF_TOPIC = "off_topic"
    NAMES_A_PERSON = "names_a_person"
    SEVERAL_CLAIMS = "several_claims"
    REPEATS_ANOTHER = "repeats_another"
    INSULTING = "insulting"


class SetState(StrEnum):
    """Whether one can vote on the statements of a set."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True)
class Counts:
    """How many people agree with a statement, disagree, and pass."""

    agree: int = 0
    disagree: int = 0
    passed: int = 0

    @property
    def voters(self) -> int:
        """How many people have voted on it."""
        return self.agree + self.disagree + self.passed

    def of(self, stance: Stance) -> int:
        """Return how many took a stance."""
        return {Stance.AGREE: self.agree, Stance.DISAGREE: self.disagree, Stance.PASS: self.passed}[stance]

    @classmethod
    def by_stance(cls, numbers: Mapping[Stance, int]) -> "Counts":
        """Return the counts of a tally by stance."""
        return cls(numbers.get(Stance.AGREE, 0), numbers.get(Stance.DISAGREE, 0), numbers.get(Stance.PASS, 0))


@dataclass(frozen=True)
class Statement:
    """A sentence of a participant, or one that the pack begins with.

    `number` counts a question's statements from 1, in the order of writing. One whose author has deleted it has no text
    any more; the votes on it still count.
    """

    id: int
    debate_id: int
    question: str
    number: int
    text: str
    is_seed: bool
    status: StatementStatus
    created_at: datetime
    decline_reason: DeclineReason | None = None
    merged_into: int | None = None
    participant: str | None = None
    """Who wrote it; None for the pack's."""
    name: str | None = None
    """The author's name, if the debate was named when it was written."""
    seed: str | None = None
    """The pack's id of a statement that is from there."""

    @property
    def is_erased(self) -> bool:
        """Whether its author has deleted it."""
        return not self.text

    @property
    def can_be_voted_on(self) -> bool:
        """Whether people may vote on it, while voting is open."""
        return self.status is StatementStatus.SHOWN and not self.is_erased


@dataclass(frozen=True)
class StatementSet:
    """One opening of a question's statements for voting, as `Poll` is one of its ballot paper."""

    id: int
    debate_id: int
    guild_id: int
    question: str
    title: str
    round: Round
    state: SetState
    release: Release
    secrecy: Secrecy
    small_groups: bool
    groups_wanted: bool
    """Whether opinion groups are described when it closes."""
    participant_role: int | None
    opened_at: datetime
    closed_at: datetime | None = None
    announced_at: datetime | None = None
    """When the room was shown what it has come to."""
    channel_id: int | None = None
    message_id: int | None = None
    voters: VoterRules = ANYBODY
    turnout: int | None = None
    """How many people have voted on a statement; None until it is counted, after the close."""
    counts: Mapping[int, Counts] | None = field(default=None, compare=False)
    """The final counts by statement; None until they are worked out, after the close."""
    groups: Mapping[str, object] | None = field(default=None, compare=False)
    """What is told of opinion groups, as `bot.domain.opinion_groups` writes it; None if they are not wanted."""

    @property
    def is_open(self) -> bool:
        """Whether one can vote."""
        return self.state is SetState.OPEN

    @property
    def card_address(self) -> str | None:
        """The address of the card on which people vote."""
        if self.channel_id is None or self.message_id is None:
            return None
        return message_link(self.guild_id, self.channel_id, self.message_id)

    @property
    def shows_results(self) -> bool:
        """Whether everybody may see what it has come to so far."""
        return self.release is Release.LIVE if self.is_open else self.counts is not None

    @property
    def guards_small_groups(self) -> bool:
        """Whether its live counts must not reveal a small group's votes; moderators know those of named sets anyway."""
        return self.is_open and self.small_groups and self.secrecy is not Secrecy.NAMED
