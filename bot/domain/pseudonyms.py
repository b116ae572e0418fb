"""Pseudonyms and inclusion codes: what a ballot carries instead of a person."""

import base64
import hmac
import re
import secrets

from bot.domain.polls import Secrecy

CODE_LENGTH = 12
"""Characters of an inclusion code."""

PSEUDONYM = re.compile(r"[0-9a-f]{64}")
NOBODY = "deleted:"
"""The prefix of a participant whose person has deleted their data."""


class Pseudonyms:
    """Turns people into participants, with a key that is not in the database.

    The pseudonym is HMAC-SHA256(key, "debate:user") in hexadecimal (RFC 2104): the same person is the same participant
    throughout one debate and a stranger in the next. Whoever holds the key can link a known user id to its ballots.
    """

    def __init__(self, key: bytes) -> None:
        self._hash = hmac.new(key, digestmod="sha256")

    def _keyed(self, text: str) -> bytes:
        keyed = self._hash.copy()  # the key is read once; hmac.digest would also let other threads go first each time
        keyed.update(text.encode())
        return keyed.digest()

    def participant(self, debate_id: int, user_id: int, secrecy: Secrecy) -> str:
        """Return what a ballot carries: a pseudonym, or the user id if the poll is named.

        The two share nothing, so that a named poll does not unmask the same person's pseudonymous ballots. In a secret
        poll ballots carry neither, and the pseudonym is in the list of those who have voted.
        """
        if secrecy is Secrecy.NAMED:
            return f"user:{debate_id}:{user_id}"
        return self._keyed(f"{debate_id}:{user_id}").hex()

    def speaker(self, debate_id: int, user_id: int, *, is_named: bool) -> str:
        """Return what a turn to speak carries: the user id, or a pseudonym that is on no ballot or response.

        People hear who speaks, so a turn with the ballots' pseudonym would tell how that person voted.
        """
        if is_named:
            return self.participant(debate_id, user_id, Secrecy.NAMED)
        return self._keyed(f"speaker:{debate_id}:{user_id}").hex()

    def both_speakers(self, debate_id: int, user_id: int) -> tuple[str, str]:
        """Return both participants that this person may be when speaking in a debate."""
        named, pseudonymous = (self.speaker(debate_id, user_id, is_named=is_named) for is_named in (True, False))
        return named, pseudonymous

    def code(self, poll_id: int, participant: str) -> str:
        """Return a participant's inclusion code in a poll: 60 bits in base32, which reveal nothing about the choice."""
        return base64.b32encode(self._keyed(f"receipt:{poll_id}:{participant}"))[:CODE_LENGTH].decode()

    def refused(self, poll_id: int, user_id: int) -> str:
        """Return a mark under which somebody who may not vote in a poll is counted once; it is nowhere else."""
        return self._keyed(f"refused:{poll_id}:{user_id}").hex()[:16]

    @property
    def fingerprint(self) -> str:
        """Identifies this key among others; no pseudonym or code can be derived from it."""
        return self._keyed("fingerprint").hex()[:32]

    def all_of(self, debate_id: int, user_id: int) -> tuple[str, ...]:
        """Return every participant that this person may be in a debate."""
        return tuple(dict.fromkeys(self.participant(debate_id, user_id, secrecy) for secrecy in Secrecy))


def nobody() -> str:
    """Return a random participant, which replaces a person's own once they have deleted their data."""
    return f"{NOBODY}{secrets.token_hex(16)}"
