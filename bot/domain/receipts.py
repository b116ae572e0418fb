"""The voter list of a closed poll: each entry proves that a ballot was counted, and a person can be erased from it.

An entry is a commitment, the SHA-256 of a random salt and an inclusion code, with that salt and code. The seal covers
the commitments only. People find their code in the list and can recompute its commitment. Once salt and code are
erased, the seal is still valid, and the commitment is a random number even to somebody who can derive the code.
"""

import hashlib
import secrets
from dataclasses import dataclass

COMMITMENT_LENGTH = 64
"""Characters of a SHA-256 in hexadecimal."""
SALT_LENGTH = 32
"""Characters of a salt: 128 bits in hexadecimal."""


@dataclass(frozen=True)
class ListEntry:
    """An entry of the list; code and salt are None once the person has deleted their data."""

    commitment: str
    code: str | None
    salt: str | None

    @property
    def is_valid(self) -> bool:
        """True if the commitment is that of the salt and code, or if these have been erased."""
        if self.salt is None:  # an earlier version sealed the code itself
            return self.code in {None, self.commitment}
        return self.code is not None and self.commitment == commitment(self.salt + self.code)


def new_entry(code: str) -> str:
    """Return a new entry as one string: the commitment, its random salt, and the code."""
    salt = secrets.token_hex(SALT_LENGTH // 2)
    return f"{commitment(salt + code)}{salt}{code}"


def commitment(opened_by: str) -> str:
    """Return the commitment to a salt followed by a code."""
    return hashlib.sha256(opened_by.encode()).hexdigest()
