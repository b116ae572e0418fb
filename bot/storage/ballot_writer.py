"""The group commit of ballots."""

from collections.abc import Callable, Sequence

from bot.storage.ballot_changes import Change, Written, write_changes
from bot.storage.engine import Database
from bot.storage.group_commit import MAX_PER_COMMIT, GroupCommit

__all__ = ["MAX_PER_COMMIT", "BallotWriter"]


class BallotWriter(GroupCommit[Change, Written]):
    """Stores votes in polls durably."""

    def __init__(self, database: Database, committed: Callable[[Sequence[Written]], None]) -> None:
        super().__init__(database, write_changes, committed)
