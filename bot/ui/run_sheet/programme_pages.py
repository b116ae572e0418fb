"""The programme on the run sheet: where it is, the one next right thing, and what is done and to come."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from discord import ButtonStyle, ui

from bot.domain.polls import PollState
from bot.domain.programme import MINUTE, StepEnd, behind
from bot.domain.step import Act, Facts, Move
from bot.services.programme.moving import may_skip, retimed, shown_by
from bot.services.programme.reading import ProgrammeStatus
from bot.services.run_sheet.status import PollStatus
from bot.ui.common.controls import option
from bot.ui.common.double_taps import stamp
from bot.ui.common.languages import Speech
from bot.ui.common.layout import MOST_IN_MENU, Block, page, row, rows
from bot.ui.common.text import clipped, clock_time, harmless, step_name
from bot.ui.floor.moderator_pages import controls_button, floor_lines
from bot.ui.run_sheet.controls import LEAVE, STEP_BACK, STEP_DO, STEP_MORE_TIME, STEP_RETIME, STEP_RETIME_NOW, STEP_SKIP

MOST_OF_STEP = 60
MOST_TO_COME = 4
MOST_SHORTENED = 8
MOST_IN_FRONT = 2
"""Moves beside the big button: what else makes sense now."""


def heading(status: ProgrammeStatus, speech: Speech) -> str:
    """Name the present step, and say how its time and the evening's stand."""
    if status.present is None:
        length = sum(status.progress.lengths, timedelta())
        steps = speech.many("{count} step", "{count} steps", count=len(status.steps))
        takes = speech.many("{steps}, {count} minute", "{steps}, {count} minutes", count=length // MINUTE, steps=steps)
        return "### " + speech("The programme can begin") + f"\n{takes}"
    number, count = speech.number(status.progress.present or 0), speech.number(len(status.steps))
    lines = [f"### {number}/{count} · {_name(status, status.progress.present or 1, speech)}", clock(status, speech)]
    return "\n".join(line for line in lines if line)


def clock(status: ProgrammeStatus, speech: Speech) -> str:
    """Say when the present step is to end, unless its poll says so, and how far behind its plan the programme is.

    Once the step's time is up, that grows with every minute: Discord counts up then, and a number would contradict it.
    """
    ends_at = status.progress.ends_at
    said = []
    if ends_at is not None and not status.progress.is_over and not _has_deadline(status):
        left = f"<t:{int(ends_at.timestamp())}:R>"
        if ends_at <= status.at:
            return speech("Time was up {time}", time=left)
        said.append(speech("Ends {time}", time=left))
    minutes = behind(status.lateness)
    if minutes > 0:
        said.append(speech.many("**{count} minute behind**", "**{count} minutes behind**", count=minutes))
    elif minutes < 0:
        said.append(speech.many("{count} minute ahead", "{count} minutes ahead", count=-minutes))
    return " · ".join(said)


def _has_deadline(status: ProgrammeStatus) -> bool:
    present = status.present
    polls = [poll for poll in status.happened.polls if poll.state is PollState.OPEN and poll.closes_at is not None]
    return present is not None and any(map(present.is_begun_by, polls))


def big_button(status: ProgrammeStatus, speech: Speech) -> Block | None:
    """Return the button that is the next right thing; None while there is nothing to do but wait."""
    moves = status.moves
    return _button(status, moves[0], speech, ButtonStyle.primary) if moves else None


def beside(status: ProgrammeStatus, speech: Speech) -> list[Block]:
    """Return the buttons for what else can be done with the present step."""
    fields = vars(shown_by(status))
    found = [_button(status, move, speech, ButtonStyle.secondary) for move in status.moves[1 : 1 + MOST_IN_FRONT]]
    if may_skip(status):
        found.append(STEP_SKIP(speech("Skip"), since=stamp(status.changed_at), **fields))
    if status.present is not None and not status.progress.is_over:
        found.append(STEP_MORE_TIME(speech("More time"), **fields))
    return found


def back_menu(status: ProgrammeStatus, speech: Speech) -> Block | None:
    """Return the menu that goes back to an earlier step; the newest ones where it cannot hold all."""
    earlier = range(1, status.progress.present or 1)[-MOST_IN_MENU:]
    options = [option(str(number), f"{number} · {step_name(status.steps[number - 1], speech)}") for number in earlier]
    fields = vars(shown_by(status))
    return row([STEP_BACK(speech("Back to…"), options[::-1], **fields)]) if options else None


def _button(status: ProgrammeStatus, move: Move, speech: Speech, style: ButtonStyle) -> Block:
    act, about, turn = move.key
    fields = {**vars(shown_by(status)), "act": act.value, "about": about, "turn": turn}
    label = speech.text(move.label)
    return STEP_DO(label, style=style, since=stamp(status.changed_at), **fields)


def is_about(status: ProgrammeStatus, entry: PollStatus) -> bool:
    """Whether the present step is about a poll, so that what the sheet says of it stands with the step."""
    if status.present is not None and status.present.is_begun_by(entry.poll):
        return True
    return any(move.about == entry.poll.id for move in status.moves if move.act in {Act.CLOSE_POLL, Act.PUBLISH})


def waits_for_its_step(status: ProgrammeStatus, entry: PollStatus) -> bool:
    """Whether a step to come shows a result that waits, so that nobody need see to it now."""
    facts = Facts(status.at, polls=status.happened.polls)
    later = (move for step in status.steps[status.progress.present or 0 :] for move in step.moves(facts))
    return any(move.act is Act.PUBLISH and move.about == entry.poll.id for move in later)


def folded_steps(status: ProgrammeStatus, speech: Speech, *, brief: bool) -> str:
    """Say what is done in one line, and name what comes next with the time at which it is expected."""
    present, count = status.progress.present or 0, len(status.steps)
    endings = [status.ending(number) for number in range(1, present)]
    lines = []
    if endings:
        done, skipped = endings.count(StepEnd.DONE), endings.count(StepEnd.SKIPPED)
        said = ["✓ " + speech.many("{count} step done", "{count} steps done", count=done)]
        said += [speech("{count} skipped", count=speech.number(skipped))] if skipped else []
        lines.append(", ".join(said))
    shown = range(present + 1, min(count, present + (1 if brief else MOST_TO_COME)) + 1)
    lines += [_to_come(status, number, speech) for number in shown]
    if more := count - present - len(shown):
        lines.append(speech.many("…and {count} more step", "…and {count} more steps", count=more))
    end = status.progress.expected_start(count + 1, status.at)
    if end is not None and not status.progress.is_over:
        lines.append("-# " + speech("The evening ends at about {time}.", time=clock_time(end)))
    return "\n".join(lines)


def _to_come(status: ProgrammeStatus, number: int, speech: Speech) -> str:
    start = status.progress.expected_start(number, status.at)
    minutes = speech("{count} min", count=speech.number(status.progress.lengths[number - 1] // MINUTE))
    return f"○ {clock_time(start) if start else minutes} · {_name(status, number, speech)}"


def _name(status: ProgrammeStatus, number: int, speech: Speech) -> str:
    return harmless(clipped(step_name(status.steps[number - 1], speech), MOST_OF_STEP))


def retime_button(status: ProgrammeStatus, speech: Speech) -> Sequence[Block]:
    """Return the button that shortens the rest, where the programme is behind and has steps that can be shorter."""
    if behind(status.lateness) <= 0 or not shortened_steps(status):
        return ()
    return (STEP_RETIME(speech("Shorten the rest"), **vars(shown_by(status))),)


def shortened_steps(status: ProgrammeStatus) -> list[int]:
    """Return which steps to come get shorter so that the evening catches up."""
    pairs = zip(status.progress.lengths, retimed(status).lengths, strict=True)
    return [number for number, (before, after) in enumerate(pairs, 1) if after < before]


def ask_to_shorten(status: ProgrammeStatus, speech: Speech) -> ui.LayoutView:
    """Ask whether to shorten the steps to come, with their lengths before and after."""
    numbers, count = shortened_steps(status), len(status.steps)
    after = replace(status, progress=retimed(status))
    ends = [
        clock_time(end) if (end := one.progress.expected_start(count + 1, one.at)) else "" for one in (after, status)
    ]
    lines = [
        "### " + speech("Shorten the rest?"),
        speech("The evening ends at about {time} instead of {late}.", time=ends[0], late=ends[1]),
    ]
    for number in numbers[:MOST_SHORTENED]:
        before, then = (one.progress.lengths[number - 1] // MINUTE for one in (status, after))
        name = _name(status, number, speech)
        lines.append("- " + speech("{step}: {minutes} min instead of {before}", step=name, minutes=then, before=before))
    if more := len(numbers) - MOST_SHORTENED:
        lines += [speech.many("…and {count} more step", "…and {count} more steps", count=more)] if more > 0 else []
    shorten = STEP_RETIME_NOW(
        speech("Shorten them"), style=ButtonStyle.primary, shown=stamp(status.at), **vars(shown_by(status))
    )
    return page("\n".join(lines), row([shorten, LEAVE(speech("Keep their lengths"))]))


def step_blocks(
    status: ProgrammeStatus,
    polls: Sequence[str],
    rescue: Sequence[Block],
    speech: Speech,
    review: Sequence[Block] = (),
) -> list[Block | str]:
    """Return the present step with its polls' lines, the big button, and what is beside it.

    Reviewing stands right after the big button, as people wait for it.
    """
    lines = [heading(status, speech), *polls]
    big, others = big_button(status, speech), [*beside(status, speech), *rescue]
    if (floor := status.happened.floor) is not None:
        lines += floor_lines(floor, status.at, speech)
        others.append(controls_button(floor, speech))
    menu = back_menu(status, speech)
    first = [*([big] if big else []), *review]
    return [
        "\n".join(lines),
        *([row(first)] if first else []),
        *rows(others),
        *([menu] if menu else []),
        ui.Separator(),
    ]
