"""What a reader meets."""

import pytest
from sentences import (
    BACK_TO_THE_LIST,
    CLUSTER,
    FOR_ADMINISTRATORS,
    FOR_MODERATORS,
    NOT_OPEN_YET,
    PICK_TWO_DIFFERENT_PROPOSALS_TO_COMPARE,
    READ_THE_RESULT,
    REPORT_A_PROBLEM,
    TELL_A_MODERATOR,
    THE_PAPER_DOES_NOT_SAY,
    THERE_IS_NO_CLUSTER,
    THERE_IS_NO_PROPOSAL,
    THERE_IS_NO_QUESTION,
    THERE_IS_NO_TOPIC,
    TYPE,
    VOTE,
    WHAT_IS_STORED_ABOUT_YOU,
    WHERE,
    WRITE_TO,
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
    ("command", "option", "told"),
    [
        ("proposal", "name", THERE_IS_NO_PROPOSAL),
        ("question", "name", THERE_IS_NO_QUESTION),
        ("background", "topic", THERE_IS_NO_TOPIC),
        ("proposals", "cluster", THERE_IS_NO_CLUSTER),
    ],
)
async def test_what_is_not_there_is_refused_with_where_to_look(room, said, command, option, told):
    refused = said(await room.amina.slash(room.channel, command, **{option: "nonsense"}))
    assert told.within(refused, name="nonsense")


async def test_proposals_are_compared_one_by_one_where_they_differ(room, said):
    compared = said(
        await room.amina.slash(room.channel, "compare", first="claire", second="Gary Marcus", third="brundage")
    )
    assert "## CLAIRE · Gary Marcus · Brundage" in compared
    places = [compared.index(f"### {name}") for name in ("CLAIRE", "Gary Marcus", "Brundage")]
    assert places == sorted(places)
    claire, brundage = compared[places[0] : places[1]], compared[places[2] :]
    assert f"**{WHERE.say()}:** EU" in claire
    assert f"**{WHERE.say()}:** {THE_PAPER_DOES_NOT_SAY.say()}" in brundage
    assert f"**{TYPE.say()}:**" in compared[: places[0]], "what they share stands above, once"
    assert compared.count(f"**{TYPE.say()}:**") == 1
    same = await room.amina.slash(room.channel, "compare", first="claire", second="CLAIRE")
    assert PICK_TWO_DIFFERENT_PROPOSALS_TO_COMPARE.within(said(same))


async def test_what_two_proposals_share_is_said_once(room, said):
    """Both are of one cluster; one is a project."""
    compared = said(await room.amina.slash(room.channel, "compare", first="claire", second="bigscience"))
    above, below = compared.split("### CLAIRE")
    assert f"**{CLUSTER.say()}:**" in above
    assert f"**{CLUSTER.say()}:**" not in below
    assert f"**{TYPE.say()}:**" not in above
    assert below.count(f"**{TYPE.say()}:**") == 2
    assert not THE_PAPER_DOES_NOT_SAY.within(compared), "what neither is known for is left out"


async def test_questions_say_where_each_stands_and_lead_there(room, said):
    first = said(await room.amina.slash(room.channel, "questions"))
    assert sum(NOT_OPEN_YET.say() in line for line in first.splitlines()) == 5
    paper = await room.open_poll("b", minutes=30)
    await room.open_poll("d")
    await room.mod.slash(room.channel, "poll close", question="d")
    result = room.channel.last_message
    await room.open_poll("a", results="manual")
    await room.mod.slash(room.channel, "poll close", question="a")
    lines = said(await room.amina.slash(room.channel, "questions")).splitlines()
    states = {line[2]: lines[number + 1] for number, line in enumerate(lines) if line.startswith("**")}
    assert f"[{VOTE.say()}](https://discord.com/channels/{room.guild.id}/{room.channel.id}/{paper.id})" in states["B"]
    assert f"[{READ_THE_RESULT.say()}]" in states["D"]
    assert states["D"].endswith(f"/{result.id})")
    assert READ_THE_RESULT.say() not in states["A"], "it is not published"
    assert NOT_OPEN_YET.within(states["C"])


async def test_a_result_that_was_published_later_is_where_questions_lead(room, said):
    """Its closing was announced before, by a message without any count."""
    await room.open_poll("a", results="manual")
    await room.mod.slash(room.channel, "poll close", question="a")
    result = (await room.mod.slash(room.channel, "poll publish", question="a")).response
    assert f"/{room.channel.id}/{result.id})" in said(await room.amina.slash(room.channel, "questions"))


async def test_questions_list_their_polls_and_open(room, said):
    await room.open_poll("b")
    listed = await room.amina.slash(room.channel, "questions")
    assert "🟢" in said(listed)
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


async def test_about_tells_the_source_and_what_is_stored_in_short_and_more_on_a_tap(room, said):
    about = await room.amina.slash(room.channel, "about")
    assert "by Kevin Kohler, 8 July 2025" in said(about)
    assert WHAT_IS_STORED_ABOUT_YOU.within(said(about))
    assert len(said(about)) < 900, "it fits two screens of a phone"
    stored = await room.amina.click(about.response, custom_id="stored")
    assert "/mydata delete" in said(stored)
    content = await room.amina.click(about.response, custom_id="about-content")
    assert room.pack.debate.notes[0].english in said(content)
    assert stored.response.ephemeral
    assert content.response.ephemeral


@pytest.mark.parametrize("contact", ["", "help_desk@example.org", "https://example.org/report"])
async def test_about_says_where_to_report_a_problem(room, said, contact):
    object.__setattr__(room.context, "contact", contact)
    about = said(await room.amina.slash(room.channel, "about"))
    assert TELL_A_MODERATOR.within(about) == (not contact)
    assert (f"[{REPORT_A_PROBLEM.say()}]" in about) == contact.startswith("https")
    assert WRITE_TO.within(about, address="help\\_desk\\@example\\.org") == ("desk" in contact)


async def test_reading_needs_no_debate(empty_room, said):
    for command in ("proposals", "questions", "background", "help", "about"):
        assert said(await empty_room.amina.slash(empty_room.channel, command))
