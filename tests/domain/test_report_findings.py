"""The findings of a report, as sentences: how many there are, and that none says more than the votes bear out."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

from conftest import POLL
from hypothesis import given
from hypothesis import strategies as st
from sentences import (
    AT_MOST_PEOPLE_VOTED_IN_A_POLL,
    FINDING_ON_ITEM,
    ONLY_PERSON_ANSWERED,
    TOO_FEW_VOTED_FOR_THE_QUORUM,
)

from bot.charts.formatting import format_value
from bot.domain.floor import Side
from bot.domain.headline import TOO_FEW, is_clear_lead
from bot.domain.kind import Option
from bot.domain.polls import Item, PollState, Round
from bot.domain.quorum import Quorum
from bot.domain.report_findings import MOST, Material, Result, summary
from bot.domain.shift import shift_between
from bot.domain.speaking_time import SpeakingTime
from bot.domain.statement_records import SetRecords
from bot.domain.statements import Counts, SetState, Statement, StatementSet, StatementStatus
from bot.domain.tally import count_poll
from bot.i18n import ENGLISH

AT = datetime(2025, 7, 10, 19, 0, tzinfo=UTC)
OPTIONS = (Option("tower", "Tower"), Option("web", "Web"))
SPOKEN = SpeakingTime({Side.FOR: 600, Side.AGAINST: 540}, 7, 9)
VOTES = st.tuples(st.integers(0, 60), st.integers(0, 60))


def result(question, votes, round_=Round.MAIN, **given):
    item = Item(1, "what", "single", f"What of {question}?", OPTIONS)
    closed = {"state": PollState.CLOSED, "closed_at": AT, "published_at": AT}
    poll = replace(POLL, question=question, round=round_, items=(item,), **closed | given)
    profile = Counter({(option.id,): number for option, number in zip(OPTIONS, votes, strict=True)})
    return count_poll(poll, {1: profile}, sum(votes))


def statements(*counts):
    """Return a closed set of statements S1, S2 and so on with these votes."""
    said = tuple(
        Statement(n, 1, "a", n, f"S{n}.", is_seed=False, status=StatementStatus.SHOWN, created_at=AT)
        for n in range(1, len(counts) + 1)
    )
    opened = StatementSet(
        1, 1, 1, "a", "What?", Round.MAIN, SetState.CLOSED, POLL.release, POLL.secrecy, True, False, None, AT, AT,
        counts={n: Counts(*votes) for n, votes in enumerate(counts, 1)},
    )  # fmt: skip
    return SetRecords(opened, said)


def sentences(*tallies, **given):
    found = summary(Material(tallies, **given)).findings
    return [format_value(text, ENGLISH, lambda option: option.label) for text in found]


def test_a_debate_is_summed_up_in_sentences():
    before, after = result("a", (20, 20), Round.BEFORE), result("a", (33, 7), Round.AFTER)
    other = result("b", (21, 19))
    found = sentences(
        before, after, other,
        shifts=[shift_between(before, after, {})], sets=[statements((2, 0, 0), (180, 12, 8))], speaking=SPOKEN,
    )  # fmt: skip
    assert found == [
        "A, “What of a?” 83% of 40 chose “Tower”, ahead of “Web” with 18%.",
        "B, “What of b?” Nearly even, of 40: “Tower” 21, “Web” 19.",
        (
            "From before to after the debate: A, “What of a?” “Tower” gained most: from 50% to 83%, 33 points. "
            "“Web” lost most: from 50% to 18%, 32 points."
        ),
        "180 of 200 agree: “S2.”",
        "7 people spoke, for 19 minutes in all.",
    ]


def test_where_there_is_little_turnout_is_told_and_what_is_not_public_is_not():
    hidden = result("b", (30, 1), published_at=None)
    assert sentences(result("a", (30, 5)), hidden) == [
        "In 1 poll, 35 voted.", "A, “What of a?” 86% of 35 chose “Tower”, ahead of “Web” with 14%."
    ]  # fmt: skip
    assert sentences(hidden) == []


def test_few_votes_and_a_quorum_that_was_missed_come_first():
    found = sentences(result("a", (4, 1), quorum=Quorum(20)))
    answered = ONLY_PERSON_ANSWERED.say(count=5, standing="“Tower” 4, “Web” 1")
    assert found == [
        AT_MOST_PEOPLE_VOTED_IN_A_POLL.say(count=5),
        TOO_FEW_VOTED_FOR_THE_QUORUM.say(count=1, letters="A"),
        FINDING_ON_ITEM.say(letter="A", item="What of a?", finding=answered),
    ]


@given(st.lists(st.tuples(VOTES, VOTES), max_size=9), st.booleans())
def test_there_are_seven_at_most_and_none_calls_a_near_tie_or_a_few_votes_a_lead(votes, two_rounds):
    tallies, shifts = [], []
    for letter, (first, second) in zip("abcdefghi", votes, strict=False):
        after = result(letter, second, Round.AFTER)
        if two_rounds:
            before = result(letter, first, Round.BEFORE)
            tallies.append(before)
            shifts.append(shift_between(before, after, {}))
        tallies.append(after)
    given_ = Material(tallies, shifts, [statements((50, 3, 2))], SPOKEN)
    found = sentences(*tallies, shifts=shifts, sets=given_.sets, speaking=SPOKEN)
    assert len(found) == len(set(found)) <= MOST
    for letter, (_, (tower, web)) in zip("ABCDEFGHI", votes, strict=False):
        for sentence in found:
            if sentence.startswith(f"{letter}, ") and ("ahead of" in sentence or "All " in sentence):
                assert tower + web >= TOO_FEW
                assert is_clear_lead(max(tower, web), min(tower, web))
    changed = [sentence for sentence in found if "gained most" in sentence]
    assert len(changed) <= 1
    if changed:
        letter = changed[0].split(": ")[1][0]
        (earlier, later) = votes[ord(letter) - ord("A")]
        assert min(sum(earlier), sum(later)) >= TOO_FEW
    assert isinstance(summary(given_).picture, Result) or changed or not any(sum(after) for _, after in votes)
