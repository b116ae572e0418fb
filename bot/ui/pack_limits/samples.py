"""Polls, counts and debates about which there is most to say, for measuring the pages that show them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import product
from typing import Any

from bot.charts import Picture
from bot.domain.floor import Asking, Floor, FloorState, Order, Side, Turn, TurnEnd
from bot.domain.hall import Hall, Held, Scene, Shown, Wall
from bot.domain.kind import Profile
from bot.domain.polls import Debate, DebateFormat, Item, Poll, PollState, Release, Round, Secrecy, ServerSettings
from bot.domain.quorum import Quorum
from bot.domain.responses import MOST_CHARACTERS, Response, Status
from bot.domain.shift import Pairs, PollShift, shift_between
from bot.domain.signatures import SigningKey
from bot.domain.tally import PollTally, count_poll, count_visible
from bot.domain.turnout import Arrivals
from bot.domain.voter_rules import MOST_DAYS, Barrier, VoterRules
from bot.library.models import Library, Question
from bot.services.hall.screen import MOST_RESPONSES, Screen
from bot.services.mydata.mydata import OwnData, OwnReceipt, OwnVote, SecretVoting
from bot.services.run_sheet.status import DebateStatus, PollStatus, UnpublishedResult
from bot.storage.ballots import BallotRow
from bot.ui.common.failures import DeliveryFailure, DeliveryFailures
from bot.ui.common.languages import Speech
from bot.ui.common.mentions import Mentions
from bot.ui.results.chart_files import MOST_CHARTS, ChartFile

SOME_TIME = datetime(2025, 7, 10, tzinfo=UTC)
A_SNOWFLAKE = 10**18
A_SEAL = "0" * 64
A_KEY = SigningKey(bytes(32)).public
A_CODE = "A" * 12
MANY = 10**6
LARGEST_ID = 10**12
MOST_OF_DEBATE = "*" * 200
NO_PICTURE = Picture(b"", "")
WAITING = 60
A_MINUTE = timedelta(minutes=1)
ARRIVALS = Arrivals(60, (MANY,) * 120)


def sample_poll(question: Question, speech: Speech, **given: Any) -> Poll:  # noqa: ANN401  fields of a Poll
    """Return an open poll of a question with a deadline, a role, an electorate and a quorum, but for what is given."""
    poll = Poll(
        id=LARGEST_ID,
        debate_id=LARGEST_ID,
        guild_id=A_SNOWFLAKE,
        question=question.id,
        title=question.title.say(speech.language),
        round=Round.BEFORE,
        state=PollState.OPEN,
        release=Release.CLOSED,
        secrecy=Secrecy.PSEUDONYMOUS,
        participant_role=A_SNOWFLAKE,
        electorate=MANY,
        channel_id=A_SNOWFLAKE,
        message_id=A_SNOWFLAKE,
        opened_at=SOME_TIME,
        closes_at=SOME_TIME,
        closed_at=None,
        published_at=None,
        items=tuple(
            Item(
                number,
                item.id,
                item.kind,
                item.title.say(speech.language),
                item.choices(speech.language),
                item.settings,
            )
            for number, item in enumerate(question.ballot)
        ),
        quorum=Quorum(100, of_electorate=True),
        voters=VoterRules(MOST_DAYS, joined_before=True, account_days=MOST_DAYS),
    )
    return replace(poll, **given)


def closed(poll: Poll) -> Poll:
    """Return a poll as it is once its result is public."""
    return replace(
        poll, state=PollState.CLOSED, closed_at=SOME_TIME, published_at=SOME_TIME, seal=A_SEAL, log_head=A_SEAL
    )


def tied(poll: Poll) -> PollTally:
    """Count it where every option has as many votes as every other, and some abstained."""
    profiles = {item.id: {(): MANY, **{(option.id,): MANY for option in item.options}} for item in poll.items}
    return count_poll(poll, profiles, MANY)


def spread(poll: Poll) -> PollTally:
    """Count it where no two options have as many: a kind that eliminates them one by one has most to say."""
    profiles: dict[int, Profile] = {
        item.id: {
            (): MANY,
            **{(option.id,): MANY * (len(item.options) + 1) + more for more, option in enumerate(item.options)},
        }
        for item in poll.items
    }
    return count_poll(poll, profiles, MANY)


def papers(question: Question, speech: Speech) -> Iterator[PollTally]:
    """Go through a question's ballot paper as it looks in every mode and state."""
    poll = sample_poll(question, speech)
    for secrecy in Secrecy:
        here = replace(poll, secrecy=secrecy)
        over = closed(here)
        yield from (tied(replace(here, release=release)) for release in Release)
        yield count_visible(replace(here, release=Release.LIVE), {item.id: None for item in here.items}, MANY)
        yield from (tied(over), tied(replace(over, published_at=None)))
        yield from (tied(replace(over, state=state)) for state in (PollState.COUNTING, PollState.CANCELLED))


def charts_of(poll: Poll) -> dict[str, ChartFile]:
    """Return a chart of every item."""
    return {item.key: ChartFile("chart.png", NO_PICTURE) for item in poll.items[:MOST_CHARTS]}


def earlier_debate(library: Library) -> Debate:
    """Return a debate that is over and has the longest title."""
    return Debate(LARGEST_ID, A_SNOWFLAKE, library.debate.id, MOST_OF_DEBATE, SOME_TIME, SOME_TIME)


def sample_shift(question: Question, speech: Speech) -> PollShift:
    """Return a shift with people on every way from each option to each, and a verdict on them."""
    poll = replace(closed(sample_poll(question, speech)), published_at=None, format=DebateFormat.OXFORD)
    counted = tied(poll)
    pairs: dict[str, Pairs] = {
        item.key: {((before.id,), (after.id,)): MANY for before in item.options for after in item.options}
        for item in counted.poll.items
    }
    return shift_between(counted, counted, pairs)


