"""`datapackage.json`: the tables of an export as a Frictionless Data Package, version 2, with types and keys."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.export_schema import Records
from bot.domain.licences import Licence
from bot.exports.codebook import meaning_of
from bot.i18n import Speech

DATAPACKAGE = "datapackage.json"
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
TABLE_PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"

NUMBERS = frozenset(
    {
        "poll", "place", "votes", "ballots", "abstentions", "electorate", "turnout", "quorum_needed", "changes",
        "response", "poll_before", "poll_after", "people", "paired", "agree", "disagree", "stage", "exhausted",
        "statement", "merged_into", "agrees", "disagrees", "passes", "voter", "floor", "turn", "reply", "seconds",
        "editors", "step", "stance", "moved_least", "moved_most", "sums", "votes_before", "votes_after",
    }
)  # fmt: skip
ALWAYS_THERE = frozenset(
    {
        "debate", "question", "poll", "round", "item", "option", "kind", "secrecy", "answer", "place", "votes",
        "ballots", "abstentions", "turnout", "commitment",
    }
)  # fmt: skip
"""The columns that have no empty cell in a table that has them, but for `FORGIVEN`."""
FORGIVEN = {"statements": {"round"}, "speeches": {"question"}, "responses": {"question"}, "rankings": {"votes"}}
ONE_OF = {
    "secrecy": ("named", "pseudonymous", "secret"),
    "status": ("published", "pending", "declined"),
    "statement_status": ("shown", "pending", "declined", "merged"),
    "vote": ("agree", "disagree", "pass"),
    "outcome": ("eliminated", "continues", "won", "tied", "lost"),
    "ending": ("next", "ended", "time", "left", "closed"),
    "side": ("for", "against", "neutral"),
    "reply": (0, 1),
    "editors": (0, 1),
    "sums": (0, 1),
    "hidden": ("nothing", "below_five", "more", "several"),
    "stance": (-1, 0, 1),
}
PATTERNS = {"seal": "[0-9a-f]{64}", "commitment": "[0-9a-f]{12,64}"}
SIGNED = frozenset({"stance", "share"})

KEYS = {
    "questions": ("question",),
    "polls": ("poll",),
    "items": ("poll", "item"),
    "options": ("poll", "item", "option"),
    "tallies": ("poll", "item", "option"),
    "ratings": ("poll", "item"),
    "rankings": ("poll", "item", "stage", "option"),
    "pairs": ("poll", "item", "option", "against"),
    "shift": ("poll_before", "poll_after", "item", "before", "after"),
    "shift_items": ("poll_before", "poll_after", "item"),
    "shift_options": ("poll_before", "poll_after", "item", "option"),
    "responses": ("response",),
    "speeches": ("floor", "turn"),
    "seals": ("poll",),
    "codes": ("poll", "commitment"),
}
"""The columns that name a row of a table; ballots have none, as secret ones name nobody."""

REFERENCES = {
    ("poll", "item", "option"): "options",
    ("poll", "item"): "items",
    ("poll",): "polls",
    ("question",): "questions",
}
"""The table to which columns lead. A table has the first of them whose columns it has, `questions` aside."""


def datapackage(
    title: str, tables: Sequence[Records], licence: Licence | None, speech: Speech, *, is_public: bool
) -> bytes:
    """Write the description of the tables' CSV files."""
    names = {table.name for table in tables}
    content: dict[str, Any] = {
        "$schema": PROFILE,
        "name": _slug(title),
        "title": title,
        "description": speech("The data of a debate. Each table is a CSV file, and means what it says here."),
        "resources": [_resource(table, names, speech, is_public=is_public) for table in tables],
    }
    if licence is not None:
        content["licenses"] = [licence.described]
    return f"{json.dumps(content, ensure_ascii=False, indent=2)}\n".encode()


def _resource(table: Records, names: set[str], speech: Speech, *, is_public: bool) -> Mapping[str, Any]:
    schema: dict[str, Any] = {
        "$schema": TABLE_PROFILE,
        "fields": [_field(table.name, column, speech, is_public=is_public) for column in table.columns],
        "missingValues": [""],
    }
    if key := KEYS.get(table.name):
        schema["primaryKey"] = [*key]
    if references := _references(table, names):
        schema["foreignKeys"] = references
    return {
        "name": table.name,
        "type": "table",
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _references(table: Records, names: set[str]) -> list[Mapping[str, Any]]:
    for columns, target in REFERENCES.items():
        if (
            target in names
            and target != table.name
            and {*columns} <= {*table.columns}
            and not _comes_before(table, target)
        ):
            return [{"fields": [*columns], "reference": {"resource": target, "fields": [*columns]}}]
    return []


def _comes_before(table: Records, target: str) -> bool:
    """Whether a table is itself one that `target` leads to; responses and the like may be to a question of no pack."""
    order = ("questions", "polls", "items", "options")
    if table.name in order:
        return order.index(table.name) <= order.index(target)
    return target == "questions"


def _field(table: str, column: str, speech: Speech, *, is_public: bool) -> Mapping[str, Any]:
    meaning = speech.text(meaning_of(column, is_public=is_public))
    field: dict[str, Any] = {"name": column, "description": meaning} | _type(column)
    constraints: dict[str, Any] = {}
    if column in ALWAYS_THERE - FORGIVEN.get(table, set()):
        constraints["required"] = True
    if column in ONE_OF:
        constraints["enum"] = [*ONE_OF[column]]
    if column in PATTERNS:
        constraints["pattern"] = PATTERNS[column]
    if field["type"] in {"integer", "number"} and column not in SIGNED:
        constraints["minimum"] = 0
    if column.endswith("share") and field["type"] == "number":
        constraints["maximum"] = 1
    return field | ({"constraints": constraints} if constraints else {})


def _type(column: str) -> dict[str, Any]:
    if "." in column:  # of a wide ballot
        return {"type": "string" if column.endswith(".answer") else "integer"}
    if column.endswith("_at"):
        return {"type": "datetime", "format": "%Y-%m-%dT%H:%M:%SZ"}
    if column.endswith("share"):
        return {"type": "number"}
    return {"type": "integer" if column in NUMBERS else "string"}


def type_of(column: str) -> str:
    """Return a column's type: integer, number, datetime or string."""
    return str(_type(column)["type"])


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60].strip("-") or "debate"
