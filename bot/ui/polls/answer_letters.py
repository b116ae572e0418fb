"""How an answer is written in a custom_id: a letter an option, as a ballot has 24 of them at most."""

from collections.abc import Sequence
from string import ascii_lowercase

from bot.domain.kind import Answer, Option

NOTHING = "-"
"""The empty answer."""

NOBODY = "?"
"""An id that no option has."""


def letters(options: Sequence[Option], answer: Answer) -> str:
    """Write an answer as the positions of its options: a poll's options never change."""
    positions = {option.id: ascii_lowercase[position] for position, option in enumerate(options)}
    return "".join(positions[pick] for pick in answer) or NOTHING


def answer_of(options: Sequence[Option], written: str) -> Answer:
    """Read an answer back; a letter that no option has becomes NOBODY."""
    found = [] if written == NOTHING else [ascii_lowercase.index(letter) for letter in written]
    return tuple(options[position].id if position < len(options) else NOBODY for position in found)


def answer_of_digits(options: Sequence[Option], digits: str) -> Answer:
    """Read an order as pages of earlier versions wrote it: a digit an option."""
    return answer_of(options, "".join(ascii_lowercase[int(digit)] for digit in digits) or NOTHING)
