"""The frames of statements: how many vote on them, one of them to read, and then what they have come to."""

from datetime import datetime

from bot.charts import palette
from bot.domain.common_ground import Standing
from bot.domain.hall import GroundPart, Shown
from bot.domain.opinion_groups import OpinionGroups
from bot.domain.statement_lines import (
    AGREED,
    DELETED,
    DIVIDED,
    PASSED_OVER,
    STANCES,
    TOO_FEW_VOTERS,
    declined,
    groups_line,
    waiting,
)
from bot.domain.statements import Stance, StatementSet
from bot.i18n import Speech
from bot.library.models import Library
from bot.services.hall.walls import Statements
from bot.services.statements.own import words_of
from bot.services.statements.results import SetResult

MOST_LISTED = 3
"""How many statements of a list are shown, as in the channel."""

FILLS = {Stance.AGREE: palette.AGREE[1], Stance.DISAGREE: palette.DISAGREE[1], Stance.PASS: palette.HUES[-1]}
LISTS = {GroundPart.AGREED: AGREED, GroundPart.DIVIDED: DIVIDED, GroundPart.PASSED: PASSED_OVER}


def statements_frame(
    shown: Shown, about: StatementSet, told: Statements, library: Library, speech: Speech, now: datetime
) -> dict[str, object]:
    """Say how voting on statements goes, or what came of it, one list after the other."""
    if told.result is None:
        return _voting(shown, about, told, library, speech, now)
    notes = [speech.text(waiting(told.result.ground.waiting))] if told.result.ground.waiting else []
    notes += [speech.text(declined(told.result.declined))] if told.result.declined else []
    if not told.parts:
        said = speech.text(TOO_FEW_VOTERS)
        return {"key": f"statements:{about.id}:none", "headline": said, "notes": notes, "announce": said}
    place, is_new = shown.part_at(now, len(told.parts))
    part = told.parts[place]
    if isinstance(told.result.groups, OpinionGroups) and GroundPart.GROUPS not in told.parts:
        notes.append(speech.text(groups_line(told.result.groups)))
    drawn = (
        _groups(told.result, library, speech)
        if part is GroundPart.GROUPS
        else _list(told.result, part, library, speech)
    )
    return {
        "key": f"statements:{about.id}:{part}",
        "place": f"{place + 1}/{len(told.parts)}" if len(told.parts) > 1 else "",
        "clear": True,
        "notes": notes,
        "new": is_new,
        **drawn,
    }


def _voting(
    shown: Shown, about: StatementSet, told: Statements, library: Library, speech: Speech, now: datetime
) -> dict[str, object]:
    state = speech("Voting is open") if about.is_open else speech("Voting is over")
    made: dict[str, object] = {
        "key": f"statements:{about.id}:{about.is_open}",
        "state": state,
        "counts": [],
        "announce": f"{about.title}. {state}",
    }
    if not about.is_open:
        return made
    made["counts"] = [
        {
            "number": speech.number(told.voters),
            "words": speech.many("person has voted", "people have voted", count=told.voters),
        },
        {"number": speech.number(told.votes), "words": speech.many("vote cast", "votes cast", count=told.votes)},
        {"number": speech.number(told.number), "words": speech.many("statement", "statements", count=told.number)},
    ]
    if told.to_read:
        place, _ = shown.part_at(now, len(told.to_read))
        on = told.to_read[place]
        lead = speech("From the editors, to begin with") if on.is_seed else speech("Somebody says")
        made |= {"said": words_of(library, on, speech.language), "lead": lead}
    return made


def _list(found: SetResult, part: GroundPart, library: Library, speech: Speech) -> dict[str, object]:
    ground = found.ground
    listed = {GroundPart.AGREED: ground.agreed, GroundPart.DIVIDED: ground.divided, GroundPart.PASSED: ground.passed}[
        part
    ]
    said = speech.text(LISTS[part])
    rows = [_row(one, found, library, speech) for one in listed[:MOST_LISTED]]
    announce = f"{said}: {rows[0]['label']}"
    return {"headline": said, "drawing": {"type": "stances", "rows": rows}, "announce": announce}


def _row(one: Standing, found: SetResult, library: Library, speech: Speech) -> dict[str, object]:
    counts = one.counts
    words = {
        Stance.AGREE: speech.many("{count} agrees", "{count} agree", count=counts.agree),
        Stance.DISAGREE: speech.many("{count} disagrees", "{count} disagree", count=counts.disagree),
        Stance.PASS: speech.many("{count} passes", "{count} pass", count=counts.passed),
    }
    parts = [
        {"share": counts.of(stance) / counts.voters if counts.voters else 0, "fill": fill, "words": words[stance]}
        for stance, fill in FILLS.items()
    ]
    return {"label": _text(found, one.statement_id, library, speech), "parts": parts}


def _groups(found: SetResult, library: Library, speech: Speech) -> dict[str, object]:
    """Say what sets each group apart most, and what all of them share."""
    told = found.groups
    if not isinstance(told, OpinionGroups):
        return {}
    heads = [speech("Group {number} says, unlike the others", number=number) for number in range(1, told.number + 1)]
    says = [[(one.stance, one.statement_id) for one in traits] for traits in told.groups]
    shared = [(one.stance, one.statement_id) for one in told.shared]
    rows = [
        {"head": head, "text": _stance(*stances[0], found, library, speech)}
        for head, stances in zip([*heads, speech("All groups say")], [*says, shared], strict=True)
        if stances
    ]
    said = speech.text(groups_line(told))
    return {"headline": said, "drawing": {"type": "points", "rows": rows}, "announce": said}


def _stance(stance: Stance, statement_id: int, found: SetResult, library: Library, speech: Speech) -> str:
    text = _text(found, statement_id, library, speech)
    return speech("{stance}: {statement}", stance=speech.text(STANCES[stance]), statement=text)


def _text(found: SetResult, statement_id: int, library: Library, speech: Speech) -> str:
    statement = found.statements.get(statement_id)
    if statement is None or statement.is_erased:
        return speech.text(DELETED)
    return words_of(library, statement, speech.language)
