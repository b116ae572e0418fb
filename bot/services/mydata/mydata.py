"""What is stored about a person in one server: show it, hand it over, delete it."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.people import Person
from bot.domain.polls import Debate, Poll, PollState, Secrecy
from bot.domain.pseudonyms import nobody
from bot.domain.receipts import Entry
from bot.domain.responses import Response
from bot.services.common import erasing
from bot.services.common.context import Context
from bot.services.common.debate_lookup import all_debates
from bot.services.polls.shift_snapshots import store_missing_shifts
from bot.storage import debates, polls, responses
from bot.storage.ballots import BallotRow, Change, ballots_by, detach_ballots
from bot.storage.codes import entries_with_codes, erase_codes
from bot.storage.engine import Connection
from bot.storage.secret_ballots import detach_voter, voted_on


@dataclass(frozen=True)
class OwnVote:
    """A person's ballot and the poll it was cast in."""

    debate: Debate
    poll: Poll
    ballot: BallotRow


@dataclass(frozen=True)
class SecretVoting:
    """That a person has voted on an item of a secret poll; nobody can look up what."""

    debate: Debate
    poll: Poll
    item_key: str


@dataclass(frozen=True)
class OwnReceipt:
    """A person's inclusion code in a poll, and the line of the poll's list that has it."""

    debate: Debate
    poll: Poll
    code: str
    entry: Entry | None = None

    @property
    def listed(self) -> bool | None:
        """Whether the poll's list has it, None where no list is sealed."""
        return None if self.poll.seal is None else self.entry is not None


@dataclass(frozen=True)
class OwnData:
    """Everything stored about a person in a server, and the receipts that follow from it."""

    votes: tuple[OwnVote, ...]
    responses: tuple[tuple[Debate, Response], ...]
    secret: tuple[SecretVoting, ...] = ()
    receipts: tuple[OwnReceipt, ...] = ()


@dataclass(frozen=True)
class Deletion:
    """What a deletion did: papers withdrawn from open polls, papers left anonymous in closed ones, texts erased.

    `changed` are the open polls whose count has changed. Votes in secret polls stay: `secret` are those that are over,
    where nothing tells any more that the person has voted, `secret_open` those where that stays noted.
    """

    withdrawn: int
    anonymous: int
    responses: int
    changed: tuple[int, ...] = ()
    secret: int = 0
    secret_open: int = 0


async def show(context: Context, person: Person) -> OwnData:
    """Return everything stored about a person in this server."""
    async with context.database.reading() as connection:
        return await _read(context, connection, person)


async def _read(context: Context, connection: Connection, person: Person) -> OwnData:
    votes: list[OwnVote] = []
    texts: list[tuple[Debate, Response]] = []
    secret: list[SecretVoting] = []
    receipts: list[OwnReceipt] = []
    for debate in await debates.debates_of(connection, person.guild_id):
        mine = context.pseudonyms.all_of(debate.id, person.user_id)
        texts += [(debate, response) for response in await responses.responses_by(connection, mine)]
        found = {poll.id: poll for poll in await polls.polls_of(connection, debate.id, cancelled=True)}
        cast = [OwnVote(debate, found[row.poll_id], row) for row in await ballots_by(connection, list(found), mine)]
        voted = await voted_on(connection, list(found), mine)
        in_secret = [SecretVoting(debate, found[poll_id], key) for poll_id, key in voted]
        voted_in = {vote.poll.id for vote in cast} | {vote.poll.id for vote in in_secret}
        receipts += await _receipts(context, connection, person, debate, [found[number] for number in sorted(voted_in)])
        votes += cast
        secret += in_secret
    return OwnData(tuple(votes), tuple(texts), tuple(secret), tuple(receipts))


async def _receipts(
    context: Context, connection: Connection, person: Person, debate: Debate, voted_in: Iterable[Poll]
) -> list[OwnReceipt]:
    """Return a person's receipts for polls of a debate; one that was cancelled counts nobody."""
    counting = [poll for poll in voted_in if poll.state is not PollState.CANCELLED]
    own = {poll.id: _code(context, person, poll) for poll in counting}
    lines = await entries_with_codes(connection, list(own), list(own.values()))
    return [OwnReceipt(debate, poll, own[poll.id], lines.get(poll.id)) for poll in counting]


def _code(context: Context, person: Person, poll: Poll) -> str:
    participant = context.pseudonyms.participant(poll.debate_id, person.user_id, poll.secrecy)
    return context.pseudonyms.code(poll.id, participant)


async def delete(context: Context, person: Person) -> Deletion:
    """Delete a person's data in this server.

    Votes in open polls are withdrawn. In polls that are over, the ballot stays in the count with nobody behind it, as
    results that were published must not change, and the inclusion code leaves the list. Responses and names are
    erased. Secret votes are nobody's to begin with; once their poll is over, nothing tells any more that this person
    has voted there.
    """
    for debate in await all_debates(context, person.guild_id):
        # One seen before the deletion and worked out after it would tell how this person moved.
        await store_missing_shifts(context, debate.id)
    changed = await _withdraw(context, person)
    async with context.database.writing(person.guild_id) as connection:
        data = await _read(context, connection, person)
        # A poll past its deadline is over, even before it is marked as closed.
        over = [vote for vote in data.votes if not vote.poll.accepts_votes(context.clock())]
        papers = {(vote.poll.id, vote.ballot.participant) for vote in over}
        for poll_id, participant in papers:
            await detach_ballots(connection, poll_id, participant, nobody())
        secret = {vote.poll.id: vote.poll for vote in data.secret}
        secret_over = [poll for poll in secret.values() if not poll.accepts_votes(context.clock())]
        for poll in secret_over:
            mine = context.pseudonyms.all_of(poll.debate_id, person.user_id)
            await detach_voter(connection, poll.id, mine, nobody())
        for debate in await debates.debates_of(connection, person.guild_id):
            mine = context.pseudonyms.all_of(debate.id, person.user_id)
            await responses.erase_responses(connection, mine)
            await responses.erase_names(connection, mine)
            listed = {poll.id: poll for poll in await polls.polls_of(connection, debate.id, cancelled=True)}
            await erase_codes(connection, list(listed), [_code(context, person, poll) for poll in listed.values()])
        await erasing.mark_rebuild_due(connection)
    await erasing.rebuild(context)
    return Deletion(
        withdrawn=len(changed),
        anonymous=len(papers),
        responses=len(data.responses),
        changed=tuple(changed),
        secret=len(secret_over),
        secret_open=len(secret) - len(secret_over),
    )


async def _withdraw(context: Context, person: Person) -> list[int]:
    """Withdraw from open polls, through the writer, so that the tallies in memory follow."""
    changed = []
    for poll in context.open_polls.polls(person.guild_id):
        if poll.secrecy is Secrecy.SECRET:
            continue
        participant = context.pseudonyms.participant(poll.debate_id, person.user_id, poll.secrecy)
        written = await context.open_polls.write(Change(poll.id, participant, context.clock()))
        if written.accepted and written.before:
            changed.append(poll.id)
    return changed
