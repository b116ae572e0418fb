"""What may be seen of a live count."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.small_groups import FEWEST, Veil

VOTERS = [f"v{number}" for number in range(9)]
STEPS = st.lists(st.tuples(st.sampled_from(VOTERS), st.sampled_from(["yes", "no", None]), st.booleans()), max_size=80)


def profile_of(ballots):
    return Counter((answer,) for answer in ballots.values())


@given(STEPS)
def test_any_two_views_that_differ_are_five_people_apart_and_none_is_of_fewer_than_five_ballots(steps):
    veil, ballots, moved, seen = Veil(), {}, set(), None
    for voter, answer, looks in steps:
        if ballots.get(voter) != answer:
            ballots = {who: given for who, given in (ballots | {voter: answer}).items() if given}
            veil.moved(voter)
            moved.add(voter)
        if not looks:
            continue
        view = veil.look(profile_of(ballots))
        if view is not None and view != seen:
            assert len(moved) >= FEWEST
            assert sum(view.values()) >= FEWEST
            assert view == profile_of(ballots)
            seen, moved = view, set()


def test_the_fifth_ballot_shows_the_count_and_the_tenth_the_next():
    veil, ballots, seen = Veil(), {}, []
    for number in range(12):
        ballots[f"v{number}"] = "yes"
        veil.moved(f"v{number}")
        view = veil.look(profile_of(ballots))
        seen.append(sum(view.values()) if view else 0)
    assert seen == [0, 0, 0, 0, 5, 5, 5, 5, 5, 10, 10, 10]


def test_one_person_who_changes_a_vote_again_and_again_brings_nobody_elses_to_light():
    veil, ballots = Veil(), dict.fromkeys(VOTERS[:5], "yes")
    for voter in ballots:
        veil.moved(voter)
    first = veil.look(profile_of(ballots))
    for number in range(20):
        ballots["v0"] = "no" if number % 2 else "yes"
        veil.moved("v0")
    ballots["v6"] = "no"
    veil.moved("v6")
    assert veil.look(profile_of(ballots)) == first == {("yes",): 5}


def test_a_count_of_which_fewer_than_five_ballots_are_left_is_seen_no_longer():
    veil, ballots = Veil(), dict.fromkeys(VOTERS[:6], "yes")
    for voter in ballots:
        veil.moved(voter)
    assert veil.look(profile_of(ballots)) is not None
    for voter in VOTERS[:5]:
        del ballots[voter]
        veil.moved(voter)
    assert veil.look(profile_of(ballots)) is None
