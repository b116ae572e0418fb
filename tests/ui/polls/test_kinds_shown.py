"""Scales, rankings and limited approvals as people meet them: how to answer, and what came out."""

import pytest
from sentences import (
    AGREE_DISAGREE,
    CHOOSE_OPTION_ONLY_NOTHING_WAS_CHANGED,
    CHOOSE_THE_THAT_YOU_APPROVE_OF,
    FIRST_CHOICES,
    HOW_FAR_DO_YOU_AGREE_TAP,
    INSTANT_RUN_OFF_TIE_BETWEEN,
    INSTANT_RUN_OFF_WINS_IN_ROUND,
    MEDIAN_BETWEEN_AND,
    NOBODY_CHOSE_A_STEP,
    NOBODY_RANKED_AN_OPTION,
    ONE_AGAINST_ONE_BEATS_EVERY_OTHER,
    ONE_AGAINST_ONE_NO_OPTION_BEATS,
    ONLY_PERSON_ANSWERED,
    RESULT_DETAILS,
    ROUND_OF_ROUND_STANDING,
    ROUND_OUT_GOES,
    ROUND_TIED_FOR_LAST_ARE_EACH,
    VOTES,
    YOUR_VOTE_COUNTS,
    YOUR_VOTE_WAS_CHANGED,
)
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
    assert CHOOSE_THE_THAT_YOU_APPROVE_OF.within(said(paper), count=2)
    three = ["ai-for-good", "neurosymbolic-ai", "safety-and-security"]
    with pytest.raises(SetupError, match="between 1 and 2"):
        await room.amina.select(paper, three, custom_id="menu:1:areas")
    rows = room.env.backend.get_message(room.channel.id, paper.id).components[0]["components"]
    menu = next(block for block in rows if block["type"] == 1)["components"][0]
    menu["max_values"] = 4
    refused = await room.amina.select(paper, three, custom_id="menu:1:areas")
    assert CHOOSE_OPTION_ONLY_NOTHING_WAS_CHANGED.within(said(refused), count=2)
    assert room.context.open_polls.tally(1).turnout == 0
    assert YOUR_VOTE_COUNTS.within(said(await room.amina.select(paper, three[:2], custom_id="menu:1:areas")))


async def test_a_step_of_a_scale_is_one_tap_and_is_changed_by_another(room, said):
    paper = await room.open_poll("c")
    assert HOW_FAR_DO_YOU_AGREE_TAP.within(said(paper))
    assert YOUR_VOTE_COUNTS.within(
        said(await room.amina.click(paper, custom_id="vote:1:balance:agree")), answer="**Agree ✎**"
    )
    changed = await room.amina.click(paper, custom_id="vote:1:balance:disagree")
    assert YOUR_VOTE_WAS_CHANGED.within(said(changed), old="**Agree ✎**", answer="**Disagree ✎**")


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
    closed = (await room.mod.slash(room.channel, "poll close")).response
    result = said(await room.sofia.click(closed, label=RESULT_DETAILS.say()))
    assert MEDIAN_BETWEEN_AND.within(result, low="**Agree ✎**", high="**Strongly agree ✎**")
    assert AGREE_DISAGREE.within(result, agree="75%", disagree="25%")
    labels = ["Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree"]
    rating = result.split("2/3")[1].split("3/3")[0]
    places = [rating.index(f"**{label}** —") for label in labels]
    assert places == sorted(places)
    assert said(closed) == said(await room.sofia.slash(room.channel, "results", question="e"))


async def test_a_ranking_shows_winner_rounds_and_first_choices(room, said):
    paper = await room.open_poll("a")
    await rank(room.amina, paper, "ai-for-good", "neurosymbolic-ai")
    await rank(room.jonas, paper, "safety-and-security", "ai-for-good")
    await rank(room.sofia, paper, "neurosymbolic-ai", "ai-for-good")
    await rank(room.mod, paper, "ai-for-good")
    await rank(room.marta, paper, "safety-and-security")
    closed = (await room.mod.slash(room.channel, "poll close")).response
    assert ONLY_PERSON_ANSWERED.within(
        said(closed), standing="“AI for Good” 2, “AI safety & security” 2, “Neurosymbolic AI” 1"
    )
    result = said(await room.sofia.click(closed, label=RESULT_DETAILS.say()))
    assert INSTANT_RUN_OFF_WINS_IN_ROUND.within(result, option="**AI for Good**", round=2, votes=3, all=5)
    assert ONE_AGAINST_ONE_BEATS_EVERY_OTHER.within(result, option="**AI for Good**")
    assert ROUND_OUT_GOES.within(result, round=1, option="**Neurosymbolic AI**", votes=VOTES.say(count=1))
    assert ROUND_OF_ROUND_STANDING.within(result, round=2, standing="“**AI for Good**” 3, “**AI safety & security**” 2")
    assert f"__{FIRST_CHOICES.say()}__\n**AI for Good** — 40% · {VOTES.say(count=2)}" in result


async def test_a_tie_of_a_ranking_is_called_a_tie(room, said):
    paper = await room.open_poll("a")
    await rank(room.amina, paper, "ai-for-good", "neurosymbolic-ai", "safety-and-security")
    await rank(room.jonas, paper, "neurosymbolic-ai", "safety-and-security", "ai-for-good")
    await rank(room.sofia, paper, "safety-and-security", "ai-for-good", "neurosymbolic-ai")
    closed = (await room.mod.slash(room.channel, "poll close")).response
    result = said(await room.sofia.click(closed, label=RESULT_DETAILS.say()))
    assert INSTANT_RUN_OFF_TIE_BETWEEN.within(
        result, options="“**AI for Good**”, “**Neurosymbolic AI**”, “**AI safety & security**”"
    )
    assert ONE_AGAINST_ONE_NO_OPTION_BEATS.within(
        result, options="“**AI for Good**”, “**Neurosymbolic AI**”, “**AI safety & security**”"
    )
    assert ROUND_TIED_FOR_LAST_ARE_EACH.within(result, round=1)


async def test_a_ranking_nobody_answered_and_a_scale_all_abstained_from_say_so(room, said):
    paper = await room.open_poll("e")
    await room.amina.click(paper, custom_id="vote:1:goal:-")
    await room.amina.click(paper, custom_id="vote:1:fit:-")
    result = said(await room.mod.slash(room.channel, "poll close"))
    assert NOBODY_RANKED_AN_OPTION.within(result)
    assert NOBODY_CHOSE_A_STEP.within(result)
