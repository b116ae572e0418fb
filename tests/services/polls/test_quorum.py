"""A quorum is stored with its poll."""

from dataclasses import replace

from bot.domain.quorum import Quorum
from bot.services.polls import opening
from bot.services.run_sheet.status import debate_status


async def test_a_poll_keeps_the_quorum_it_was_opened_with(context, debate, moderator, an_opening):  # noqa: ARG001  a poll needs a debate
    half = Quorum(50, of_electorate=True)
    opened, _ = await opening.open_poll(context, moderator(), replace(an_opening("a"), quorum=half))
    assert opened.quorum == half
    await opening.open_poll(context, moderator(), an_opening("b"))
    status = await debate_status(context, moderator())
    assert [entry.poll.quorum for entry in status.polls] == [half, None]
