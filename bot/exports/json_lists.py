"""JSON: a file a table, each a list of objects with the contract's columns as keys."""

import json
from collections.abc import Sequence

from bot.domain.records import ExportFile, Records


class JsonLists:
    """Plain UTF-8; empty cells are null."""

    name = "json"

    def files(self, tables: Sequence[Records]) -> list[ExportFile]:
        return [ExportFile(f"{table.name}.json", _content(table)) for table in tables]


def _content(table: Records) -> bytes:
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    return (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode()


FORMAT = JsonLists()
