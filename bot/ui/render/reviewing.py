"""The queue of responses that wait for review, one at a time and in full."""

from datetime import datetime

from discord import ButtonStyle, ui

from bot.services.reviewing import QueuePage
from bot.ui import custom_ids, items
from bot.ui.render.layout import Block, page, row
from bot.ui.render.responses import signature
from bot.ui.render.words import clipped, harmless
from bot.ui.speech import Speech

MOST_SHOWN = 3600
"""Characters of a response; markup that is made harmless may double its length."""


def review_button(pending: int, speech: Speech) -> Block:
    """Return the button that opens the queue."""
    label = speech.many("Review {count} response", "Review {count} responses", count=pending)
    return items.button(items.QueueButton, custom_ids.queue(0, custom_ids.NEW), label, ButtonStyle.primary)


def queue_page(shown: QueuePage, now: datetime, speech: Speech) -> ui.LayoutView:
    """Show a response that waits, with what can be done about it."""
    response = shown.response
    if response is None:
        return page(speech("No response waits for review."))
    place = speech("{number} of {total} that wait", number=shown.place + 1, total=shown.total)
    title = speech("Response to question {letter}", letter=response.question.upper())
    approve = custom_ids.review(response.id, "approve", shown.place, int(now.timestamp()))
    decline = custom_ids.review(response.id, "decline", shown.place, int(now.timestamp()))
    controls: list[Block] = [
        items.button(items.ReviewButton, approve, speech("Approve"), ButtonStyle.success),
        items.button(items.ReviewButton, decline, speech("Decline"), ButtonStyle.danger),
    ]
    if shown.place > 0:
        controls.append(items.button(items.QueueButton, custom_ids.queue(shown.place - 1, "back"), speech("Back")))
    if shown.place < shown.total - 1:
        controls.append(items.button(items.QueueButton, custom_ids.queue(shown.place + 1, "on"), speech("Next")))
    head = f"## {title}\n-# {place}\n{signature(response, speech)}"
    return page(head, clipped(harmless(response.text), MOST_SHOWN), row(controls))
