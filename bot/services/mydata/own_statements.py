"""A person's statements, and their votes on statements: reading, withdrawing and erasing them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.people import Person
from bot.domain.polls import Debate, Secrecy
from bot.domain.pseudonyms import nobody
from bot.domain.statements import Stance, Statement, StatementSet
from bot.services.common.context import Context
from bot.storage import debates, statement_sets, statement_votes, statements
from bot.storage.engine import Connection
from bot.storage.secret_ballots import detach_voter
from bot.storage.statement_votes import SECRET, StanceChange


@dataclass(frozen=True)
class OwnStance:
    """A person's vote on a statement, with its debate and set. `stance` is None in a secret set."""

    debate: Debate
    set: StatementSet
    statement: Statement
    stance: Stance | None
    participant: str

    @property
    def is_secret(self) -> bool:
        """Whether nothing says which vote it was."""
        return self.set.secrecy is Secrecy.SECRET


@dataclass(frozen=True)
class OwnStatements:
    """What a person has written as statements, and their votes on those of everybody."""

    written: tuple[tuple[Debate, Statement], ...] = ()
    stances: tuple[OwnStance, ...] = ()


@dataclass(frozen=True)
class StatementDeletion:
    """What a deletion does: how many texts it erases, and how many votes it withdraws or makes anonymous.

    Secret votes stay: of those in closed sets the person is no longer in the list of voters.
    """

    erased: int = 0
    withdrawn: int = 0
    anonymous: int = 0
    secret: int = 0
    secret_open: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to delete."""
        return not any((self.erased, self.withdrawn, self.anonymous, self.secret, self.secret_open))


async def read(connection: Connection, debate: Debate, mine: Sequence[str]) -> OwnStatements:
    """Return what these participants have written and voted in a debate."""
    written = tuple((debate, one) for one in await statements.statements_by(connection, mine))
    sets = await statement_sets.sets_of(connection, debate.id)
    all_ = {one.id: one for one in await statements.statements_of(connection, debate.id)} if sets else {}
    stances = []
    for voted_in in sets:
        secret = voted_in.secrecy is Secrecy.SECRET
        for participant in mine:
            found = await statement_votes.stances_of(connection, voted_in.id, [participant], secret=secret)
            stances += [OwnStance(debate, voted_in, all_[one], found[one], participant) for one in sorted(found)]
    return OwnStatements(written, tuple(stances))


def joined(parts: Sequence[OwnStatements]) -> OwnStatements:
    """Return what is in all of the parts."""
    return OwnStatements(
        tuple(one for part in parts for one in part.written), tuple(one for part in parts for one in part.stances)
    )


def planned(own: OwnStatements) -> StatementDeletion:
    """Return what a deletion would do now."""
    secret = [one.set.is_open for one in own.stances if one.is_secret]
    other = [one.set.is_open for one in own.stances if not one.is_secret]
    return StatementDeletion(
        len(own.written), sum(other), len(other) - sum(other), len(secret) - sum(secret), sum(secret)
    )


async def withdraw(context: Context, person: Person) -> int:
    """Withdraw a person's votes from open sets that are not secret; return how many."""
    withdrawn = 0
    async with context.database.reading() as connection:
        own = joined(
            [
                await read(connection, debate, context.pseudonyms.all_of(debate.id, person.user_id))
                for debate in await debates.debates_of(connection, person.guild_id)
            ]
        )
    for one in own.stances:
        if one.set.is_open and not one.is_secret:
            change = StanceChange(one.set.id, one.participant, one.statement.id, None)
            withdrawn += (await context.open_sets.write(one.set, change)).accepted
    return withdrawn


async def erase(connection: Connection, own: OwnStatements) -> None:
    """Erase texts, and the link from votes in closed sets to the person. These and the votes of others still count."""
    await statements.erase_statements(connection, [statement for _, statement in own.written])
    for set_id, participant, secret in {
        (one.set.id, one.participant, one.is_secret) for one in own.stances if not one.set.is_open
    }:
        if secret:
            await detach_voter(connection, set_id, [participant], nobody(), SECRET)
        else:
            await statement_votes.detach_stances(connection, set_id, [participant], nobody())


def hide_erased(context: Context, own: OwnStatements) -> None:
    """Take statements that are erased from the cards of open sets."""
    for _, statement in own.written:
        context.open_sets.update(replace(statement, text=""))
