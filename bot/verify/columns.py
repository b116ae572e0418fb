"""The type of each column in JSON."""

from datetime import datetime
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, create_model

from bot.domain.floor import Side, TurnEnd
from bot.domain.responses import Status
from bot.domain.statements import Stance, StatementStatus

LARGEST = 2**63
"""No number of a database is larger."""

Number = Annotated[int, Field(gt=-LARGEST, lt=LARGEST)]
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


def _is_a_time(text: str) -> str:
    datetime.fromisoformat(text)
    return text


Time = Annotated[
    str, Field(pattern=r"^[12][0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"), AfterValidator(_is_a_time)
]
"""An instant in UTC, to the second."""

Value = str | int | Annotated[float, Field(allow_inf_nan=False)] | bool | None
"""What a cell may be, and a field of a log entry."""

ANY_ROW = TypeAdapter(dict[str, Value], config=ConfigDict(strict=True))
"""A row of a table that is counted anew, whatever columns it has."""

FORMS: dict[str, Any] = {
    "debate": str,
    "question": str,
    "poll": Number,
    "poll_before": Number,
    "poll_after": Number,
    "round": str,
    "item": str,
    "kind": str,
    "option": str | None,
    "before": str,
    "after": str,
    "people": Number | None,
    "paired": Number,
    "label": str,
    "moved_least": Number | None,
    "moved_most": Number | None,
    "hidden": Literal["nothing", "below_five", "more", "several"],
    "sums": Literal[0, 1],
    "votes_before": Number,
    "votes_after": Number,
    "participant": str | None,
    "answer": str,
    "cast_at": Time | None,
    "changes": Number | None,
    "seal": Hash | None,
    "code": str | None,
    "salt": str | None,
    "commitment": str,
    "response": Number,
    "text": str,
    "created_at": Time,
    "status": Status,
    "statement": Number,
    "statement_text": str,
    "seed": str | None,
    "statement_status": StatementStatus,
    "merged_into": Number | None,
    "agrees": Number | None,
    "disagrees": Number | None,
    "passes": Number | None,
    "voter": Number | None,
    "vote": Stance,
    "floor": Number,
    "turn": Number,
    "side": Side | None,
    "reply": Literal[0, 1],
    "started_at": Time,
    "ended_at": Time,
    "seconds": Number,
    "ending": TurnEnd,
}
"""By column, as the same word means the same everywhere."""


@cache
def form_of(columns: tuple[str, ...]) -> TypeAdapter[BaseModel]:
    """Return the validator for a row with these columns."""
    fields: dict[str, Any] = {column: (FORMS[column], ...) for column in columns}
    return TypeAdapter(create_model("Row", __config__=ConfigDict(extra="forbid", strict=True), **fields))
