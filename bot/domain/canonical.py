"""The canonical file of a poll: its ballot paper, counts and ballots, and the head of the log; its SHA-256 is the seal.

Whoever writes it gets the same bytes: each line is a JSON object in UTF-8 with sorted keys and without spaces. It
contains no personal data, only the number of ballots for each answer, and the number and hash of the commitments to
voters' codes. So it does not change when people delete their data.

The last line has the head of the action log: the hash of its newest entry when the poll was sealed. The next entry
contains the seal, so the next head depends on it, and each seal commits to the whole log before it, earlier seals
included. Polls sealed under format 1 have no such line.

A seal does not reveal unpublished counts: in a small poll the counts could be guessed, but the hash of the commitments
depends on 128 random bits for each voter. Only the seal of a poll without voters can be guessed.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass

from bot.domain.answers import write_answer
from bot.domain.export_schema import moment
from bot.domain.polls import Item, Poll
from bot.domain.tally import PollTally

WITHOUT_LOG, WITH_LOG = 1, 2
"""The formats of the file. New polls are sealed with the second."""
CANONICAL = "canonical-{poll}.jsonl"
"""The file name, with the poll's number."""


@dataclass(frozen=True)
class Codes:
    """A digest of a poll's voter list: its length, and the SHA-256 of the sorted commitments, each with a line feed."""

    number: int
    sha256: str


def summary(commitments: Iterable[str]) -> Codes:
    """Return the digest of a voter list, given its commitments in sorted order."""
    number, digest = 0, hashlib.sha256()
    for commitment in commitments:
        number += 1
        digest.update(f"{commitment}\n".encode())
    return Codes(number, digest.hexdigest())


@dataclass(frozen=True)
class Head:
    """The first line of a canonical file: all that a recount needs beside the ballots."""

    debate: str
    poll: Poll
    turnout: int
    codes: Codes


def canonical_json(value: object) -> str:
    """Write a value as canonical JSON."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def canonical_lines(debate: str, tally: PollTally, codes: Codes) -> Iterator[bytes]:
    """Yield the lines of a canonical file: the poll, each item, each count, each answer given, the head of the log."""
    head = tally.poll.log_head
    for line in _objects(debate, tally, codes, WITHOUT_LOG if head is None else WITH_LOG):
        yield _line(line)
    if head is not None:
        yield _last_line(head)


def body_hash(debate: str, tally: PollTally, codes: Codes) -> "hashlib._Hash":
    """Hash all lines but the last. This is slow for a large poll; `seal_with` is then quick."""
    digest = hashlib.sha256()
    for line in _objects(debate, tally, codes, WITH_LOG):
        digest.update(_line(line))
    return digest


def seal_with(body: "hashlib._Hash", log_head: str) -> str:
    """Return the seal of a file, given the hash of its body and the log's head at the moment of sealing."""
    digest = body.copy()
    digest.update(_last_line(log_head))
    return digest.hexdigest()


def seal(lines: Iterable[bytes]) -> str:
    """Return the SHA-256 of a canonical file."""
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line)
    return digest.hexdigest()


def _line(content: Mapping[str, object]) -> bytes:
    return f"{canonical_json(content)}\n".encode()


def _last_line(log_head: str) -> bytes:
    return _line({"log_head": log_head})


def _objects(debate: str, tally: PollTally, codes: Codes, version: int) -> Iterator[Mapping[str, object]]:
    poll = tally.poll
    yield {
        "canonical": version,
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
