"""A question's page: what it asks, the first arguments of each side, and what one can do next."""

import pytest
from sentences import (
    AGAINST,
    BACK_TO_THE_QUESTION,
    FOR_A_SIDE,
    OPEN_UNTIL_A_MODERATOR_CLOSES_IT,
    QUOTED_FROM_BY,
    READ_MORE,
    SAY_WHAT_YOU_THINK,
    SAY_WHY,
    SEE_THE_POLL,
    VOTE,
    VOTING_HAS_NOT_BEGUN,
    WHAT_THE_PAPER_SAYS,
)

from bot.i18n import ENGLISH
from bot.library.models import SideNames
from bot.ui.content.question_pages import arguments_page, question_page

A_SCREEN_AND_A_THIRD = 750
"""Characters of text that a phone shows on a screen and a third, beside the buttons (measured in Chromium)."""


def texts(view) -> str:
    return "\n".join(part.content for part in view.walk_children() if hasattr(part, "content"))


def shown_arguments(view, question):
    return [said for said in question.arguments if said.text.english in texts(view)]


@pytest.mark.parametrize("letter", "abcde")
def test_a_question_begins_with_each_side_and_fits_a_phone(pack, letter):
    (question,) = (one for one in pack.questions if one.id == letter)
    text = texts(page := question_page(question, (), ENGLISH))
    shown = shown_arguments(page, question)
    assert len(text) < A_SCREEN_AND_A_THIRD
    assert text.index(question.title.english) < text.index(question.asks.english)
    for side, name in (("for", question.sides.for_), ("against", question.sides.against)):
        assert name.english in text
        assert 1 <= sum(said.side == side for said in shown) <= 3


@pytest.mark.parametrize("letter", "abcde")
def test_everything_about_a_question_is_one_tap_away(pack, letter):
    (question,) = (one for one in pack.questions if one.id == letter)
    text = texts(page := arguments_page(pack, question, ENGLISH))
    assert shown_arguments(page, question) == list(question.arguments)
    for said in question.arguments:
        assert f"{said.text.english}\n-# {said.section.english}" in text
        assert all(link.url.partition("(")[0] in text for link in said.links)
    assert all(prompt.english in text for prompt in question.prompts)


@pytest.mark.parametrize("letter", "abcde")
def test_each_side_of_a_question_has_a_name_in_the_pack(pack, letter):
    """None of the five questions is one that somebody is simply for or against."""
    (question,) = (one for one in pack.questions if one.id == letter)
    assert all(said.side for said in question.arguments)
    assert all((question.sides.for_, question.sides.against, question.sides.context))


def test_sides_without_names_are_for_and_against(pack):
    question = pack.questions[0].model_copy(update={"sides": SideNames()})
    text = texts(question_page(question, (), ENGLISH))
    assert f"**{FOR_A_SIDE.say()}**" in text
    assert f"**{AGAINST.say()}**" in text


def test_a_pack_without_sides_has_three_arguments_at_most_and_the_rest_behind_a_button(pack):
    question = pack.questions[0]
    plain = tuple(said.model_copy(update={"side": None, "text": said.section}) for said in question.arguments)
    question = question.model_copy(update={"arguments": plain})
    begun, whole = question_page(question, (), ENGLISH), arguments_page(pack, question, ENGLISH)
    assert f"**{WHAT_THE_PAPER_SAYS.say()}**" in texts(begun)
    assert texts(begun).count("\n- ") == 3
    assert texts(whole).count("\n- ") == len(plain) + len(question.prompts)


async def test_a_question_shows_its_poll_and_leads_on(room, said):
    page = await room.amina.slash(room.channel, "question", name="d")
    assert VOTING_HAS_NOT_BEGUN.within(said(page))
    assert f"[{VOTE.say()}]" not in said(page)
    assert f"[{SAY_WHAT_YOU_THINK.say()}]" in said(page), "there is no vote yet to give reasons for"
    await room.open_poll("d")
    page = await room.amina.slash(room.channel, "question", name="d")
    assert OPEN_UNTIL_A_MODERATOR_CLOSES_IT.within(said(page))
    assert f"[{SAY_WHY.say()}]" in said(page)
    assert f"[{VOTE.say()}]" in said(page)
    await room.mod.slash(room.channel, "poll close", question="d")
    page = await room.amina.slash(room.channel, "question", name="d")
    assert f"[{SEE_THE_POLL.say()}]" in said(page)


async def test_more_about_a_question_is_read_in_place_with_a_way_back(room, said):
    page = await room.amina.slash(room.channel, "question", name="d")
    await room.restart()
    await room.amina.click(page.response, label=READ_MORE.say())
    assert QUOTED_FROM_BY.within(said(page.response))
    read = await room.amina.select(page.response, ["claire"], custom_id="read-proposal")
    assert "## CLAIRE" in said(read)
    topic = await room.amina.select(page.response, ["governance"], custom_id="read-topic")
    assert "25 member states" in said(topic)
    await room.amina.click(page.response, label=BACK_TO_THE_QUESTION.say())
    assert READ_MORE.within(said(page.response))


async def test_a_public_question_stays_as_everybody_sees_it(room, said):
    page = await room.mod.slash(room.channel, "question", name="d", public=True)
    more = await room.amina.click(page.response, label=READ_MORE.say())
    assert more.response.ephemeral
    assert QUOTED_FROM_BY.within(said(more))
    assert not QUOTED_FROM_BY.within(said(page.response))
