"""The pages of statements when they say most."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Any

from bot.domain.common_ground import Change, CommonGround, Interval, Standing
from bot.domain.opinion_groups import OpinionGroups, Shared, Trait
from bot.domain.polls import Release, Round, Secrecy
from bot.domain.responses import Status
from bot.domain.statements import (
    LONGEST,
    Counts,
    DeclineReason,
    SetState,
    Stance,
    Statement,
    StatementSet,
    StatementStatus,
)
from bot.domain.voter_rules import VoterRules
from bot.library.models import Library
from bot.services.responses.review import QueuePage
from bot.services.statements.results import SetResult, SetStatus, StillOpen
from bot.services.statements.review import ReviewedStatement, ShownPage
from bot.services.statements.voting import Card, OwnStance
from bot.services.statements.writing import Writing, Written
from bot.ui.common.languages import Speech
from bot.ui.pack_limits.samples import LARGEST_ID, MANY, SOME_TIME, earlier_debate
from bot.ui.responses.review_pages import queue_page
from bot.ui.statements import ground_pages, moderator_pages, pages, shown_pages

ONE = Statement(
    LARGEST_ID, LARGEST_ID, "a", MANY, "*" * LONGEST, is_seed=True, status=StatementStatus.PENDING, created_at=SOME_TIME
)
SET = StatementSet(
    id=LARGEST_ID,
    debate_id=LARGEST_ID,
    guild_id=LARGEST_ID,
    question="a",
    title="W" * 256,
    round=Round.BEFORE,
    state=SetState.OPEN,
    release=Release.LIVE,
    secrecy=Secrecy.PSEUDONYMOUS,
    small_groups=True,
    groups_wanted=True,
    participant_role=LARGEST_ID,
    opened_at=SOME_TIME,
    voters=VoterRules(member_days=MANY, joined_before=True, account_days=MANY),
)
OWN = tuple(OwnStance(replace(ONE, id=number), Stance.DISAGREE) for number in range(60))


def fullest_statement_pages(library: Library, speech: Speech) -> Iterator[tuple[str, partial[Any]]]:
    """Go through every page of statements."""
    secret = replace(SET, secrecy=Secrecy.SECRET)
    yield "the card of statements", partial(pages.set_card, SET, MANY, speech)
    yield "the card of closed statements", partial(pages.closed_card, SET, speech)
    full = Card(SET, ONE, MANY, MANY, MANY, moderates=True)
    for card in (full, Card(SET, ONE, 0, MANY), Card(secret, None, MANY, 0, MANY)):
        for more in (0, pages.IN_A_SITTING):
            yield "a statement to vote on", partial(pages.statement_card, card, library, speech, more=more)
    yield "a secret vote on a statement", partial(pages.ask_secret, secret, ONE, Stance.DISAGREE, library, speech)
    yield "a statement again", partial(pages.one_again, SET, OWN[0], MANY, library, speech)
    for found in ((), OWN):
        yield "one's votes on statements", partial(pages.my_stances, SET.id, found, 1, library, speech)
    writing = Writing("a", Secrecy.PSEUDONYMOUS, review=True, left=MANY)
    yield "the form of a statement", partial(pages.statement_form, writing, speech)
    written = partial(pages.written_page, Written(ONE, Secrecy.PSEUDONYMOUS), speech, can_vote=True)
    yield "that a statement is stored", written
    said = partial(pages.said_before, ONE, "*" * LONGEST, library, speech, (SET, OWN[0]))
    yield "that somebody said the same", said
    yield "/common-ground", partial(ground_pages.ground_page, _result(), library, speech)
    yield "that common ground comes later", partial(ground_pages.still_open, StillOpen("a"), speech)
    yield from _for_moderators(library, speech)


def _result() -> SetResult:
    counts = Counts(MANY, MANY, MANY)
    listed = tuple(Standing(number, counts, Interval(0.123, 0.987)) for number in range(5))
    traits = tuple(Trait(number, Stance.DISAGREE, 0.5, 0.5) for number in range(5))
    shared = tuple(Shared(number, Stance.AGREE, 0.5) for number in range(5))
    statements = {number: replace(ONE, id=number) for number in range(5)}
    ground = CommonGround(listed, listed, listed, MANY)
    changes = tuple(Change(number, Fraction(1), Fraction(0)) for number in range(5))
    return SetResult(SET, ground, statements, MANY, MANY, OpinionGroups((traits,) * 5, shared), changes)


def _for_moderators(library: Library, speech: Speech) -> Iterator[tuple[str, partial[Any]]]:
    status = SetStatus(SET, MANY, MANY, MANY)
    held = [replace(status, set=replace(SET, id=number, question="abcdefghij"[number % 10])) for number in range(10)]
    debate = earlier_debate(library)
    for found in ([], held):
        yield "the statements that are open", partial(moderator_pages.statements_sheet, debate, found, library, speech)
    yield "whether to close statements", partial(moderator_pages.ask_to_close, status, SOME_TIME, speech)
    targets = [replace(ONE, id=number) for number in range(25)]
    for question, listed in (("a", targets), (None, targets), (None, [])):
        shown = ShownPage(question, listed, 1, MANY)
        yield "the statements that are shown", partial(shown_pages.shown_page, shown, library, speech)
    for one, taken_down in (
        (replace(ONE, status=StatementStatus.SHOWN), False),
        (replace(ONE, status=StatementStatus.DECLINED, decline_reason=DeclineReason.OFF_TOPIC, is_seed=False), True),
        (ONE, False),
    ):
        given = partial(shown_pages.shown_statement, one, SOME_TIME, library, speech, taken_down=taken_down)
        yield "a statement that is taken down", given
    yield "a statement that is shown again", partial(shown_pages.put_back, ONE, library, speech)
    for state in (Status.PENDING, Status.DECLINED):
        waiting = replace(ONE, status=StatementStatus(state.value), decline_reason=DeclineReason.OFF_TOPIC)
        queued = QueuePage(state, None, 1, MANY, MANY, ReviewedStatement(waiting, debate, waiting), MANY)
        decided = replace(ONE, status=StatementStatus.MERGED)
        given = partial(queue_page, queued, SOME_TIME, library, speech, targets=targets, decided=decided)
        yield "a statement in the queue", given
