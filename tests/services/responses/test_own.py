"""Editing and deleting one's own response."""

import pytest

from bot.domain.refusals import BadAnswer, NotAllowed, NotFound, NotNow
from bot.domain.responses import Status
from bot.services.debates import debates
from bot.services.mydata import mydata
from bot.services.responses import own, responses, review


@pytest.fixture
async def response(context, debate, person):
    """A response by Ann, beside one of Bob's; returns its number."""
    assert debate
    await responses.respond(context, person("bob"), "a", "Bob's words.")
    await responses.respond(context, person("ann"), "a", "First words.")
    return (await mydata.show(context, person("ann"))).responses[0][1].id


async def texts(context, person):
    return [one.text for one in (await responses.page_of(context, person("reader"), "a", 0)).responses]


async def test_an_edit_replaces_the_text_in_its_place(context, response, person, clock):
    created = (await own.find_own(context, person("ann"), response)).created_at
    clock.advance(60)
    await own.edit(context, person("ann"), response, "  Better words. ")
    assert await texts(context, person) == ["Better words.", "Bob's words."]
    assert (await own.find_own(context, person("ann"), response)).created_at == created


async def test_a_deletion_takes_one_response_and_no_other(context, response, person):
    await own.erase(context, person("ann"), response)
    assert await texts(context, person) == ["Bob's words."]
    with pytest.raises(NotFound):
        await own.erase(context, person("ann"), response)


@pytest.mark.parametrize("act", [own.find_own, own.begin_edit, own.erase])
async def test_a_response_of_somebody_else_is_none_of_ones_own(context, response, person, act):
    with pytest.raises(NotFound):
        await act(context, person("bob"), response)
    with pytest.raises(NotFound):
        await own.edit(context, person("bob"), response, "Forged.")
    with pytest.raises(NotFound):
        await act(context, person("ann"), 999)
    assert await texts(context, person) == ["First words.", "Bob's words."]


async def test_an_edit_waits_again_where_moderators_read_first(context, response, person, administrator):
    await debates.change_settings(context, administrator(), review=True)
    assert (await own.begin_edit(context, person("ann"), response)).writing.review
    await own.edit(context, person("ann"), response, "First words.")
    assert await texts(context, person) == ["First words.", "Bob's words."], "nothing was changed"
    await own.edit(context, person("ann"), response, "New words.")
    assert await texts(context, person) == ["Bob's words."]
    assert (await own.find_own(context, person("ann"), response)).status == Status.PENDING


async def test_what_was_taken_down_is_not_put_back_by_an_edit(context, response, person, moderator):
    await review.decide(context, moderator(), response, Status.PUBLISHED, Status.DECLINED)
    await own.edit(context, person("ann"), response, "Worse words.")
    assert (await own.find_own(context, person("ann"), response)).status == Status.PENDING
    assert await texts(context, person) == ["Bob's words."]


async def test_nobody_publishes_a_text_that_has_become_another(
    context, response, person, administrator, moderator, clock
):
    """The moderator reads, the author edits, the moderator approves."""
    await debates.change_settings(context, administrator(), review=True)
    await own.edit(context, person("ann"), response, "Harmless.")
    clock.advance(10)
    seen = clock.now()
    clock.advance(10)
    await own.edit(context, person("ann"), response, "Harmful.")
    with pytest.raises(NotNow):
        await review.decide(context, moderator(), response, Status.PENDING, Status.PUBLISHED, seen)
    assert await texts(context, person) == ["Bob's words."]
    clock.advance(10)
    await review.decide(context, moderator(), response, Status.PENDING, Status.PUBLISHED, clock.now())
    assert await texts(context, person) == ["Harmful.", "Bob's words."]


async def test_after_the_debate_a_response_can_be_deleted_but_not_edited(context, response, person, administrator):
    await debates.finish(context, administrator(), {})
    with pytest.raises(NotNow):
        await own.begin_edit(context, person("ann"), response)
    with pytest.raises(NotNow):
        await own.edit(context, person("ann"), response, "Too late.")
    await own.erase(context, person("ann"), response)
    assert await texts(context, person) == ["Bob's words."]


async def test_an_edit_is_held_to_the_rules_of_a_response(context, response, person, administrator):
    for bad in ("", "x" * 2001):
        with pytest.raises(BadAnswer):
            await own.edit(context, person("ann"), response, bad)
    await debates.change_settings(context, administrator(), participant_role=500)
    with pytest.raises(NotAllowed):
        await own.edit(context, person("ann"), response, "Without the role.")
    assert await texts(context, person) == ["First words.", "Bob's words."]


async def test_an_edit_says_as_a_response_does_that_it_goes_into_a_thread(context, response, person, administrator):
    assert not (await own.begin_edit(context, person("ann"), response)).writing.threads
    await debates.change_settings(context, administrator(), threads=True)
    assert (await own.begin_edit(context, person("ann"), response)).writing.threads
