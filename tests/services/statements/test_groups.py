"""Opinion groups are described once, at the close, and only where nobody's name or secret is in the way."""

import sys
from dataclasses import replace

import pytest

from bot.domain.opinion_groups import OpinionGroups, Unknown
from bot.domain.polls import Release, Round, Secrecy
from bot.domain.statements import Counts, Stance
from bot.exports.statement_words import StatementWords
from bot.i18n import ENGLISH
from bot.services.common.debate_lookup import all_debates
from bot.services.export.statement_tables import sets_among
from bot.services.statements import results, voting

pytest.importorskip("numpy")

EACH = 16
"""People in each of two camps."""


@pytest.fixture
async def hold(context, open_set, close_set, configure, write, person):
    """Return what lets two camps vote on nine statements, of which both agree on the first, and closes the set."""
    await configure(review_statements=False, groups=True, statements=9)
    written = [(await write("Ann", f"Statement number {number}.", "b")).statement.id for number in range(9)]

    async def run(round_=Round.MAIN, **given):
        opened = await open_set("b", round_, **given)
        for number in range(2 * EACH):
            for place, statement_id in enumerate(written):
                agrees = place == 0 or (place + number) % 2
                stance = Stance.AGREE if agrees else Stance.DISAGREE
                await voting.vote(context, person(f"P{number}"), opened.id, statement_id, stance)
        await close_set(opened)
        return written, (await results.common_ground_of(context, person("Ben"), "b", round_)).groups

    return run


async def test_two_camps_are_told_apart_and_what_both_say_is_told(hold):
    written, groups = await hold()
    assert isinstance(groups, OpinionGroups)
    assert groups.number == 2
    assert [(one.statement_id, one.stance) for one in groups.shared] == [(written[0], Stance.AGREE)]
    stances = [{(trait.statement_id, trait.stance) for trait in traits} for traits in groups.groups]
    assert all(stances)
    assert not stances[0] & stances[1]


async def test_the_report_names_no_group_of_which_there_is_nothing_to_say(hold, context):
    await hold()
    (debate,) = await all_debates(context)
    async with context.database.reading() as connection:
        (found,) = await sets_among(connection, debate, None, with_votes=False)
    whole = StatementWords(ENGLISH, found).groups
    nothing_shared = StatementWords(ENGLISH, replace(found, groups=replace(found.groups, shared=()))).groups
    assert all(lines for _, lines in whole)
    assert len(whole) == 3
    assert nothing_shared == whole[:2]


@pytest.mark.parametrize("secrecy", [Secrecy.NAMED, Secrecy.SECRET])
async def test_votes_with_names_and_secret_votes_are_never_looked_at(hold, secrecy, monkeypatch):
    def look(*_):
        raise AssertionError

    monkeypatch.setattr("bot.services.statements.sets.matrix_of", look)
    _, groups = await hold(secrecy=secrecy)
    assert groups is Unknown(secrecy.value)


async def test_without_numpy_the_rest_is_told_all_the_same(hold, monkeypatch):
    monkeypatch.setitem(sys.modules, "numpy", None)
    _, groups = await hold()
    assert groups is Unknown.NOT_INSTALLED


async def test_nobody_is_put_into_groups_unless_the_server_wants_it(open_set, stand, close_set, context, person):
    opened = await open_set()
    (one, _) = (await context.open_sets.find(opened.id)).statements
    await stand("Ann", opened, one)
    assert (await close_set(opened)).groups is None
    assert (await results.set_result(context, person("Ben"), opened.id)).groups is None


async def test_live_counts_move_only_once_they_reveal_no_small_group(context, open_set, stand, configure, person):
    await configure(release=Release.LIVE)
    opened = await open_set()
    (one, _) = (await context.open_sets.find(opened.id)).statements
    shown = []
    for number in range(20):
        await stand(f"P{number}", opened, one)
        found = await results.common_ground_of(context, person("Ben"), "a")
        shown.append(found.ground.agreed[0].counts if found.ground.agreed else None)
    assert shown == [None] * 17 + [Counts(18)] * 3  # nine are too few for a result, and the tenth alone moves nothing


async def test_secret_votes_are_never_counted_live(context, open_set, configure, person):
    await configure(release=Release.LIVE)
    await open_set(secrecy=Secrecy.SECRET)
    with pytest.raises(results.StillOpen):
        await results.common_ground_of(context, person("Ben"), "a")
