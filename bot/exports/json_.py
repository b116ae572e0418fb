"""JSON: a file a table, each a list of objects with the contract's columns as keys."""

import json

from bot.domain.export_schema import Dataset
from bot.exports import Target


class JsonLists:
    """Plain UTF-8, an object a line; empty cells are null."""

    name = "json"
    one_file = False

    async def write(self, dataset: Dataset, target: Target) -> None:
        for table in dataset.tables:
            with target.file(f"{table.name}.json") as stream:
                before = "["
                async for row in table.rows():
                    written = json.dumps(dict(zip(table.columns, row, strict=True)), ensure_ascii=False)
                    stream.write(f"{before}\n{written}".encode())
                    before = ","
                stream.write(b"[]\n" if before == "[" else b"\n]\n")


FORMAT = JsonLists()
