"""The findings a report opens with: three to seven sentences made by rule, none bolder than the votes bear out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from bot.domain.headline import TOO_FEW, headline
from bot.domain.polls import Poll, Round
from bot.domain.shift import ItemShift, PollShift
from bot.domain.shift_headline import shift_headline
from bot.domain.shift_lines import share_of
from bot.domain.speaking_time import SpeakingTime
from bot.domain.statement_records import SetRecords
from bot.domain.tally import ItemTally, PollTally
from bot.domain.texts import Text, say, say_many

FEWEST, MOST = 3, 7
"""Findings, where there is so much to tell."""
ALWAYS = 2
"""Findings that are no results, and stay however many results there are."""

MINUTE = 60
_ROUNDS = tuple(Round)


@dataclass(frozen=True)
class Result:
    """What one item of a question came to, in the last round that is public."""

    poll: Poll
    item: ItemTally


@dataclass(frozen=True)
class Change:
    """What one item's shares did between the rounds."""

    shift: PollShift
    item: ItemShift


@dataclass(frozen=True)
class Summary:
    """The findings, and what the picture beside them shows."""

    findings: tuple[Text, ...] = ()
    picture: Result | Change | None = None


@dataclass(frozen=True)
class Material:
    """What findings are made from. Polls that are open or not published are in none."""

    tallies: Sequence[PollTally] = ()
    shifts: Sequence[PollShift] = ()
    sets: Sequence[SetRecords] = ()
    speaking: SpeakingTime | None = None

    @property
    def public(self) -> list[PollTally]:
        """The results that everybody may see."""
        return [tally for tally in self.tallies if tally.poll.closed_at is not None and tally.poll.shows_counts]


def summary(given: Material) -> Summary:
    """Pick the findings: what makes the results weak, the results, what changed, what most agree with, who spoke."""
    results = _results(given.public)
    change = _greatest_change(given.shifts)
    weak = [text for text in (_few(given.public), _quorum(given.public)) if text]
    able = (_change(given.shifts, change), _agreed(given.sets), _speaking(given.speaking))
    others = [text for text in able if text]
    others = others[: max(ALWAYS, MOST - len(weak) - len(results))]
    told = _clearest(results, MOST - len(weak) - len(others))
    found = [*weak, *(_of_result(result) for result in told), *others]
    voted = turnout(given.public) if len(found) < FEWEST and not weak else None
    clear = next((result for result in told if headline(result.item).is_clear), None)
    return Summary((*([voted] if voted else []), *found), change or clear or next(iter(told), None))


def last_polls(tallies: Iterable[PollTally]) -> list[PollTally]:
    """Return the last round of each question."""
    found: dict[str, PollTally] = {}
    for tally in sorted(tallies, key=lambda one: (one.poll.question, _ROUNDS.index(one.poll.round))):
        found[tally.poll.question] = tally
    return list(found.values())


def _results(tallies: Iterable[PollTally]) -> list[Result]:
    """Return an item for each question: the first with a clear result, or the first of all."""
    found = []
    for tally in last_polls(tallies):
        voted = [item for item in tally.items if not item.withheld and item.ballots]
        clear = [item for item in voted if headline(item).is_clear]
        found += [Result(tally.poll, item) for item in (clear or voted)[:1]]
    return found


def _clearest(results: Sequence[Result], room: int) -> list[Result]:
    """Leave out what is least clear where there are too many, and keep the order of the questions."""
    kept = sorted(results, key=lambda result: not headline(result.item).is_clear)[:room]
    return [result for result in results if result in kept]


def _of_result(result: Result) -> Text:
    return say(
        "{letter}, “{item}” {finding}",
        letter=result.poll.question.upper(),
        item=result.item.item.title,
        finding=headline(result.item).text,
    )


def turnout(tallies: Sequence[PollTally]) -> Text | None:
    """Say how many voted."""
    if not tallies:
        return None
    voted = [tally.turnout for tally in tallies]
    if min(voted) == max(voted):
        return say_many(
            "In {count} poll, {voted} voted.", "In each of {count} polls, {voted} voted.",
            voted=voted[0], count=len(voted),
        )  # fmt: skip
    least, most = min(voted), max(voted)
    return say("In each of {polls} polls, {least} to {most} people voted.", least=least, most=most, polls=len(voted))


def _few(tallies: Sequence[PollTally]) -> Text | None:
    if not tallies or max(tally.turnout for tally in tallies) >= TOO_FEW:
        return None
    most = max(tally.turnout for tally in tallies)
    return say_many(
        "At most {count} person voted in a poll, so the results say little about anybody else.",
        "At most {count} people voted in a poll, so the results say little about anybody else.",
        count=most,
    )


def _quorum(tallies: Sequence[PollTally]) -> Text | None:
    """Say where too few voted; nothing where all have enough, or it is not known."""
    missed = []
    for tally in tallies:
        needed = tally.poll.quorum.needed(tally.electorate) if tally.poll.quorum else None
        if needed is not None and tally.turnout < needed:
            missed.append(tally)
    if not missed:
        return None
    letters = ", ".join(dict.fromkeys(tally.poll.question.upper() for tally in missed))
    return say_many(
        "Too few voted for the quorum in {count} poll, on question {letters}.",
        "Too few voted for the quorum in {count} polls, on question {letters}.",
        count=len(missed),
        letters=letters,
    )


def _greatest_change(shifts: Iterable[PollShift]) -> Change | None:
    """Return where a share changed most, among the changes that chance does not explain."""
    clear = [
        Change(shift, item)
        for shift in shifts
        if shift.before.shows_counts and shift.after.shows_counts
        for item in shift.items
        if shift_headline(item, *shift.of_all(item)).is_clear
    ]
    return max(clear, key=_size, default=None)


def _size(change: Change) -> Fraction:
    before, after = change.shift.of_all(change.item)
    both = ((share_of(before, option), share_of(after, option)) for option in change.item.item.options)
    return max(abs(later - earlier) for earlier, later in both if earlier is not None and later is not None)


def _change(shifts: Sequence[PollShift], greatest: Change | None) -> Text | None:
    if greatest is not None:
        item, both = greatest.item, greatest.shift.of_all(greatest.item)
        return say(
            "From before to after the debate: {letter}, “{item}” {finding}",
            letter=greatest.shift.after.question.upper(),
            item=item.item.title,
            finding=shift_headline(item, *both).text,
        )
    public = [shift for shift in shifts if shift.before.shows_counts and shift.after.shows_counts]
    if not any(tally.ballots for shift in public for item in shift.items for tally in shift.of_all(item)):
        return None
    return say("From before to after the debate, no share changed by more than chance explains.")


def _agreed(sets: Iterable[SetRecords]) -> Text | None:
    """Return the statement that most agree with, by the lower bound of its interval."""
    standings = [(one, records) for records in sets for one in records.ground().agreed[:1]]
    if not standings:
        return None
    best, records = max(standings, key=lambda found: found[0].interval.low)
    text = {one.id: one.text for one in records.statements if not one.is_erased}.get(best.statement_id)
    if text is None:
        return None
    counts = best.counts
    return say("{agree} of {voters} agree: “{statement}”", agree=counts.agree, voters=counts.voters, statement=text)


def _speaking(time: SpeakingTime | None) -> Text | None:
    if time is None or time.seconds < MINUTE:
        return None
    minutes = say_many("{count} minute", "{count} minutes", count=time.seconds // MINUTE)
    return say_many(
        "{count} person spoke, for {minutes} in all.", "{count} people spoke, for {minutes} in all.",
        count=time.people, minutes=minutes,
    )  # fmt: skip
