"""Opening a poll on a question, and storing which message is its ballot card."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.oxford import cannot_be_paired, release_in
from bot.domain.people import Person
from bot.domain.polls import Debate, Poll, PollState, Release, Round, Secrecy, ServerSettings, effective_release
from bot.domain.quorum import Quorum
from bot.domain.refusals import NotNow
from bot.domain.texts import say
from bot.library.models import Library, Question
from bot.services.common import audit_log
from bot.services.common.context import Context
from bot.services.common.debate_lookup import require_open_debate
from bot.services.common.permissions import require_moderator
from bot.services.polls.finding import find_question
from bot.storage import polls, servers, statement_sets
from bot.storage.polls import NewItem, NewPoll


@dataclass(frozen=True)
class Opening:
    """The options of a new poll; None means the server's setting."""

    question: str
    round: Round
    minutes: int | None
    release: Release | None
    secrecy: Secrecy | None
    channel_id: int
    electorate: int | None
    language: str
    debate_id: int | None = None
    """The debate on the page whose button was tapped; None for a command."""
    quorum: Quorum | None = None
    """None means the pack's."""


async def open_poll(context: Context, person: Person, opening: Opening) -> tuple[Poll, bool]:
    """Open a poll; return it and whether it is new. Two moderators who open it at once get the same one."""
    question = find_question(context.library, opening.question)
    async with context.database.writing(person.guild_id) as connection:
        settings = await servers.server_settings(connection, person.guild_id)
        require_moderator(settings, person)
        debate = await require_open_debate(connection, person.guild_id)
        if opening.debate_id not in {None, debate.id}:
            raise NotNow(say("That debate is over. `/poll status` shows the one that is open."))
        _require_pack(context.library, debate.pack)
        for poll in await polls.polls_of(connection, debate.id, question=question.id):
            if poll.round is opening.round:
                return _require_open(poll), False
        new = _new_poll(opening, question, debate, settings, context.clock())
        poll = await polls.add_poll(connection, new, _new_items(question, opening.language))
        done = audit_log.poll_action(
            "poll opened",
            poll,
            minutes=opening.minutes,
            results=poll.release,
            secrecy=poll.secrecy,
            channel=poll.channel_id,
            **audit_log.voter_rules(poll.voters),
            quorum=str(poll.quorum) if poll.quorum else None,
        )
        await audit_log.append(connection, done, new.opened_at)
    context.open_polls.add(poll)
    audit_log.log(done)
    return poll, True


def _new_poll(opening: Opening, question: Question, debate: Debate, settings: ServerSettings, now: datetime) -> NewPoll:
    quorum, secrecy = opening.quorum or question.quorum, opening.secrecy or settings.secrecy
    if cannot_be_paired(debate.format, opening.round, secrecy):
        raise NotNow(
            say(
                "An Oxford debate compares before and after, and secret ballots cannot be paired. "
                "Choose another `secrecy:`."
            )
        )
    release = effective_release(opening.release or settings.release, secrecy, small_groups=settings.small_groups)
    return NewPoll(
        debate_id=debate.id,
        guild_id=debate.guild_id,
        question=question.id,
        title=question.title.say(opening.language),
        round=opening.round,
        release=release_in(debate.format, opening.round, release),
        secrecy=secrecy,
        small_groups=settings.small_groups,
        participant_role=settings.participant_role,
        voters=settings.voters,
        electorate=opening.electorate,
        channel_id=opening.channel_id,
        opened_at=now,
        closes_at=now + timedelta(minutes=opening.minutes) if opening.minutes else None,
        quorum=str(quorum) if quorum else None,
    )


def _require_pack(library: Library, pack: str) -> None:
    if library.debate.id != pack:
        raise NotNow(
            say(
                "This debate uses the pack “{old}”, but the bot now has “{new}”. Close the debate and start a new one.",
                old=pack,
                new=library.debate.id,
            )
        )


_NAMES = {Round.MAIN: say("Main"), Round.BEFORE: say("Before the debate"), Round.AFTER: say("After the debate")}
"""The rounds as the command's option names them."""


def _require_open(poll: Poll) -> Poll:
    if poll.state is PollState.OPEN:
        return poll
    raise NotNow(
        say(
            "Question {question} was already polled in the round “{round}”: see `/results`. Open it in "
            "another round, or cancel the old poll with `/poll cancel`.",
            question=poll.question.upper(),
            round=_NAMES[poll.round],
        )
    )


def _new_items(question: Question, language: str) -> list[NewItem]:
    return [
        NewItem(item.id, item.kind, item.title.say(language), item.choices(language), dict(item.settings))
        for item in question.ballot
    ]


async def save_message(context: Context, poll: Poll, channel_id: int, message_id: int) -> Poll:
    """Store which message is a poll's ballot card."""
    async with context.database.writing() as connection:
        await polls.save_ballot_message(connection, poll.id, channel_id, message_id)
    # The poll may have been extended while its card was being posted: memory has the newest version.
    newest = context.open_polls.poll(poll.id)
    posted = replace(newest or poll, channel_id=channel_id, message_id=message_id)
    if newest:
        context.open_polls.add(posted)
    return posted


async def log_reposting(context: Context, poll: Poll) -> None:
    """Log that a moderator had a ballot card posted again."""
    done = audit_log.poll_action("ballot paper posted again", poll)
    async with context.database.writing(poll.guild_id) as connection:
        await audit_log.append(connection, done, context.clock())
    audit_log.log(done)


async def forget_messages(context: Context) -> None:
    """Have the cards of open polls and statements posted again: a rehearsal's Discord starts empty."""
    async with context.database.writing() as connection:
        await polls.forget_ballot_messages(connection)
        await statement_sets.forget_messages(connection)
