"""The list of voters: a code opens its own commitment and no other, and nothing opens one whose salt is gone."""

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.pseudonyms import CODE_LENGTH
from bot.domain.receipts import COMMITMENT_LENGTH, SALT_LENGTH, ListEntry, new_entry

CODES = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", min_size=CODE_LENGTH, max_size=CODE_LENGTH)


def entry(code):
    """Return a new line of the list by its parts."""
    written = new_entry(code)
    commitment, opened_by = written[:COMMITMENT_LENGTH], written[COMMITMENT_LENGTH:]
    return ListEntry(commitment, opened_by[SALT_LENGTH:], opened_by[:SALT_LENGTH])


@given(CODES, CODES)
def test_a_code_opens_its_own_commitment_and_no_other(code, other):
    mine, another = entry(code), entry(other)
    assert (mine.code, mine.is_valid) == (code, True)
    assert mine.commitment != another.commitment
    assert not ListEntry(mine.commitment, another.code, another.salt).is_valid
    assert ListEntry(mine.commitment, other, mine.salt).is_valid == (code == other)


@given(CODES)
def test_a_line_whose_person_deleted_their_data_holds_and_half_of_it_does_not(code):
    mine = entry(code)
    assert ListEntry(mine.commitment, None, None).is_valid
    assert not ListEntry(mine.commitment, code, None).is_valid
    assert not ListEntry(mine.commitment, None, mine.salt).is_valid


@given(CODES, CODES)
def test_on_a_list_of_an_earlier_version_the_code_is_its_own_commitment(code, other):
    assert ListEntry(code, code, None).is_valid
    assert ListEntry(code, other, None).is_valid == (code == other)
