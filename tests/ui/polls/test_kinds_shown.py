"""Scales, rankings and limited approvals as people meet them: how to answer, and what came out."""

import pytest
from simcord import SetupError


@pytest.fixture
def pack(pack):
    """Return the debate's pack, in which two areas at most may be chosen on question a."""
    first, *others = pack.questions
    areas, *rest = first.ballot
    limited = areas.model_copy(update={"settings": {**areas.settings, "most": 2}})
    return pack.model_copy(update={"questions": (first.model_copy(update={"ballot": (limited, *rest)}), *others)})


async def rank(person, paper, *places):
    form = await person.click(paper, custom_id="order:1:priority")
    await person.submit_modal(form, {f"place-{place}": [option] for place, option in enumerate(places)})


async def test_a_maximum_is_announced_and_held(room, said):
    paper = await room.open_poll("a")
    assert "Choose up to 2 that you approve of." in said(paper)
    three = ["ai-for-good", "neurosymbolic-ai", "safety-and-security"]
    with pytest.raises(SetupError, match="between 1 and 2"):
        await room.amina.select(paper, three, custom_id="menu:1:areas")
    rows = room.env.backend.get_message(room.channel.id, paper.id).components[0]["components"]
    menu = next(block for block in rows if block["type"] == 1)["components"][0]
    menu["max_values"] = 4
    refused = await room.amina.select(paper, three, custom_id="menu:1:areas")
    assert "Choose 2 options at most. Nothing was changed." in said(refused)
    assert room.context.open_polls.tally(1).turnout == 0
    assert "Your vote counts" in said(await room.amina.select(paper, three[:2], custom_id="menu:1:areas"))


async def test_a_step_of_a_scale_is_one_tap_and_is_changed_by_another(room, said):
    paper = await room.open_poll("c")
    assert "How far do you agree? Tap one step." in said(paper)
    assert "Your vote counts: **Agree ✎**" in said(await room.amina.click(paper, custom_id="vote:1:balance:agree"))
    changed = await room.amina.click(paper, custom_id="vote:1:balance:disagree")
    assert "changed from **Agree ✎** to **Disagree ✎**" in said(changed)


async def test_a_scale_without_explanations_is_not_spelled_out_twice(room, said):
    paper = said(await room.open_poll("e"))
    assert "- **Strongly agree" not in paper
    assert "[Strongly agree ✎]" in paper
    assert "- **Mostly public ✎**" in paper


async def test_a_rating_shows_its_median_both_sides_and_the_steps_in_their_order(room, said):
    paper = await room.open_poll("e")
    for person, step in ((room.amina, "agree"), (room.jonas, "strongly-agree"), (room.sofia, "disagree")):
        await person.click(paper, custom_id=f"vote:1:fit:{step}")
    await room.mod.click(paper, custom_id="vote:1:fit:strongly-agree")
    result = said(await room.mod.slash(room.channel, "poll close"))
    assert "Median: between **Agree ✎** and **Strongly agree ✎**" in result
    assert "Agree 75% · disagree 25%" in result
    labels = ["Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree"]
    rating = result.split("2/3")[1].split("3/3")[0]
    places = [rating.index(f"**{label} ✎** —") for label in labels]
    assert places == sorted(places)
    assert result == said(await room.sofia.slash(room.channel, "results", question="e"))


async def test_a_ranking_shows_winner_rounds_and_first_choices(room, said):
    paper = await room.open_poll("a")
    await rank(room.amina, paper, "ai-for-good", "neurosymbolic-ai")
    await rank(room.jonas, paper, "safety-and-security", "ai-for-good")
    await rank(room.sofia, paper, "neurosymbolic-ai", "ai-for-good")
    await rank(room.mod, paper, "ai-for-good")
    await rank(room.marta, paper, "safety-and-security")
    result = said(await room.mod.slash(room.channel, "poll close"))
    assert "Instant run-off: **AI for Good** wins in round 2, with 3 of 5" in result
    assert "One against one: **AI for Good** beats every other (Condorcet winner)" in result
    assert "Round 1: out goes **Neurosymbolic AI**, 1 vote" in result
    assert "Round 2: **AI for Good** 3, **AI safety & security** 2" in result
    assert "__First choices__\n**AI for Good** — 40% · 2 votes" in result


async def test_a_tie_of_a_ranking_is_called_a_tie(room, said):
    paper = await room.open_poll("a")
    await rank(room.amina, paper, "ai-for-good", "neurosymbolic-ai", "safety-and-security")
    await rank(room.jonas, paper, "neurosymbolic-ai", "safety-and-security", "ai-for-good")
    await rank(room.sofia, paper, "safety-and-security", "ai-for-good", "neurosymbolic-ai")
    result = said(await room.mod.slash(room.channel, "poll close"))
    assert "tie between **AI for Good**, **Neurosymbolic AI**, **AI safety & security**" in result
    assert "in a circle are **AI for Good**, **Neurosymbolic AI**, **AI safety & security**" in result
    assert "Round 1: tied for last are" in result


async def test_a_ranking_nobody_answered_and_a_scale_all_abstained_from_say_so(room, said):
    paper = await room.open_poll("e")
    await room.amina.click(paper, custom_id="vote:1:goal:-")
    await room.amina.click(paper, custom_id="vote:1:fit:-")
    result = said(await room.mod.slash(room.channel, "poll close"))
    assert "Nobody ranked an option." in result
    assert "Nobody chose a step." in result
