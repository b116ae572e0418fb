"""A response as it is posted in the thread of a ballot card."""

from discord import ui

from bot.ui.common.languages import Speech
from bot.ui.common.layout import MOST_TEXT, page
from bot.ui.common.text import in_full


def thread_post(text: str, speech: Speech) -> ui.LayoutView:
    """Show a response without saying who wrote it, also where responses carry names: a thread is read by everybody."""
    head = "**" + speech("A participant") + "**"
    return page(head, in_full(text, MOST_TEXT - len(head)))