def all_polls(library: Library, speech: Speech, state: PollState = PollState.OPEN) -> list[Poll]:
    """Return a poll of every question in every round."""
    found = []
    for number, (question, round_) in enumerate(product(library.questions, Round), LARGEST_ID):
        poll = sample_poll(question, speech, id=number, round=round_)
        found.append(replace(closed(poll), published_at=None) if state is PollState.CLOSED else poll)
    return found


def statuses(library: Library, speech: Speech) -> Iterator[tuple[DebateStatus, DeliveryFailures]]:
    """Go through debates with every round of every question under way or over, where Discord takes nothing.

    Earlier debates have left as much.
    """
    debate = replace(earlier_debate(library), closed_at=None)
    settings = ServerSettings(A_SNOWFLAKE, A_SNOWFLAKE, Release.MANUAL, Secrecy.PSEUDONYMOUS, review=True)
    for state, failure in product((PollState.OPEN, PollState.CLOSED), DeliveryFailure):
        polls = all_polls(library, speech, state)
        left = tuple(
            UnpublishedResult(replace(poll, id=poll.id + len(polls)), earlier_debate(library)) for poll in polls
        )
        refused = {poll.id: failure for poll in polls}
        entries = tuple(PollStatus(poll, MANY, dict.fromkeys(Barrier, MANY)) for poll in polls)
        hall = sample_hall()
        yield (
            DebateStatus(debate, settings, entries, MANY, left, SOME_TIME, floor=floor_states()[0], hall=hall),
            DeliveryFailures(refused, refused),
        )
    unopened = ServerSettings(A_SNOWFLAKE, A_SNOWFLAKE)
    yield DebateStatus(debate, unopened, (), MANY, left), DeliveryFailures()


@cache
def floor_states() -> tuple[FloorState, ...]:
    """Return floors in which everybody has the longest name, while somebody speaks, in a pause, and between turns."""
    floor = Floor(
        id=LARGEST_ID,
        debate_id=LARGEST_ID,
        guild_id=A_SNOWFLAKE,
        channel_id=A_SNOWFLAKE,
        message_id=A_SNOWFLAKE,
        thread_id=None,
        voice_channel_id=A_SNOWFLAKE,
        is_stage=True,
        question="a",
        title="W" * 256,
        seconds=899,
        order=Order.SIDES,
        is_named=True,
        opened_at=SOME_TIME,
    )
    asking = Asking("f" * 64, A_SNOWFLAKE, "*" * 100, Side.AGAINST, SOME_TIME, 1, is_reply=True)
    waiting = tuple(replace(asking, participant=f"{number:064}") for number in range(WAITING))
    turn = Turn(MANY, "f" * 64, A_SNOWFLAKE, "*" * 100, Side.AGAINST, asking.is_reply, SOME_TIME, SOME_TIME + A_MINUTE)
    over = replace(turn, ended_at=turn.ends_at, ending=TurnEnd.TIME, user_id=None)
    unnamed = replace(floor, order=Order.FAIR, is_named=False, list_closed=True)
    return (
        FloorState(floor, turn, waiting, (over,), MANY, MANY),
        FloorState(floor, replace(turn, paused_at=SOME_TIME), waiting, (over,), MANY, MANY),
        FloorState(unnamed, None, tuple(replace(one, name=None) for one in waiting), (over,), MANY, MANY),
    )


def sample_hall() -> Hall:
    """Return the page on the wall of a debate."""
    return Hall(LARGEST_ID, A_SNOWFLAKE, "", Held(Scene.RESULT, LARGEST_ID, 3), SOME_TIME)


def sample_screen(library: Library, speech: Speech) -> Screen:
    """Return what is on the wall of a debate in which every result is public, and where much was said."""
    polls = tuple(map(closed, all_polls(library, speech)))
    wall = Wall(earlier_debate(library), polls, sample_hall())
    shown = Shown(Scene.SHIFT, SOME_TIME, polls[:2])
    said = sample_response(status=Status.PUBLISHED)
    texts = tuple(replace(said, id=MANY + number) for number in range(MOST_RESPONSES))
    return Screen(wall, shown, polls, polls, texts)


def mentions() -> Mentions:
    """Return what writes commands at their longest."""
    known = Mentions()
    known.learn(dict.fromkeys(("questions", "proposals", "help"), A_SNOWFLAKE))
    return known


def sample_response(name: str | None = None, status: Status = Status.DECLINED) -> Response:
    """Return a response that is as long as any."""
    return Response(LARGEST_ID, "a", "me", "W" * MOST_CHARACTERS, SOME_TIME, status, name)


def own_data_of(library: Library, speech: Speech) -> OwnData:
    """Return what is stored about somebody who has voted for everything in every poll, and written a lot."""
    debate = earlier_debate(library)
    polls = [closed(poll) for poll in all_polls(library, speech)]
    votes, secret = [], []
    for number, (poll, item) in enumerate((one, item) for one in polls for item in one.items):
        answer = tuple(option.id for option in item.options)
        votes.append(OwnVote(debate, poll, BallotRow(number, item.key, "me", answer, SOME_TIME, 0, None)))
        secret.append(SecretVoting(debate, poll, item.key))
    receipts = tuple(OwnReceipt(debate, poll, A_CODE) for poll in polls)
    texts = tuple((debate, replace(sample_response(), id=MANY + number)) for number in range(15))
    return OwnData(tuple(votes), texts, tuple(secret), receipts, texts)
