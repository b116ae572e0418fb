"""Checks the turns to speak: each began and ended as the log says, and none is missing or added."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.domain.export_schema import SPEECHES
from bot.domain.floor import TurnEnd
from bot.verify.zip_files import Altered, ZipFiles

SPEECH_TABLE = "speeches"

Entry = Mapping[str, Any]
Place = tuple[int, int]
"""A floor's number, and a turn's."""


@dataclass
class FloorLog:
    """What the log has of floors: the question of each, and how each turn began and ended."""

    questions: dict[int, str | None] = field(default_factory=dict)
    given: dict[Place, Entry] = field(default_factory=dict)
    ended: dict[Place, Entry] = field(default_factory=dict)

    def add(self, entry: Entry) -> None:
        """Take an entry on a floor."""
        floor, turn = entry.get("floor"), entry.get("turn")
        if not isinstance(floor, int):
            return
        if entry["action"] == "floor opened":
            self.questions[floor] = entry.get("question")
        elif isinstance(turn, int) and entry["action"] == "turn given":
            self.given[floor, turn] = entry
        elif isinstance(turn, int) and entry["action"] == "turn ended":
            self.ended[floor, turn] = entry

    def over(self, question: str | None) -> set[Place]:
        """Return the turns that are over, of all floors or of those on a question."""
        return {place for place in self.ended if question in {None, self.questions.get(place[0])}}


def require_speeches(files: ZipFiles, log: FloorLog, debate: str | None, question: str | None) -> None:
    """Check that the table has the turns of the log, each once and in order. Raises Altered."""
    over = log.over(question)
    last: Place = 0, 0
    for row in files.rows(SPEECH_TABLE, SPEECHES) if over else ():
        speech: Entry = dict(zip(SPEECHES, row, strict=True))
        place = speech["floor"], speech["turn"]
        name = f"speeches.json: turn {place[1]} of floor {place[0]}"
        if debate not in {None, speech["debate"]} or (speech["question"] or None) != log.questions.get(place[0]):
            raise Altered(f"{name} names another debate or question")
        if place <= last or place not in over:
            raise Altered(f"{name} is not in the log, appears twice, or is out of order")
        if not _fits(speech, log.given.get(place), log.ended[place]):
            raise Altered(f"{name} began, ended or took a time that the log does not allow")
        over.discard(place)
        last = place
    if over:
        floor, turn = min(over)
        raise Altered(f"speeches.json: turn {turn} of floor {floor} is missing, but the log says that it ended")


def _fits(speech: Entry, given: Entry | None, ended: Entry) -> bool:
    """Whether a turn is as the log says. One whose time was up is logged when that was noticed, or later."""
    times = (datetime.fromisoformat(speech[column]) for column in ("started_at", "ended_at"))
    started_at, ended_at = times
    is_over_by_time = speech["ending"] == TurnEnd.TIME
    return (
        given is not None
        and given["at"] == speech["started_at"]
        and ended.get("ending") == speech["ending"]
        and (speech["ended_at"] <= ended["at"] if is_over_by_time else speech["ended_at"] == ended["at"])
        and 0 <= speech["seconds"] <= (ended_at - started_at).total_seconds()
    )
