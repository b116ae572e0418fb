"""People vote on one statement after the other; each vote counts once and stays."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.faults import StorageFault, Trouble
from bot.domain.polls import Secrecy
from bot.domain.refusals import NotFound, NotNow
from bot.domain.statements import Counts, Stance
from bot.services.mydata import own_statements
from bot.services.statements import own, results, voting
from bot.services.statements.open_sets import OwnVotes
from bot.storage.statement_votes import counts_of


async def counted(context, opened):
    async with context.database.reading() as connection:
        return await counts_of(connection, opened.id)


async def test_cards_go_through_all_statements_and_the_votes_stay(open_set, stand, card, close_set):
    opened = await open_set()
    stances = {}
    for number in range(2):
        shown = await card("Ann", opened)
        assert (shown.own, shown.left) == (number, 2 - number)
        stances[shown.statement.id] = Stance.DISAGREE if number else Stance.AGREE
        await stand("Ann", opened, shown.statement.id, stances[shown.statement.id])
    assert (await card("Ann", opened)).statement is None
    assert (await card("Ben", opened)).statement is not None
    closed = await close_set(opened)
    assert closed.turnout == 1
    assert closed.counts == {
        number: Counts(stance is Stance.AGREE, stance is Stance.DISAGREE) for number, stance in stances.items()
    }


async def test_a_vote_can_be_changed_and_counts_once_also_after_a_restart(context_on, context, open_set, stand, person):
    opened = await open_set()
    first = (await voting.next_card(context, person("Ann"), opened.id)).statement
    await stand("Ann", opened, first.id)
    changed = await stand("Ann", opened, first.id, Stance.PASS)
    assert changed.before is Stance.AGREE
    assert await counted(context, opened) == {first.id: Counts(passed=1)}
    again = context_on(context.database)
    assert [(one.statement.id, one.stance) for one in await voting.own_stances(again, person("Ann"), opened.id)] == [
        (first.id, Stance.PASS)
    ]
    entry = await again.open_sets.find(opened.id)
    assert entry.counts == {first.id: Counts(passed=1)}


@pytest.mark.both_databases
async def test_a_rush_of_votes_is_counted_exactly(context, open_set, stand):
    opened = await open_set()
    entry = await context.open_sets.find(opened.id)
    one, other = entry.statements
    rush = [stand(f"P{number}", opened, one, list(Stance)[number % 3]) for number in range(30)]
    rush += [stand(f"P{number % 5}", opened, other, Stance.AGREE) for number in range(20)]
    await asyncio.gather(*rush)
    assert await counted(context, opened) == entry.counts == {one: Counts(10, 10, 10), other: Counts(5)}


async def test_nobody_votes_on_what_is_closed_or_elsewhere(context, open_set, stand, close_set, person):
    opened = await open_set()
    one, _ = (await context.open_sets.find(opened.id)).statements
    await close_set(opened)
    with pytest.raises(NotNow, match="closed"):
        await stand("Ann", opened, one)
    with pytest.raises(NotFound):
        await voting.vote(context, person("Ann", guild_id=5), opened.id, one, Stance.AGREE)


async def test_a_secret_vote_is_final_and_nobody_can_say_what_it_was(context, open_set, stand, card, person):
    opened = await open_set(secrecy=Secrecy.SECRET)
    shown = (await card("Ann", opened)).statement
    await stand("Ann", opened, shown.id)
    with pytest.raises(NotNow, match="final"):
        await stand("Ann", opened, shown.id, Stance.DISAGREE)
    assert (await card("Ann", opened)).statement.id != shown.id
    assert [one.stance for one in await voting.own_stances(context, person("Ann"), opened.id)] == [None]
    assert await counted(context, opened) == {shown.id: Counts(1)}


async def test_a_reader_gets_the_packs_statements_in_their_language(context, open_set, library):
    entry = await context.open_sets.find((await open_set()).id)
    words = {own.words_of(library, one, "fr-CH") for one in entry.statements.values()}
    assert words == {"Elle serait trop haute.", "It would be worth its price."}


async def test_results_stay_hidden_while_people_vote_and_are_told_at_the_close(
    context, open_set, stand, close_set, person
):
    opened = await open_set()
    one, other = (await context.open_sets.find(opened.id)).statements
    for number in range(12):
        await stand(f"P{number}", opened, one, Stance.AGREE)
        await stand(f"P{number}", opened, other, Stance.AGREE if number % 2 else Stance.DISAGREE)
    with pytest.raises(results.StillOpen):
        await results.common_ground_of(context, person("Ann"), "a")
    await close_set(opened)
    found = await results.common_ground_of(context, person("Ann"), "a")
    assert [standing.statement_id for standing in found.ground.agreed] == [one]
    assert [standing.statement_id for standing in found.ground.divided] == [other]
    assert (found.turnout, found.declined, found.groups) == (12, 0, None)


async def test_a_vote_that_is_stored_though_its_acknowledgement_is_lost_is_counted_once(
    context, database, open_set, stand, monkeypatch
):
    opened = await open_set()
    one, _ = (await context.open_sets.find(opened.id)).statements
    stored = database.write

    async def lost(work):
        await stored(work)
        raise StorageFault("It", Trouble.AWAY, writing=True, certain=False)

    with monkeypatch.context() as patched:
        patched.setattr(database, "write", lost)
        with pytest.raises(StorageFault):
            await stand("Ann", opened, one)
    assert (await stand("Ann", opened, one, Stance.PASS)).before is Stance.AGREE
    assert (await context.open_sets.find(opened.id)).counts == {one: Counts(passed=1)}


changes = st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 4), st.booleans()), max_size=30)


@given(changes, changes)
def test_what_somebody_has_voted_on_is_read_once_and_then_known(before, after):
    """Votes that are stored while somebody's are being read are among them, and nobody else's are."""
    own, stored = OwnVotes(), {"a": set(), "b": set()}
    read = None
    for step, (who, statement_id, has_voted) in enumerate([*before, *after]):
        if step == len(before):
            read = set(stored["a"])
        if read is None or has_voted:  # nobody withdraws a vote in the moment in which it is read
            own.note(who, statement_id, has_voted=has_voted)
            (stored[who].add if has_voted else stored[who].discard)(statement_id)
        assert own.of("a") is None
    assert own.learn("a", stored["a"] if read is None else read) == stored["a"]
    assert own.of("b") is None
    own.note("a", 1, has_voted=False)
    assert own.of("a") == stored["a"] - {1}


async def test_a_vote_that_is_withdrawn_brings_its_statement_back(context, open_set, stand, card, person):
    opened = await open_set()
    first = (await card("Ann", opened)).statement
    await stand("Ann", opened, first.id)
    left = (await card("Ann", opened)).left
    assert await own_statements.withdraw(context, person("Ann")) == 1
    again = await card("Ann", opened)
    assert (again.left, again.own) == (left + 1, 0)
