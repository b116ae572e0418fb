"""Counts an exported ZIP anew with Python's own library alone, and compares it with what people were told.

Nothing here comes from the bot: neither how it reads its files, nor how it counts.
"""

import csv
import hashlib
import io
import zipfile
from collections import Counter
from dataclasses import dataclass

ABSTENTIONS = {"-": "abstain"}
"""What an abstention is called on the card, and in the ballots."""


@dataclass(frozen=True)
class Recount:
    """What a ZIP has, beside what people remember."""

    remembered: Counter
    under_way: Counter
    """Votes that were not confirmed in the end, with those that they replace: they may be there or not."""
    ballots: Counter
    tally: Counter
    people: int
    """How many different pseudonyms have a ballot."""
    responses: int
    seal: str
    is_sealed_by_content: bool

    @property
    def lost(self):
        """Votes that were confirmed and are not in the ballots."""
        return (self.remembered - self.under_way - self.ballots).total()

    @property
    def doubled(self):
        """Votes in the ballots that nobody cast, or that somebody has a second time."""
        nobodys = self.ballots - self.remembered - self.under_way
        return max(nobodys.total(), self.ballots.total() - self.people)

    @property
    def agrees(self):
        """Whether the tally is that of the ballots, and the ballots are what people were told."""
        return self.ballots == self.tally and not self.lost and not self.doubled


def recount(file, crowd):
    """Count a ZIP of a debate with one poll beside the last choice that each of these people had confirmed."""
    with zipfile.ZipFile(file) as archive:
        ballots, tallies, seals = (_rows(archive, name) for name in ("ballots.csv", "tallies.csv", "seals.csv"))
        responses = _rows(archive, "responses.csv")
        (canonical,) = (name for name in archive.namelist() if name.startswith("canonical-"))
        content = archive.read(canonical)
    remembered = Counter(ABSTENTIONS.get(one.confirmed, one.confirmed) for one in crowd if one.confirmed)
    under_way = Counter(
        ABSTENTIONS.get(one, one)
        for someone in crowd
        if someone.has_tapped and someone.choice != someone.confirmed
        for one in (someone.choice, someone.confirmed)
        if one
    )
    tally = Counter({row["option"]: int(row["votes"]) for row in tallies})
    tally["abstain"] = int(tallies[0]["abstentions"])
    (seal,) = {row["seal"] for row in seals}
    return Recount(
        remembered,
        under_way,
        Counter(row["answer"] for row in ballots),
        +tally,
        len({row["participant"] for row in ballots}),
        len(responses),
        seal,
        hashlib.sha256(content).hexdigest() == seal,
    )


def _rows(archive, name):
    return list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"))))
