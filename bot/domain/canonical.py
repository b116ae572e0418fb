"""The canonical file of a poll: its paper, its counts and its ballots, the same bytes whoever writes it.

Each line is a JSON object in UTF-8 with sorted keys and without spaces. Nothing in it is personal: ballots stand there
as how many gave each answer, voters as the number and the hash of the commitments to their codes. So it stays as it is
when people delete their data. Its SHA-256 is the poll's seal.

A seal says nothing of the counts before they are published: those of a small poll could be guessed, but not the hash of
the commitments, which hang on 128 random bits for each voter. Only a poll in which nobody voted has a seal to guess.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from bot.domain.answers import write_answer
from bot.domain.kind import Option
from bot.domain.polls import Item, Poll, PollState, Release, Round, Secrecy
from bot.domain.records import moment
from bot.domain.tally import PollTally

VERSION = 1
CANONICAL = "canonical-{poll}.jsonl"
"""The name of a poll's canonical file."""


@dataclass(frozen=True)
class Codes:
    """The list of a poll's voters: how many, and SHA-256 of its commitments, sorted, each with a line feed."""

    number: int
    sha256: str


def summary(commitments: Iterable[str]) -> Codes:
    """Return what a list of voters comes to, given in order."""
    number, digest = 0, hashlib.sha256()
    for commitment in commitments:
        number += 1
        digest.update(f"{commitment}\n".encode())
    return Codes(number, digest.hexdigest())


@dataclass(frozen=True)
class Paper:
    """What the head of a canonical file says: all that is needed to count its ballots anew."""

    debate: str
    poll: Poll
    turnout: int
    codes: Codes


def written(value: object) -> str:
    """Write a value as canonical JSON."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def canonical_lines(debate: str, tally: PollTally, codes: Codes) -> Iterator[bytes]:
    """Write a poll's canonical file, line by line: the poll, each item, each count, each answer given."""
    for line in _objects(debate, tally, codes):
        yield f"{written(line)}\n".encode()


def seal(lines: Iterable[bytes]) -> str:
    """Return the SHA-256 of a canonical file."""
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line)
    return digest.hexdigest()


def _objects(debate: str, tally: PollTally, codes: Codes) -> Iterator[Mapping[str, object]]:
    poll = tally.poll
    yield {
        "canonical": VERSION,
        "debate": debate,
        "poll": poll.id,
        "question": poll.question,
        "title": poll.title,
        "round": poll.round.value,
        "secrecy": poll.secrecy.value,
        "opened_at": moment(poll.opened_at),
        "closed_at": moment(poll.closed_at),
        "electorate": poll.electorate,
        "turnout": tally.turnout,
        "codes": codes.number,
        "codes_sha256": codes.sha256,
        "items": [_item(item) for item in poll.items],
    }
    for counted in tally.items:
        key = counted.item.key
        yield {"item": key, "ballots": counted.ballots, "abstentions": counted.abstentions}
        for count in counted.counts:
            yield {"item": key, "option": count.option.id, "votes": count.votes}
        answers = {write_answer(answer): number for answer, number in counted.profile.items()}
        for answer in sorted(answers):
            yield {"item": key, "answer": answer, "ballots": answers[answer]}


def _item(item: Item) -> dict[str, object]:
    options = [asdict(option) for option in item.options]
    return {"key": item.key, "kind": item.kind_name, "title": item.title, "options": options, "settings": item.settings}


def read_paper(line: bytes) -> Paper:
    """Read the first line of a canonical file. Raises ValueError, KeyError, TypeError or AttributeError for another."""
    head = json.loads(line)
    if head["canonical"] != VERSION:
        raise ValueError
    items = tuple(
        Item(number, item["key"], item["kind"], item["title"], _options(item["options"]), item["settings"])
        for number, item in enumerate(head["items"])
    )
    poll = Poll(
        id=head["poll"],
        debate_id=0,
        guild_id=0,
        question=head["question"],
        title=head["title"],
        round=Round(head["round"]),
        state=PollState.CLOSED,
        release=Release.CLOSED,
        secrecy=Secrecy(head["secrecy"]),
        participant_role=None,
        electorate=head["electorate"],
        channel_id=0,
        message_id=None,
        opened_at=datetime.fromisoformat(head["opened_at"]),
        closes_at=None,
        closed_at=datetime.fromisoformat(head["closed_at"]),
        published_at=None,
        items=items,
    )
    return Paper(head["debate"], poll, head["turnout"], Codes(head["codes"], head["codes_sha256"]))


def _options(options: Iterable[dict[str, Any]]) -> tuple[Option, ...]:
    return tuple(Option(**option) for option in options)
