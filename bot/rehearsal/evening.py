"""An evening to rehearse: a debate led by its programme, in a server with a moderators' channel."""

from collections.abc import Iterable
from dataclasses import dataclass

import discord
from simcord import ChannelHandle, Env, GuildHandle, MemberActor

from bot.rehearsal.clock import Clock

USUAL_VOTERS = 40
"""How many rehearse it with the moderator."""


@dataclass(frozen=True)
class Evening:
    """What an evening is to be like.

    Attributes:
        clock: tells the time, to the bot as well.
        in_stage_channel: whether floors are held in a Stage channel, where everybody is from the beginning.
        goes_on: whether a debate goes on that was kept; without one, it starts.
    """

    clock: Clock
    in_stage_channel: bool = False
    goes_on: bool = False


def moderators_channel(guild: GuildHandle) -> ChannelHandle:
    """Create a channel that only those with a role see: moderators and the bot."""
    everyone = guild.default_role.id
    return guild.create_text_channel(
        "moderators",
        overwrites={
            role: discord.PermissionOverwrite(view_channel=role.id != everyone) for role in guild.roles.values()
        },
    )


class StageChannel:
    """A Stage channel, with everybody in its audience."""

    def __init__(self, env: Env, guild: GuildHandle) -> None:
        self._env, self._guild = env, guild
        self._channel = guild.create_stage_channel("stage")

    def seat(self, people: Iterable[MemberActor]) -> None:
        """Have people listen; whoever comes is muted, as in Discord."""
        for person in people:
            self._env.backend.set_voice_state(self._guild.id, person.id, self._channel.id, suppress=True)

    def raise_hand(self, person: MemberActor) -> None:
        """Have somebody ask to speak, as the channel's own button does."""
        now = self._env.now().isoformat()
        state = self._env.backend.get_guild(self._guild.id).voice_states[person.id]
        if state.suppress:
            self._env.backend.set_voice_state(
                self._guild.id, person.id, self._channel.id, request_to_speak_timestamp=now
            )
