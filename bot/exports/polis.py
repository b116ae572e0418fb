"""The files of a Polis export: every rating is a comment that people agree with, disagree with, or pass.

Columns are those of Polis's own export, so that what reads that reads this. Nothing here tells who somebody is or when
they voted: participants have numbers in place of pseudonyms, another where a poll's secrecy is another, so that nobody
can be followed from a poll that carries names into one that does not; votes bear the time at which their poll closed.
"""

import asyncio
import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.export_schema import Ballots, Dataset
from bot.domain.findings import Cell
from bot.domain.kind import Answer
from bot.domain.polls import Poll, Round
from bot.domain.refusals import NotNow
from bot.domain.tally import ItemTally, PollTally
from bot.domain.texts import say
from bot.exports import Target
from bot.exports.csv_ import defused

OWNER = 0
"""Who has written the comments: whoever owns the conversation. Participants are numbered from 1."""
ACCEPTED = 1
AGREE, PASS, DISAGREE = 1, 0, -1

COMMENTS = ("timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body")
VOTES = ("timestamp", "datetime", "comment-id", "voter-id", "vote")
PARTICIPANTS = ("participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree")

QUOTED = re.compile(r"“([^“”]+)”(?!.*“)|«\s*([^«»]+?)\s*»(?!.*«)")
"""A statement at the beginning of a title that quotes nothing else."""

Cast = Mapping[int, int]
"""One participant's votes, by the comment's number."""


@dataclass(frozen=True)
class Comment:
    """A statement and what each option of its scale says of it; its number is its place in the list."""

    poll: Poll
    item: ItemTally
    stances: Mapping[str, int]

    def vote(self, answer: Answer) -> int:
        """Return what an answer says; an abstention passes."""
        return self.stances[answer[0]] if answer else PASS

    def count(self, stance: int) -> int:
        """Return how many voted so on the whole."""
        return sum(count.votes for count in self.item.counts if self.stances[count.option.id] == stance)

    @property
    def body(self) -> str:
        """The statement, with the round where it is not the only one.

        Where a title quotes it and goes on to ask whether people agree, it stands between the quotation marks.
        """
        quoted = QUOTED.match(self.item.item.title)
        title = quoted[1] or quoted[2] if quoted else self.item.item.title
        return title if self.poll.round is Round.MAIN else f"{title} [{self.poll.round.value}]"


class Polis:
    """Four files of CSV. Every participant's votes are in memory while they are written."""

    name = "polis"
    one_file = False

    async def write(self, dataset: Dataset, target: Target) -> None:
        if dataset.ballots is None:
            raise NotNow(say("This format holds ballots. Export `ballots` or `all` in it."))
        comments = _comments(dataset.tallies)
        if not comments:
            raise NotNow(say("No poll that is closed asks how far people agree, as Polis needs it. Use CSV."))
        cast = await _cast(comments, dataset.ballots)
        await asyncio.to_thread(_save_all, target, dataset.debate.title, comments, cast)


def _save_all(target: Target, topic: str, comments: list[Comment], cast: list[Cast]) -> None:
    _save(target, "summary", _summary(topic, comments, cast))
    _save(target, "comments", [COMMENTS, *_comment_rows(comments)])
    _save(target, "votes", _vote_rows(comments, cast))
    _save(target, "participant-votes", _participant_rows(comments, cast))


def _comments(tallies: Iterable[PollTally]) -> list[Comment]:
    found = (Comment(tally.poll, item, item.item.rules.stances) for tally in tallies for item in tally.items)
    return [comment for comment in found if comment.stances]


async def _cast(comments: list[Comment], ballots: Ballots) -> list[Cast]:
    """Go through the ballots once. They come poll by poll, each sorted by pseudonym: numbers tell nothing of time."""
    numbers = {(comment.poll.id, comment.item.item.key): number for number, comment in enumerate(comments)}
    found: dict[tuple[str, str], dict[int, int]] = {}
    async for ballot in ballots():
        number = numbers.get((ballot.poll, ballot.item))
        if number is not None:
            comment = comments[number]
            voter = comment.poll.secrecy.value, ballot.participant
            found.setdefault(voter, {})[number] = comment.vote(ballot.answer)
    return list(found.values())


def _summary(topic: str, comments: list[Comment], cast: list[Cast]) -> list[tuple[Cell, ...]]:
    return [
        ("topic", topic),
        ("url", ""),
        ("voters", len(cast)),
        ("voters-in-conv", len(cast)),
        ("commenters", 1),
        ("comments", len(comments)),
        ("groups", 0),
        ("conversation-description", ""),
    ]


def _comment_rows(comments: list[Comment]) -> Iterable[tuple[Cell, ...]]:
    for number, comment in enumerate(comments):
        counts = comment.count(AGREE), comment.count(DISAGREE)
        yield *_time(comment.poll.opened_at), number, OWNER, *counts, ACCEPTED, comment.body


def _vote_rows(comments: list[Comment], cast: list[Cast]) -> Iterable[tuple[Cell, ...]]:
    yield VOTES
    times = [_time(comment.poll.closed_at or comment.poll.opened_at) for comment in comments]
    for participant, votes in enumerate(cast, OWNER + 1):
        for number, vote in sorted(votes.items()):
            yield *times[number], number, participant, vote


def _participant_rows(comments: list[Comment], cast: list[Cast]) -> Iterable[tuple[Cell, ...]]:
    yield *PARTICIPANTS, *(str(number) for number in range(len(comments)))
    for participant, votes in enumerate(cast, OWNER + 1):
        given = list(votes.values())
        counts = len(given), given.count(AGREE), given.count(DISAGREE)
        yield participant, None, 0, *counts, *(votes.get(number) for number in range(len(comments)))


def _time(at: datetime) -> tuple[int, str]:
    """Write an instant as Polis does: in seconds, and as JavaScript shows it."""
    return int(at.timestamp()), f"{at:%a %b %d %Y %H:%M:%S} GMT+0000 (Coordinated Universal Time)"


def _save(target: Target, name: str, rows: Iterable[tuple[Cell, ...]]) -> None:
    """Write a file without a byte order mark, which Polis has none of either."""
    line = io.StringIO()
    writer = csv.writer(line, lineterminator="\n")
    with target.file(f"{name}.csv") as stream:
        for row in rows:
            writer.writerow([defused(cell) for cell in row])
            stream.write(line.getvalue().encode())
            line.seek(0)
            line.truncate()


FORMAT = Polis()
