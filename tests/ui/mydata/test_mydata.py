"""What people read about their own data."""

import re
from dataclasses import replace

from sentences import (
    BACK,
    BALLOTS,
    DELETE,
    DELETE_IT_ALL,
    KEEP_IT,
    MORE,
    MY_BALLOT,
    NOTHING_IS_STORED_ABOUT_YOU_IN,
    NOTHING_STORED_LEADS_FROM_THERE_TO,
    ON_THE_SEALED_LIST,
    PAGE_OF,
    QUESTION,
    RECEIPTS,
    RESPONSE_OF_YOURS_IS_ERASED,
    SPEAKERS_PSEUDONYMOUS,
    THE_LIST_IS_SEALED_WHEN_THE_VOTES,
    TURN_STAYS_WITH_SIDE_AND_TIME,
    YOU_ARE_ON_THE_LIST_OF_SPEAKERS,
    YOU_ARE_SPEAKING_SINCE,
    YOU_HAVE_NOT_VOTED,
    YOU_WERE_TAKEN_OFF_THE_LIST,
    YOUR_BALLOT_IN_OPEN_POLL_IS_WITHDRAWN,
    YOUR_BALLOT_IN_OPEN_POLL_WAS,
    YOUR_BALLOT_IN_POLL_STILL_COUNTS,
    YOUR_BALLOT_IN_POLL_THAT_IS,
    YOUR_RECEIPT,
)

from bot.domain.floor import Order, Side
from bot.domain.people import Person
from bot.domain.polls import Debate
from bot.domain.responses import Response, Status
from bot.services.floor import asking, opening, turns
from bot.services.mydata.mydata import OwnData, OwnReceipt, OwnVote
from bot.services.responses import responses
from bot.storage.ballots import BallotRow
from bot.ui.common.languages import speech_in
from bot.ui.common.layout import measure
from bot.ui.mydata.pages import own_data
from bot.ui.pack_limits.samples import SOME_TIME, closed, sample_poll


async def test_a_receipt_is_found_after_the_end_and_says_nothing_of_the_choice(room, said):
    paper = await room.open_poll("d")
    await room.vote(room.amina, paper, "A central hub")
    mine = said(await room.amina.click(paper, label=MY_BALLOT.say()))
    code = re.search(r"`([A-Z2-7]{12})`", mine)[1]
    assert YOUR_RECEIPT.within(mine, code=f"`{code}`")
    shown = await room.amina.slash(room.channel, "mydata show")
    assert shown.response.ephemeral
    listed = f"{QUESTION.say(letter='D')} · `{code}` · "
    assert f"{listed}{THE_LIST_IS_SEALED_WHEN_THE_VOTES}" in said(shown)
    await room.close_by_hand("d")
    assert f"{listed}{ON_THE_SEALED_LIST}" in said(await room.amina.slash(room.channel, "mydata show"))
    assert not RECEIPTS.within(said(await room.jonas.slash(room.channel, "mydata show")))


async def test_a_vote_that_counts_nowhere_is_shown_as_such(room, said):
    await room.vote(room.amina, await room.open_poll("d"), "A central hub")
    await room.cancel_poll()
    assert "· cancelled\n→ **A central hub**" in said(await room.amina.slash(room.channel, "mydata show"))


async def test_a_deletion_says_what_it_cannot_hide(room, said):
    await room.vote(room.amina, await room.open_poll("d"), "A central hub")
    await room.close_by_hand("d")
    deleted = said(await room.delete_data(room.amina))
    assert YOUR_BALLOT_IN_POLL_THAT_IS.within(deleted)
    assert NOTHING_STORED_LEADS_FROM_THERE_TO.within(deleted)


async def test_a_deletion_asks_first_and_says_what_goes_in_numbers(room, said):
    """It is asked about in numbers, nothing happens before the confirmation, and both outlast a restart."""
    for question, option in (("a", "Several areas"), ("b", "US tech giants")):
        await room.vote(room.amina, await room.open_poll(question), option)
    await room.vote(room.amina, await room.open_poll("d"), "A central hub")
    await room.close_by_hand("d")
    asked = (await room.amina.slash(room.channel, "mydata delete")).response
    assert asked.ephemeral
    assert YOUR_BALLOT_IN_OPEN_POLL_IS_WITHDRAWN.within(said(asked), count=2)
    assert YOUR_BALLOT_IN_POLL_STILL_COUNTS.within(said(asked), count=1)
    assert not RESPONSE_OF_YOURS_IS_ERASED.within(said(asked))
    await room.restart()
    await room.amina.click(asked, label=KEEP_IT.say())
    assert "**Several areas**" in said(asked)
    await room.amina.click(asked, label=DELETE.say())
    await room.restart()
    await room.amina.click(asked, label=DELETE_IT_ALL.say())
    assert YOUR_BALLOT_IN_OPEN_POLL_WAS.within(said(asked), count=2)
    assert NOTHING_IS_STORED_ABOUT_YOU_IN.within(said(await room.amina.slash(room.channel, "mydata delete")))


