"""What a reader meets."""

import pytest
from sentences import (
    BACK_TO_THE_LIST,
    FOR_ADMINISTRATORS,
    FOR_MODERATORS,
    PICK_TWO_DIFFERENT_PROPOSALS_TO_COMPARE,
    WHAT_IS_STORED_ABOUT_YOU,
)


async def test_proposals_are_browsed_in_place_with_a_way_back(room, said):
    listed = await room.amina.slash(room.channel, "proposals")
    assert listed.response.ephemeral
    assert said(listed).count("CERN for") >= 4
    opened = await room.amina.select(listed.response, ["claire"], custom_id="proposal:-:0")
    assert "## CLAIRE" in said(listed.response)
    assert opened.response is None or opened.response.id == listed.response.id
    await room.amina.click(listed.response, label=BACK_TO_THE_LIST.say())
    assert "## Proposals" in said(listed.response)


async def test_a_public_list_stays_as_everybody_sees_it(room, said):
    listed = await room.mod.slash(room.channel, "proposals", public=True)
    assert not listed.response.ephemeral
    opened = await room.amina.select(listed.response, ["claire"], custom_id="proposal:-:0")
    assert opened.response.ephemeral
    assert "## CLAIRE" in said(opened)
    assert "## Proposals" in said(listed.response)


async def test_a_cluster_is_listed_alone_with_its_rationale(room, said):
    listed = said(await room.amina.slash(room.channel, "proposals", cluster="agi"))
    assert "Brundage" in listed
    assert "CLAIRE" not in listed


@pytest.mark.parametrize(
    ("typed", "found"), [("cla", "CLAIRE · EU"), ("india", "NITI Aayog · India"), ("SASTRY", "Sastry et al.")]
)
async def test_proposals_are_found_by_id_title_author_and_country(room, typed, found):
    offered = await room.amina.autocomplete(room.channel, "proposal", "name", typed)
    assert found in [choice["name"] for choice in offered]


async def test_everything_is_offered_before_anything_is_typed(room):
    assert len(await room.amina.autocomplete(room.channel, "proposal", "name", "")) == 12
    questions = await room.amina.autocomplete(room.channel, "question", "name", "")
    assert [choice["value"] for choice in questions] == list("abcde")
    assert questions[0]["name"] == "A · What types of AI research are insufficiently provided by markets?"
    assert all(len(choice["name"]) <= 100 for choice in questions)


@pytest.mark.parametrize(
    ("command", "option"),
    [("proposal", "name"), ("question", "name"), ("background", "topic"), ("proposals", "cluster")],
)
async def test_what_is_not_there_is_refused_with_where_to_look(room, said, command, option):
    refused = said(await room.amina.slash(room.channel, command, **{option: "nonsense"}))
    assert "“nonsense”" in refused
    assert "Pick one from the list" in refused


async def test_three_proposals_stand_side_by_side_point_by_point(room, said):
    compared = said(
        await room.amina.slash(room.channel, "compare", first="claire", second="Gary Marcus", third="brundage")
    )
    assert "CLAIRE · Gary Marcus · Brundage" in compared
    assert "**CLAIRE:** EU" in compared
    assert "**Brundage:** the paper does not say" in compared
    same = await room.amina.slash(room.channel, "compare", first="claire", second="CLAIRE")
    assert PICK_TWO_DIFFERENT_PROPOSALS_TO_COMPARE.within(said(same))


async def test_questions_list_their_polls_and_open(room, said):
    await room.open_poll("b")
    listed = await room.amina.slash(room.channel, "questions")
    assert "Question B: 🟢" in said(listed)
    opened = await room.amina.select(listed.response, ["b"], custom_id="question")
    assert "B · Should Europe’s AI Gigafactories" in said(opened)


async def test_background_lists_topics_and_opens_one(room, said):
    listed = await room.amina.slash(room.channel, "background")
    await room.amina.select(listed.response, ["governance"], custom_id="topic:0")
    assert "2’500 staff" in said(listed.response)
    assert "12’000 scientific users" in said(listed.response)


async def test_help_shows_everybody_their_part_only(room, said):
    assert not FOR_MODERATORS.within(said(await room.amina.slash(room.channel, "help")))
    assert not FOR_ADMINISTRATORS.within(said(await room.mod.slash(room.channel, "help")))
    everything = said(await room.marta.slash(room.channel, "help"))
    assert FOR_MODERATORS.within(everything)
    assert FOR_ADMINISTRATORS.within(everything)


async def test_about_tells_the_source_and_what_is_stored(room, said):
    about = said(await room.amina.slash(room.channel, "about"))
    assert "by Kevin Kohler, 2025-07-08" in about
    assert WHAT_IS_STORED_ABOUT_YOU.within(about)


async def test_reading_needs_no_debate(empty_room, said):
    for command in ("proposals", "questions", "background", "help", "about"):
        assert said(await empty_room.amina.slash(empty_room.channel, command))
