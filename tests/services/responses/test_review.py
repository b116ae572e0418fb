"""Responses that wait for review: who sees them, and who decides, once."""

import asyncio
import json

import pytest

from bot.domain.refusals import NotAllowed, NotFound, NotNow
from bot.domain.responses import Status
from bot.services.debates import debates
from bot.services.mydata import as_json, mydata
from bot.services.responses import responses, review


@pytest.fixture
async def waiting(context, debate, administrator, person):
    """A response by Ann that waits; returns its number."""
    assert debate
    await debates.change_settings(context, administrator(), review=True)
    stored = await responses.respond(context, person("ann"), "a", "Please read me.")
    assert stored.status is Status.PENDING
    return (await mydata.show(context, person("ann"))).responses[0][1].id


async def shown(context, person):
    return [one.text for one in (await responses.page_of(context, person("bob"), "a", 0)).responses]


@pytest.mark.both_databases
async def test_what_waits_is_in_no_list_and_then_published(context, waiting, person, moderator):
    assert await shown(context, person) == []
    assert (await review.queue_page(context, moderator(), 0)).reviewed.response.text == "Please read me."
    await review.decide(context, moderator(), waiting, Status.PENDING, Status.PUBLISHED)
    assert await shown(context, person) == ["Please read me."]
    assert (await review.queue_page(context, moderator(), 0)).total == 0


async def test_declined_text_is_for_its_author_alone(context, waiting, person, moderator):
    await review.decide(context, moderator(), waiting, Status.PENDING, Status.DECLINED)
    assert await shown(context, person) == []
    own = json.loads(await as_json.export(context, person("ann")))["responses"][0]
    assert (own["text"], own["status"]) == ("Please read me.", "declined")


@pytest.mark.both_databases
async def test_of_two_moderators_at_once_one_decides(context, waiting, moderator):
    decisions = [
        review.decide(context, moderator(), waiting, Status.PENDING, to) for to in (Status.PUBLISHED, Status.DECLINED)
    ]
    outcomes = await asyncio.gather(*decisions, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes].count(NotNow) == 1


async def test_participants_neither_see_the_queue_nor_decide(context, waiting, person):
    with pytest.raises(NotAllowed):
        await review.queue_page(context, person("ann"), 0)
    with pytest.raises(NotAllowed):
        await review.decide(context, person("ann"), waiting, Status.PENDING, Status.PUBLISHED)
    with pytest.raises(NotAllowed):
        await review.find_response(context, person("ann"), waiting)


@pytest.mark.both_databases
async def test_a_decision_is_changed_and_taken_back(context, waiting, person, moderator):
    for was, to, texts in (
        (Status.PENDING, Status.PUBLISHED, ["Please read me."]),
        (Status.PUBLISHED, Status.DECLINED, []),
        (Status.DECLINED, Status.PENDING, []),
    ):
        await review.decide(context, moderator(), waiting, was, to)
        assert await shown(context, person) == texts
    assert (await review.queue_page(context, moderator(), 0)).pending == 1


@pytest.mark.both_databases
async def test_what_is_not_as_it_was_shown_stays_as_it_is(context, waiting, person, moderator, administrator):
    for was, to in ((Status.PUBLISHED, Status.DECLINED), (Status.PENDING, Status.PENDING)):
        with pytest.raises(NotNow):
            await review.decide(context, moderator(), waiting, was, to)
    await debates.change_settings(context, administrator("Ed", guild_id=7), moderator_role=1)
    with pytest.raises(NotNow):
        await review.decide(context, administrator("Ed", guild_id=7), waiting, Status.PENDING, Status.PUBLISHED)
    with pytest.raises(NotFound):
        await review.find_response(context, administrator("Ed", guild_id=7), waiting)
    assert await shown(context, person) == []
