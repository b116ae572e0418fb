"""The tables. Migrations create them; a test checks that both agree."""

from bot.storage.tables.ballots import ballots, codes, mixed_ballots, secret_ballots, secret_voters
from bot.storage.tables.columns import Key, Moment, metadata
from bot.storage.tables.debates import actions, debates, halls, meta, names, programme_steps, programmes, servers
from bot.storage.tables.floors import floor_presence, floors, speakers_list, speeches
from bot.storage.tables.polls import deadline_notes, items, polls, refused_voters, result_messages, shifts
from bot.storage.tables.responses import agreements, response_messages, responses
from bot.storage.tables.statements import (
    mixed_statement_votes,
    secret_statement_voters,
    secret_statement_votes,
    statement_sets,
    statement_votes,
    statements,
)

__all__ = [
    "Key",
    "Moment",
    "actions",
    "agreements",
    "ballots",
    "codes",
    "deadline_notes",
    "debates",
    "floor_presence",
    "floors",
    "halls",
    "items",
    "meta",
    "metadata",
    "mixed_ballots",
    "mixed_statement_votes",
    "names",
    "polls",
    "programme_steps",
    "programmes",
    "refused_voters",
    "response_messages",
    "responses",
    "result_messages",
    "secret_ballots",
    "secret_statement_voters",
    "secret_statement_votes",
    "secret_voters",
    "servers",
    "shifts",
    "speakers_list",
    "speeches",
    "statement_sets",
    "statement_votes",
    "statements",
]
