"""How an order of options is written in a custom_id: a digit an option, as a paper has ten of them at most."""

from collections.abc import Sequence

from bot.domain.kind import Answer, Option

NOBODY = "?"
"""An id that no option has."""


def digits(options: Sequence[Option], picks: Sequence[str]) -> str:
    """Write picks as their positions on the paper: a poll's options never change."""
    positions = {option.id: str(position) for position, option in enumerate(options)}
    return "".join(positions[pick] for pick in picks)


def picks_of(options: Sequence[Option], order: str) -> tuple[str, ...]:
    """Read such digits back; a digit that no option has becomes NOBODY."""
    return tuple(options[int(digit)].id if int(digit) < len(options) else NOBODY for digit in order)


def counted_answer(options: Sequence[Option], answer: Answer | None) -> str:
    """Write an answer that counts, or that none does."""
    return "none" if answer is None else digits(options, answer) or "abstain"


def answer_counted(options: Sequence[Option], written: str) -> Answer | None:
    """Read it back."""
    return None if written == "none" else picks_of(options, "" if written == "abstain" else written)
