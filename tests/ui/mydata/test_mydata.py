"""What people read about their own data."""

import re
from dataclasses import replace

from sentences import MY_BALLOT, NOTHING_STORED_LEADS_FROM_THERE_TO, YOUR_BALLOT_IN_POLL_THAT_IS

from bot.domain.polls import Debate
from bot.domain.responses import Response, Status
from bot.services.mydata.mydata import OwnData, OwnReceipt, OwnVote
from bot.storage.ballots import BallotRow
from bot.ui.common.languages import speech_in
from bot.ui.common.layout import measure
from bot.ui.mydata.pages import own_data
from bot.ui.pack_limits.samples import SOME_TIME, closed, sample_poll


async def test_a_receipt_is_found_after_the_end_and_says_nothing_of_the_choice(room, said):
    paper = await room.open_poll("d")
    await room.vote(room.amina, paper, "A central hub")
    code = re.search(r"Your receipt: `([A-Z2-7]{12})`", said(await room.amina.click(paper, label=MY_BALLOT.say())))[1]
    shown = await room.amina.slash(room.channel, "mydata show")
    assert shown.response.ephemeral
    assert f"Question D · `{code}` · the list is sealed when the votes are counted" in said(shown)
    await room.close_by_hand("d")
    assert f"Question D · `{code}` · on the sealed list" in said(await room.amina.slash(room.channel, "mydata show"))
    assert "Receipts" not in said(await room.jonas.slash(room.channel, "mydata show"))


async def test_a_vote_that_counts_nowhere_is_shown_as_such(room, said):
    await room.vote(room.amina, await room.open_poll("d"), "A central hub")
    await room.cancel_poll()
    assert "· cancelled\n→ **A central hub**" in said(await room.amina.slash(room.channel, "mydata show"))


async def test_a_deletion_says_what_it_cannot_hide(room, said):
    await room.vote(room.amina, await room.open_poll("d"), "A central hub")
    await room.close_by_hand("d")
    deleted = said(await room.amina.slash(room.channel, "mydata delete"))
    assert YOUR_BALLOT_IN_POLL_THAT_IS.within(deleted)
    assert NOTHING_STORED_LEADS_FROM_THERE_TO.within(deleted)


def test_a_page_with_long_votes_and_responses_still_fits(pack):
    """The longest answer there is, in more polls than are shown."""
    question = max(pack.questions, key=lambda one: len(one.model_dump_json()))
    poll, debate = closed(sample_poll(question, speech_in("en-US"))), Debate(1, 1, "p", "T" * 256, SOME_TIME)
    votes, receipts = [], []
    for number in range(15):
        here = replace(poll, id=number)
        for item in here.items:
            answer = tuple(option.id for option in item.options)
            votes.append(OwnVote(debate, here, BallotRow(number, item.key, "me", answer, SOME_TIME, 0, None)))
        receipts.append(OwnReceipt(debate, here, "A" * 12))
    texts = [(debate, Response(1, "a", "me", "W" * 2000, SOME_TIME, Status.DECLINED, None)) for _ in range(15)]
    size = measure(own_data(OwnData(tuple(votes), tuple(texts), (), tuple(receipts)), speech_in("en-US")))
    assert size.fits
    assert size.components < 10
