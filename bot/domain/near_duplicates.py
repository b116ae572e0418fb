"""Statements that say nearly the same: the same letters, or most trigrams in common.

The similarity is that of PostgreSQL's pg_trgm: of all three-letter pieces of the words in two texts, the share that
both have.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

THRESHOLD = 0.5
"""The similarity from which on a statement is shown to somebody who writes another."""

WORD = re.compile(r"\w+")


def normalised(text: str) -> str:
    """Return a text without what does not change what it says: case, accents, punctuation and spaces."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return " ".join(WORD.findall("".join(char for char in plain if not unicodedata.combining(char))))


@lru_cache(maxsize=4096)
def trigrams(text: str) -> frozenset[str]:
    """Return the three-letter pieces of a text's words, each word with two spaces before it and one after."""
    padded = (f"  {word} " for word in normalised(text).split())
    return frozenset(word[start : start + 3] for word in padded for start in range(len(word) - 2))


def similarity(one: str, other: str) -> float:
    """Return how similar two texts are, from 0 to 1."""
    mine, theirs = trigrams(one), trigrams(other)
    if not mine and not theirs:
        return float(normalised(one) == normalised(other))
    return len(mine & theirs) / len(mine | theirs)


def nearest(text: str, others: Iterable[tuple[int, str]]) -> int | None:
    """Return the id of the text that is most similar, None if none is similar enough; of equal ones, the first."""
    found, best = None, THRESHOLD
    for number, other in others:
        value = similarity(text, other)
        if value > best or (value == best and found is None):
            found, best = number, value
    return found
