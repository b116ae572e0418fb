"""Signatures: in minisign's format, and of nothing but what was signed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.signatures import BadSignature, PublicKey, SigningKey

KEY = SigningKey(bytes(range(32)))
FROM_MINISIGN = PublicKey("RWSasTq1XGRVn9jHgXcyejEhi/Sb/gE3+FbKnTPq0/EJ7GG8V3HCCpA5")
SIGNED_BY_MINISIGN = b"""untrusted comment: signature from minisign secret key
RUSasTq1XGRVn0wWzAhxWf9SuGVpjKk5M0tkGKkEpZr7ueGVv6EK9vPxcvL6kshyeltiJ1/9Z+QJVfJcjFcCn6fin2kBU1Jo4wc=
trusted comment: trusted words
+bm54EPMvh6rqX1g0344f3qubRVvGxAoHXoh44HK5zOO3yJ0Ml2L2s7E1bwTf2gRoArYJogy3CouSejMR9BBAw==
"""
"""A file that holds `hi` and a line break, signed by minisign 0.11."""

LINES = st.text(st.characters(exclude_categories=["Cs", "Cc"]))


def test_what_minisign_has_signed_holds():
    assert FROM_MINISIGN.check(b"hi\n", SIGNED_BY_MINISIGN) == "trusted words"


@given(st.binary(), LINES)
def test_what_is_signed_holds_with_its_comment(content, comment):
    assert KEY.public.check(content, KEY.sign(content, comment)) == comment


@given(st.binary(), LINES, st.data())
def test_no_byte_of_content_signature_or_trusted_comment_can_change(content, comment, data):
    signature = KEY.sign(content, comment)
    first = signature.index(b"\n") + 1  # nobody vouches for the comment in the first line
    at = data.draw(st.integers(first, len(signature) - 1))
    by = data.draw(st.integers(1, 255))
    changed = signature[:at] + bytes([signature[at] ^ by]) + signature[at + 1 :]
    with pytest.raises(BadSignature):
        KEY.public.check(content, changed)
    with pytest.raises(BadSignature):
        KEY.public.check(content + b"x", signature)


@given(st.binary(min_size=32, max_size=32))
def test_another_key_signs_nothing_in_this_ones_name(secret):
    if secret != KEY.secret:
        with pytest.raises(BadSignature):
            KEY.public.check(b"hi", SigningKey(secret).sign(b"hi", ""))


@given(st.binary())
def test_bytes_that_are_no_signature_are_refused(content):
    with pytest.raises(BadSignature):
        KEY.public.check(b"hi", content)


@given(st.text() | st.just(KEY.public.text[:-4]) | st.just("RU" + KEY.public.text[2:]))
def test_a_text_that_is_no_key_is_refused(text):
    with pytest.raises(ValueError, match=r"^it "):
        PublicKey(text)
