"""The tables of an export."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.export_schema import BALLOTS, RESPONSES, TALLIES, ballot_row, moment, response_row, tally_rows
from bot.domain.kind import Option
from bot.domain.polls import Item, PollState, Round, Secrecy
from bot.domain.responses import Response
from bot.domain.tally import count_poll

OPENED = datetime(2025, 7, 10, 18, 0, tzinfo=UTC)


@pytest.fixture
def tally(poll_with):
    options = (Option("yes", "Yes"), Option("no", "No"), Option("later", "Later"))
    poll = poll_with(
        id=4,
        round=Round.BEFORE,
        state=PollState.CLOSED,
        electorate=12,
        opened_at=OPENED,
        closed_at=OPENED + timedelta(minutes=5),
        items=(Item(9, "build", "single", "Should it?", options), Item(10, "again", "single", "Again?", options)),
    )
    return count_poll(poll, {9: {("yes",): 2, ("no",): 1, (): 4}, 10: {(): 1}}, 7)


def test_a_row_an_option_under_the_columns_of_the_contract(tally):
    rows = [dict(zip(TALLIES, row, strict=True)) for row in tally_rows("The debate", [tally])]
    assert len(rows) == 6
    assert rows[0] == {
        "debate": "The debate",
        "question": "a",
        "poll": 4,
        "round": "before",
        "item": "build",
        "kind": "single",
        "option": "yes",
        "label": "Yes",
        "votes": 2,
        "share": 0.666667,
        "ballots": 7,
        "abstentions": 4,
        "electorate": 12,
        "opened_at": "2025-07-10T18:00:00Z",
        "closed_at": "2025-07-10T18:05:00Z",
        "secrecy": "pseudonymous",
    }


def test_a_share_is_empty_where_everybody_abstained(tally):
    rows = [dict(zip(TALLIES, row, strict=True)) for row in tally_rows("The debate", [tally])]
    assert [row["share"] for row in rows if row["item"] == "again"] == [None] * 3


def test_the_columns_are_those_of_the_contract():
    assert ",".join(TALLIES) == (
        "debate,question,poll,round,item,kind,option,label,votes,share,"
        "ballots,abstentions,electorate,opened_at,closed_at,secrecy"
    )
    assert ",".join(BALLOTS) == "debate,question,poll,round,item,participant,answer,cast_at,changes"
    assert ",".join(RESPONSES) == "debate,question,response,participant,text,created_at,status"


def test_a_ballot_fills_its_columns(tally):
    row = ballot_row("The debate", tally, "build", "someone", ("yes", "no"), OPENED, 3)
    assert dict(zip(BALLOTS, row, strict=True)) == {
        "debate": "The debate",
        "question": "a",
        "poll": 4,
        "round": "before",
        "item": "build",
        "participant": "someone",
        "answer": "yes;no",
        "cast_at": "2025-07-10T18:00:00Z",
        "changes": 3,
    }


@pytest.mark.parametrize(("name", "shown"), [(None, "f00"), ("Ann", "Ann")])
def test_a_response_stands_under_the_name_where_one_is_stored(name, shown):
    row = response_row("The debate", Response(5, "b", "f00", "Because.", OPENED, "published", name))
    assert row == ("The debate", "b", 5, shown, "Because.", "2025-07-10T18:00:00Z", "published")


@pytest.mark.parametrize(
    ("secrecy", "told"), [(Secrecy.NAMED, "2025-07-10T18:47:12Z"), (Secrecy.PSEUDONYMOUS, "2025-07-10T18:00:00Z")]
)
def test_of_a_pseudonymous_ballot_only_the_hour_is_told(tally, secrecy, told):
    """Whoever sees somebody tap at that second would have found the pseudonym."""
    poll = replace(tally, poll=replace(tally.poll, secrecy=secrecy))
    row = ballot_row("The debate", poll, "build", "someone", ("yes",), OPENED.replace(minute=47, second=12), 0)
    assert dict(zip(BALLOTS, row, strict=True))["cast_at"] == told


@pytest.mark.parametrize(("name", "told"), [("Ann", "2025-07-10T18:47:12Z"), (None, "2025-07-10T18:00:00Z")])
def test_of_a_pseudonymous_response_only_the_hour_is_told(name, told):
    """It bears the pseudonym of that person's ballots."""
    written = Response(5, "b", "f00", "Because.", OPENED.replace(minute=47, second=12), "published", name)
    assert dict(zip(RESPONSES, response_row("The debate", written), strict=True))["created_at"] == told


@given(
    st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1)),  # noqa: DTZ001  hypothesis adds the zone
    st.integers(-14 * 60, 14 * 60),
)
def test_an_instant_is_written_the_same_from_any_time_zone(naive, minutes):
    at = naive.replace(tzinfo=UTC)
    elsewhere = at.astimezone(timezone(timedelta(minutes=minutes)))
    assert moment(elsewhere) == moment(at)
    assert datetime.fromisoformat(moment(at)) == at.replace(microsecond=0)


def test_no_instant_is_an_empty_cell():
    assert moment(None) is None
