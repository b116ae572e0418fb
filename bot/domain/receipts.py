"""The list of those who voted in a closed poll: what each line of it proves, and how a person is taken off it.

A line is a commitment, SHA-256 of a random salt and an inclusion code. The seal covers the commitments alone. Salt and
code stand beside it, so that everybody finds the own code and can work out the commitment. Once both are erased, the
seal still holds, and what is left is a random number to everybody, also to whoever can work out the person's code.
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
    """A line of the list; code and salt are None once its person has deleted their data."""

    commitment: str
    code: str | None
    salt: str | None

    @property
    def is_valid(self) -> bool:
        """Whether the commitment is one to the code that stands beside it, where one does."""
        if self.salt is None:  # an earlier version had the code itself sealed
            return self.code in {None, self.commitment}
        return self.code is not None and self.commitment == commitment(self.salt + self.code)


def new_entry(code: str) -> str:
    """Return a new line of the list: the commitment, the salt it was made with, drawn at random, and the code."""
    salt = secrets.token_hex(SALT_LENGTH // 2)
    return f"{commitment(salt + code)}{salt}{code}"


def commitment(opened_by: str) -> str:
    """Return the commitment that a salt with a code after it opens."""
    return hashlib.sha256(opened_by.encode()).hexdigest()
