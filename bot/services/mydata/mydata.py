"""What is stored about a person in one server: showing and deleting it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.domain.people import Person
from bot.domain.polls import Debate, Poll, PollState, Secrecy
from bot.domain.pseudonyms import nobody
from bot.domain.receipts import ListEntry
from bot.domain.responses import Response
from bot.library.poll_texts import PollTexts
from bot.services.common import audit_log, erasing
from bot.services.common.audit_log import Action
from bot.services.common.context import Context
from bot.services.common.debate_lookup import all_debates
from bot.services.floor.own import OwnFloor, forget_speaker, own_floors
from bot.services.mydata import own_statements
from bot.services.mydata.own_statements import OwnStatements, StatementDeletion
from bot.services.polls.shift_snapshots import store_missing_shifts
from bot.storage import debates, polls, responses
from bot.storage.agreements import erase_agreements
from bot.storage.ballot_changes import Change
from bot.storage.ballots import BallotRow, ballots_by, detach_ballots
from bot.storage.codes import entries_with_codes, erase_codes
from bot.storage.engine import Connection
from bot.storage.refused_voters import delete_marks
from bot.storage.secret_ballots import detach_voter, voted_on


@dataclass(frozen=True)
class OwnVote:
    """A person's ballot and the poll it was cast in."""

    debate: Debate
    poll: Poll
    ballot: BallotRow


@dataclass(frozen=True)
class SecretVoting:
    """A person's vote on an item of a secret poll; nothing says what it was."""

    debate: Debate
    poll: Poll
    item_key: str


@dataclass(frozen=True)
class OwnReceipt:
    """A person's receipt in a poll: the code, and its entry in the sealed voter list."""

    debate: Debate
    poll: Poll
    code: str
    entry: ListEntry | None = None

    @property
    def listed(self) -> bool | None:
        """Whether the voter list has it, None if no list is sealed yet."""
        return None if self.poll.seal is None else self.entry is not None


@dataclass(frozen=True)
class OwnData:
    """Everything stored about a person in a server, and the receipts that follow from it."""

    votes: tuple[OwnVote, ...]
    responses: tuple[tuple[Debate, Response], ...]
    secret: tuple[SecretVoting, ...] = ()
    receipts: tuple[OwnReceipt, ...] = ()
    agreements: tuple[tuple[Debate, Response], ...] = ()
    """The responses of others that the person agrees with."""
    on_floors: tuple[OwnFloor, ...] = ()
    statements: OwnStatements = field(default_factory=OwnStatements)

    @property
    def turns(self) -> int:
        """How often the person has spoken."""
        return sum(len(one.turns) for one in self.on_floors)

    @property
    def waits(self) -> int:
        """On how many lists of speakers the person is."""
        return sum(bool(one.waiting) for one in self.on_floors)

    def read_in(self, language: str, texts: PollTexts) -> "OwnData":
        """Return the same with the polls in another language."""
        votes = tuple(replace(vote, poll=texts.poll(vote.poll, language)) for vote in self.votes)
        secret = tuple(replace(vote, poll=texts.poll(vote.poll, language)) for vote in self.secret)
        return replace(self, votes=votes, secret=secret)


@dataclass(frozen=True)
class Deletion:
    """What a deletion does: in how many polls it withdraws votes or makes them anonymous, and responses it erases.

    `changed` are the open polls whose tally has changed. Votes in secret polls stay: `secret` is the number of closed
    ones, where the person is no longer in the list of voters, `secret_open` that of open ones, where they still are.
    """

    withdrawn: int
    anonymous: int
    responses: int
    changed: tuple[int, ...] = ()
    secret: int = 0
    secret_open: int = 0
    agreements: int = 0
    turns: int = 0
    waits: int = 0
    floors: tuple[int, ...] = ()
    """The open floors whose list or turn has changed."""
    statements: StatementDeletion = field(default_factory=StatementDeletion)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to delete."""
        votes = (self.withdrawn, self.anonymous, self.secret, self.secret_open)
        others = (self.responses, self.agreements, self.turns, self.waits, self.floors)
        return not any((*votes, *others)) and self.statements.is_empty


async def show(context: Context, person: Person) -> OwnData:
    """Return everything stored about a person in this server."""
    async with context.database.reading() as connection:
        return await _read(context, connection, person)


async def plan_deletion(context: Context, person: Person) -> Deletion:
    """Return what a deletion would do now; nothing is changed."""
    async with context.database.reading() as connection:
        return _planned(await _read(context, connection, person), context.clock())


def _planned(data: OwnData, now: datetime) -> Deletion:
    # A poll past its deadline has ended, even if it is not closed yet.
    is_open = {vote.poll.id: vote.poll.accepts_votes(now) for vote in data.votes}
    secret_open = {vote.poll.id: vote.poll.accepts_votes(now) for vote in data.secret}
    return Deletion(
        withdrawn=sum(is_open.values()),
        anonymous=len(is_open) - sum(is_open.values()),
        responses=len(data.responses),
        secret=len(secret_open) - sum(secret_open.values()),
        secret_open=sum(secret_open.values()),
        agreements=len(data.agreements),
        turns=data.turns,
        waits=data.waits,
        floors=tuple(one.floor.id for one in data.on_floors if one.floor.closed_at is None),
        statements=own_statements.planned(data.statements),
    )


async def _read(context: Context, connection: Connection, person: Person) -> OwnData:
    votes: list[OwnVote] = []
    texts: list[tuple[Debate, Response]] = []
    secret: list[SecretVoting] = []
    receipts: list[OwnReceipt] = []
    agreed: list[tuple[Debate, Response]] = []
    spoken: list[OwnFloor] = []
    stated: list[OwnStatements] = []
    for debate in await debates.debates_of(connection, person.guild_id):
        mine = context.pseudonyms.all_of(debate.id, person.user_id)
        texts += [(debate, response) for response in await responses.responses_by(connection, mine)]
        agreed += [(debate, response) for response in await responses.agreed_with_by(connection, mine)]
        stated.append(await own_statements.read(connection, debate, mine))
        found = {poll.id: poll for poll in await polls.polls_of(connection, debate.id, cancelled=True)}
        cast = [OwnVote(debate, found[row.poll_id], row) for row in await ballots_by(connection, list(found), mine)]
        voted = await voted_on(connection, list(found), mine)
        in_secret = [SecretVoting(debate, found[poll_id], key) for poll_id, _, key in voted]
        voted_in = {vote.poll.id for vote in cast} | {vote.poll.id for vote in in_secret}
        receipts += await _receipts(context, connection, person, debate, [found[number] for number in sorted(voted_in)])
        votes += cast
        secret += in_secret
        spoken += await own_floors(connection, debate, context.pseudonyms.both_speakers(debate.id, person.user_id))
    return OwnData(
        tuple(votes),
        tuple(texts),
        tuple(secret),
        tuple(receipts),
        tuple(agreed),
        tuple(spoken),
        own_statements.joined(stated),
    )


async def _receipts(
    context: Context, connection: Connection, person: Person, debate: Debate, voted_in: Iterable[Poll]
) -> list[OwnReceipt]:
    """Return a person's receipts for polls of a debate, without cancelled ones."""
    counting = [poll for poll in voted_in if poll.state is not PollState.CANCELLED]
    own = {poll.id: _code(context, person, poll) for poll in counting}
    entries = await entries_with_codes(connection, list(own), list(own.values()))
    return [OwnReceipt(debate, poll, own[poll.id], entries.get(poll.id)) for poll in counting]


