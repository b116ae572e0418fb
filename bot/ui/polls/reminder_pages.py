"""What a room is told of a poll's deadline."""

from bot.domain.polls import Poll, PollState
from bot.domain.reminders import Mark
from bot.domain.tally import PollTally
from bot.ui.common.languages import Speech
from bot.ui.common.poll_words import full_heading, poll_heading, turnout_words
from bot.ui.common.text import small, when


def reminder(tally: PollTally, mark: Mark, speech: Speech) -> str:
    """Say how much time is left for which question, where its ballot paper is, and how many have voted."""
    poll = tally.poll
    closes = f"<t:{int(poll.closes_at.timestamp())}:R>" if poll.closes_at else ""
    name = poll_heading(poll, speech)
    if mark is Mark.HALF:
        said = speech("⏳ {poll}: half the time is over. Voting ends {time}.", poll=name, time=closes)
    else:
        said = speech("⏳ {poll}: last call. Voting ends {time}.", poll=name, time=closes)
    turnout = " · ".join(turnout_words(tally, speech).splitlines())
    return "\n".join([said, _title(poll), small([turnout])])


def extension(poll: Poll, speech: Speech) -> str:
    """Say until when a poll takes votes now, and where."""
    return f"{what_holds_now(poll, speech)}\n{_title(poll)}"


def what_holds_now(poll: Poll, speech: Speech) -> str:
    """Say in place of an earlier note on a poll's deadline what holds now."""
    name = full_heading(poll, speech)
    if poll.state is PollState.CANCELLED:
        return speech("⚪ Cancelled: {poll}.", poll=name)
    if poll.state is not PollState.OPEN:
        return speech("🔴 {poll}: voting is over.", poll=name)
    if poll.closes_at is None:
        return speech("🟢 {poll}: voting stays open until a moderator closes it.", poll=name)
    return speech("🟢 {poll}: voting now ends {time}.", poll=name, time=when(poll.closes_at))


def _title(poll: Poll) -> str:
    address = poll.card_address
    title = f"[{poll.title}](<{address}>)" if address else poll.title
    return f"**{title}**"
