"""Deleting one's data erases the texts, and leaves what others voted."""

import json

from bot.domain.polls import Round, Secrecy
from bot.domain.statements import Counts, Stance
from bot.services.mydata import as_json, mydata
from bot.services.statements import results, voting
from bot.storage.statement_votes import counts_of

TEXT = "Lifts should be free of charge."


async def test_everything_that_is_stored_is_shown_and_handed_over(context, open_set, write, stand, person, configure):
    await configure(review_statements=False)
    opened = await open_set()
    written = (await write("Ann", TEXT)).statement
    await stand("Ann", opened, written.id, Stance.PASS)
    await stand("Ben", opened, written.id)
    everything = json.loads(await as_json.export(context, person("Ann")))
    assert [(one["text"], one["status"]) for one in everything["statements"]] == [(TEXT, "shown")]
    assert [(one["statement"], one["vote"], one["round"]) for one in everything["statement_votes"]] == [
        (written.number, "pass", "main")
    ]
    assert (await mydata.plan_deletion(context, person("Ann"))).statements == mydata.StatementDeletion(1, 1)


async def test_a_deletion_erases_texts_and_keeps_the_votes_of_others(
    context, open_set, write, stand, person, configure, close_set, database_file
):
    await configure(review_statements=False)
    before, after = await open_set(round_=Round.BEFORE), await open_set(round_=Round.AFTER)
    written = (await write("Ann", TEXT)).statement
    for opened in (before, after):
        for name in ("Ann", "Ben", "Cat"):
            await stand(name, opened, written.id)
    await close_set(before)
    deleted = await mydata.delete(context, person("Ann"))
    assert (deleted.statements.erased, deleted.statements.withdrawn, deleted.statements.anonymous) == (1, 1, 1)
    assert (await mydata.show(context, person("Ann"))).statements == mydata.OwnStatements()
    async with context.database.reading() as connection:
        assert await counts_of(connection, before.id) == {written.id: Counts(3)}
        assert await counts_of(connection, after.id) == {written.id: Counts(2)}
    assert written.id not in (await context.open_sets.find(after.id)).statements
    assert TEXT.encode() not in database_file.read_bytes()
    shown = await results.set_result(context, person("Ben"), before.id)
    assert shown.statements[written.id].is_erased
    assert (await voting.next_card(context, person("Dan"), after.id)).left == 2


async def test_secret_votes_stay_and_nobody_is_listed_once_they_are_closed(context, open_set, stand, person, close_set):
    opened = await open_set(secrecy=Secrecy.SECRET)
    one, other = (await context.open_sets.find(opened.id)).statements
    await stand("Ann", opened, one)
    await stand("Ann", opened, other)
    assert (await mydata.delete(context, person("Ann"))).statements.secret_open == 2
    await close_set(opened)
    assert (await mydata.delete(context, person("Ann"))).statements.secret == 2
    assert (await mydata.delete(context, person("Ann"))).is_empty
    async with context.database.reading() as connection:
        assert await counts_of(connection, opened.id) == {one: Counts(1), other: Counts(1)}
