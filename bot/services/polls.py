"""Opening, extending, closing, publishing and cancelling polls."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.people import Person
from bot.domain.polls import Poll, PollState, Release, Round, Secrecy
from bot.domain.quorum import Quorum
from bot.domain.refusals import NotFound, NotNow
from bot.domain.run_sheet import IN_TIME
from bot.domain.tally import PollTally
from bot.domain.texts import Text, say
from bot.library.models import Library, Question
from bot.services import actions
from bot.services.closing import Electorates, close, mix_secret, recount
from bot.services.context import Context
from bot.services.debates import latest, require_open_debate
from bot.services.permissions import require_moderator
from bot.storage import polls, servers
from bot.storage.engine import Connection
from bot.storage.polls import NewItem, NewPoll

LEASE = timedelta(seconds=60)
"""How long a claim to post a result holds before another process may take over."""


@dataclass(frozen=True)
class Opening:
    """How a moderator wants a question opened; None means the server's setting."""

    question: str
    round: Round
    minutes: int | None
    release: Release | None
    secrecy: Secrecy | None
    channel_id: int
    electorate: int | None
    language: str
    debate_id: int | None = None
    """The debate that is meant, where the moderator looks at one."""
    quorum: Quorum | None = None
    """None means the pack's."""


@dataclass(frozen=True)
class Seen:
    """How a poll looked to whoever acts on it: its deadline as `deadline_stamp` gives it."""

    poll_id: int
    deadline: int


def deadline_stamp(poll: Poll) -> int:
    """Return a poll's deadline in whole seconds since 1970, 0 where it has none."""
    return int(poll.closes_at.timestamp()) if poll.closes_at else 0


def find_question(library: Library, name: str) -> Question:
    """Return the question that a person means by its letter or title. Raises NotFound."""
    wanted = name.strip().casefold()
    for question in library.questions:
        if wanted in {question.id, question.title.english.casefold()}:
            return question
    letters = ", ".join(question.id for question in library.questions)
    raise NotFound(say("There is no question “{name}”. Pick one from the list: {letters}.", name=name, letters=letters))


async def open_poll(context: Context, person: Person, opening: Opening) -> tuple[Poll, bool]:
    """Open a question's paper; returns the poll and whether it is new. Two moderators at once get the same one."""
    question = find_question(context.library, opening.question)
    async with context.database.writing(person.guild_id) as connection:
        settings = await servers.server_settings(connection, person.guild_id)
        require_moderator(settings, person)
        debate = await require_open_debate(connection, person.guild_id)
        if opening.debate_id not in {None, debate.id}:
            raise NotNow(say("That debate is over. `/poll status` shows the one that is open now."))
        _require_pack(context.library, debate.pack)
        for poll in await polls.polls_of(connection, debate.id, question=question.id):
            if poll.round is opening.round:
                return _existing(poll), False
        now, quorum = context.clock(), opening.quorum or question.quorum
        new = NewPoll(
            debate_id=debate.id,
            guild_id=person.guild_id,
            question=question.id,
            title=question.title.say(opening.language),
            round=opening.round,
            release=opening.release or settings.release,
            secrecy=opening.secrecy or settings.secrecy,
            small_groups=settings.small_groups,
            participant_role=settings.participant_role,
            electorate=opening.electorate,
            channel_id=opening.channel_id,
            opened_at=now,
            closes_at=now + timedelta(minutes=opening.minutes) if opening.minutes else None,
            quorum=str(quorum) if quorum else None,
        )
        poll = await polls.add_poll(connection, new, _paper(question, opening.language))
        done = actions.on_poll(
            "poll opened",
            poll,
            minutes=opening.minutes,
            results=poll.release,
            secrecy=poll.secrecy,
            channel=poll.channel_id,
        )
        await actions.keep(connection, done, now)
    context.box.put(poll)
    actions.note(done)
    return poll, True


def _require_pack(library: Library, pack: str) -> None:
    if library.debate.id != pack:
        raise NotNow(
            say(
                "This debate runs on the pack “{old}”, the bot now has “{new}”. Close the debate and start a new one.",
                old=pack,
                new=library.debate.id,
            )
        )


def _existing(poll: Poll) -> Poll:
    if poll.state is PollState.OPEN:
        return poll
    raise NotNow(
        say(
            "Question {question} was already polled in the round “{round}”: see `/results`. "
            "Open it in another round, or set the old poll aside with `/poll cancel`.",
            question=poll.question.upper(),
            round=poll.round.value,
        )
    )


def _paper(question: Question, language: str) -> list[NewItem]:
    return [
        NewItem(item.id, item.kind, item.title.say(language), item.choices(language), dict(item.settings))
        for item in question.ballot
    ]


async def require_open(context: Context, person: Person, poll_id: int) -> Poll:
    """Return an open poll of a moderator's server. Raises NotAllowed, NotNow."""
    async with context.database.reading() as connection:
        require_moderator(await servers.server_settings(connection, person.guild_id), person)
    poll = context.box.poll(poll_id)
    if poll is None or poll.guild_id != person.guild_id:
        raise NotNow(say("That poll is no longer open. To vote again, open it in another round."))
    return poll


