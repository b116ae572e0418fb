"""The night's own count sees what it is there to see, and a small night is sound."""

import csv
import hashlib
import io
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from crowd import person
from recount import recount


def written(rows):
    text = io.StringIO()
    table = csv.DictWriter(text, list(rows[0]))
    table.writeheader()
    table.writerows(rows)
    return text.getvalue()


@pytest.fixture
def recounted(tmp_path):
    """Return what makes a ZIP with such ballots and such a tally, and counts it beside three people's record."""

    def count(ballots, tally, confirmed="aab", under_way=""):
        canonical = b"{}\n"
        people = [person(number, timedelta(0), choice=one, confirmed=one) for number, one in enumerate(confirmed)]
        people += [person(9, timedelta(0), choice=one) for one in under_way]
        for one in people:
            one.has_tapped = True
        votes = [{"option": option, "votes": tally.count(option), "abstentions": 0} for option in "ab"]
        with zipfile.ZipFile(tmp_path / "debate.zip", "w") as archive:
            rows = [{"participant": one[1:], "answer": one[0]} for one in ballots]
            archive.writestr("ballots.csv", written(rows))
            archive.writestr("tallies.csv", written(votes))
            archive.writestr("seals.csv", written([{"seal": hashlib.sha256(canonical).hexdigest()}]))
            archive.writestr("responses.csv", "text\n")
            archive.writestr("canonical-1.jsonl", canonical)
        return recount(tmp_path / "debate.zip", people)

    return count


@pytest.mark.parametrize(
    ("ballots", "tally", "lost", "doubled", "agrees"),
    [
        (["a1", "a2", "b3"], "aab", 0, 0, True),
        (["a1", "b3"], "ab", 1, 0, False),
        (["a1", "a2", "b3", "b4"], "aabb", 0, 1, False),
        (["a1", "a1", "b3"], "aab", 0, 1, False),
        (["a1", "b2", "b3"], "abb", 1, 1, False),
        (["a1", "a2", "b3"], "abb", 0, 0, False),
    ],
)
def test_the_recount_sees_votes_that_are_missing_doubled_or_miscounted(
    recounted, ballots, tally, lost, doubled, agrees
):
    found = recounted(ballots, tally)
    assert (found.lost, found.doubled, found.agrees) == (lost, doubled, agrees)


def test_a_vote_that_was_never_confirmed_may_be_there_or_not(recounted):
    assert recounted(["a1", "a2", "b3"], "aab", under_way="b").agrees
    assert recounted(["a1", "a2", "b3", "b4"], "aabb", under_way="b").agrees


@pytest.mark.soak
@pytest.mark.parametrize("way", ["sqlite", "postgresql", "endpoints"])
def test_a_night_of_a_few_hundred_people_is_sound(way):
    command = [sys.executable, str(Path(__file__).parent), way, "--divide", "20"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  our own file
    print(done.stdout)  # noqa: T201  what a run by hand is for
    assert done.returncode == 0, done.stderr
