"""What Nepal had in September 2025 and what this night had, side by side."""

import textwrap
from statistics import median

NEPAL = "Nepal, September 2025"
WIDTHS = 22, 42, 50
UNKNOWN, NOBODY_KNOWS = "–", "nobody can tell"


def printed(outcome):
    """Return the two columns."""
    rows = [("", NEPAL, f"this night, {outcome.name}"), *_rows(outcome)]
    lines = ["", *(line for row in rows for line in _lines(row)), ""]
    lines.insert(2, "  ".join("-" * width for width in WIDTHS))
    return "\n".join([*lines, _judged(outcome)])


def _rows(one):
    scale, found = one.scale, one.recount
    reasons = "; ".join(f"{count} {reason}" for reason, count in sorted(one.refused.items()))
    shown = "shown" if one.result_shown else "not shown"
    came, went, stored, packed = map(_mb, (one.sent, one.received, one.on_disk, one.exported))
    return [
        ("people on the server", "some 145,000", f"{scale.members:,}"),
        ("in one channel", "over 10,000", f"{scale.present:,} tap within two seconds"),
        ("votes", "7,713 in a native poll", f"{found.ballots.total():,} ballots in the ZIP"),
        ("confirmed", UNKNOWN, f"{one.acknowledged:,} votes of {scale.ballots:,} people, who may change their minds"),
        ("lost", NOBODY_KNOWS, f"{found.lost}"),
        ("counted twice", NOBODY_KNOWS, f"{found.doubled}"),
        ("answers to votes", UNKNOWN, _times(one.took)),
        ("answers to all else", UNKNOWN, _times(one.took_others)),
        ("not answered in 3 s", UNKNOWN, _late(one)),
        ("who may vote", "people voted from abroad, too", f"{one.refused.total()} refused: {reasons}"),
        (
            "moderators",
            "worked by hand",
            f"{one.commands} commands; {one.responses} responses wait for them in a queue",
        ),
        ("the bot was killed", UNKNOWN, f"{one.kills} SIGKILL; connected again after {one.until_back:.1f} s"),
        ("the gateway dropped", UNKNOWN, f"once; resumed {one.resumed} times"),
        ("edits of the card", UNKNOWN, f"{one.edits}; Discord put off {one.put_off}"),
        ("close to result", UNKNOWN, f"{one.until_result:.2f} s, {shown} in the channel"),
        ("the count", "nobody could check it", f"sealed; exported in {one.until_export:.1f} s; `verify` says it holds"),
        ("counted by others", "not possible", _recounted(found)),
        ("bytes", UNKNOWN, f"{came} came from Discord, {went} were sent, {stored} on disk, {packed} as a ZIP"),
        ("memory", UNKNOWN, f"{_mb(one.peak)} at most; {one.cpu:.1f} s of CPU"),
        ("start", UNKNOWN, f"{one.until_ready:.1f} s; the whole night took {one.whole:.0f} s"),
    ]


def _times(took):
    if not took:
        return "none in time"
    ordered = sorted(took)
    highest = ordered[len(ordered) * 99 // 100]
    return f"half within {median(ordered):.2f} s, 99 % within {highest:.2f} s, longest {ordered[-1]:.2f} s"


def _late(one):
    came = f" ({one.late:,} answers came later)" if one.late else ""
    return f"{one.unanswered:,} taps{came}; people tapped again {one.again:,} times"


def _recounted(found):
    counts = ", ".join(f"{option} {votes:,}" for option, votes in found.tally.most_common())
    same = "the same as people's own record and as the ballots"
    if not found.agrees:
        same = "NOT what people and ballots say"
    elif found.remembered != found.ballots:
        same = "as the ballots, and as the record of all who had an answer in the end"
    seal = "the seal fits" if found.is_sealed_by_content else "THE SEAL DOES NOT FIT"
    return f"{same}; {seal}: {counts}"


def _mb(size):
    return f"{size / 1_000_000:,.1f} MB"


def _lines(row):
    """Return a row's lines, each cell broken to its width."""
    cells = [textwrap.wrap(cell, width) or [""] for cell, width in zip(row, WIDTHS, strict=True)]
    for number in range(max(map(len, cells))):
        parts = [cell[number] if number < len(cell) else "" for cell in cells]
        yield "  ".join(part.ljust(width) for part, width in zip(parts, WIDTHS, strict=True)).rstrip()


def _judged(outcome):
    told = "".join(f"\nAlso answered, {count} times: {text}" for text, count in outcome.told.most_common(5))
    told += "".join(f"\nThe bot warned, {count} times: {text}" for text, count in outcome.logged.most_common(5))
    if outcome.refused_posts:
        told += f"\nRequests that the endpoint refused: {outcome.refused_posts}"
    if not outcome.nobody_waits:
        told += "\nSome people still had no answer after two minutes: this machine was too slow for such a night."
    verdict = "Sound: nothing lost, nothing doubled, and the recount agrees." if outcome.is_sound else "NOT SOUND."
    return verdict + told