async def test_a_forged_or_repeated_confirmation_deletes_only_the_data_of_who_taps(room, said):
    paper = await room.open_poll("d")
    for person in (room.amina, room.jonas):
        await room.vote(person, paper, "A central hub")
    stored = room.env.backend.get_message(room.channel.id, paper.id)
    line = next(block for block in stored.components[0]["components"] if block["type"] == 1)
    line["components"][0]["custom_id"] = "mydata-delete"
    first, second = [said(await room.amina.click(paper, custom_id="mydata-delete")) for _ in range(2)]
    assert YOUR_BALLOT_IN_OPEN_POLL_WAS.within(first, count=1)
    assert NOTHING_IS_STORED_ABOUT_YOU_IN.within(second)
    shown = said(await room.amina.slash(room.channel, "mydata show"))
    assert f"### {BALLOTS.say()}\n{YOU_HAVE_NOT_VOTED.say()}" in shown
    assert "→ **A central hub**" in said(await room.jonas.slash(room.channel, "mydata show"))
    assert room.context.open_polls.tally(1).turnout == 1


async def test_all_data_is_paged_through(room, said, pack):
    """Nothing is left out: each vote and each response is on some page, which a restart does not change."""
    for question in pack.questions:
        paper = await room.open_poll(question.id)
        for item in question.ballot:
            if item.kind == "single":
                await room.vote(room.amina, paper, item.options[0].id, item=item.id)
    context = room.context
    amina = Person(room.guild.id, room.amina.id, "amina", frozenset())
    for number in range(9):
        await responses.respond(context, amina, "a", f"Reason {number}: " + "because " * 40)
    page = (await room.amina.slash(room.channel, "mydata show")).response
    seen = [said(page)]
    while MORE.within(said(page)):
        await room.restart()
        await room.amina.click(page, label=MORE.say())
        seen.append(said(page))
    assert len(seen) > 2
    assert PAGE_OF.within(seen[-1], number=len(seen), total=len(seen))
    for number in range(9):
        assert sum(f"Reason {number}\\:" in text for text in seen) == 1
    votes = [item.title.english for question in pack.questions for item in question.ballot if item.kind == "single"]
    assert all(any(title in text for text in seen) for title in votes)
    await room.amina.click(page, label=BACK.say())
    assert said(page) == seen[-2]


def test_every_page_of_long_votes_and_responses_fits(pack):
    """The longest answer there is, in many polls."""
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
    data = OwnData(tuple(votes), tuple(texts), (), tuple(receipts))
    sizes = [measure(own_data(data, pack, speech_in("en-US"), number)) for number in range(40)]
    assert all(size.fits and size.components < 12 for size in sizes)


async def test_turns_and_waiting_are_shown_and_a_deletion_says_that_turns_stay(room, said):
    """Where speakers are pseudonymous, too: the setting says so, and a person finds what is stored all the same."""
    told = await room.marta.slash(room.channel, "debate settings", speakers="pseudonymous")
    assert SPEAKERS_PSEUDONYMOUS.within(said(told))
    mod = Person(room.guild.id, room.mod.id, "mod", is_administrator=True)
    amina = Person(room.guild.id, room.amina.id, "amina")
    floor = (await opening.open_floor(room.context, mod, channel_id=1, order=Order.SIDES)).floor
    await asking.ask(room.context, amina, floor.id, Side.FOR)
    await turns.call_next(room.context, mod, floor.id, 0)
    await asking.ask(room.context, amina, floor.id, Side.AGAINST)
    shown = said(await room.amina.slash(room.channel, "mydata show"))
    assert YOU_ARE_ON_THE_LIST_OF_SPEAKERS.within(shown)
    assert YOU_ARE_SPEAKING_SINCE.within(shown)
    deleted = said(await room.delete_data(room.amina))
    assert TURN_STAYS_WITH_SIDE_AND_TIME.within(deleted, count=1)
    assert YOU_WERE_TAKEN_OFF_THE_LIST.within(deleted)
    assert NOTHING_IS_STORED_ABOUT_YOU_IN.within(said(await room.amina.slash(room.channel, "mydata delete")))
