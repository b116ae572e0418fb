"""The controls of responses; what they do is in `handlers.py` and `review_handlers.py`."""

from discord import ButtonStyle

from bot.domain.responses import Status
from bot.ui.common.controls import button, form, menu
from bot.ui.common.languages import Speech
from bot.ui.common.layout import Block

NEW = "new"
"""The step of a button that opens responses in a message of their own, instead of turning a page."""

RESPOND = button("respond:{question:letter}")
RESPONSE_FORM = form("answer:{question:letter}")

# `step` tells apart two buttons that lead to the same page or place.
RESPONSES = button("responses:{question:letter}:{page:int}:{step:word}")
MOST_AGREED = button("most-agreed:{question:letter}:{page:int}:{_step:word}")
"""The same list, sorted by how many agree."""
FULL_RESPONSE = menu("full:{_question:letter}:{_page:int}")

AGREE = button("agree:{response:int}:{agrees:yes|no}:{question:letter}:{page:int}:{order:newest|agreed}")
"""Says what the tap does, so that a repeat of it changes nothing."""

OWN_RESPONSE = button("own-response:{response:int}")
OWN_RESPONSES = menu("own-responses:{_page:int}")
EDIT_RESPONSE = button("edit-response:{response:int}")
EDIT_FORM = form("edited:{response:int}")
ASK_TO_ERASE = button("ask-to-erase:{response:int}")
ERASE = button("erase:{response:int}")

TAKE_DOWN = menu("take-down:{_question:letter}:{_page:int}")
QUEUE = button("queue:{status:pending|declined}:{place:int}:{step:word}")
REVIEW = button(
    "review:{response:int}:{was:pending|published|declined}:{to:pending|published|declined}:{place:int}:{shown:int}"
)
"""Changes the status of a response that was shown at that second since 1970, and goes on at that place."""


def discussion(question: str, label: str, speech: Speech) -> list[Block]:
    """Return the buttons that open the form, under the given label, and the responses of others."""
    return [
        RESPOND(label, question=question),
        RESPONSES(speech("Read responses"), question=question, page=0, step=NEW),
    ]


def review_button(pending: int, speech: Speech, style: ButtonStyle = ButtonStyle.primary) -> Block:
    """Return the button that opens the queue."""
    label = speech.many("Review {count} text", "Review {count} texts", count=pending)
    return QUEUE(label, style=style, status=Status.PENDING, place=0, step=NEW)
