"""Scales, rankings and limited approvals as people meet them: how to answer, and what came out."""

import pytest
from sentences import (
    AGREE_DISAGREE,
    CHOOSE_UP_TO,
    FIRST_CHOICES,
    HOW_FAR_DO_YOU_AGREE_TAP,
    INSTANT_RUN_OFF_TIE_BETWEEN,
    INSTANT_RUN_OFF_WINS_IN_ROUND,
    MEDIAN_BETWEEN_AND,
    NOBODY_CHOSE_A_STEP,
    NOBODY_RANKED_AN_OPTION,
    ONE_AGAINST_ONE_BEATS_EVERY_OTHER,
    ONE_AGAINST_ONE_NO_OPTION_BEATS,
    ONLY_PEOPLE_RANKED,
    RESULT_DETAILS,
    ROUND_OF_ROUND_STANDING,
    ROUND_OUT_GOES,
    ROUND_TIED_FOR_LAST_ARE_EACH,
    VOTE,
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


async def rank(room, person, card, *options):
    await room.vote(person, card, *options, item="priority")


async def test_a_maximum_is_announced_and_held(room, said):
    card = await room.open_poll("a")
    ballot = (await room.amina.click(card, label=VOTE.say())).response
    assert CHOOSE_UP_TO.within(said(ballot), count=2)
    for tap in ("draft:1:areas:tapa:a", "draft:1:areas:tapb:ab"):
        await room.amina.click(ballot, custom_id=tap)
    with pytest.raises(SetupError, match="disabled"):
        await room.amina.click(ballot, custom_id="draft:1:areas:tapc:ab")
    assert room.context.open_polls.tally(1).turnout == 0
    assert YOUR_VOTE_COUNTS.within(said(await room.amina.click(ballot, custom_id="pick:1:areas:ab")))


async def test_what_goes_with_nothing_else_takes_the_place_of_the_others(room):
    ballot = (await room.amina.click(await room.open_poll("a"), label=VOTE.say())).response
    for tap in ("draft:1:areas:tapa:a", "draft:1:areas:tapd:d", "draft:1:areas:tapb:b", "pick:1:areas:b"):
        await room.amina.click(ballot, custom_id=tap)
    assert dict(room.context.open_polls.tally(1).items[0].profile) == {("neurosymbolic-ai",): 1}


async def test_a_step_of_a_scale_is_one_tap_and_is_changed_by_another(room, said):
    paper = await room.open_poll("c")
    ballot = await room.vote(room.amina, paper, item="tools")
    assert HOW_FAR_DO_YOU_AGREE_TAP.within(said(ballot))
    assert YOUR_VOTE_COUNTS.within(
        said(await room.vote(room.amina, paper, "agree", item="balance")), answer="**Agree**"
    )
    changed = await room.vote(room.amina, paper, "disagree", item="balance")
    assert YOUR_VOTE_WAS_CHANGED.within(said(changed), old="**Agree**", answer="**Disagree**")


async def test_an_option_stands_on_its_button_or_beside_it_and_never_twice(room, said):
    card = await room.open_poll("e")
    scale = said(await room.vote(room.amina, card, item="goal"))
    assert scale.count("Strongly agree") == 1
    assert "[Strongly agree]" in scale
    choice = said(await room.vote(room.amina, card, item="fit"))
    assert choice.count("Mostly public") == 1
    assert "[Mostly public]" in choice


async def test_a_rating_shows_its_median_both_sides_and_the_steps_in_their_order(room, said):
    paper = await room.open_poll("e")
    for person, step in ((room.amina, "agree"), (room.jonas, "strongly-agree"), (room.sofia, "disagree")):
        await room.vote(person, paper, step, item="fit")
    await room.vote(room.mod, paper, "strongly-agree", item="fit")
    closed = (await room.mod.slash(room.channel, "poll close")).response
    result = said(await room.sofia.click(closed, label=RESULT_DETAILS.say()))
    assert MEDIAN_BETWEEN_AND.within(result, low="**Agree**", high="**Strongly agree**")
    assert AGREE_DISAGREE.within(result, agree="75%", disagree="25%")
    labels = ["Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree"]
    rating = result.split("2/3")[1].split("3/3")[0]
    places = [rating.index(f"**{label}** —") for label in labels]
    assert places == sorted(places)
    assert said(closed) == said(await room.sofia.slash(room.channel, "results", question="e"))


async def test_a_ranking_shows_winner_rounds_and_first_choices(room, said):
    paper = await room.open_poll("a")
    await rank(room, room.amina, paper, "ai-for-good", "neurosymbolic-ai")
    await rank(room, room.jonas, paper, "safety-and-security", "ai-for-good")
    await rank(room, room.sofia, paper, "neurosymbolic-ai", "ai-for-good")
    await rank(room, room.mod, paper, "ai-for-good")
    await rank(room, room.marta, paper, "safety-and-security")
    closed = (await room.mod.slash(room.channel, "poll close")).response
    assert ONLY_PEOPLE_RANKED.within(
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
    await rank(room, room.amina, paper, "ai-for-good", "neurosymbolic-ai", "safety-and-security")
    await rank(room, room.jonas, paper, "neurosymbolic-ai", "safety-and-security", "ai-for-good")
    await rank(room, room.sofia, paper, "safety-and-security", "ai-for-good", "neurosymbolic-ai")
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
    await room.vote(room.amina, paper, item="goal")
    await room.vote(room.amina, paper, item="fit")
    result = said(await room.mod.slash(room.channel, "poll close"))
    assert NOBODY_RANKED_AN_OPTION.within(result)
    assert NOBODY_CHOSE_A_STEP.within(result)
