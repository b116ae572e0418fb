"""The programme: the steps of an evening, where it is, and how far behind its plan. All instants are whole seconds.

Steps are numbered from 1. Buttons move the programme; what moderators open by commands moves it as well, which
`following` works out from the openings since the present step began, so nothing has to be stored for it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.floor import Floor, FloorState
from bot.domain.polls import Poll, PollState
from bot.domain.statements import StatementSet
from bot.domain.step import OPENING, Act, Facts, Move, Step
from bot.domain.texts import say

MINUTE = timedelta(minutes=1)
END_DEBATE = Move(Act.CLOSE_DEBATE, say("End the debate"))
MORE_TIME = timedelta(minutes=5)
"""What one tap on “More time” adds to the present step."""


class StepEnd(StrEnum):
    """How a step ended."""

    DONE = "done"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Visit:
    """A step that has begun, the last time that it did."""

    started_at: datetime
    ended_at: datetime | None = None
    ending: StepEnd | None = None
    posted_at: datetime | None = None
    """When its page was posted."""
    extra_minutes: int = 0


@dataclass(frozen=True)
class Progress:
    """Where a programme is. `present` is None until its first step begins."""

    lengths: tuple[timedelta, ...]
    """The planned length of each step, as it was re-timed last."""
    present: int | None = None
    visits: Mapping[int, Visit] = field(default_factory=dict)
    planned_from: int = 1
    planned_at: datetime | None = None
    """The step from which on the plan counts, and when that step was to begin; None until the first step begins."""
    changes: int = 0
    """How often a moderator has moved it: what a page hands back with its buttons."""
    vote_ends_at: datetime | None = None
    """The deadline of the present step's open vote, which may be later than the step's own end."""

    @property
    def visit(self) -> Visit | None:
        """The present step's visit."""
        return self.visits.get(self.present) if self.present else None

    @property
    def is_over(self) -> bool:
        """Whether the last step has ended."""
        return self.visit is not None and self.visit.ended_at is not None

    def planned_start(self, number: int) -> datetime | None:
        """Return when a step is planned to begin, None before the plan begins to count."""
        if self.planned_at is None or number < self.planned_from:
            return None
        return self.planned_at + sum(self.lengths[self.planned_from - 1 : number - 1], timedelta())

    @property
    def planned_end(self) -> datetime | None:
        """When the last step is planned to end."""
        return self.planned_start(len(self.lengths) + 1)

    @property
    def ends_at(self) -> datetime | None:
        """When the present step is to end, given when it began and the time that it was given since."""
        if self.present is None or self.visit is None:
            return None
        return self.visit.started_at + self.lengths[self.present - 1] + timedelta(minutes=self.visit.extra_minutes)

    @property
    def runs_until(self) -> datetime | None:
        """When the present step is to end, or its vote if that is later: no other step begins before."""
        return max(filter(None, [self.ends_at, self.vote_ends_at]), default=None)

    def next_begins(self, now: datetime) -> datetime | None:
        """Return when the step after the present one is expected to begin."""
        if self.runs_until is None or self.visit is None:
            return None
        return self.visit.ended_at or max(now, self.runs_until)

    def lateness(self, now: datetime) -> timedelta:
        """Return how far it is behind its plan; negative where it is ahead."""
        expected = self.next_begins(now)
        planned = self.planned_start(self.present + 1) if self.present else None
        return expected - planned if expected and planned else timedelta()

    def expected_start(self, number: int, now: datetime) -> datetime | None:
        """Return when a later step begins if all steps before it take as long as planned from now on."""
        planned = self.planned_start(number)
        return planned + self.lateness(now) if planned else None


def begun(steps: Sequence[Step]) -> Progress:
    """Return the progress of a programme of which no step has begun."""
    return Progress(tuple(step.planned for step in steps))


