"""Who may do what. Every use case checks here, as Discord does not check permissions on buttons and modals."""

from datetime import datetime

from bot.domain.people import Person
from bot.domain.polls import Poll, ServerSettings
from bot.domain.refusals import NotAllowed, NotEligible
from bot.domain.statements import StatementSet
from bot.domain.texts import Text, say, say_many
from bot.domain.voter_rules import Barrier, VoterRules


def may_moderate(settings: ServerSettings, person: Person) -> bool:
    """Whether a person is an administrator or has the moderators' role."""
    return person.is_administrator or settings.moderator_role in person.roles


def require_moderator(settings: ServerSettings, person: Person) -> None:
    """Raise NotAllowed unless the person is a moderator."""
    if may_moderate(settings, person):
        return
    if settings.moderator_role is None:
        raise NotAllowed(
            say(
                "Only moderators can do this. So far, those are the administrators: no role is set with "
                "`/debate settings`."
            )
        )
    raise NotAllowed(
        say("Only moderators can do this. You need the role {role}.", role=f"<@&{settings.moderator_role}>")
    )


def require_administrator(person: Person) -> None:
    """Raise NotAllowed unless the person is an administrator."""
    if not person.is_administrator:
        raise NotAllowed(say("Only an administrator of this server can do this."))


def require_role(role: int | None, person: Person) -> None:
    """Raise NotAllowed if the participants' role is set and the person lacks it."""
    if role is not None and role not in person.roles:
        raise NotAllowed(say("You need the role {role} to take part here. Ask a moderator for it.", role=f"<@&{role}>"))


def require_voter(opened: Poll | StatementSet, person: Person, now: datetime) -> None:
    """Raise NotEligible if the person may not vote in a poll or a set, by the role and rules it was opened with."""
    try:
        require_role(opened.participant_role, person)
    except NotAllowed as error:
        raise NotEligible(Barrier.ROLE, error.text) from error
    if opened.voters and (found := opened.voters.barrier(person, opened.opened_at, now)):
        barrier, until = found
        raise NotEligible(barrier, _not_yet(barrier, until, opened.voters, person))


def _not_yet(barrier: Barrier, until: datetime | None, rules: VoterRules, person: Person) -> Text:
    """Say why somebody may not vote, and from when they may."""
    if person.joined_at is None and barrier is not Barrier.ACCOUNT_DAYS:
        return say("Guests cannot vote here. Join this server as a member, then you can vote in later polls.")
    if until is None:
        return say("You joined after this vote opened, so you cannot take part in it. You can vote in the next one.")
    time = f"<t:{int(until.timestamp()) + 1}:f>"
    if barrier is Barrier.MEMBER_DAYS:
        return say_many(
            "You can vote here from {time} on. Voters have to be in this server for {count} day.",
            "You can vote here from {time} on. Voters have to be in this server for {count} days.",
            count=rules.member_days,
            time=time,
        )
    return say_many(
        "You can vote here from {time} on. Voters need an account that is {count} day old.",
        "You can vote here from {time} on. Voters need an account that is {count} days old.",
        count=rules.account_days,
        time=time,
    )
