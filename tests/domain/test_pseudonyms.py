"""What stands beside a ballot in place of a person."""

import hashlib
import hmac
import re

from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.polls import Secrecy
from bot.domain.pseudonyms import Pseudonyms, nobody

NAMED, PSEUDONYMOUS = Secrecy.NAMED, Secrecy.PSEUDONYMOUS
KEYS = st.binary(min_size=16, max_size=64)
NUMBERS = st.integers(1, 2**63 - 1)


@given(KEYS, NUMBERS, NUMBERS)
def test_the_same_person_is_the_same_participant_throughout_a_debate(key, debate, user):
    assert Pseudonyms(key).participant(debate, user, PSEUDONYMOUS) == Pseudonyms(key).participant(
        debate, user, PSEUDONYMOUS
    )


@given(KEYS, st.tuples(NUMBERS, NUMBERS), st.tuples(NUMBERS, NUMBERS))
def test_other_people_and_other_debates_are_strangers(key, one, other):
    assume(one != other)
    pseudonyms = Pseudonyms(key)
    assert pseudonyms.participant(*one, PSEUDONYMOUS) != pseudonyms.participant(*other, PSEUDONYMOUS)


@given(KEYS, KEYS, NUMBERS, NUMBERS)
def test_another_key_gives_other_pseudonyms(key, other, debate, user):
    # HMAC pads a key with zeros and hashes a long one, so keys that differ only so are the same key.
    assume(key.rstrip(b"\0") != other.rstrip(b"\0"))
    assert Pseudonyms(key).participant(debate, user, PSEUDONYMOUS) != Pseudonyms(other).participant(
        debate, user, PSEUDONYMOUS
    )


@given(KEYS, NUMBERS, st.integers(10**16, 2**63 - 1))
def test_a_pseudonym_has_a_fixed_length_and_no_part_of_the_user_id(key, debate, user):
    pseudonym = Pseudonyms(key).participant(debate, user, PSEUDONYMOUS)
    assert len(pseudonym) == 64
    assert str(user) not in pseudonym
    assert pseudonym not in Pseudonyms(key).participant(debate, user, NAMED)


def test_a_pseudonym_can_be_recomputed_with_the_documented_formula():
    expected = hmac.new(b"key", b"7:123", hashlib.sha256).hexdigest()
    assert Pseudonyms(b"key").participant(7, 123, PSEUDONYMOUS) == expected


@given(KEYS, KEYS, NUMBERS, NUMBERS)
def test_a_named_participant_owes_nothing_to_the_key(key, other, debate, user):
    assert Pseudonyms(key).participant(debate, user, NAMED) == Pseudonyms(other).participant(debate, user, NAMED)


@given(KEYS, NUMBERS, NUMBERS)
def test_all_of_a_person_is_what_each_secrecy_makes_of_them(key, debate, user):
    pseudonyms = Pseudonyms(key)
    everything = {pseudonyms.participant(debate, user, secrecy) for secrecy in Secrecy}
    assert sorted(pseudonyms.all_of(debate, user)) == sorted(everything)
    assert len(everything) == 2, "secret and pseudonymous are the same"
    assert all(len(participant) <= 80 for participant in everything)


def test_nobody_is_somebody_else_every_time_and_fits_the_column():
    crowd = {nobody() for _ in range(1000)}
    assert len(crowd) == 1000
    assert all(len(participant) <= 80 for participant in crowd)


def test_an_inclusion_code_has_twelve_letters_and_digits_and_depends_on_the_key():
    code = Pseudonyms(b"key").code(3, "somebody")
    assert re.fullmatch("[A-Z2-7]{12}", code)
    assert code != Pseudonyms(b"another").code(3, "somebody")
