"""Who may do what. Every use case checks here, as Discord does not check permissions on buttons and modals."""

from bot.domain.people import Person
from bot.domain.polls import ServerSettings
from bot.domain.refusals import NotAllowed
from bot.domain.texts import say


def may_moderate(settings: ServerSettings, person: Person) -> bool:
    """Whether a person is an administrator or has the moderators' role."""
    return person.is_administrator or settings.moderator_role in person.roles


def require_moderator(settings: ServerSettings, person: Person) -> None:
    """Raise NotAllowed unless the person is a moderator."""
    if may_moderate(settings, person):
        return
    if settings.moderator_role is None:
        raise NotAllowed(
            say("Only moderators can do this. An administrator names their role with `/debate settings moderators:`.")
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
