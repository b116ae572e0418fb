"""Agreeing with a response: one a person, and a number from which nobody's tap can be read."""

import json
from random import Random

import pytest
from sqlalchemy import text

from bot.domain.refusals import BadAnswer, NotFound, NotNow
from bot.domain.responses import Order, Status
from bot.services.debates import debates
from bot.services.mydata import as_json, mydata
from bot.services.responses import own, responses, review
from bot.services.responses.agreeing import agree

FEWEST = 5


@pytest.fixture
async def response(context, debate, person):
    """A response by Ann; returns its number."""
    assert debate
    return await written(context, person("ann"), "Safety is underfunded.")


async def written(context, author, said):
    await responses.respond(context, author, "a", said)
    return (await mydata.show(context, author)).responses[-1][1].id


async def seen(context, person, order=Order.NEWEST):
    page = await responses.page_of(context, person("reader"), "a", 0, order)
    return {one.id: one.agreed for one in page.responses}


async def everybody_agrees(context, person, response, count, agrees=True):
    for number in range(count):
        await agree(context, person(f"fan {number}"), response, agrees=agrees)


async def test_a_number_shows_from_five_people_on_and_moves_in_steps_of_five(context, response, person):
    shown = []
    for number in range(12):
        await agree(context, person(f"fan {number}"), response, agrees=True)
        shown.append((await seen(context, person))[response])
    assert shown == [0, 0, 0, 0, 5, 5, 5, 5, 5, 10, 10, 10]


async def test_who_agrees_and_takes_it_back_again_and_again_learns_nothing_of_others(context, response, person):
    await everybody_agrees(context, person, response, FEWEST - 1)
    for _ in range(4):
        for agrees in (True, True, False):
            before = await seen(context, person)
            await agree(context, person("fan 0"), response, agrees=agrees)
            assert await seen(context, person) == before == {response: 0}
    await agree(context, person("fan 0"), response, agrees=True)
    await agree(context, person("the fifth"), response, agrees=True)
    for agrees in (False, True, False):
        await agree(context, person("fan 0"), response, agrees=agrees)
        assert (await seen(context, person))[response] == FEWEST


@pytest.mark.parametrize("seed", range(4))
async def test_between_two_shown_numbers_five_people_have_changed_their_minds(context, response, person, seed):
    """Whatever people tap, in whatever order, and however often."""
    random, agreeing, then, shown = Random(seed), set(), set(), 0  # noqa: S311  examples, no secrets
    for _ in range(80):
        fan = f"fan {random.randrange(14)}"
        agrees = random.random() < 0.7
        await agree(context, person(fan), response, agrees=agrees)
        (agreeing.add if agrees else agreeing.discard)(fan)
        number = (await seen(context, person))[response]
        if number != shown:
            assert len(agreeing ^ then) >= FEWEST
            assert number in {0, len(agreeing)}
            assert number == 0 or number >= FEWEST
            shown = number
        if len(agreeing ^ then) >= FEWEST:
            then = set(agreeing)


async def test_agreement_is_stored_under_the_pseudonym_also_where_the_debate_is_named(
    context, debate, administrator, person, database
):
    await debates.change_settings(context, administrator(), secrecy="named")
    response = await written(context, person("ann"), "Under my name.")
    await agree(context, person("bob"), response, agrees=True)
    async with database.reading() as connection:
        (participant,) = (await connection.execute(text("SELECT participant FROM agreements"))).scalars()
    bob = person("bob").user_id
    assert str(bob) not in participant
    assert participant in context.pseudonyms.all_of(debate.id, bob)


async def test_nobody_agrees_with_themselves_or_with_what_is_not_there(
    context, response, person, administrator, moderator
):
    with pytest.raises(BadAnswer):
        await agree(context, person("ann"), response, agrees=True)
    await review.decide(context, moderator(), response, Status.PUBLISHED, Status.DECLINED)
    for missing in (response, 999):
        with pytest.raises(NotFound):
            await agree(context, person("bob"), missing, agrees=True)
    await debates.finish(context, administrator(), {})
    with pytest.raises(NotNow):
        await agree(context, person("bob"), response, agrees=True)


async def test_the_most_agreed_come_first_by_the_numbers_that_are_shown(context, response, person):
    """Not by those that are not: the order would tell them."""
    others = [await written(context, person("zoe"), f"Another {number}") for number in range(2)]
    await everybody_agrees(context, person, others[0], FEWEST - 1)
    await everybody_agrees(context, person, response, FEWEST)
    assert list(await seen(context, person, Order.AGREED)) == [response, others[1], others[0]]
    assert list(await seen(context, person)) == [others[1], others[0], response]


async def test_an_edited_text_has_nobody_s_agreement(context, response, person):
    await everybody_agrees(context, person, response, FEWEST)
    await own.edit(context, person("ann"), response, "Something else altogether.")
    assert await seen(context, person) == {response: 0}
    assert not (await mydata.show(context, person("fan 0"))).agreements


async def test_agreements_are_in_ones_data_and_go_with_it(context, response, person, database):
    await everybody_agrees(context, person, response, FEWEST + 2)
    fans = [person("fan 0"), person("fan 6")]
    for fan in fans:
        exported = json.loads(await as_json.export(context, fan))["agreements"]
        assert [one["text"] for one in exported] == ["Safety is underfunded."]
        assert (await mydata.plan_deletion(context, fan)).agreements == 1
        assert (await mydata.delete(context, fan)).agreements == 1
        assert json.loads(await as_json.export(context, fan))["agreements"] == []
        assert (await mydata.plan_deletion(context, fan)).is_empty
    assert (await seen(context, person))[response] == FEWEST, "a deletion shows in no number"
    async with database.reading() as connection:
        left = (await connection.execute(text("SELECT participant FROM agreements"))).scalars().all()
    mine = {one for fan in fans for one in context.pseudonyms.all_of(1, fan.user_id)}
    assert not mine & set(left)


async def test_a_response_is_deleted_with_its_agreements(context, response, person, database):
    await everybody_agrees(context, person, response, 2)
    await mydata.delete(context, person("ann"))
    async with database.reading() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM agreements")) == 0
