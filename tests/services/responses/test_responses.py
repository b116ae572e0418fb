"""Free-text responses."""

from dataclasses import replace

import pytest

from bot.domain.polls import Secrecy
from bot.domain.refusals import BadAnswer, NotAllowed, NotFound, NotNow
from bot.domain.responses import MOST_CHARACTERS, Status
from bot.services.debates import debates
from bot.services.responses import responses
from bot.services.responses.responses import PAGE_SIZE, Stored, respond

PARTICIPANTS = 500_000_000_000_000_001


async def texts(context, person, question="a", page=0):
    return [
        response.text for response in (await responses.page_of(context, person("reader"), question, page)).responses
    ]


@pytest.mark.parametrize("text", ["x", "x" * MOST_CHARACTERS, f"  {'é' * MOST_CHARACTERS}  "], ids=len)
async def test_a_response_of_any_length_that_fits_is_stored_without_its_margins(context, debate, person, text):
    assert debate
    assert await respond(context, person("ann"), "a", text) == Stored(Secrecy.PSEUDONYMOUS, Status.PUBLISHED)
    assert await texts(context, person) == [text.strip()]


@pytest.mark.parametrize("text", ["", " \n\t ", "x" * (MOST_CHARACTERS + 1)], ids=["empty", "blank", "too long"])
async def test_an_empty_or_overlong_response_is_refused_and_not_stored(context, debate, person, text):
    assert debate
    with pytest.raises(BadAnswer):
        await respond(context, person("ann"), "a", text)
    assert await texts(context, person) == []


@pytest.mark.both_databases
async def test_nothing_is_lost_from_a_text(context, debate, person):
    assert debate
    text = "'; DROP TABLE responses; --\n=1+1\n<@&1> @everyone 中文 עברית 🗳️"
    await respond(context, person("ann"), "a", text)
    assert await texts(context, person) == [text]


async def test_characters_that_no_page_may_have_are_left_out(context, debate, person):
    assert debate
    await respond(context, person("ann"), "a", "\0Yes,\x0b and\x1f\ufffe\ud800 more.\r\n\tSecond line.\x85\n")
    assert await texts(context, person) == ["Yes, and more.\n\tSecond line."]
    with pytest.raises(BadAnswer):
        await respond(context, person("ann"), "a", "\0 \x1f")


async def test_responses_need_a_question_a_debate_and_the_participants_role(
    context, person, start_debate, administrator
):
    with pytest.raises(NotNow):
        await respond(context, person("ann"), "a", "Too early.")
    await start_debate(context)
    with pytest.raises(NotFound):
        await respond(context, person("ann"), "z", "To what?")
    await debates.change_settings(context, administrator(), participant_role=PARTICIPANTS)
    with pytest.raises(NotAllowed):
        await respond(context, person("ann"), "a", "May I?")
    await respond(context, person("ann", PARTICIPANTS), "a", "I may.")
    assert await texts(context, person) == ["I may."]


@pytest.mark.both_databases
async def test_pages_run_from_the_newest_and_one_past_the_end_is_the_last(context, debate, person):
    assert debate
    written = [f"Response {number}" for number in range(2 * PAGE_SIZE + 1)]
    for number, text in enumerate(written):
        await respond(context, person(f"voter {number}"), "a", text)
    await respond(context, person("ann"), "b", "Something else.")
    pages = [await responses.page_of(context, person("bob"), "a", page) for page in (-1, 0, 1, 2, 99)]
    assert [page.page for page in pages] == [0, 0, 1, 2, 2]
    assert {(page.pages, page.total) for page in pages} == {(3, 2 * PAGE_SIZE + 1)}
    assert [response.text for page in pages[1:4] for response in page.responses] == written[::-1]


@pytest.mark.both_databases
async def test_one_person_can_say_so_much_on_a_question_and_no_more(context, debate, person, administrator):
    """Also where the server goes over to names meanwhile, under which the same person is another participant."""
    assert debate
    context, ann = replace(context, responses_each=2), person("ann")
    await respond(context, ann, "a", "First.")
    await debates.change_settings(context, administrator(), secrecy=Secrecy.NAMED)
    await respond(context, ann, "a", "Second.")
    for refused in (responses.begin(context, ann, "a"), respond(context, ann, "a", "Third.")):
        with pytest.raises(NotNow):
            await refused
    await respond(context, ann, "b", "On something else.")
    await respond(context, person("bob"), "a", "By somebody else.")
    assert await texts(context, person) == ["By somebody else.", "Second.", "First."]


async def test_a_question_without_responses_has_one_empty_page(context, debate, person):
    assert debate
    page = await responses.page_of(context, person("ann"), "b", 5)
    assert (page.responses, page.page, page.pages, page.total) == ((), 0, 1, 0)


@pytest.mark.both_databases
async def test_a_new_debate_starts_without_the_responses_of_the_old(
    context, debate, person, administrator, start_debate
):
    assert debate
    await respond(context, person("ann"), "a", "Old.")
    await debates.finish(context, administrator(), {})
    with pytest.raises(NotNow):
        await respond(context, person("ann"), "a", "Between the two.")
    await start_debate(context)
    assert await texts(context, person) == []
