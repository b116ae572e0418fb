"""Starting, setting up and closing a debate."""

import contextlib
from dataclasses import replace
from typing import TypeVar

from bot.domain.faults import StorageFault
from bot.domain.people import Person
from bot.domain.polls import Debate, DebateFormat, PollState, Release, Secrecy, ServerSettings
from bot.domain.refusals import NotNow
from bot.domain.tally import PollTally
from bot.domain.texts import say
from bot.domain.voter_rules import VoterRules
from bot.services.common import audit_log
from bot.services.common.context import Context
from bot.services.common.debate_lookup import require_open_debate
from bot.services.common.permissions import require_administrator, require_moderator
from bot.services.floor.changing import Change
from bot.services.floor.opening import close_in
from bot.services.polls.closing import Electorates, close
from bot.services.polls.counting import count
from bot.services.statements import sets
from bot.storage import debates, polls, programmes, servers
from bot.storage.floors import open_floor_in

T = TypeVar("T")


async def start(
    context: Context,
    person: Person,
    title: str | None,
    language: str,
    *,
    channel_id: int | None = None,
    format_: DebateFormat | None = None,
) -> Debate:
    """Start a debate on the bot's pack, in a channel and in a format, the pack's unless one is given.

    Raises NotAllowed, and NotNow if another is open.
    """
    require_administrator(person)
    pack = context.library.debate
    name = (title or "").strip() or pack.title.say(language)
    async with context.database.writing(person.guild_id) as connection:
        try:
            now, guild_id = context.clock(), person.guild_id
            debate = await debates.start_debate(
                connection, guild_id, pack.id, name, now, channel_id, format_ or pack.format
            )
        except debates.AlreadyOpen as error:
            raise NotNow(
                say("A debate is already open in this server. Close it first with `/debate close`.")
            ) from error
        if context.library.programme:
            await programmes.add_programme(connection, debate.id, context.library.programme)
        done = audit_log.action("debate started", person.guild_id, debate.id)
        await audit_log.append(connection, done, context.clock())
    audit_log.log(done)
    return debate


async def change_settings(
    context: Context,
    person: Person,
    *,
    moderator_role: int | None = None,
    participant_role: int | None = None,
    release: Release | None = None,
    secrecy: Secrecy | None = None,
    reminders: bool | None = None,
    review: bool | None = None,
    small_groups: bool | None = None,
    threads: bool | None = None,
    named_speakers: bool | None = None,
    statements: int | None = None,
    review_statements: bool | None = None,
    groups: bool | None = None,
    member_days: int | None = None,
    joined_before: bool | None = None,
    account_days: int | None = None,
) -> ServerSettings:
    """Change the given settings and return all. The @everyone role (the server's own id) removes a role."""
    require_administrator(person)
    async with context.database.writing(person.guild_id) as connection:
        settings = await servers.server_settings(connection, person.guild_id)
        settings = replace(
            settings,
            moderator_role=_role(moderator_role, settings.moderator_role, person),
            participant_role=_role(participant_role, settings.participant_role, person),
            release=_or(release, settings.release),
            secrecy=_or(secrecy, settings.secrecy),
            reminders=_or(reminders, settings.reminders),
            review=_or(review, settings.review),
            small_groups=_or(small_groups, settings.small_groups),
            threads=_or(threads, settings.threads),
            named_speakers=_or(named_speakers, settings.named_speakers),
            statements=_or(statements, settings.statements),
            review_statements=_or(review_statements, settings.review_statements),
            groups=_or(groups, settings.groups),
            voters=VoterRules(
                _or(member_days, settings.voters.member_days),
                _or(joined_before, settings.voters.joined_before),
                _or(account_days, settings.voters.account_days),
            ),
        )
        await servers.save_server_settings(connection, person.guild_id, settings)
        given = {
            "moderators": moderator_role,
            "participants": participant_role,
            "results": release,
            "secrecy": secrecy,
            "small_groups": small_groups,
            "reminders": reminders,
            "review": review,
            "threads": threads,
            "named_speakers": named_speakers,
            "statements": statements,
            "review_statements": review_statements,
            "groups": groups,
            "member_days": member_days,
            "joined_before": joined_before,
            "account_days": account_days,
        }
        debate = await debates.open_debate(connection, person.guild_id)
        done = audit_log.action("settings changed", person.guild_id, debate.id if debate else None, **given)
        if done.fields:
            await audit_log.append(connection, done, context.clock())
    if done.fields:
        audit_log.log(done)
    return settings


def _or(given: T | None, old: T) -> T:
    return old if given is None else given


def _role(given: int | None, old: int | None, person: Person) -> int | None:
    return None if given == person.guild_id else _or(given, old)


async def finish(
    context: Context, person: Person, electorates: Electorates, *, debate_id: int | None = None
) -> tuple[Debate, list[PollTally]]:
    """Close the open debate, its floor and its open polls; return the debate and the tallies of these polls.

    Raises NotNow if it is not the one with this id, whose page was shown.
    """
    await context.open_polls.release_waiting()
    await context.open_sets.release_waiting()
    async with context.database.writing(person.guild_id) as connection:
        require_moderator(await servers.server_settings(connection, person.guild_id), person)
        debate = await require_open_debate(connection, person.guild_id)
        if debate_id not in {None, debate.id}:
            raise NotNow(say("That debate is already closed. The open one stays open."))
        now = context.clock()
        closed = [
            over
            for poll in await polls.polls_of(connection, debate.id)
            if poll.state is PollState.OPEN and (over := await close(connection, poll, now, electorates))
        ]
        change = Change(connection, now.replace(microsecond=0))
        if floor := await open_floor_in(connection, person.guild_id):
            await close_in(change, floor)
        closed_sets = await sets.close_all(context, connection, debate.id)
        await debates.close_debate(connection, debate.id, now)
        ids = [poll.id for poll in closed]
        done = audit_log.action("debate closed", person.guild_id, debate.id, polls=ids or None)
        await audit_log.append(connection, done, now)
    for poll in closed:
        context.open_polls.remove(poll.id)
    for each in (*change.done, done):
        audit_log.log(each)
    tallies = []
    for poll in closed:
        with contextlib.suppress(StorageFault):  # the next claim of the posting counts it
            if tally := await count(context, replace(poll, is_hidden=False)):
                tallies.append(tally)
    for closed_set in closed_sets:
        with contextlib.suppress(StorageFault):  # `finish_all` does it later
            await sets.finish(context, closed_set)
    return replace(debate, closed_at=now), tallies
