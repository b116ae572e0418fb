"""Every open page on the wall, kept in step with its debate."""

import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot import metrics
from bot.domain.faults import StorageFault
from bot.domain.hall import Hall, Shown, scene_at
from bot.domain.polls import Secrecy
from bot.hall.feeds import Feed
from bot.hall.frames import Painter
from bot.hall.trails import Trail
from bot.i18n import Speech
from bot.services.common.context import Context
from bot.services.hall import addresses, walls
from bot.services.hall.walls import View

log = logging.getLogger(__name__)

MOST_TRAILS = 200
"""Lines of turnout in memory, the newest."""

SWEEP = timedelta(seconds=5)
"""How often the database is looked at for what no mark has told: another process may have changed it."""


@dataclass
class _Page:
    """One page and all who watch it."""

    hall: Hall
    feed: Feed = field(default_factory=Feed)
    view: View | None = None
    looked_at: datetime | None = None
    is_marked: bool = True
    has_failed: bool = False


class Halls:
    """Finds a page by its token, and renders it once for all who watch it, at most once a beat.

    The board's beat calls `due`, and its marks tell what has changed; see its `Follower`.
    """

    def __init__(
        self, context: Context, speech_of: Callable[[int], Speech], *, address: str, invite: str | None = None
    ) -> None:
        """Pages are below `address`; `speech_of` returns the speech of a server, and at `invite` people join."""
        self.clock = context.clock
        self._context = context
        self._speech_of = speech_of
        self.base = address
        self._invite = invite
        self._pages: dict[str, _Page] = {}
        self._trails: dict[int, Trail] = {}
        self._swept: datetime | None = None

    @property
    def watching(self) -> int:
        """How many pages are open in browsers."""
        return sum(page.feed.pages for page in self._pages.values())

    def address(self, hall: Hall) -> str:
        """Return the address of a page."""
        return f"{self.base}/{hall.token}"

    def title(self, token: str) -> tuple[str, Speech] | None:
        """Return the title of a page's debate and the speech of its server; None if there is no such page."""
        page = self._pages.get(token)
        if page is None:
            return None
        return page.view.wall.debate.title if page.view else "", self._speech_of(page.hall.guild_id)

    def mark(self, guild_id: int, /, *, turnout: bool) -> None:
        """Note that something has changed in a server; turnout is looked at in every beat anyway."""
        if not turnout:
            for page in self._pages.values():
                page.is_marked |= page.hall.guild_id == guild_id

    def due(self) -> list[Coroutine[None, None, None]]:
        """Return what has to be done in this beat."""
        return [self.beat()]

    async def beat(self) -> None:
        """Bring the pages that somebody watches up to date."""
        now = self.clock()
        self._note_turnout(now)
        if self._swept is None or now - self._swept >= SWEEP:
            await self.reload()
        for page in list(self._pages.values()):
            if page.feed.pages:
                await self._refresh_or_keep(page, now)

    async def reload(self) -> None:
        """Learn which pages there are; those that were closed, or have another address, tell whoever watches them."""
        self._swept = self.clock()
        known = {hall.token: hall for hall in await addresses.open_halls(self._context)}
        for token in self._pages.keys() - known.keys():
            self._pages.pop(token).feed.end()
        for token, hall in known.items():
            page = self._pages.setdefault(token, _Page(hall))
            page.is_marked |= page.hall != hall
            page.hall = hall

    async def watch(self, token: str) -> Feed | None:
        """Return the feed of a page, up to date; None if there is no such page. The caller counts its `pages`."""
        page = self._pages.get(token)
        if page is None:
            return None
        if not page.feed.pages or page.feed.name is None:
            await self._refresh(page, self.clock())
        return page.feed

    def _note_turnout(self, now: datetime) -> None:
        """Remember how turnout grows, also while nobody watches, but only where there is a page."""
        if not self._pages:
            self._trails.clear()
            return
        servers = {page.hall.guild_id for page in self._pages.values()}
        for poll in self._context.open_polls.polls():
            if poll.secrecy is Secrecy.SECRET:  # of which no time is kept anywhere
                continue
            if poll.guild_id in servers and (turnout := walls.turnout_now(self._context, poll.id)) is not None:
                self._trails.setdefault(poll.id, Trail()).add(now, turnout)
        while len(self._trails) > MOST_TRAILS:
            self._trails.pop(next(iter(self._trails)))

    async def _refresh_or_keep(self, page: _Page, now: datetime) -> None:
        """Bring one page up to date; one that cannot be is left as it is, and holds up no other."""
        try:
            await self._refresh(page, now)
        except StorageFault:  # of which the storage has told the operator
            return
        except Exception:
            metrics.ERRORS.labels("hall").inc()
            if not page.has_failed:  # or the log would have it every second
                log.exception("the hall's page of debate %s keeps what it shows", page.hall.debate_id)
            page.has_failed = True
        else:
            page.has_failed = False

    async def _refresh(self, page: _Page, now: datetime) -> None:
        view = await self._look(page, now)
        if view is None:
            return
        page.view = view
        speech = self._speech_of(page.hall.guild_id)
        painter = Painter(self._context.library, speech, self._invite, self._context.public_key)
        trail = self._trails.get(view.shown.polls[0].id) if view.shown.polls else None
        page.feed.publish(painter.frame(view, now, trail.points if trail else ()))

    async def _look(self, page: _Page, now: datetime) -> View | None:
        """Return what a page shows; the database is asked only where something may have changed."""
        view, since = page.view, page.looked_at
        is_fresh = view is not None and since is not None and not page.is_marked and now - since < SWEEP
        if view is not None and is_fresh:
            shown = scene_at(view.wall, now)
            if _subject(shown) == _subject(view.shown):
                return walls.current(self._context, replace(view, shown=shown))
        page.is_marked, page.looked_at = False, now
        return await walls.view(self._context, page.hall.debate_id, now, known=view)


def _subject(shown: Shown) -> tuple[object, ...]:
    return shown.scene, shown.polls, shown.response, shown.floor, shown.set
