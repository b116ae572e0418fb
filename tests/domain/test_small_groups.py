"""What may be seen of a live count."""

import random
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.small_groups import FEWEST, LIVE_STEP, LiveCountGuard

VOTERS = [f"v{number}" for number in range(14)]
STEPS = st.lists(st.tuples(st.sampled_from(VOTERS), st.sampled_from(["yes", "no", None]), st.booleans()), max_size=120)


class Room:
    """People who vote on one item, and what a reader sees."""

    def __init__(self):
        self.guard, self.ballots = LiveCountGuard(), {}

    def vote(self, voter, answer):
        """Vote, change a vote, or withdraw it with None."""
        before, after = self.ballots.get(voter), (answer,) if answer else None
        if before != after:
            self.guard.record_change(voter, before, after)
            self.ballots = {who: given for who, given in (self.ballots | {voter: after}).items() if given}

    def look(self):
        return self.guard.visible_count(Counter(self.ballots.values()))


@given(STEPS)
def test_of_two_views_in_a_row_nine_ballots_differ_and_none_is_of_fewer_than_nine(steps):
    room, seen, then = Room(), None, {}
    for voter, answer, looks in steps:
        room.vote(voter, answer)
        if not looks:
            continue
        view = room.look()
        if view is not None and view is not seen:
            assert sum(who not in then or who not in room.ballots or then[who] != room.ballots[who]
                       for who in then | room.ballots) >= LIVE_STEP  # fmt: skip
            assert sum(view.values()) >= LIVE_STEP
            assert view == Counter(room.ballots.values())
            seen, then = view, room.ballots


def test_the_ninth_ballot_shows_the_count_and_the_eighteenth_the_next():
    room, seen = Room(), []
    for number in range(20):
        room.vote(f"v{number}", "yes")
        seen.append(sum((room.look() or {}).values()))
    assert seen == [*[0] * 8, *[9] * 9, *[18] * 3]


def test_eight_people_who_change_their_votes_again_and_again_bring_nobody_elses_to_light():
    room = Room()
    for voter in VOTERS[:9]:
        room.vote(voter, "yes")
    first = room.look()
    for number in range(40):
        for voter in VOTERS[:8]:
            room.vote(voter, "no" if number % 2 else "yes")
        assert room.look() == first == {("yes",): 9}


def test_whoever_votes_and_takes_it_back_hides_nobody():
    room = Room()
    for voter in VOTERS[:9]:
        room.vote(voter, "yes")
    first = room.look()
    for number in range(20):
        room.vote(f"passing {number}", "yes")
        room.vote(f"passing {number}", None)
    room.vote("v9", "no")
    assert room.look() == first == {("yes",): 9}


def test_a_count_of_which_fewer_than_nine_ballots_are_left_is_seen_no_longer():
    room = Room()
    for voter in VOTERS[:12]:
        room.vote(voter, "yes")
    assert room.look() is not None
    for voter in VOTERS[:9]:
        room.vote(voter, None)
    assert room.look() is None


COLLUDERS = [f"c{number}" for number in range(FEWEST - 1)]


def attack(rng):
    """Let honest people vote in an order that four others know, who vote and change their votes at will.

    Return how many honest people voted between views, each view taken as early as possible.
    """
    room, steps, since = Room(), [], 0
    seen, known = None, Counter()
    waiting = rng.randrange(30)  # the four come first, or late
    for number in range(rng.randrange(1, 60)):
        if number >= waiting:
            for colluder in COLLUDERS:
                room.vote(colluder, rng.choice(["yes", "no", "maybe", None]))
        room.vote(f"h{number}", rng.choice(["yes", "no", "maybe"]))
        since += 1
        for colluder in rng.choices(COLLUDERS, k=4) if number >= waiting else ():
            room.vote(colluder, rng.choice(["yes", "no", "maybe"]))
            view = room.look()
            if view is not None and view is not seen:
                others = Counter(view) - Counter(room.ballots[who] for who in COLLUDERS if who in room.ballots)
                learnt = others - known
                assert learnt.total() == since, "which is what the four work out by subtraction"
                steps.append(since)
                seen, known, since = view, others, 0
    return steps


def test_four_people_who_work_together_never_learn_what_fewer_than_five_others_voted():
    """In a thousand polls, however often the four change their votes, and whenever they come in."""
    steps = [honest for seed in range(1000) for honest in attack(random.Random(seed))]  # noqa: S311  no secret
    assert len(steps) > 1000, "the counts are live"
    assert [honest for honest in steps if honest < FEWEST] == []


@given(STEPS)
def test_by_counts_alone_no_more_is_shown_than_by_who_has_changed(steps):
    """Where another process takes votes too: of two views in a row nine ballots differ as well."""
    room, seen, then = Room(), None, {}
    for voter, answer, looks in steps:
        room.vote(voter, answer)
        if not looks:
            continue
        view = room.guard.visible_by_counts(Counter(room.ballots.values()))
        if view is not None and view is not seen:
            changed = [who for who in then | room.ballots if then.get(who) != room.ballots.get(who)]
            assert len(changed) >= LIVE_STEP <= sum(view.values())
            assert view == Counter(room.ballots.values())
            seen, then = view, room.ballots


def test_a_count_that_other_processes_share_is_shown_as_it_grows_and_not_at_first_after_a_restart():
    guard = LiveCountGuard()
    shown = [sum((guard.visible_by_counts({("yes",): ballots}) or {}).values()) for ballots in (8, 9, 17, 18)]
    assert shown == [0, 9, 9, 18]
    restarted = LiveCountGuard(base={("yes",): 18})
    assert [restarted.visible_by_counts({("yes",): ballots}) for ballots in (18, 26)] == [None, None]
    assert restarted.visible_by_counts({("yes",): 27}) == {("yes",): 27}
