"""When the first result of an Oxford debate's question is hidden, and when it is due."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.oxford import cannot_be_paired, due_with_after, is_hidden, release_in
from bot.domain.polls import DebateFormat, PollState, Release, Round, Secrecy

A_TIME = datetime(2026, 11, 28, tzinfo=UTC)
formats, rounds = st.sampled_from(DebateFormat), st.sampled_from(Round)


@given(formats, rounds, st.booleans(), st.booleans(), st.booleans())
def test_only_an_unpublished_first_result_that_a_vote_is_to_follow_is_hidden(format_, round_, published, is_on, over):
    hidden = is_hidden(format_, round_, is_published=published, debate_is_open=is_on, after_is_closed=over)
    assert hidden == (
        (format_, round_, published, is_on, over) == (DebateFormat.OXFORD, Round.BEFORE, False, True, False)
    )


@given(formats, rounds, st.sampled_from(Release))
def test_closing_a_first_vote_never_publishes_it(format_, round_, release):
    found = release_in(format_, round_, release)
    assert found is (Release.MANUAL if (format_, round_) == (DebateFormat.OXFORD, Round.BEFORE) else release)


@given(formats, rounds, st.sampled_from(Secrecy))
def test_only_secret_votes_that_are_to_be_compared_are_refused(format_, round_, secrecy):
    assert cannot_be_paired(format_, round_, secrecy) == (
        format_ is DebateFormat.OXFORD and round_ is not Round.MAIN and secrecy is Secrecy.SECRET
    )


published = st.sampled_from([None, A_TIME])
states = st.sampled_from([PollState.OPEN, PollState.COUNTING, PollState.CLOSED])


@given(formats, states, published, states, published)
def test_the_first_result_is_due_once_the_second_is_public(poll_with, format_, state, own, later_state, later):
    before = replace(poll_with(), id=1, format=format_, round=Round.BEFORE, state=state, published_at=own)
    after = replace(poll_with(), id=2, format=format_, round=Round.AFTER, state=later_state, published_at=later)
    is_due = format_ is DebateFormat.OXFORD and state is PollState.CLOSED and own is None and after.shows_counts
    is_due &= later_state is PollState.CLOSED
    assert due_with_after([after, before]) == (before if is_due else None)
    assert due_with_after([before]) is None
