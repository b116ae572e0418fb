"""What the page is sent: the words of the server's language, and for each kind of item the figures of its chart."""

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st
from sentences import (
    AND_MORE_STEPS,
    AND_MORE_WHO_WAIT,
    HALL_HAVE_VOTED,
    HALL_OF_ALL_HAVE_VOTED,
    HALL_QUESTION,
    HALL_QUORUM_OF_NOT_REACHED,
    HALL_QUORUM_OF_REACHED,
    PALER_PARTS_CAME_FROM,
    PEOPLE_WAIT,
    THE_RESULT_COMES_LATER,
)

from bot.domain.floor import Order, Side
from bot.domain.hall import Hall, Held, Scene, Wall
from bot.domain.kind import all_kinds
from bot.domain.polls import Debate, Item, Release, Round, Secrecy
from bot.domain.programme import begun, entered
from bot.domain.quorum import Quorum
from bot.domain.step import step_from
from bot.domain.tally import count_item
from bot.domain.voter_rules import VoterRules
from bot.hall.drawings import drawing_of
from bot.hall.evening import programme_frame
from bot.hall.frames import Painter
from bot.hall.qr import qr_code
from bot.hall.trails import MOST_POINTS, Trail
from bot.i18n import speech_in
from bot.services.debates import debates
from bot.services.floor import asking, turns
from bot.services.floor.opening import open_floor
from bot.services.hall import screen, walls
from bot.services.polls import lifecycle

EXAMPLES = [(kind, example) for kind in all_kinds().values() for example in kind.examples]
ENGLISH = speech_in("en")
START = datetime(2025, 7, 10, 18, 0, tzinfo=UTC)


@pytest.fixture
def frame(context, hall, clock, library):
    """Return what makes the frame of some seconds later, in a language."""

    async def make(seconds=0, language="en"):
        clock.advance(seconds)
        view = await walls.view(context, hall.debate_id, clock.now())
        return Painter(library, speech_in(language), "https://discord.gg/example").frame(view, clock.now())

    return make


@pytest.mark.parametrize(("kind", "example"), EXAMPLES, ids=[kind.name for kind, _ in EXAMPLES])
def test_every_kind_is_drawn_with_all_its_options_and_nothing_where_nobody_voted(kind, example):
    item = Item(1, "build", kind.name, "Build it?", example.options, example.settings)
    for profile in (Counter(example.answers), Counter({(): 3})):
        drawing, notes = drawing_of(count_item(item, profile), ENGLISH)
        rows = drawing.get("rows") or drawing["steps"]
        assert len(rows) == len(example.options)
        assert notes
        for row in rows:
            assert 0 <= row["share"] <= 1
            assert row["share"] == 0 or () not in profile
    json.dumps(drawing)


@pytest.mark.parametrize(("answers", "transfers"), [([("geneva",)] * 3 + [("vienna",)], False), (None, True)])
def test_a_ranking_tells_of_paler_parts_only_where_there_are_any(answers, transfers):
    kind = all_kinds()["ranking"]
    example = kind.examples[0]
    item = Item(1, "seat", kind.name, "Where?", example.options)
    # Without a majority Nairobi goes out first, and its vote comes over to Vienna.
    split = [("geneva",)] * 3 + [("vienna",)] * 3 + [("nairobi", "vienna")]
    drawing, notes = drawing_of(count_item(item, Counter(answers or split)), ENGLISH)
    assert any(row["extra"] for row in drawing["rows"]) is transfers
    assert any(PALER_PARTS_CAME_FROM.within(note) for note in notes) is transfers


