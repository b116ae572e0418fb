"""Text alternatives: what a picture says, in the most words that Discord takes."""

from collections.abc import Sequence

from bot.charts.lines import plain
from bot.domain.texts import say, say_many
from bot.i18n import Speech

ENDS = (".", "?", "!", "…")

MOST = 1024
"""Characters of a description, both of an attachment and of an item in a gallery."""

SHORTER = (10_000, 60, 40, 25, 15)
"""Ever shorter labels, tried in turn until the whole fits."""


def alternative(head: str, entries: Sequence[tuple[str, str]], tail: Sequence[str], speech: Speech) -> str:
    """Write the head, a sentence an entry of label and figures, and the tail.

    Long labels are shortened first; entries are left out, and counted, only where that does not do.
    """
    ends = [plain(sentence) for sentence in tail]
    head = head if head.endswith(ENDS) else f"{head}."
    for most in SHORTER:
        said = [_entry(_shortened(label, most), figures, speech) for label, figures in entries]
        text = " ".join([_shortened(head, most * 10), *said, *ends])
        if len(text) <= MOST:
            return text
    while said:
        said.pop()
        left_out = speech.text(say_many("And {count} more.", "And {count} more.", count=len(entries) - len(said)))
        text = " ".join([_shortened(head, SHORTER[-1] * 10), *said, left_out, *ends])
        if len(text) <= MOST:
            return text
    return _shortened(text, MOST)


def _entry(label: str, figures: str, speech: Speech) -> str:
    return speech.text(say("{label}: {said}", label=label, said=figures)) + "."


def _shortened(text: str, most: int) -> str:
    text = plain(text)
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
