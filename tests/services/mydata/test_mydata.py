"""A person's own data: shown, handed over, deleted."""

import hashlib
import json

import pytest
from sqlalchemy import text

from bot.domain.answers import read_answer
from bot.domain.polls import Round, Secrecy
from bot.services.debates import debates
from bot.services.mydata import as_json, mydata
from bot.services.mydata.mydata import Deletion
from bot.services.polls import deadlines, lifecycle, opening, voting
from bot.services.responses import responses
from bot.services.results import results
from bot.storage.ballots import ballots_of


@pytest.fixture
async def history(context, open_poll, vote, person, moderator):
    """Return the polls of a debate in which ann and bob voted: one closed, one cancelled, one open; and a response."""
    found = {}
    for question, state in [("a", "closed"), ("b", "cancelled"), ("c", "open")]:
        found[state] = poll = await open_poll(question)
        for name in ("ann", "bob"):
            await vote(name, poll, poll.items[0].options[0].id)
    await lifecycle.close_by_hand(context, moderator(), "a", None, {})
    await lifecycle.cancel(context, moderator(), "b", None)
    await vote("ann", found["open"], "geneva", item="where")
    await responses.respond(context, person("ann"), "a", "A text by ann.")
    await responses.respond(context, person("bob"), "a", "A text by bob.")
    return found


async def everything(context, somebody):
    data = await mydata.show(context, somebody)
    return len(data.votes), len(data.responses)


@pytest.mark.both_databases
async def test_everything_of_ones_own_is_shown_and_nothing_else(context, history, person):
    data = await mydata.show(context, person("ann"))
    assert [(vote.poll.question, vote.ballot.item_key, vote.ballot.answer) for vote in data.votes] == [
        ("a", "build", ("yes",)),
        ("b", "fields", ("physics",)),
        ("c", "who", ("members",)),
        ("c", "where", ("geneva",)),
    ]
    assert [response.text for _, response in data.responses] == ["A text by ann."]
    assert await everything(context, person("cem")) == (0, 0)
    assert history["open"].id in {vote.poll.id for vote in data.votes}


async def test_the_export_holds_what_is_shown(context, history, person):
    handed = json.loads(await as_json.export(context, person("ann")))
    shown = await mydata.show(context, person("ann"))
    assert history
    assert [read_answer(vote["answer"]) for vote in handed["votes"]] == [vote.ballot.answer for vote in shown.votes]
    assert {vote["stored_as"] for vote in handed["votes"]} == {vote.ballot.participant for vote in shown.votes}
    assert [text["text"] for text in handed["responses"]] == ["A text by ann."]


@pytest.mark.both_databases
async def test_a_receipt_is_at_hand_for_every_poll_that_counts_and_says_whether_the_list_has_it(
    context, history, open_poll, vote, person, moderator
):
    secret = await open_poll("d", secrecy=Secrecy.SECRET)
    await vote("ann", secret, secret.items[0].options[0].id)
    await lifecycle.close_by_hand(context, moderator(), "d", None, {})
    shown = (await mydata.show(context, person("ann"))).receipts
    assert [(receipt.poll.question, receipt.listed) for receipt in shown] == [("a", True), ("c", None), ("d", True)]
    for receipt in shown:
        assert receipt.code == (await voting.own_ballot(context, person("ann"), receipt.poll.id)).code
    handed = json.loads(await as_json.export(context, person("ann")))["receipts"]
    assert [(each["code"], each["on_the_sealed_list"]) for each in handed] == [
        (receipt.code, receipt.listed) for receipt in shown
    ]
    assert {"answer", "item"}.isdisjoint(handed[0])
    assert all(
        each["commitment"] == hashlib.sha256((each["salt"] + each["code"]).encode()).hexdigest()
        for each in handed
        if each["on_the_sealed_list"]
    )
    await mydata.delete(context, person("ann"))
    assert (await mydata.show(context, person("ann"))).receipts == ()
    assert history["closed"].id in {receipt.poll.id for receipt in (await mydata.show(context, person("bob"))).receipts}


@pytest.mark.parametrize("change", ["code = 'SOMEBODYELSE'", "salt = 'another'", "commitment = 'another'"])
async def test_a_list_that_was_changed_no_longer_has_the_receipt(context, history, person, database, change):
    altering = text(f"UPDATE codes SET {change} WHERE code = :code")  # noqa: S608  one of the above
    mine = await code_of(context, person("ann"))
    async with database.writing() as connection:
        await connection.execute(altering, {"code": mine})
    assert {receipt.listed for receipt in (await mydata.show(context, person("ann"))).receipts} == {False, None}
    assert {receipt.listed for receipt in (await mydata.show(context, person("bob"))).receipts} == {True, None}
    assert history