async def test_a_result_says_and_draws_what_the_channel_is_told(debate, frame):
    poll = await debate.open("a", quorum=Quorum(30))
    for number in range(20):
        await debate.vote(poll, f"voter {number}", "yes" if number < 15 else "no")
    await lifecycle.close_by_hand(debate.context, debate.moderator, "a", None, {})
    shown = await frame()
    assert shown["headline"].startswith("75% of 20 chose “Yes”")
    assert shown["clear"]
    first = shown["drawing"]["rows"][0]
    assert (first["label"], first["share"], first["leads"]) == ("Yes", 0.75, True)
    assert HALL_QUORUM_OF_NOT_REACHED.say(quorum=30) in shown["notes"]
    assert shown["new"]
    assert not (await frame(3600))["new"]


async def test_a_vote_shows_turnout_and_quorum_and_never_a_count(debate, frame, hall, clock, library):
    """Of how many, only where everybody may vote: nobody knows how many fulfil what is asked of voters."""
    poll = await debate.open("a", minutes=10, electorate=40, quorum=Quorum(5), release=Release.LIVE)
    for number in range(20):
        await debate.vote(poll, f"voter {number}", "yes")
    shown = await frame(30)
    voted = HALL_OF_ALL_HAVE_VOTED.say(count=20, all=40)
    assert (shown["scene"], shown["turnout"], shown["voted"]) == ("vote", "20", voted)
    assert shown["quorum"] == HALL_QUORUM_OF_REACHED.say(quorum=5)
    assert shown["ends"] == round(poll.closes_at.timestamp() * 1000)
    assert "Yes" not in json.dumps(shown)
    view = await walls.view(debate.context, hall.debate_id, clock.now())
    asked = replace(view.shown.polls[0], voters=VoterRules(member_days=3))
    strict = replace(view, shown=replace(view.shown, polls=(asked,)))
    assert Painter(library, ENGLISH).frame(strict, clock.now())["voted"] == HALL_HAVE_VOTED.say(count=20)


@pytest.mark.parametrize("named", [True, False])
async def test_a_floor_shows_names_only_where_it_is_declared_to(debate, frame, person, administrator, named):
    """And never a number by which Discord knows somebody."""
    await debates.change_settings(debate.context, administrator(), named_speakers=named)
    people = [person(name) for name in ("Ann", "Bob", "Cem", "Dana", "Eve")]
    state = await open_floor(debate.context, debate.moderator, channel_id=42, question="a", order=Order.SIDES)
    for one in people:
        await asking.ask(debate.context, one, state.floor.id, Side.FOR)
    idle = await frame()
    assert (idle["scene"], idle["speaks"]) == ("floor", False)
    state = await turns.call_next(debate.context, debate.moderator, state.floor.id, 0)
    on = await frame(30)
    assert (on["ends"], on["side"]) == (round(state.turn.ends_at.timestamp() * 1000), "for")
    written = json.dumps([idle, on])
    assert not any(str(one.user_id) in written for one in people)
    if named:
        assert on["speaker"] == "Ann"
        assert [one["name"] for one in on["waiting"]] == ["Bob", "Cem", "Dana"]
        assert on["more"] == AND_MORE_WHO_WAIT.say(count=1)
    else:
        assert not any(one.name in written for one in people)
        assert (on["waiting"], on["more"]) == ([], PEOPLE_WAIT.say(count=4))
    await turns.pause(debate.context, debate.moderator, state.floor.id, 1)
    assert (await frame(60))["paused"] == 90


@pytest.mark.parametrize("secrecy", [Secrecy.PSEUDONYMOUS, Secrecy.SECRET])
async def test_before_and_after_shows_shares_and_no_move_of_fewer_than_five(debate, frame, secrecy):
    for round_, pick in ((Round.BEFORE, "yes"), (Round.AFTER, "no")):
        poll = await debate.open("a", round_, secrecy=secrecy)
        for number in range(30):
            await debate.vote(poll, f"voter {number}", pick if number < 20 else "later")
        for number in range(3):
            await debate.vote(poll, f"one of few {number}", "yes" if round_ is Round.BEFORE else "later")
            await debate.vote(poll, f"another {number}", "later" if round_ is Round.BEFORE else "yes")
        await lifecycle.close_by_hand(debate.context, debate.moderator, "a", round_, {})
    shown = await frame(120)
    if secrecy is Secrecy.SECRET:  # which carries nothing to pair votes by
        assert shown["scene"] == "result"
        return
    assert shown["scene"] == "shift"
    moves = []
    for part in range(4):
        await screen.choose(debate.context, debate.moderator, poll.debate_id, Held(Scene.SHIFT, poll.id, part))
        drawing = (await frame()).get("drawing", {})
        moves += [flow["people"] for flow in drawing.get("flows", [])]
    assert moves
    assert all(people == 0 or people >= 5 for people in moves)


