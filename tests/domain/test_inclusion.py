"""The list of voters: a code opens its own commitment and no other, and nothing opens one whose salt is gone."""

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.inclusion import Entry, entry, opening
from bot.domain.pseudonyms import CODE_LENGTH

CODES = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", min_size=CODE_LENGTH, max_size=CODE_LENGTH)


@given(CODES, CODES)
def test_a_code_opens_its_own_commitment_and_no_other(code, other):
    line, another = entry(opening(code)), entry(opening(other))
    assert (line.code, line.holds) == (code, True)
    assert line.commitment != another.commitment
    assert not Entry(line.commitment, another.code, another.salt).holds
    assert Entry(line.commitment, other, line.salt).holds == (code == other)


@given(CODES)
def test_a_line_whose_person_deleted_their_data_holds_and_half_of_it_does_not(code):
    line = entry(opening(code))
    assert Entry(line.commitment, None, None).holds
    assert not Entry(line.commitment, code, None).holds
    assert not Entry(line.commitment, None, line.salt).holds


@given(CODES, CODES)
def test_on_a_list_of_an_earlier_version_the_code_is_its_own_commitment(code, other):
    assert Entry(code, code, None).holds
    assert Entry(code, other, None).holds == (code == other)