async def place(context: Context, poll: Poll, channel_id: int, message_id: int) -> Poll:
    """Note where a poll's ballot paper was posted."""
    async with context.database.writing() as connection:
        await polls.place_paper(connection, poll.id, channel_id, message_id)
    # The poll may have been extended while its paper was being posted: the box has the newest.
    newest = context.box.poll(poll.id)
    placed = replace(newest or poll, channel_id=channel_id, message_id=message_id)
    if newest:
        context.box.put(placed)
    return placed


async def posted_again(context: Context, poll: Poll) -> None:
    """Note that a moderator had a ballot paper posted again."""
    done = actions.on_poll("ballot paper posted again", poll)
    async with context.database.writing(poll.guild_id) as connection:
        await actions.keep(connection, done, context.clock())
    actions.note(done)


async def forget_papers(context: Context) -> None:
    """Have the ballot papers of open polls posted anew, where Discord itself starts anew: in a rehearsal."""
    async with context.database.writing() as connection:
        await polls.forget_papers(connection)


async def find_poll(
    connection: Connection,
    person: Person,
    question: str | None,
    round_: Round | None,
    fits: Callable[[Poll], bool],
    poll_id: int | None = None,
    *,
    exactly: bool = False,
) -> Poll:
    """Return the poll that a moderator means. Raises NotFound, and NotNow where several fit.

    Where none fits it is the newest of those named, to be told so by the caller; `exactly` asks there as well. Buttons
    name it by `poll_id`: the question may have been cancelled and opened anew since they were shown.
    """
    require_moderator(await servers.server_settings(connection, person.guild_id), person)
    debate = await latest(connection, person.guild_id)
    wanted = question.strip().casefold() if question else None

    def is_named(poll: Poll) -> bool:
        is_asked = wanted in {None, poll.question, poll.title.casefold()}
        return is_asked and round_ in {None, poll.round} and poll_id in {None, poll.id}

    named = [poll for poll in await polls.polls_of(connection, debate.id) if is_named(poll)]
    fitting = [poll for poll in named if fits(poll)]
    if not fitting:  # a result may wait for longer than its debate has lasted
        left = await polls.unpublished_polls(connection, person.guild_id)
        fitting = _of_newest_debate([poll for poll in left if is_named(poll) and fits(poll)])
    found = fitting or named
    if len(found) > 1 and (fitting or exactly):
        raise NotNow(_which(found))
    if found:
        return found[-1]
    raise NotFound(say("No such poll in this debate. `/poll open` opens one; `/poll status` lists them."))


def _which(found: Sequence[Poll]) -> Text:
    """Ask for the question or, where they are all of one, for the round."""
    letters = sorted({poll.question for poll in found})
    if len(letters) > 1:
        return say("Which question? Give `question:` with one of {letters}.", letters=", ".join(letters))
    rounds = [round_.value for round_ in IN_TIME if round_ in {poll.round for poll in found}]
    return say(
        "Which round of question {letter}? Give `round:` with one of {rounds}.",
        letter=letters[0].upper(),
        rounds=", ".join(rounds),
    )


def _of_newest_debate(found: list[Poll]) -> list[Poll]:
    newest = max((poll.debate_id for poll in found), default=None)
    return [poll for poll in found if poll.debate_id == newest]


async def close_by_hand(
    context: Context,
    person: Person,
    question: str | None,
    round_: Round | None,
    electorates: Electorates,
    *,
    poll_id: int | None = None,
) -> tuple[PollTally, bool]:
    """Close a poll; returns its count and whether this call closed it. Closing twice changes nothing."""
    async with context.database.writing(person.guild_id) as connection:
        poll = await find_poll(connection, person, question, round_, _is_open, poll_id)
        now = context.clock()
        tally = await close(context, connection, poll, now, electorates)
        result = tally or await recount(connection, poll)
        done = await _keep_closing(connection, "poll closed", tally, now)
    context.box.drop(poll.id)
    if done:
        actions.note(done)
    return result, tally is not None


async def _keep_closing(
    connection: Connection, name: str, tally: PollTally | None, now: datetime
) -> actions.Action | None:
    """Keep that this call closed a poll, where it did."""
    if tally is None:
        return None
    done = actions.on_poll(name, tally.poll, turnout=tally.turnout, seal=tally.poll.seal)
    await actions.keep(connection, done, now)
    return done


async def close_at_deadline(context: Context, poll: Poll, electorates: Electorates) -> PollTally | None:
    """Close a poll whose time has come; returns None where another process closed or extended it first."""
    async with context.database.writing(poll.guild_id) as connection:
        current = await polls.poll_by_id(connection, poll.id)
        now = context.clock()
        if current is not None and current.closes_at is not None and current.accepts_votes(now):
            context.box.put(current)
            return None
        tally = await close(context, connection, poll, now, electorates)
        done = await _keep_closing(connection, "poll closed at its deadline", tally, now)
    context.box.drop(poll.id)
    if done:
        actions.note(done)
    return tally