def test_the_programme_shows_the_present_step_and_what_comes_when():
    kinds = [{"kind": "welcome", "minutes": 3}, *[{"kind": "pause", "minutes": 10}] * 8]
    steps = tuple(map(step_from, kinds))
    progress = entered(entered(begun(steps), 1, START), 2, START + timedelta(minutes=3))
    wall = Wall(Debate(1, 1, "pack", "A debate", START), (), Hall(1, 1, "x"), None, None, steps, progress)
    frame = programme_frame(wall, ENGLISH, START + timedelta(minutes=15))
    assert [step["state"] for step in frame["steps"]] == ["done", "now", "next", "next", "next", "next"]
    third = START + timedelta(minutes=15)  # two minutes late
    assert [step["at"] for step in frame["steps"]][:3] == [None, None, round(third.timestamp() * 1000)]
    assert (frame["more"], frame["announce"]) == (AND_MORE_STEPS.say(count=3), "Pause")


async def test_words_are_in_the_language_of_the_server(debate, frame):
    await debate.open("a", minutes=5)
    english, french = await frame(60), await frame(language="fr")
    assert (english["lang"], french["lang"]) == ("en", "fr")
    assert english["label"] == HALL_QUESTION.say(letter="A")
    assert french["label"] == speech_in("fr")(HALL_QUESTION.forms[0], letter="A")


async def test_the_question_has_the_way_to_the_ballot_card_for_as_long_as_it_is_open(debate, frame):
    poll = await debate.open("a")
    link = f"https://discord.com/channels/{poll.guild_id}/42/{10**18}"
    assert (await frame())["qr"] == qr_code(link)
    assert (await frame(60))["qr"] == qr_code(link)
    await lifecycle.close_by_hand(debate.context, debate.moderator, "a", None, {})
    assert "qr" not in await frame()


async def test_a_result_that_is_held_back_is_announced_for_later(debate, frame):
    await debate.open("a", release=Release.MANUAL, minutes=5)
    await lifecycle.close_by_hand(debate.context, debate.moderator, "a", None, {})
    shown = await frame()
    assert (shown["scene"], shown["state"], shown["ends"]) == ("vote", THE_RESULT_COMES_LATER.say(), None)


def test_a_qr_code_is_the_one_that_it_was_made_from():
    code = qr_code("https://discord.gg/example")
    dark = set()
    for run in code["path"].split("M")[1:]:
        place, rest = run.split("h", 1)
        x, y = map(int, place.split())
        dark |= {(x + step, y) for step in range(int(rest.split("v")[0]))}
    made = segno.make("https://discord.gg/example", micro=False, error="l").matrix
    assert dark == {(x, y) for y, row in enumerate(made) for x, is_dark in enumerate(row) if is_dark}


@given(st.lists(st.integers(0, 50), max_size=600))
def test_the_line_of_turnout_stays_short_and_ends_where_it_is(counts):
    trail = Trail()
    for second, count in enumerate(counts):
        trail.add(START + timedelta(seconds=second), count)
    times = [at for at, _ in trail.points]
    assert len(times) <= MOST_POINTS
    assert times == sorted(times)
    assert [voted for _, voted in trail.points][-1:] == counts[-1:]
