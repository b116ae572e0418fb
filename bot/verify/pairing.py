"""Pairs the ballots of two polls by merging them, as both are sorted by pseudonym."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import cast

from bot.domain.answers import ABSTAINED, read_answer
from bot.domain.export_schema import BALLOTS
from bot.domain.kind import Answer
from bot.domain.pseudonyms import NOBODY
from bot.domain.shift import Way
from bot.verify.zip_files import ZipFiles


@dataclass
class Paired:
    """The pairs of answers that people gave to each item, before and after.

    Deleted voters have no pair; `gone` is the most that there can be.
    """

    pairs: dict[str, Counter[tuple[Answer, Answer]]] = field(default_factory=dict)
    gone: int = 0

    def people(self, item: str) -> int:
        """Return how many answered an item both times."""
        return self.pairs.get(item, Counter()).total()

    def ways(self, item: str) -> Counter[Way]:
        """Return how many went from one answer to another."""
        found = Counter[Way]()
        for (before, after), people in self.pairs.get(item, {}).items():
            found[_state(before), _state(after)] += people
        return found


def _state(answer: Answer) -> str:
    return answer[0] if answer else ABSTAINED


def pair(files: ZipFiles, before: int, after: int) -> Paired:
    """Pair the ballots of two pseudonymous polls, which must be sorted. Raises Altered."""
    found, gone = Paired(), Counter[int]()
    voters = merge(_answers_by_voter(files, before), _answers_by_voter(files, after), key=itemgetter(0))
    for participant, own in groupby(voters, itemgetter(0)):
        answers = {poll: given for _, poll, given in own}
        if participant.startswith(NOBODY):
            gone.update(answers.keys())
        elif len(answers) > 1:
            for item in answers[before].keys() & answers[after].keys():
                found.pairs.setdefault(item, Counter())[answers[before][item], answers[after][item]] += 1
    found.gone = min(gone[before], gone[after])
    return found


def _answers_by_voter(files: ZipFiles, poll: int) -> Iterator[tuple[str, int, dict[str, Answer]]]:
    rows = (cast("tuple[str, ...]", row) for row in files.rows("ballots", BALLOTS) if row[2] == poll)
    for participant, ballots in groupby(rows, lambda row: row[5]):
        yield participant, poll, {item: read_answer(answer) for _, _, _, _, item, _, answer, _, _ in ballots}
