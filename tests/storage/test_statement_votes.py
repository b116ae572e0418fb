"""Votes on statements, many in a commit: whatever their order, what is stored is each person's last word."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.polls import Release, Round, Secrecy
from bot.domain.statements import Counts, Stance, StatementStatus
from bot.storage import statement_sets, statements
from bot.storage.statement_votes import StanceChange, counts_of, stances_of, write_stances

PEOPLE = st.sampled_from(["ann", "bob", "cem"])
CHANGES = st.lists(
    st.lists(st.tuples(PEOPLE, st.integers(0, 2), st.sampled_from([*Stance, None])), min_size=1, max_size=8),
    min_size=1,
    max_size=5,
)


@pytest.fixture
async def voted_in(database, debate, clock):
    """Return an open set, one that is closed, and the ids of three statements."""
    async with database.writing() as connection:
        new = [
            statement_sets.NewSet(
                debate.id, 1, "a", "What?", round_, Release.CLOSED, secrecy, True, False, None, clock.now(), None
            )
            for round_, secrecy in ((Round.MAIN, Secrecy.PSEUDONYMOUS), (Round.AFTER, Secrecy.PSEUDONYMOUS))
        ]
        opened, closed = [await statement_sets.add_set(connection, one) for one in new]
        await statement_sets.close_set(connection, closed.id, clock.now())
        shown = StatementStatus.SHOWN
        ids = [
            (await statements.add_statement(connection, debate.id, "a", f"{number}.", clock.now(), shown)).id
            for number in range(3)
        ]
    return opened.id, closed.id, ids


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=CHANGES)
async def test_each_batch_leaves_the_last_word_of_everybody(database, voted_in, batches):
    set_id, _, ids = voted_in
    async with database.reading() as connection:
        model = {
            (who, about): stance
            for who in ("ann", "bob", "cem")
            for about, stance in (await stances_of(connection, set_id, [who], secret=False)).items()
        }
    for batch in batches:
        changes = [StanceChange(set_id, who, ids[place], stance) for who, place, stance in batch]
        for change, written in zip(
            changes, await database.write(lambda c, todo=changes: write_stances(c, todo)), strict=True
        ):
            key = change.participant, change.statement_id
            assert (written.accepted, written.before) == (True, model.get(key))
            model[key] = change.stance
    numbers = Counter((about, stance) for (_, about), stance in model.items() if stance)
    expected = {about: Counts.by_stance({stance: numbers[about, stance] for stance in Stance}) for about in ids}
    async with database.reading() as connection:
        assert await counts_of(connection, set_id) == {
            about: votes for about, votes in expected.items() if votes.voters
        }


async def test_nothing_is_stored_in_a_closed_set_beside_an_open_one(database, voted_in):
    opened, closed, ids = voted_in
    changes = [StanceChange(number, "ann", ids[0], Stance.AGREE) for number in (opened, closed)]
    written = await database.write(lambda connection: write_stances(connection, changes))
    assert [one.accepted for one in written] == [True, False]
    async with database.reading() as connection:
        assert (await counts_of(connection, opened), await counts_of(connection, closed)) == ({ids[0]: Counts(1)}, {})