def _code(context: Context, person: Person, poll: Poll) -> str:
    participant = context.pseudonyms.participant(poll.debate_id, person.user_id, poll.secrecy)
    return context.pseudonyms.code(poll.id, participant)


async def delete(context: Context, person: Person) -> Deletion:
    """Delete a person's data in this server.

    Votes in open polls are withdrawn. In closed polls the ballot still counts, without its participant, as published
    results must not change, and the code is erased from the voter list. Responses, statements, agreements and names are
    erased; what others voted on a statement still counts. Secret votes have no participant anyway; once their poll is
    closed, the person is removed from its list of voters.
    Turns keep side and times, without their participant; the person is taken off the list of speakers.
    """
    for debate in await all_debates(context, person.guild_id):
        # Stored first: the difference of a shift before and after the deletion would reveal this person's change.
        await store_missing_shifts(context, debate.id)
    changed = await _withdraw(context, person)
    said: list[Action] = []
    stances = await own_statements.withdraw(context, person)
    still_open = context.open_polls.polls(person.guild_id)
    async with context.database.writing(person.guild_id) as connection:
        data = await _read(context, connection, person)
        over = [vote for vote in data.votes if not vote.poll.accepts_votes(context.clock())]
        anonymous = {(vote.poll.id, vote.ballot.participant) for vote in over}
        for poll_id, participant in anonymous:
            await detach_ballots(connection, poll_id, participant, nobody())
        secret = {vote.poll.id: vote.poll for vote in data.secret}
        secret_over = [poll for poll in secret.values() if not poll.accepts_votes(context.clock())]
        for poll in secret_over:
            mine = context.pseudonyms.all_of(poll.debate_id, person.user_id)
            await detach_voter(connection, poll.id, mine, nobody())
        refused = [(poll.id, context.pseudonyms.refused(poll.id, person.user_id)) for poll in still_open]
        await delete_marks(connection, refused)
        await own_statements.erase(connection, data.statements)
        for debate in await debates.debates_of(connection, person.guild_id):
            mine = context.pseudonyms.all_of(debate.id, person.user_id)
            await erase_agreements(connection, mine)
            await responses.erase_responses(connection, mine)
            await responses.erase_names(connection, mine)
            speaking = context.pseudonyms.both_speakers(debate.id, person.user_id)
            said += await forget_speaker(connection, debate, speaking, context.clock())
            all_polls = {poll.id: poll for poll in await polls.polls_of(connection, debate.id, cancelled=True)}
            await erase_codes(
                connection, list(all_polls), [_code(context, person, poll) for poll in all_polls.values()]
            )
        await erasing.mark_rebuild_due(connection)
    for done in said:
        audit_log.log(done)
    context.refused_voters.forget(refused)
    own_statements.hide_erased(context, data.statements)
    await erasing.rebuild(context)
    planned = _planned(data, context.clock())
    stated = replace(planned.statements, withdrawn=stances)
    return replace(planned, withdrawn=len(changed), changed=tuple(changed), statements=stated)


async def _withdraw(context: Context, person: Person) -> list[int]:
    """Withdraw votes from open polls, through OpenPolls so that its tallies follow; return the changed polls' ids."""
    changed = []
    for poll in context.open_polls.polls(person.guild_id):
        if poll.secrecy is Secrecy.SECRET:
            continue
        participant = context.pseudonyms.participant(poll.debate_id, person.user_id, poll.secrecy)
        written = await context.open_polls.write(Change(poll.id, participant, context.clock()))
        if written.accepted and written.before:
            changed.append(poll.id)
    return changed
