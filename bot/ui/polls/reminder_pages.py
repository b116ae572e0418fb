"""What a room is told before a poll closes."""

from bot.domain.reminders import Mark
from bot.domain.tally import PollTally
from bot.ui.common.languages import Speech
from bot.ui.common.text import paper_link, poll_heading, small, turnout_words


def reminder(tally: PollTally, mark: Mark, speech: Speech) -> str:
    """Say how much time is left for which question, where its ballot paper is, and how many have voted."""
    poll = tally.poll
    closes = f"<t:{int(poll.closes_at.timestamp())}:R>" if poll.closes_at else ""
    name = poll_heading(poll, speech)
    if mark is Mark.HALF:
        said = speech("⏳ {poll}: half of the time is over. Voting ends {time}.", poll=name, time=closes)
    else:
        said = speech("⏰ {poll}: last call. Voting ends {time}.", poll=name, time=closes)
    address = paper_link(poll)
    title = f"[{poll.title}](<{address}>)" if address else poll.title
    turnout = " · ".join(turnout_words(tally, speech).splitlines())
    return "\n".join([said, f"**{title}**", small([turnout])])
