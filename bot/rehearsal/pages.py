"""The pages of a rehearsal: what a browser shows of one channel, to each person."""

import asyncio
import contextlib
import os
import zoneinfo
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from simcord import ChannelHandle, Env, MemberActor, Preview, SetupError

from bot.rehearsal import fast_pages, languages, receipts, served_pages, simcord_internals
from bot.rehearsal.clock import Clock


class StageError(Exception):
    """The rehearsal cannot begin; the message says why in a sentence for the operator."""


@dataclass(frozen=True)
class Pages:
    """Serves pages of the people of a rehearsal, each in the language that is named by the person's id."""

    env: Env
    spoken: Mapping[int, str]
    turn: asyncio.Lock
    clock: Clock

    @contextlib.asynccontextmanager
    async def of(self, channel: ChannelHandle, viewers: Mapping[str, MemberActor], port: int) -> AsyncIterator[Preview]:
        """Serve a channel as these people see it. Raises StageError."""
        env = self.env
        preview = env.preview(
            channel, viewers=list(viewers.values()), layout="channel", locale="en-GB", timezone=_zone(), port=port
        )
        simcord_internals.serialize_actions(preview, self.turn, self.clock)
        served_pages.serve_each_person(preview, {name: person.id for name, person in viewers.items()})
        fast_pages.open_fast(preview)
        languages.date_pages(preview, self.spoken)
        receipts.tell_late_answers(preview, lambda: simcord_internals.is_at_work(env), self.clock.pace)
        try:
            await preview.__aenter__()
        except SetupError as error:
            if not isinstance(error.__cause__, OSError):
                raise StageError(str(error)) from error
            why = os.strerror(error.__cause__.errno or 0)
            raise StageError(
                f"Port {port} cannot be used ({why}). Name another one, or 0 for any that is free."
            ) from error
        try:
            yield preview
        finally:
            await preview.close()


def _zone() -> str:
    """This machine's time zone by name, for the times in messages; UTC where it does not say."""
    name = os.environ.get("TZ") or Path("/etc/localtime").resolve().as_posix().partition("zoneinfo/")[2]
    return name if name in zoneinfo.available_timezones() else "UTC"
