"""How an answer is written down, in the database and in the exports alike."""

from bot.domain.kind import Answer

ABSTAINED = "abstain"
BETWEEN = ";"


def write_answer(answer: Answer) -> str:
    """Write option ids joined by semicolons, and an abstention as `abstain`, which no option may have as its id."""
    return BETWEEN.join(answer) or ABSTAINED


def read_answer(written: str) -> Answer:
    """Read back what `write_answer` wrote."""
    return () if written == ABSTAINED else tuple(written.split(BETWEEN))
