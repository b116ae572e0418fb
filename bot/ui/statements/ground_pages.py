"""What a question's statements have come to, as the room and each person see it."""

from functools import partial

from discord import ButtonStyle, ui

from bot.domain.common_ground import Change, Standing
from bot.domain.opinion_groups import OpinionGroups
from bot.domain.polls import Round
from bot.domain.statement_lines import (
    AGREED,
    DELETED,
    DIVIDED,
    PASSED_OVER,
    ROUNDS,
    STANCES,
    TOO_FEW_VOTERS,
    bounds,
    declined,
    groups_line,
    has_groups,
    waiting,
)
from bot.domain.statements import Stance
from bot.domain.texts import sign
from bot.library.models import Library
from bot.services.statements.own import words_of
from bot.services.statements.results import SetResult, StillOpen
from bot.ui.common.languages import Speech
from bot.ui.common.layout import Block, first_that_fits, page, row
from bot.ui.common.responding import tells_of
from bot.ui.common.text import harmless, small
from bot.ui.statements.controls import VOTE_ON, add_yours

SHORTER = ((3, 2, 5), (2, 1, 3), (1, 1, 1), (1, 0, 1))
"""How many statements each list has, each group, and the changes since before the debate, the fullest form first."""


def ground_page(found: SetResult, library: Library, speech: Speech) -> ui.LayoutView:
    """What most agree on comes first, then what divides the room, then what many passed over."""
    return first_that_fits(partial(_ground, found, library, speech, *most) for most in SHORTER)


def _ground(
    found: SetResult, library: Library, speech: Speech, most: int, in_group: int, changes: int
) -> ui.LayoutView:
    of, ground = found.set, found.ground
    heading = speech("Common ground · Question {letter}", letter=of.question.upper())
    round_ = "" if of.round is Round.MAIN else f" · {speech.text(ROUNDS[of.round])}"
    voted = speech.many("{count} person has voted.", "{count} people have voted.", count=found.turnout)
    blocks: list[Block | str] = [f"## {heading}{round_}\n{harmless(of.title)}\n{voted}"]
    if found.changes:
        lines = [
            "### " + speech("Before and after"),
            *(_change(one, found, library, speech) for one in found.changes[:changes]),
        ]
        blocks.append("\n".join(lines))
    if ground.is_empty:
        blocks.append(speech.text(TOO_FEW_VOTERS))
    for name, listed, stance in (
        (AGREED, ground.agreed, Stance.AGREE),
        (DIVIDED, ground.divided, None),
        (PASSED_OVER, ground.passed, Stance.PASS),
    ):
        if listed:
            lines = [f"### {speech.text(name)}"]
            lines += [_standing(one, found, library, stance, speech) for one in listed[:most]]
            blocks.append("\n".join(lines))
    blocks += _groups(found, library, speech, in_group)
    notes = (
        [speech("Each percentage is of all who voted in that round, whether or not they voted in both.")]
        if found.changes
        else []
    )
    notes += [speech.text(waiting(ground.waiting))] if ground.waiting else []
    notes += [speech.text(declined(found.declined))] if found.declined else []
    if notes:
        blocks.append(small(notes))
    if of.is_open:
        blocks.append(row([add_yours(of.question, speech)]))
    return page(*blocks)


def _change(one: Change, found: SetResult, library: Library, speech: Speech) -> str:
    moved = speech.many("{sign}{count} point", "{sign}{count} points", count=abs(one.points), sign=sign(one.points))
    shares = speech("{before} → {after} agree", before=speech.percent(one.before), after=speech.percent(one.after))
    return f"- **{moved}** · {shares} · {_text(found, one.statement_id, library, speech)}"


def _standing(one: Standing, found: SetResult, library: Library, stance: Stance | None, speech: Speech) -> str:
    text = _text(found, one.statement_id, library, speech)
    counts = one.counts
    low, high = (speech.percent(share) for share in bounds(one.interval))
    if stance is None:
        told = speech(
            "{agree} of {voters} agree, {disagree} disagree; the smaller side is {low} to {high} of all people",
            agree=speech.number(counts.agree),
            disagree=speech.number(counts.disagree),
            voters=speech.number(counts.voters),
            low=low,
            high=high,
        )
        return f"- {text}\n  -# {told}"
    number, voters = speech.number(counts.of(stance)), speech.number(counts.voters)
    if stance is Stance.AGREE:
        told = speech(
            "{number} of {voters} agree; of all people, {low} to {high}",
            number=number,
            voters=voters,
            low=low,
            high=high,
        )
    else:
        told = speech(
            "{number} of {voters} passed; of all people, {low} to {high}",
            number=number,
            voters=voters,
            low=low,
            high=high,
        )
    return f"- {text}\n  -# {told}"


def _groups(found: SetResult, library: Library, speech: Speech, most: int) -> list[str]:
    """Say what sets each group apart, and what all of them share."""
    if found.groups is None:
        return []
    blocks = ["### " + speech("Groups of opinion") + "\n" + speech.text(groups_line(found.groups))]
    if not isinstance(found.groups, OpinionGroups) or not has_groups(found.groups):
        return blocks
    told = [
        (
            speech("Group {number} says, unlike the others", number=number),
            [(one.stance, one.statement_id) for one in traits],
        )
        for number, traits in enumerate(found.groups.groups, 1)
    ]
    told.append((speech("All groups say"), [(one.stance, one.statement_id) for one in found.groups.shared]))
    for name, stances in told:
        lines = [
            speech(
                "{stance}: {statement}",
                stance=speech.text(STANCES[stance]),
                statement=_text(found, statement_id, library, speech),
            )
            for stance, statement_id in stances[:most]
        ]
        if lines:
            blocks.append("\n".join([f"**{name}**", *(f"- {line}" for line in lines)]))
    return blocks


def _text(found: SetResult, statement_id: int, library: Library, speech: Speech) -> str:
    statement = found.statements.get(statement_id)
    if statement is None or statement.is_erased:
        return speech.text(DELETED)
    return harmless(words_of(library, statement, speech.language))


@tells_of(StillOpen)
def still_open(refused: StillOpen, speech: Speech) -> ui.LayoutView:
    """Tell somebody who is too early when the common ground comes, and what to do until then."""
    vote = VOTE_ON(speech("Vote on statements"), style=ButtonStyle.primary, question=refused.question)
    return page(speech.text(refused.text), row([vote]))
