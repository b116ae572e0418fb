"""The data of an export: polls and tallies, tables, and the verification files of a ZIP."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial

from bot.domain.export_schema import Dataset, Document, Origin, Records
from bot.domain.licences import Licence
from bot.domain.oxford import hidden_words
from bot.domain.pieces import in_pieces
from bot.domain.polls import Debate, Poll, PollState, Secrecy
from bot.domain.refusals import NotNow
from bot.domain.statement_records import SetRecords
from bot.domain.texts import say
from bot.exports.package_files import About, package_files
from bot.i18n import DEFAULT_LANGUAGE, speech_in
from bot.library.models import Library
from bot.services.export.ballot_papers import ballot_paper_tables, words_of_pack
from bot.services.export.public_tables import PublicTables, may_be_public
from bot.services.export.statement_tables import in_language, sets_among
from bot.services.export.tables import ExportTables, Progress
from bot.services.export.team_tables import TeamTables
from bot.services.polls.recount import recount
from bot.services.polls.shift_snapshots import shifts_among
from bot.storage import polls
from bot.storage.engine import Reading

ZIP = "zip"
"""The format that contains the files to verify it."""


class What(StrEnum):
    """What to export."""

    TALLIES = "tallies"
    BALLOTS = "ballots"
    RESPONSES = "responses"
    ALL = "all"

    @property
    def has_tallies(self) -> bool:
        """Whether tallies are included."""
        return self in {What.TALLIES, What.ALL}

    @property
    def has_ballots(self) -> bool:
        """Whether single ballots are included."""
        return self in {What.BALLOTS, What.ALL}

    @property
    def has_responses(self) -> bool:
        """Whether responses are included."""
        return self in {What.RESPONSES, What.ALL}


class Audience(StrEnum):
    """Whom an export is for: those who run the debate, or everybody."""

    TEAM = "team"
    PUBLIC = "public"


@dataclass(frozen=True)
class ExportRequest:
    """What to export of a debate, in which format, of all questions or of one.

    `open_polls` includes open polls with the votes so far. `language` is that of what people read in it.
    """

    debate: Debate
    what: What
    format_name: str
    exported_at: datetime
    question: str | None = None
    open_polls: bool = False
    language: str = DEFAULT_LANGUAGE
    audience: Audience = Audience.TEAM


@dataclass(frozen=True)
class ExportData:
    """The data, and what to say about them.

    `included_open` are open polls, included with the votes so far; `excluded` are polls without a final count that are
    left out; `unpublished` are included polls whose results are not published.
    """

    dataset: Dataset
    included_open: tuple[Poll, ...]
    excluded: tuple[Poll, ...]
    unpublished: tuple[Poll, ...]


async def collect(connection: Reading, request: ExportRequest, library: Library, progress: Progress) -> ExportData:
    """Count the polls and describe the tables. Raises NotNow.

    Ballots and responses are streamed while the files are written, so the connection must stay open until then.
    """
    found = await polls.polls_of(connection, request.debate.id, question=request.question)
    unfinished = [poll for poll in found if poll.state is not PollState.CLOSED or poll.is_hidden]
    included_open = tuple(poll for poll in unfinished if _includes_open(poll, request))
    if request.audience is Audience.PUBLIC:
        unfinished = [poll for poll in found if not may_be_public(poll)]
        included_open = ()
    excluded = tuple(poll for poll in unfinished if poll not in included_open)
    included = [poll for poll in found if poll not in excluded]
    with_votes = request.what.has_ballots and request.audience is Audience.TEAM
    sets = await sets_among(connection, request.debate, request.question, with_votes=with_votes)
    sets = in_language(sets, library, request.language)
    if excluded and not included and not request.what.has_responses and not sets:
        raise _nothing_closed(request, excluded)
    tallies = tuple([await recount(connection, poll) for poll in included])
    tables_for = {Audience.TEAM: TeamTables, Audience.PUBLIC: PublicTables}[request.audience]
    tables = tables_for(connection, request.debate, request.question, tallies, progress)
    dataset = await _dataset(request, tables, sets, library)
    unpublished = tuple(poll for poll in included if poll.awaits_publication)
    return ExportData(dataset, included_open, excluded, unpublished)


async def _dataset(
    request: ExportRequest, tables: ExportTables, sets: tuple[SetRecords, ...], library: Library
) -> Dataset:
    connection, debate, tallies, what = tables.connection, request.debate, tables.tallies, request.what
    counted = tallies if what.has_tallies else ()
    shifts = await shifts_among(connection, counted)
    records = await tables.tally_tables() if what.has_tallies else []
    records += tables.shift_tables(shifts) if shifts else []
    records += [tables.ballot_table()] if what.has_ballots else []
    records += [tables.response_table()] if what.has_responses else []
    records += await tables.speech_tables() if what is What.ALL else []
    records += await tables.statement_tables(sets) if what.has_tallies else []
    records += tables.statement_vote_tables(sets) if what.has_ballots else []
    if what is What.ALL:
        words = words_of_pack(library, debate.pack, request.language)
        records += ballot_paper_tables(debate, tallies, words, request.question)
        records += tables.wide_tables()
    documents: list[Document] = []
    if what is What.ALL and request.format_name == ZIP:
        records += tables.evidence_tables()
        documents = await tables.documents(records, request.language)
        documents += _package_documents(request, records, _licence(library, request))
    return Dataset(
        debate=debate,
        tables=tuple(records),
        tallies=tallies,
        ballots=tables.ballots if what.has_ballots else None,
        origin=_origin(library, request),
        documents=tuple(documents),
        shifts=tuple(shifts),
        arrivals=await tables.arrivals([tally.poll for tally in counted]),
        speaking=await tables.speaking() if what is What.ALL else (),
        question=request.question,
        language=request.language,
        statement_sets=sets,
        is_public=request.audience is Audience.PUBLIC,
    )


def _includes_open(poll: Poll, request: ExportRequest) -> bool:
    """Whether an open poll is included: on request, or if it is named, as moderators then see all votes anyway.

    Never one whose result is hidden. Never a secret poll, as the difference of two exports would reveal a vote; never
    in a ZIP, whose polls have seals.
    """
    if (
        poll.is_hidden
        or poll.state is not PollState.OPEN
        or poll.secrecy is Secrecy.SECRET
        or request.format_name == ZIP
    ):
        return False
    return request.open_polls or poll.secrecy is Secrecy.NAMED


def _nothing_closed(request: ExportRequest, excluded: Sequence[Poll]) -> NotNow:
    if hidden := next((poll for poll in excluded if poll.is_hidden), None):
        return NotNow(hidden_words(hidden))
    if all(poll.state is PollState.COUNTING for poll in excluded):
        return NotNow(say("The votes are still being counted. Try again in a moment."))
    if not request.open_polls:
        return NotNow(
            say(
                "No poll is closed yet, and only closed polls are exported. Close one with `/poll close`. "
                "For the votes so far, use `open_polls: True`, which is logged."
            )
        )
    if request.format_name == ZIP:
        return NotNow(
            say(
                "A ZIP holds sealed counts, and an open poll has none yet. Choose another format, or close "
                "the poll first."
            )
        )
    return NotNow(
        say("A secret poll is exported once it is closed. Comparing two earlier exports would reveal single votes.")
    )


def _licence(library: Library, request: ExportRequest) -> Licence | None:
    return library.debate.data_licence if library.debate.id == request.debate.pack else None


def _package_documents(request: ExportRequest, tables: Sequence[Records], licence: Licence | None) -> list[Document]:
    """Return the files in which a ZIP says what it is."""
    about = About(request.debate, tables, licence, request.exported_at, request.audience)
    return [
        Document(name, partial(in_pieces, [content]))
        for name, content in package_files(about, speech_in(request.language))
    ]


def _origin(library: Library, request: ExportRequest) -> Origin | None:
    """Return the source of the questions, if the debate's pack is loaded."""
    if library.debate.id != request.debate.pack:
        return None
    paper, language = library.debate.paper, request.language
    return Origin(
        say(
            "Questions quoted from “{title}” by {author}, {date}.",
            title=paper.title.say(language),
            author=paper.author.say(language),
            date=paper.date,
        ),
        {question.id: (question.title.say(language), question.asks.say(language)) for question in library.questions},
    )
