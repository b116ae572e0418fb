"""What stands beside a ballot in place of a person."""

import base64
import hashlib
import hmac
import re
import secrets

from bot.domain.polls import Secrecy

CODE_LENGTH = 12
"""Characters of an inclusion code."""

PSEUDONYM = re.compile(r"[0-9a-f]{64}")
NOBODY = "deleted:"
"""What a participant begins with that no person stands behind."""


class Pseudonyms:
    """Turns people into participants with a key that is kept outside the database.

    The pseudonym is HMAC-SHA256(key, "debate:user") in hexadecimal (RFC 2104): the same person is the same participant
    throughout one debate and a stranger in the next. Whoever holds the key can link a known user id to its ballots.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def participant(self, debate_id: int, user_id: int, secrecy: Secrecy) -> str:
        """Return what a ballot carries: a pseudonym, or the user id where the poll was declared named.

        The two share nothing, so that a named poll does not unmask the same person's pseudonymous ballots. In a secret
        poll no ballot carries anything: the pseudonym stands in the list of those who have voted.
        """
        if secrecy is Secrecy.NAMED:
            return f"user:{debate_id}:{user_id}"
        return hmac.new(self._key, f"{debate_id}:{user_id}".encode(), hashlib.sha256).hexdigest()

    def code(self, poll_id: int, participant: str) -> str:
        """Return the inclusion code of a participant in a poll: 60 bits in base32, which say nothing of the choice."""
        digest = hmac.new(self._key, f"receipt:{poll_id}:{participant}".encode(), hashlib.sha256).digest()
        return base64.b32encode(digest)[:CODE_LENGTH].decode()

    @property
    def fingerprint(self) -> str:
        """What tells this key from another, and nothing else: no pseudonym or code can be worked out from it."""
        return hmac.new(self._key, b"fingerprint", hashlib.sha256).hexdigest()[:32]

    def all_of(self, debate_id: int, user_id: int) -> tuple[str, ...]:
        """Return everything that this person may stand as in a debate."""
        return tuple(dict.fromkeys(self.participant(debate_id, user_id, secrecy) for secrecy in Secrecy))


def nobody() -> str:
    """Return a participant that no person stands behind: what a ballot carries once its person has left."""
    return f"{NOBODY}{secrets.token_hex(16)}"
