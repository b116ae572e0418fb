"""The files of a Polis export: each rating is a comment that people agree with, disagree with, or pass.

The columns are those of Polis's own export, so the same tools read both. Participants have numbers, not pseudonyms.
Somebody who voted in polls of different secrecy has one number for each, so that nobody can be followed from a named
poll into a pseudonymous one. The numbers are drawn anew for each export, so that their order says nothing. Every
vote has the time at which its poll closed.
"""

import asyncio
import random
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.domain.export_schema import Ballots, Dataset
from bot.domain.findings import Cell
from bot.domain.kind import Answer
from bot.domain.polls import Poll, Round
from bot.domain.refusals import NotNow
from bot.domain.tally import ItemTally, PollTally
from bot.domain.texts import say
from bot.exports import Target
from bot.exports.polis_files import ACCEPTED, COMMENTS, OWNER, PARTICIPANTS, VOTES, polis_line, polis_time, summary
from bot.exports.polis_statements import write_set

AGREE, PASS, DISAGREE = 1, 0, -1

QUOTED = re.compile(r"“([^“”]+)”(?!.*“)|«\s*([^«»]+?)\s*»(?!.*«)")
"""Finds a quoted statement at the start of a title that has no other quotation."""

Cast = Mapping[int, int]
"""One participant's votes by comment number."""


@dataclass(frozen=True)
class Comment:
    """A statement, and the vote that each option of its scale stands for. Its number is its index in the list."""

    poll: Poll
    item: ItemTally
    stances: Mapping[str, int]

    def vote(self, answer: Answer) -> int:
        """Return the vote that an answer stands for; an abstention is a pass."""
        return self.stances[answer[0]] if answer else PASS

    def count(self, stance: int) -> int:
        """Return how many cast this vote."""
        return sum(count.votes for count in self.item.counts if self.stances[count.option.id] == stance)

    @property
    def body(self) -> str:
        """The statement, with its round unless that is `main`.

        If the title quotes a statement and then asks whether people agree, only the quotation is returned.
        """
        quoted = QUOTED.match(self.item.item.title)
        title = quoted[1] or quoted[2] if quoted else self.item.item.title
        return title if self.poll.round is Round.MAIN else f"{title} [{self.poll.round.value}]"


class Polis:
    """Writes four CSV files for ratings, whose votes are in memory meanwhile, and four for each set of statements."""

    name = "polis"
    one_file = False

    async def write(self, dataset: Dataset, target: Target) -> None:
        if dataset.ballots is None:
            raise NotNow(say("This format is for ballots. Export `ballots` or `all`."))
        comments = _comments(dataset.tallies)
        if not comments and not dataset.statement_sets:
            raise NotNow(say("No closed poll asks how far people agree, and Polis is for that. Use CSV."))
        for records in dataset.statement_sets:
            await write_set(dataset.debate.title, records, target)
        if comments:
            cast = await _cast(comments, dataset.ballots)
            await asyncio.to_thread(_save_all, target, dataset.debate.title, comments, cast)


def _save_all(target: Target, topic: str, comments: list[Comment], cast: list[Cast]) -> None:
    _save(target, "summary", summary(topic, len(cast), len(comments)))
    _save(target, "comments", [COMMENTS, *_comment_rows(comments)])
    _save(target, "votes", _vote_rows(comments, cast))
    _save(target, "participant-votes", _participant_rows(comments, cast))
    cast.clear()  # here, as freeing what 100,000 people have cast takes longer than a tap may wait


def _comments(tallies: Iterable[PollTally]) -> list[Comment]:
    found = (Comment(tally.poll, item, item.item.rules.stances) for tally in tallies for item in tally.items)
    return [comment for comment in found if comment.stances]


async def _cast(comments: list[Comment], ballots: Ballots) -> list[Cast]:
    """Collect the votes of each participant, in an order drawn by lot: in a named poll ballots come by user id."""
    numbers = {(comment.poll.id, comment.item.item.key): number for number, comment in enumerate(comments)}
    found: dict[tuple[str, str], dict[int, int]] = {}
    async for ballot in ballots():
        number = numbers.get((ballot.poll, ballot.item))
        if number is not None:
            comment = comments[number]
            voter = comment.poll.secrecy.value, ballot.participant
            found.setdefault(voter, {})[number] = comment.vote(ballot.answer)
    return await asyncio.to_thread(_by_lot, found)


def _by_lot(found: dict[tuple[str, str], dict[int, int]]) -> list[Cast]:
    """Return what everybody has cast, and empty `found`: for 100,000 people, longer work than a tap may wait for."""
    cast: list[Cast] = list(found.values())
    found.clear()
    random.SystemRandom().shuffle(cast)
    return cast


def _comment_rows(comments: list[Comment]) -> Iterable[tuple[Cell, ...]]:
    for number, comment in enumerate(comments):
        counts = comment.count(AGREE), comment.count(DISAGREE)
        about = comment.body, "true", "false"
        yield *polis_time(comment.poll.opened_at), number, OWNER, *counts, ACCEPTED, *about


def _vote_rows(comments: list[Comment], cast: list[Cast]) -> Iterable[tuple[Cell, ...]]:
    yield VOTES
    times = [polis_time(comment.poll.closed_at or comment.poll.opened_at) for comment in comments]
    for participant, votes in enumerate(cast, OWNER + 1):
        for number, vote in sorted(votes.items()):
            yield *times[number], number, participant, vote


def _participant_rows(comments: list[Comment], cast: list[Cast]) -> Iterable[tuple[Cell, ...]]:
    yield *PARTICIPANTS, *(str(number) for number in range(len(comments)))
    for participant, votes in enumerate(cast, OWNER + 1):
        given = list(votes.values())
        counts = len(given), given.count(AGREE), given.count(DISAGREE)
        yield participant, None, 0, *counts, *(votes.get(number) for number in range(len(comments)))


def _save(target: Target, name: str, rows: Iterable[tuple[Cell, ...]]) -> None:
    with target.file(f"{name}.csv") as stream:
        for row in rows:
            stream.write(polis_line(row))


FORMAT = Polis()
