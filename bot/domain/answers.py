"""The text form of an answer, the same in the database and the exports."""

from bot.domain.kind import Answer

ABSTAINED = "abstain"
BETWEEN = ";"


def write_answer(answer: Answer) -> str:
    """Join option ids with semicolons. An abstention is `abstain`, which no option may have as its id."""
    return BETWEEN.join(answer) or ABSTAINED


def read_answer(written: str) -> Answer:
    """Read back what `write_answer` wrote."""
    return () if written == ABSTAINED else tuple(written.split(BETWEEN))
