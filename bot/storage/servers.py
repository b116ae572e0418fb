"""Settings of servers, and small values that the bot stores about itself."""

from dataclasses import asdict

from sqlalchemy import delete, select, update

from bot.domain.polls import Posting, Release, Secrecy, ServerSettings
from bot.domain.voter_rules import VoterRules
from bot.storage.engine import Connection
from bot.storage.sql import upsert
from bot.storage.tables import meta, servers


async def server_settings(connection: Connection, guild_id: int) -> ServerSettings:
    """Return a server's settings, or the defaults if it has none."""
    row = (await connection.execute(select(servers).where(servers.c.guild_id == guild_id))).one_or_none()
    if row is None:
        return ServerSettings()
    return ServerSettings(
        row.moderator_role,
        row.participant_role,
        Release(row.release),
        Secrecy(row.secrecy),
        small_groups=row.small_groups,
        reminders=row.reminders,
        review=row.review,
        threads=row.threads,
        named_speakers=row.named_speakers,
        statements=row.statements,
        review_statements=row.review_statements,
        groups=row.groups,
        voters=VoterRules(row.member_days, row.joined_before, row.account_days),
        console=_console(row.console_channel, row.console_message),
    )


def _console(channel_id: int | None, message_id: int | None) -> Posting | None:
    return Posting(channel_id, message_id) if channel_id and message_id else None


async def save_server_settings(connection: Connection, guild_id: int, settings: ServerSettings) -> None:
    """Store a server's settings."""
    values = {
        "moderator_role": settings.moderator_role,
        "participant_role": settings.participant_role,
        "release": settings.release,
        "secrecy": settings.secrecy,
        "reminders": settings.reminders,
        "review": settings.review,
        "small_groups": settings.small_groups,
        "threads": settings.threads,
        "named_speakers": settings.named_speakers,
        "statements": settings.statements,
        "review_statements": settings.review_statements,
        "groups": settings.groups,
        **asdict(settings.voters),
    }
    await connection.execute(upsert(connection.dialect.name, servers, *values), {"guild_id": guild_id, **values})


async def consoles(connection: Connection) -> dict[int, Posting]:
    """Return the console of every server that has one."""
    found = select(servers.c.guild_id, servers.c.console_channel, servers.c.console_message)
    rows = await connection.execute(found.where(servers.c.console_message.is_not(None)))
    return {row.guild_id: Posting(row.console_channel, row.console_message) for row in rows}


async def save_console(connection: Connection, guild_id: int, console: Posting | None) -> None:
    """Store a server's console, or that it has none. Its other settings stay, and are stored if they never were."""
    await save_server_settings(connection, guild_id, await server_settings(connection, guild_id))
    values = {"console_channel": console and console.channel_id, "console_message": console and console.message_id}
    await connection.execute(update(servers).where(servers.c.guild_id == guild_id).values(values))


async def read_fact(connection: Connection, key: str) -> str | None:
    """Return the value of a key, None if there is none."""
    found = await connection.scalar(select(meta.c.value).where(meta.c.key == key))
    return None if found is None else str(found)


async def save_fact(connection: Connection, key: str, value: str) -> None:
    """Set the value of a key, such as the hash of the commands that Discord last got."""
    await connection.execute(upsert(connection.dialect.name, meta, "value"), {"key": key, "value": value})


async def delete_fact(connection: Connection, key: str) -> None:
    """Delete a key."""
    await connection.execute(delete(meta).where(meta.c.key == key))