def due(context: Context) -> list[Poll]:
    """Return the open polls in memory whose deadline has passed."""
    now = context.clock()
    return [poll for poll in context.box.polls() if not poll.accepts_votes(now)]


async def due_anywhere(context: Context) -> list[Poll]:
    """Return the open polls in the database, of this process's servers, whose deadline has passed."""
    async with context.database.reading() as connection:
        return _own(context, await polls.due_polls(connection, context.clock()))


def _own(context: Context, found: Iterable[Poll]) -> list[Poll]:
    """Leave out the servers of other processes: they know who may vote there, and in what language to tell."""
    return [poll for poll in found if context.shards.has(poll.guild_id)]


async def claim_unannounced(context: Context, leave: Collection[int] = ()) -> list[PollTally]:
    """Claim the closed polls whose results nobody posted, such as after a crash, and return their counts.

    Those in `leave` are not claimed: this process is posting them, or waits before it tries again.
    """
    now = context.clock()
    async with context.database.reading() as connection:
        unannounced = _own(context, await polls.unannounced_polls(connection, now - LEASE))
    found = [poll for poll in unannounced if poll.id not in leave]
    if not found:
        return []
    async with context.database.writing() as connection:
        return [
            await recount(connection, poll)
            for poll in found
            if await polls.claim_announcement(connection, poll.id, now, now - LEASE)
        ]


async def announced(context: Context, poll: Poll) -> None:
    """Note that a closed poll's result was posted."""
    async with context.database.writing() as connection:
        await polls.mark_announced(connection, poll.id, context.clock())


async def extend(
    context: Context,
    person: Person,
    question: str | None,
    round_: Round | None,
    minutes: int,
    *,
    seen: Seen | None = None,
) -> Poll:
    """Move a deadline by some minutes, or set one that many minutes from now where there was none.

    Where `seen` says how the poll looked to whoever asks, a deadline that has been moved meanwhile stays as it is.
    Raises NotNow then.
    """
    async with context.database.writing(person.guild_id) as connection:
        poll = await find_poll(connection, person, question, round_, _is_open, seen.poll_id if seen else None)
        if seen is not None and seen.deadline != deadline_stamp(poll) and poll.state is PollState.OPEN:
            raise NotNow(say("The deadline was moved meanwhile, so it stays as it is now."))
        closes_at = (poll.closes_at or context.clock()) + timedelta(minutes=minutes)
        if not poll.accepts_votes(context.clock()) or not await polls.extend_poll(connection, poll.id, closes_at):
            raise NotNow(say("That poll is no longer open. To vote again, open it in another round."))
        done = actions.on_poll("poll extended", poll, minutes=minutes)
        await actions.keep(connection, done, context.clock())
    extended = replace(poll, closes_at=closes_at)
    context.box.put(extended)
    actions.note(done)
    return extended


async def cancel(context: Context, person: Person, question: str | None, round_: Round | None) -> PollTally:
    """Set a poll aside: its ballots stay stored and are counted nowhere.

    A result that an earlier debate has left unpublished is reached by question and round together, never by accident.
    """
    fits = _is_any if question and round_ else _is_open
    async with context.database.writing(person.guild_id) as connection:
        poll = await find_poll(connection, person, question, round_, fits, exactly=question is not None)
        if question is None and poll.state is not PollState.OPEN:
            raise NotNow(say("No poll is open. To set a closed one aside, name it with `question:`."))
        await polls.cancel_poll(connection, poll.id, context.clock())
        await mix_secret(connection, poll)
        tally = await recount(connection, replace(poll, state=PollState.CANCELLED))
        done = actions.on_poll("poll cancelled", poll)
        await actions.keep(connection, done, context.clock())
    context.box.drop(poll.id)
    actions.note(done)
    return tally


async def publish(
    context: Context, person: Person, question: str | None, round_: Round | None, *, poll_id: int | None = None
) -> PollTally:
    """Release a closed poll's result to everybody. Raises NotNow while it is open, or where it is public already."""
    now = context.clock()
    async with context.database.writing(person.guild_id) as connection:
        poll = await find_poll(connection, person, question, round_, _awaits_publication, poll_id)
        if poll.state is PollState.OPEN:
            raise NotNow(say("That poll is still open. Close it first with `/poll close`."))
        if not await polls.publish_poll(connection, poll.id, now):
            raise NotNow(say("That result is public already: see `/results`."))
        tally = await recount(connection, replace(poll, published_at=now))
        done = actions.on_poll("result published", poll, seal=poll.seal)
        await actions.keep(connection, done, now)
    actions.note(done)
    return tally


def _is_any(_: Poll) -> bool:
    return True


def _is_open(poll: Poll) -> bool:
    return poll.state is PollState.OPEN


def _awaits_publication(poll: Poll) -> bool:
    return poll.state is PollState.CLOSED and poll.published_at is None
