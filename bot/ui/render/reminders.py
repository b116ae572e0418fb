"""What a room is told before a poll closes."""

from bot.domain.polls import Poll
from bot.domain.reminders import Mark
from bot.ui.render.words import paper_link, poll_heading
from bot.ui.speech import Speech


def reminder(poll: Poll, mark: Mark, speech: Speech) -> str:
    """Say how much time is left, and where the ballot paper is."""
    closes = f"<t:{int(poll.closes_at.timestamp())}:R>" if poll.closes_at else ""
    name = poll_heading(poll, speech)
    if mark is Mark.HALF:
        said = speech("⏳ {poll}: half of the time is over. Voting ends {time}.", poll=name, time=closes)
    else:
        said = speech("⏰ {poll}: last call. Voting ends {time}.", poll=name, time=closes)
    address = paper_link(poll)
    return f"{said} [{speech('Ballot paper')}](<{address}>)" if address else said