def entered(progress: Progress, number: int, at: datetime, ending: StepEnd = StepEnd.DONE) -> Progress:
    """Begin a step, and end the present one."""
    visits = dict(progress.visits)
    if progress.present is not None and progress.visit is not None and progress.visit.ended_at is None:
        visits[progress.present] = replace(progress.visit, ended_at=at, ending=ending)
    visits[number] = Visit(at)
    moved = replace(progress, present=number, visits=visits, vote_ends_at=None)
    if progress.planned_at is None or number < progress.planned_from:
        return replace(moved, planned_from=number, planned_at=at)
    return moved


def ended(progress: Progress, at: datetime, ending: StepEnd) -> Progress:
    """End the last step."""
    if progress.present is None or progress.visit is None:
        return progress
    return replace(
        progress, visits={**progress.visits, progress.present: replace(progress.visit, ended_at=at, ending=ending)}
    )


def posted(progress: Progress, at: datetime) -> Progress:
    """Note that the present step's page was posted."""
    if progress.present is None or progress.visit is None:
        return progress
    return replace(progress, visits={**progress.visits, progress.present: replace(progress.visit, posted_at=at)})


def with_more_time(progress: Progress, now: datetime, more: timedelta = MORE_TIME) -> Progress:
    """Give the present step more time, counted from its end, or from now where that has passed; in whole minutes."""
    if progress.present is None or progress.visit is None or progress.ends_at is None:
        return progress
    overdue = max(now - progress.ends_at, timedelta())
    extra = progress.visit.extra_minutes - (-(overdue + more) // MINUTE)
    longer = replace(progress.visit, extra_minutes=extra)
    return replace(progress, visits={**progress.visits, progress.present: longer})


def retimed(progress: Progress, now: datetime, kept: Collection[int] = ()) -> Progress:
    """Plan the steps after the present one anew, so that the evening ends when it was planned to.

    Each but those `kept` is shortened by the same part in whole minutes, by half at most and never under a minute:
    where that is not enough, the evening ends later. Where there is time left over, they keep their lengths, and it
    ends earlier.
    """
    start = progress.next_begins(now)
    if progress.present is None or start is None or progress.planned_end is None:
        return progress
    first = progress.present + 1
    rest = progress.lengths[first - 1 :]
    shorter = _fitted(
        rest, progress.planned_end - start, [number in kept for number in range(first, first + len(rest))]
    )
    return replace(progress, lengths=(*progress.lengths[: first - 1], *shorter), planned_from=first, planned_at=start)


def _fitted(lengths: Sequence[timedelta], into: timedelta, kept: Sequence[bool]) -> tuple[timedelta, ...]:
    wanted = [length // MINUTE for length in lengths]
    room = into // MINUTE
    if sum(wanted) <= room:
        return tuple(lengths)
    least = [minutes if keep else max(1, (minutes + 1) // 2) for minutes, keep in zip(wanted, kept, strict=True)]
    spare, to_share = max(0, room - sum(least)), sum(wanted) - sum(least)
    fitted = [
        low + (spare * (minutes - low) // to_share if to_share else 0)
        for low, minutes in zip(least, wanted, strict=True)
    ]
    left = spare - (sum(fitted) - sum(least))
    for place, minutes in enumerate(wanted):
        if left > 0 and fitted[place] < minutes:
            fitted[place] += 1
            left -= 1
    return tuple(MINUTE * minutes for minutes in fitted)


@dataclass(frozen=True)
class Happened:
    """What happened in a debate so far."""

    polls: Sequence[Poll] = ()
    floors: Sequence[Floor] = ()
    floor: FloorState | None = None
    is_closed: bool = False
    sets: Sequence[StatementSet] = ()


def following(steps: Sequence[Step], stored: Progress, happened: Happened) -> Progress:
    """Return where a programme is, given where buttons have left it and what was opened since.

    A poll or floor that another step is about moves it there, to the next such step or else the last one before.
    """
    progress = stored
    openings: list[Poll | Floor] = sorted([*happened.polls, *happened.floors], key=lambda what: what.opened_at)
    for what in openings:
        at = what.opened_at.replace(microsecond=0)
        since = progress.visit.started_at if progress.visit else None
        if since is not None and at <= since:
            continue
        number = _begun_by(steps, progress.present, what)
        if number is not None and number != progress.present:
            facts = facts_for(progress, happened, at)
            is_done = progress.present is not None and steps[progress.present - 1].is_done(facts)
            progress = entered(progress, number, at, StepEnd.DONE if is_done else StepEnd.SKIPPED)
    return replace(progress, vote_ends_at=_vote_ends_at(steps, progress, happened))


def _vote_ends_at(steps: Sequence[Step], progress: Progress, happened: Happened) -> datetime | None:
    if progress.present is None:
        return None
    step = steps[progress.present - 1]
    open_ = [poll for poll in happened.polls if poll.state is PollState.OPEN and step.is_begun_by(poll)]
    return max((poll.closes_at for poll in open_ if poll.closes_at), default=None)


def _begun_by(steps: Sequence[Step], present: int | None, what: Poll | Floor) -> int | None:
    numbers = [number for number, step in enumerate(steps, 1) if step.is_begun_by(what)]
    later = [number for number in numbers if number >= (present or 1)]
    return later[0] if later else numbers[-1] if numbers else None


def facts_for(progress: Progress, happened: Happened, now: datetime) -> Facts:
    """Return what the present step has to know."""
    visit = progress.visit
    return Facts(
        now=now,
        since=visit.started_at if visit else None,
        posted_at=visit.posted_at if visit else None,
        ends_at=progress.ends_at,
        polls=happened.polls,
        floor=happened.floor,
        floors=happened.floors,
        is_closed=happened.is_closed,
        sets=happened.sets,
    )


def next_step(steps: Sequence[Step], progress: Progress, happened: Happened, now: datetime) -> int | None:
    """Return the step that comes next; what has happened already, by a command, is passed over."""
    untouched = Facts(
        now, polls=happened.polls, floors=happened.floors, is_closed=happened.is_closed, sets=happened.sets
    )
    for number in range((progress.present or 0) + 1, len(steps) + 1):
        if not steps[number - 1].is_done(untouched):
            return number
    return None


def moves_now(steps: Sequence[Step], progress: Progress, happened: Happened, now: datetime) -> tuple[Move, ...]:
    """Return what a moderator can do now, the next right thing first; nothing once the debate is closed."""
    if happened.is_closed:
        return ()
    if progress.is_over:
        return (END_DEBATE,)
    following_step = next_step(steps, progress, happened, now)
    going_on = END_DEBATE if following_step is None else _going_on(steps[following_step - 1], progress, happened, now)
    if progress.present is None:
        return (going_on,)
    step, facts = steps[progress.present - 1], facts_for(progress, happened, now)
    moves = tuple(step.moves(facts))
    return (going_on, *moves) if step.is_done(facts) else moves


def _going_on(step: Step, progress: Progress, happened: Happened, now: datetime) -> Move:
    """Return the move that leaves the present step, named after what the next one begins with."""
    facts = Facts(now, polls=happened.polls, floor=happened.floor, floors=happened.floors, sets=happened.sets)
    first = next(iter(step.moves(facts)), None)
    label = first.label if first and first.act in OPENING else say("Go on: {step}", step=step.heading)
    return Move(Act.GO_ON, label, about=progress.present or 0)


def ending_of(number: int, steps: Sequence[Step], progress: Progress, happened: Happened) -> StepEnd | None:
    """Say how a step ended that lies behind; None if it is the present one or still to come.

    A step that was passed over counts as done where its poll was held by a command.
    """
    if progress.present is None or number >= progress.present:
        return None
    visit = progress.visits.get(number)
    if visit is not None:
        return visit.ending or StepEnd.SKIPPED
    return StepEnd.DONE if any(map(steps[number - 1].is_begun_by, happened.polls)) else StepEnd.SKIPPED


def behind(lateness: timedelta) -> int:
    """Return by how many whole minutes a programme is behind; negative where it is ahead."""
    return int(lateness / MINUTE)
