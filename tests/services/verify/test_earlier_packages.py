"""ZIPs of earlier versions go on holding, and go on being refused where they were altered."""

from pathlib import Path

import pytest
from forging import change, forged, rewrite, rows, unpack
from hypothesis import given
from hypothesis import strategies as st

from bot.verify import NotVerified, verify

FORMAT_1 = Path(__file__).parent / "packages" / "format-1.zip"
"""Written by version 0.1: polls of every secrecy, a question before and after, a cancelled poll, a deletion."""

WITH_APPROVALS = FORMAT_1.with_name("format-1-approvals.zip")
"""An approval before and after, of which that version told what each option gained and lost."""

SEALS = {
    "a before": "d4557f5e0cea8ec55bfd0c140a0a05871d662f858de4ef35c9334b6fd3676a37",
    "a after": "b508cc22e03ace3f9a1aabe955017a45c483e085df0ae77facc3381309817ab0",
    "b main": "fbaae984d75804150592d533dc20c15376ec1a64b23eedac5cb2f49b40cadd7b",
    "c main": "27bc74f9245c618fd915a23cb699049debb10ddcfe450eb9aa26f45e8e80dfd6",
    "d main": "0116a1fe35799f3656249be9458906a56e4ee077ff369b456955f2378035b0a6",
}
"""As that version showed them in Discord."""


def test_a_zip_of_the_first_version_holds_with_the_seals_it_had():
    found = verify(FORMAT_1)
    assert dict(found.seals) == SEALS
    assert (found.polls, found.ballots, found.actions, found.sealed_entries) == (5, 24, 19, 0)


@given(st.integers(0, 10**6), st.integers(1, 255))
def test_any_single_byte_changed_in_it_is_refused(tmp_path_factory, at, by):
    content = bytearray(FORMAT_1.read_bytes())
    content[at % len(content)] ^= by
    file = tmp_path_factory.getbasetemp() / "format-1-changed.zip"
    file.write_bytes(content)
    with pytest.raises(NotVerified):
        verify(file)


def test_it_holds_packed_anew_and_not_with_a_vote_turned(repacked):
    files = unpack(FORMAT_1)
    assert verify(repacked(forged(files))).polls == 5
    for name in ("ballots.csv", "ballots.json"):
        files[name] = files[name].replace(b"yes", b"no", 1)
    with pytest.raises(NotVerified, match=r"ballots\.json"):
        verify(repacked(forged(files)))


def test_texts_hold_as_that_version_defused_them(repacked):
    files = unpack(FORMAT_1)
    responses = [row | {"text": "foo;=cmd|'/C calc'!A0;"} for row in rows(files, "responses")]
    rewrite(files, "responses", responses)
    files["responses.csv"] = files["responses.csv"].replace(b";'=cmd", b";=cmd")
    assert verify(repacked(forged(files))).polls == 5


def test_what_options_of_approvals_gained_is_held_against_the_log(repacked):
    files = unpack(WITH_APPROVALS)
    (note,) = [note for note in verify(repacked(forged(files))).notes if "approvals" in note]
    assert "against the log only" in note
    change(files, "shift", lambda row: row["option"] == "health", people=7)
    with pytest.raises(NotVerified, match=r"shift\.json or actions\.jsonl: .* polls 1 and 2"):
        verify(repacked(forged(files)))


def test_a_way_of_the_shift_is_held_against_the_ballots(repacked):
    files = unpack(FORMAT_1)
    change(files, "shift", lambda row: row["before"] == row["after"], people=12)
    with pytest.raises(NotVerified, match=r"shift\.json"):
        verify(repacked(forged(files)))