async def code_of(context, somebody):
    return (await mydata.show(context, somebody)).receipts[0].code


@pytest.mark.both_databases
async def test_deleting_withdraws_open_votes_and_leaves_nobody_behind_those_that_counted(
    context, history, person, database
):
    before = await results.result(context, person("bob"), "a", None)
    closed, open_ = history["closed"], history["open"]
    assert await mydata.delete(context, person("ann")) == Deletion(1, 2, 1, (open_.id,))
    assert await results.result(context, person("bob"), "a", None) == before
    assert before.turnout == 2
    assert context.open_polls.tally(open_.id).turnout == 1
    assert await everything(context, person("ann")) == (0, 0)
    assert await everything(context, person("bob")) == (3, 1)
    async with database.reading() as connection:
        participants = {row.participant async for row in ballots_of(connection, closed.id)}
    assert sum(participant.startswith("deleted:") for participant in participants) == 1


async def test_deleting_twice_finds_nothing_more(context, history, person):
    assert history
    await mydata.delete(context, person("ann"))
    assert await mydata.delete(context, person("ann")) == Deletion(0, 0, 0)


async def test_a_poll_past_its_deadline_counts_as_over_though_nobody_has_closed_it(
    context, open_poll, vote, person, clock
):
    poll = await open_poll("a", minutes=1)
    await vote("ann", poll, "yes")
    clock.advance(60)
    assert await mydata.delete(context, person("ann")) == Deletion(0, 1, 0)
    assert await everything(context, person("ann")) == (0, 0)
    tally = await deadlines.close_at_deadline(context, poll, {})
    assert (tally.turnout, tally.items[0].ballots) == (1, 1)


@pytest.mark.both_databases
async def test_one_paper_stays_one_ballot_and_papers_are_not_linked(context, open_poll, vote, person, database):
    rounds = [await open_poll("c", round_) for round_ in Round]
    for poll in rounds:
        await vote("ann", poll, "council", item="who")
        await vote("ann", poll, "online", item="where")
        await deadlines.close_at_deadline(context, poll, {})
    assert await mydata.delete(context, person("ann")) == Deletion(0, 3, 0)
    async with database.reading() as connection:
        left = [{row.participant async for row in ballots_of(connection, poll.id)} for poll in rounds]
    assert [len(participants) for participants in left] == [1, 1, 1]
    assert len(set.union(*left)) == 3
    assert (await results.result(context, person("bob"), "c", Round.MAIN)).turnout == 1


@pytest.mark.both_databases
async def test_older_debates_of_the_server_are_included(context, history, start_debate, moderator, person):
    assert history
    await debates.finish(context, moderator(), {})
    await start_debate(context)
    assert await everything(context, person("ann")) == (4, 1)
    assert await mydata.delete(context, person("ann")) == Deletion(0, 3, 1)
    assert await everything(context, person("ann")) == (0, 0)


@pytest.mark.both_databases
async def test_another_server_is_left_untouched(context, history, start_debate, administrator, person, an_opening):
    ada, ann = administrator(guild_id=2), person("ann", guild_id=2)
    await start_debate(context, ada)
    for question in ("a", "b"):
        poll, _ = await opening.open_poll(context, ada, an_opening(question))
        await voting.cast(context, ann, poll.id, poll.items[0].key, [poll.items[0].options[0].id])
    await lifecycle.close_by_hand(context, ada, "a", None, {})
    await responses.respond(context, ann, "a", "Elsewhere.")
    assert history
    await mydata.delete(context, person("ann"))
    assert await everything(context, ann) == (2, 1)
    assert context.open_polls.tally(poll.id).turnout == 1
    assert await everything(context, person("ann")) == (0, 0)


async def test_names_and_texts_leave_the_file_itself(context, open_poll, vote, person, administrator, database_file):
    await debates.change_settings(context, administrator(), secrecy=Secrecy.NAMED)
    poll = await open_poll("a")
    await vote("Zuzanna Qwertz", poll, "yes")
    await responses.respond(context, person("Zuzanna Qwertz"), "a", "Some unmistakable words. " * 60)
    await deadlines.close_at_deadline(context, poll, {})
    zuzanna = person("Zuzanna Qwertz")
    await mydata.delete(context, zuzanna)
    await context.database.close()
    content = database_file.read_bytes()
    assert not database_file.with_name("debate.db-wal").exists()
    traces = [zuzanna.name.encode(), str(zuzanna.user_id).encode(), b"unmistakable"]
    assert [trace for trace in traces if trace in content] == []


async def test_who_has_deleted_everything_may_vote_again(context, history, person, vote):
    await mydata.delete(context, person("ann"))
    receipt = await vote("ann", history["open"], "council")
    assert receipt.before is None
    assert context.open_polls.tally(history["open"].id).turnout == 2
