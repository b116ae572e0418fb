"""The files that only the ZIP has, with which anybody can verify it: `bot.verify` does."""

from collections.abc import AsyncIterator, Sequence
from functools import partial

from bot.domain.canonical import CANONICAL, Codes, canonical_lines
from bot.domain.export_schema import CODES, SEALS, Document, Records, Rows, in_turn, poll_cells
from bot.domain.pieces import in_pieces, made_in_thread
from bot.domain.polls import Debate, Poll
from bot.domain.tally import PollTally
from bot.exports.codebook import codebook
from bot.i18n import speech_in
from bot.storage.actions import actions_of
from bot.storage.codes import codes_of, summary_of
from bot.storage.engine import Reading


def seal_and_code_tables(connection: Reading, debate: Debate, tallies: Sequence[PollTally]) -> list[Records]:
    """Return the tables of seals and of receipts."""
    seals = [(*poll_cells(debate.title, poll), poll.seal) for poll in _polls(tallies)]
    return [
        Records("seals", SEALS, partial(in_turn, seals)),
        Records("codes", CODES, partial(_codes, connection, debate, tallies)),
    ]


async def files(
    connection: Reading, debate: Debate, tallies: Sequence[PollTally], tables: Sequence[Records], language: str
) -> list[Document]:
    """Return the codebook, the audit log and each poll's canonical file."""
    book = (f"{line}\n".encode() for line in codebook(tables, _polls(tallies), speech_in(language)))
    found = [
        Document("codebook.md", partial(in_pieces, list(book))),
        Document("actions.jsonl", partial(_log, connection, debate)),
    ]
    for tally in tallies:
        codes = await summary_of(connection, tally.poll.id)
        name = CANONICAL.format(poll=tally.poll.id)
        found.append(Document(name, partial(_canonical, debate.title, tally, codes)))
    return found


def _polls(tallies: Sequence[PollTally]) -> list[Poll]:
    return [tally.poll for tally in tallies]


def _canonical(debate: str, tally: PollTally, codes: Codes) -> AsyncIterator[bytes]:
    return made_in_thread(canonical_lines(debate, tally, codes))


async def _log(connection: Reading, debate: Debate) -> AsyncIterator[bytes]:
    async for link in actions_of(connection, debate.id):
        yield link.line()


async def _codes(connection: Reading, debate: Debate, tallies: Sequence[PollTally]) -> Rows:
    for tally in tallies:
        async for entry in codes_of(connection, tally.poll.id):
            yield *poll_cells(debate.title, tally.poll), entry.code, entry.salt, entry.commitment
