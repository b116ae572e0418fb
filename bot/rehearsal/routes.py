"""What Discord answers and simcord 3.2.1 does not; importing this adds it."""

from simcord.http.router import RequestContext, route


@route("GET", "/guilds/{guild_id}/roles/member-counts")
def role_member_counts(request: RequestContext) -> dict[str, int]:
    """Count the holders of each role: Discord's "Get Guild Role Member Counts"."""
    guild = request.backend.get_guild(request.int_arg("guild_id"))
    return {str(role): sum(role in member.role_ids for member in guild.members.values()) for role in guild.roles}
