"""The hall, the page on the wall: one function decides which scene it shows, and so all that it may show."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.floor import FloorState
from bot.domain.polls import Debate, Poll, PollState, Round
from bot.domain.programme import Progress
from bot.domain.responses import Response, Status
from bot.domain.shift import comparable
from bot.domain.statements import Statement, StatementSet
from bot.domain.step import Step

QUESTION_TIME = timedelta(seconds=20)
"""How long a question stands alone on the wall before its clock and turnout do."""
PART_TIME = timedelta(seconds=14)
"""How long each item of a result, each picture of a shift and each statement stands there."""
RESPONSE_TIME = timedelta(seconds=30)
LAST_RESULT_TIME = timedelta(minutes=2)
"""How long the last result stands there after the debate has closed."""


class Scene(StrEnum):
    """What the page shows."""

    WELCOME = "welcome"
    QUESTION = "question"
    VOTE = "vote"
    RESULT = "result"
    SHIFT = "shift"
    FLOOR = "floor"
    STATEMENTS = "statements"
    PROGRAMME = "programme"
    RESPONSE = "response"
    PAUSE = "pause"
    BLANK = "blank"


class GroundPart(StrEnum):
    """One picture of what statements have come to."""

    AGREED = "agreed"
    DIVIDED = "divided"
    PASSED = "passed"
    GROUPS = "groups"


SCENES_OF_STEPS = {"welcome": Scene.WELCOME, "pause": Scene.PAUSE}
EVENTFUL_STEPS = frozenset({"vote", "floor", "statements", "result", "shift", "close"})
"""Kinds of steps that have no scene of their own: what happens in them brings one. All others show the programme."""


@dataclass(frozen=True)
class Held:
    """The scene that moderators chose: about a poll or statements, and one part of it alone, where it says so."""

    scene: Scene
    about: int | None = None
    part: int | None = None

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.scene, self.about, self.part) if part is not None)


def parse_held(text: str) -> Held:
    """Read what `str` has written. Raises ValueError."""
    scene, *numbers = text.split(":")
    if len(numbers) > len(("about", "part")):
        raise ValueError(f"no scene is written {text!r}")
    return Held(Scene(scene), *map(int, numbers))


@dataclass(frozen=True)
class Hall:
    """The page of a debate. Whoever knows its `token` may see it, until it is closed."""

    debate_id: int
    guild_id: int
    token: str
    held: Held | None = None
    held_at: datetime | None = None
    response_id: int | None = None
    response_until: datetime | None = None
    """The response that was sent to the wall, and until when it stays."""


@dataclass(frozen=True)
class Wall:
    """All that decides what the page shows: the state of a debate, and what moderators want on it."""

    debate: Debate
    polls: tuple[Poll, ...]
    hall: Hall
    response: Response | None = None
    floor: FloorState | None = None
    """The open floor."""
    steps: tuple[Step, ...] = ()
    progress: Progress | None = None
    """The programme and where it is, if the debate has one."""
    sets: tuple[StatementSet, ...] = ()

    @property
    def step(self) -> Step | None:
        """The present step of the programme."""
        return self.steps[self.progress.present - 1] if self.progress and self.progress.present else None


@dataclass(frozen=True)
class Shown:
    """A scene, since when it has been on, and what it is about: one poll, both of a shift, or a set of statements."""

    scene: Scene
    since: datetime
    polls: tuple[Poll, ...] = ()
    response: Response | None = None
    floor: FloorState | None = None
    set: StatementSet | None = None
    part: int | None = None
    """The part that moderators keep; without one, the parts take turns."""

    def part_at(self, now: datetime, parts: int) -> tuple[int, bool]:
        """Return which of so many parts is on, and whether that is for the first time."""
        if self.part is not None:
            return min(self.part, parts - 1), False
        turn = max(now - self.since, timedelta()) // PART_TIME
        return turn % parts, turn < parts

    def held(self, part: int | None = None) -> Held:
        """Return what keeps this scene on the wall."""
        about = self.set or (self.polls[-1] if self.polls else None)
        return Held(self.scene, about.id if about else None, part)


def scene_at(wall: Wall, now: datetime) -> Shown:
    """Decide what the page shows: what moderators chose, if the channel has been shown as much, or what goes on.

    Counts are on it only in the scenes of results, shifts and statements, and only of what has a public result.
    """
    hall = wall.hall
    at = hall.held_at or now
    if hall.held is not None and hall.held.scene is Scene.BLANK:
        return Shown(Scene.BLANK, at)
    if (response := _public_response(wall, now)) is not None:
        return Shown(Scene.RESPONSE, (hall.response_until or now) - RESPONSE_TIME, response=response)
    chosen = _chosen(wall, hall.held, at) if hall.held is not None else None
    return chosen or _followed(wall, now)


def may_choose(wall: Wall, held: Held) -> bool:
    """Whether moderators can put a scene on the wall now."""
    return held.scene is Scene.BLANK or _chosen(wall, held, wall.debate.started_at) is not None


def is_public_result(poll: Poll) -> bool:
    """Whether the final result of a poll may be shown to everybody."""
    return poll.state is PollState.CLOSED and poll.shows_counts and not poll.is_hidden


def is_public_ground(found: StatementSet) -> bool:
    """Whether the channel has been shown what statements have come to; one without a card has no channel."""
    is_counted = not found.is_open and found.shows_results
    return is_counted and (found.announced_at is not None or found.channel_id is None)


def on_view(found: Iterable[Statement], approved: Collection[int]) -> list[Statement]:
    """Return the statements that may stand on the wall before the close: the pack's, and what a moderator approved.

    Where nobody reviews statements, nobody has read what participants write.
    """
    seen = [one for one in found if one.can_be_voted_on and (one.is_seed or one.id in approved)]
    return sorted(seen, key=lambda one: one.number)


def public_pairs(polls: Sequence[Poll]) -> list[tuple[Poll, Poll]]:
    """Return the polls before and after whose shift may be shown to everybody."""
    return [pair for pair in comparable(polls) if all(map(is_public_result, pair))]


def _public_response(wall: Wall, now: datetime) -> Response | None:
    response, until = wall.response, wall.hall.response_until
    if response is None or until is None or now >= until or response.id != wall.hall.response_id:
        return None
    # Its author may have changed it since a moderator saw it, or deleted it, and another have got its number.
    is_as_seen = (response.edited_at or response.created_at) <= until - RESPONSE_TIME
    return response if is_as_seen and response.status == Status.PUBLISHED else None


def _chosen(wall: Wall, held: Held, at: datetime) -> Shown | None:
    """Return the scene that moderators chose; None if there is no such scene, or not any more."""
    if held.scene in {Scene.WELCOME, Scene.PAUSE} or (held.scene is Scene.PROGRAMME and wall.steps):
        return Shown(held.scene, at)
    if held.scene is Scene.FLOOR and wall.floor is not None:
        return Shown(Scene.FLOOR, at, floor=wall.floor)
    if held.scene is Scene.STATEMENTS:
        chosen = next((one for one in wall.sets if one.id == held.about), None)
        return None if chosen is None else Shown(Scene.STATEMENTS, at, set=chosen, part=held.part)
    poll = next((poll for poll in wall.polls if poll.id == held.about and poll.state is not PollState.CANCELLED), None)
    return None if poll is None else _chosen_of(wall.polls, poll, held, at)


def _chosen_of(polls: Sequence[Poll], poll: Poll, held: Held, at: datetime) -> Shown | None:
    if held.scene in {Scene.QUESTION, Scene.VOTE}:
        return Shown(held.scene if poll.state is PollState.OPEN else Scene.VOTE, at, (poll,))
    if held.scene is Scene.RESULT and is_public_result(poll):
        return Shown(Scene.RESULT, at, (poll,), part=held.part)
    pair = _pair_of(polls, poll)
    return Shown(Scene.SHIFT, at, pair, part=held.part) if held.scene is Scene.SHIFT and pair else None


def _pair_of(polls: Sequence[Poll], poll: Poll) -> tuple[Poll, Poll] | None:
    return next((pair for pair in public_pairs(polls) if poll.id in {pair[0].id, pair[1].id}), None)


def _followed(wall: Wall, now: datetime) -> Shown:
    """Return what goes on, or else what came last: a result, or a step of the programme that has a scene."""
    last, step = _last_result(wall, now), _scene_of_step(wall)
    going_on = [shown for shown in (_vote(wall.polls, now), _floor(wall), _statements(wall)) if shown is not None]
    if going_on:
        newest = max(going_on, key=lambda shown: shown.since)
        # A result that comes out while people speak is shown once.
        is_news = last is not None and last.since > newest.since and now < last.since + PART_TIME * _parts(last)
        return last if last is not None and is_news and newest.scene is Scene.FLOOR else newest
    if wall.debate.closed_at is not None and _is_long_over(wall.debate.closed_at, last, now):
        return Shown(Scene.PAUSE, wall.debate.closed_at)
    came = [shown for shown in (last, step) if shown is not None]
    return max(came, key=lambda shown: shown.since, default=Shown(Scene.WELCOME, wall.debate.started_at))


def _vote(polls: Sequence[Poll], now: datetime) -> Shown | None:
    """Return the newest open poll, else one that is being counted."""
    open_ = [poll for poll in polls if poll.state is PollState.OPEN]
    counting = [poll for poll in polls if poll.state is PollState.COUNTING]
    newest = max(open_ or counting, key=lambda poll: (poll.opened_at, poll.id), default=None)
    if newest is None:
        return None
    is_new = newest.state is PollState.OPEN and now < newest.opened_at + QUESTION_TIME
    return Shown(Scene.QUESTION if is_new else Scene.VOTE, newest.opened_at, (newest,))


def _floor(wall: Wall) -> Shown | None:
    if wall.floor is None:
        return None
    turn = wall.floor.turn
    return Shown(Scene.FLOOR, turn.started_at if turn else wall.floor.floor.opened_at, floor=wall.floor)


def _statements(wall: Wall) -> Shown | None:
    """Return the newest set of statements that people vote on."""
    open_ = [one for one in wall.sets if one.is_open]
    newest = max(open_, key=lambda one: (one.opened_at, one.id), default=None)
    return None if newest is None else Shown(Scene.STATEMENTS, newest.opened_at, set=newest)


def _scene_of_step(wall: Wall) -> Shown | None:
    """Return the scene of the present step, where it has one of its own."""
    visit = wall.progress.visit if wall.progress else None
    if wall.step is None or visit is None:
        return None
    if wall.step.name in EVENTFUL_STEPS:
        return None
    return Shown(SCENES_OF_STEPS.get(wall.step.name, Scene.PROGRAMME), visit.started_at)


def _last_result(wall: Wall, now: datetime) -> Shown | None:
    over = [poll for poll in wall.polls if poll.state is PollState.CLOSED]
    poll = max(over, key=lambda poll: (_last_news(poll), poll.id), default=None)
    closed = [
        Shown(Scene.STATEMENTS, max(one.closed_at, one.announced_at or one.closed_at), set=one)
        for one in wall.sets
        if one.closed_at and not one.is_open
    ]
    results = [*closed, *([_result_of(wall.polls, poll, now)] if poll else [])]
    return max(results, key=lambda shown: shown.since, default=None)


def _parts(shown: Shown) -> int:
    if shown.scene is Scene.STATEMENTS:
        return len(GroundPart)
    return len(shown.polls[-1].items) if shown.scene is Scene.RESULT else 1


def _is_long_over(closed_at: datetime, last: Shown | None, now: datetime) -> bool:
    return last is None or now >= max(closed_at, last.since) + LAST_RESULT_TIME


def _result_of(polls: Sequence[Poll], last: Poll, now: datetime) -> Shown:
    """Return the result that came out last, and after it how that differs from what people said before."""
    if not is_public_result(last):
        return Shown(Scene.VOTE, _last_news(last), (last,))
    since, pair = _last_news(last), _pair_of(polls, last)
    if pair is not None and last.round is Round.BEFORE:
        last = pair[1]  # the first result of an Oxford debate comes out after the second
    all_items = PART_TIME * len(last.items)
    if pair is not None and now >= since + all_items:
        return Shown(Scene.SHIFT, since + all_items, pair)
    return Shown(Scene.RESULT, since, (last,))


def _last_news(poll: Poll) -> datetime:
    return max(at for at in (poll.opened_at, poll.closed_at, poll.published_at) if at is not None)
