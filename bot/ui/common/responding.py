"""The edge to Discord: everything is acknowledged in time, refusals are polite, bugs are logged with a reference."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from math import inf
from typing import Any

import discord

from bot import metrics
from bot.domain.faults import StorageFault
from bot.domain.people import Person
from bot.domain.refusals import NotAllowed, NotNow, Refusal
from bot.domain.texts import say
from bot.logs import SummedUp
from bot.ui.common.failures import FAILURES
from bot.ui.common.fast_reply import Components, send_components, send_text
from bot.ui.common.languages import Speech, speech_for
from bot.ui.common.turns import waited

log = logging.getLogger(__name__)

DEFER_AFTER = 1.8
"""Seconds until an unanswered interaction is deferred; Discord gives up on it after 3."""
DEFER_SOONEST = 0.4
"""Seconds that one which waited for its turn has at least until it is deferred: most are answered by then."""
GIVEN_UP = 3.0
"""Seconds after which Discord is not even asked."""

UNKNOWN_INTERACTION = 10062
"""Discord's code for an interaction that was not acknowledged in time."""

ALREADY_ANSWERED = 40060
"""Discord's code for a second first answer, such as to an interaction that it delivered twice."""

_ARRIVED = "debate-bot arrived"
_LOCK = "debate-bot answer lock"
_TIMER = "debate-bot patience"
_THINKING = "debate-bot thinking"
_NAME = "debate-bot control"
_CASTS_VOTE = "debate-bot casts a vote"


_deferring: set[asyncio.Task[None]] = set()  # asyncio itself keeps no task alive
_in_flight: set[asyncio.Task[Any]] = set()


PageOf = Callable[[Any, Speech], discord.ui.LayoutView]
"""Makes the page that tells of a refusal, with the way on."""

_pages: dict[type[Refusal], PageOf] = {}

_not_deferred = SummedUp(log, "interactions that could not be deferred")
_too_late = SummedUp(log, "answers that came too late for Discord (what was done stays done)")
_not_answered = SummedUp(log, "interactions that could not be answered")


def tells_of(refusal: type[Refusal]) -> Callable[[PageOf], PageOf]:
    """Have a refusal told by a page in place of its sentence alone."""

    def register(page_of: PageOf) -> PageOf:
        _pages[refusal] = page_of
        return page_of

    return register


async def drain(seconds: float, stop: Callable[[], None]) -> None:
    """Wait until all interactions are answered, for so many seconds at most; then cancel the rest.

    What waits for its turn is begun in that time, and no more once `stop` is called.
    """
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while _in_flight and (left := end - loop.time()) > 0:
        await asyncio.wait(_in_flight, timeout=left)
    stop()
    for task in _in_flight:
        log.warning("gave up an interaction that did not end within %s s", seconds)
        task.cancel()


def defer_if_slow(interaction: discord.Interaction) -> None:
    """Defer an interaction that takes longer than `DEFER_AFTER`, and have `drain` wait for its task.

    It is always deferred privately: the first message after a deferral has the deferral's visibility, and only the
    answer itself decides who may see it.
    """
    loop = asyncio.get_running_loop()
    if task := asyncio.current_task():
        _in_flight.add(task)
        task.add_done_callback(_in_flight.discard)
    before = waited.get()
    interaction.extras[_ARRIVED] = loop.time() - before

    def defer_now() -> None:
        task = loop.create_task(_defer(interaction))
        _deferring.add(task)
        task.add_done_callback(_deferring.discard)

    interaction.extras[_TIMER] = loop.call_later(max(min(DEFER_AFTER, DEFER_SOONEST), DEFER_AFTER - before), defer_now)


def _answered(interaction: discord.Interaction) -> None:
    timer: asyncio.TimerHandle | None = interaction.extras.pop(_TIMER, None)
    if timer is not None:
        timer.cancel()


def _acknowledged(interaction: discord.Interaction) -> None:
    """Record how long the first answer took; later answers record nothing."""
    arrived: float | None = interaction.extras.pop(_ARRIVED, None)
    if arrived is not None:
        metrics.ACKNOWLEDGEMENT.observe(asyncio.get_running_loop().time() - arrived)


async def _defer(interaction: discord.Interaction) -> None:
    async with _lock(interaction):
        if interaction.response.is_done():
            return
        if asyncio.get_running_loop().time() - interaction.extras.get(_ARRIVED, inf) > GIVEN_UP:
            _not_deferred.note(f"{_what(interaction)}: too late")
            return
        try:
            await _defer_privately(interaction)
        except discord.HTTPException as gone:
            _not_deferred.note(f"{_what(interaction)}: {gone}")


async def _defer_privately(interaction: discord.Interaction) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    interaction.extras[_THINKING] = True
    _acknowledged(interaction)


async def handle(
    interaction: discord.Interaction, act: Callable[[], Awaitable[None]], *, name: str, casts_vote: bool
) -> None:
    """Do what a control was used for and see that the person gets an answer, whatever happens.

    `name` is what the log calls it.
    """
    interaction.extras[_NAME], interaction.extras[_CASTS_VOTE] = name, casts_vote
    defer_if_slow(interaction)
    try:
        await act()
    except Exception as error:  # noqa: BLE001  the last place where anything can be caught
        await reply_with_error(interaction, error)
    finally:
        _answered(interaction)


def _lock(interaction: discord.Interaction) -> asyncio.Lock:
    # One answer at a time: discord.py marks an interaction as answered only once Discord has confirmed it.
    lock: asyncio.Lock = interaction.extras.setdefault(_LOCK, asyncio.Lock())
    return lock


async def answer(
    interaction: discord.Interaction,
    content: str | None = None,
    *,
    view: discord.ui.LayoutView | None = None,
    files: Sequence[discord.File] = (),
) -> None:
    """Answer so that only the person sees it; `show_room` answers for everybody."""
    async with _lock(interaction):
        _answered(interaction)
        if view is None and not files and content is not None and not interaction.response.is_done():
            await send_text(interaction, content)
            _acknowledged(interaction)
        else:
            await _send(interaction, content, view, files, ephemeral=True)


async def answer_with_components(
    interaction: discord.Interaction,
    components: Components,
    view: Callable[[], discord.ui.LayoutView],
    *,
    in_place: bool,
) -> None:
    """Answer with a page that is ready to be sent; `view` makes the same one where that comes too late.

    With `in_place` it replaces the page that was tapped, which has to be a private one.
    """
    async with _lock(interaction):
        _answered(interaction)
        if interaction.response.is_done():
            await _send(interaction, None, view(), (), ephemeral=True)
        else:
            await send_components(interaction, components, in_place=in_place)
            _acknowledged(interaction)


async def show_room(
    interaction: discord.Interaction, *, view: discord.ui.LayoutView, files: Sequence[discord.File] = ()
) -> discord.Message | None:
    """Answer with a message that everybody in the channel sees, and return it."""
    async with _lock(interaction):
        _answered(interaction)
        if interaction.extras.get(_THINKING):
            # The first message after a private deferral is private too, so the person gets a word of their own.
            speech = speech_for(interaction)
            word = speech("This took a moment. What follows is for everybody in the channel.")
            await _send(interaction, word, None, (), ephemeral=True)
        return await _send(interaction, None, view, files, ephemeral=False)


async def _send(
    interaction: discord.Interaction,
    content: str | None,
    view: discord.ui.LayoutView | None,
    files: Sequence[discord.File],
    *,
    ephemeral: bool,
) -> discord.Message | None:
    """Send a first answer, or a later one; the caller holds the lock."""
    given = {"content": None if view else content, "view": view, "files": files}
    message: dict[str, Any] = {name: value for name, value in given.items() if value}
    if interaction.response.is_done():
        followup = await interaction.followup.send(ephemeral=ephemeral, wait=True, **message)
        interaction.extras.pop(_THINKING, None)
        return followup
    sent = await interaction.response.send_message(ephemeral=ephemeral, **message)
    _acknowledged(interaction)
    return sent.resource if isinstance(sent.resource, discord.InteractionMessage) else None


async def edit_in_place(interaction: discord.Interaction, view: discord.ui.LayoutView) -> None:
    """Edit a private message; a public one stays as it is, and the person gets a private answer."""
    if interaction.message is None or not interaction.message.flags.ephemeral:
        await answer(interaction, view=view)
        return
    async with _lock(interaction):
        _answered(interaction)
        if interaction.response.type is discord.InteractionResponseType.deferred_message_update:
            await interaction.edit_original_response(view=view)
        elif interaction.response.is_done():
            await _send(interaction, None, view, (), ephemeral=True)
        else:
            await interaction.response.edit_message(view=view)
            _acknowledged(interaction)


def is_on_public_message(interaction: discord.Interaction) -> bool:
    """Whether a tap was on a message that others see as well."""
    return interaction.message is not None and not interaction.message.flags.ephemeral


async def defer_update(interaction: discord.Interaction, *, public: bool = False) -> None:
    """Acknowledge a tap on a private message that `edit_in_place` will change later.

    With `public`, also one on a message that others see, which the caller changes by itself.
    """
    if interaction.message is None or not (public or interaction.message.flags.ephemeral):
        return
    async with _lock(interaction):
        _answered(interaction)
        if not interaction.response.is_done():
            await interaction.response.defer()
            _acknowledged(interaction)


async def take_away(interaction: discord.Interaction, view: discord.ui.LayoutView) -> None:
    """Delete the private message that was tapped; where that fails, `view` stands in its place."""
    await defer_update(interaction)
    try:
        await interaction.delete_original_response()
    except FAILURES as error:
        log.warning("could not delete a private message: %s", error)
        await edit_in_place(interaction, view)


async def show_form(interaction: discord.Interaction, form: discord.ui.Modal) -> None:
    """Answer with a form. Discord accepts a form only as the first answer. Raises NotNow if there already is one."""
    async with _lock(interaction):
        _answered(interaction)
        if interaction.response.is_done():
            raise NotNow(say("The bot was too slow to open the form. Try again."))
        form.stop()  # or discord.py would keep it; what comes back is read from the interaction alone
        await interaction.response.send_modal(form)
        _acknowledged(interaction)


async def defer(interaction: discord.Interaction) -> None:
    """Show the person that the answer takes a while."""
    async with _lock(interaction):
        _answered(interaction)
        if not interaction.response.is_done():
            await _defer_privately(interaction)


async def reply_with_error(interaction: discord.Interaction, error: Exception) -> None:
    """Tell the person why a request was refused or, for a bug, its reference."""
    speech = speech_for(interaction)
    if isinstance(error, discord.HTTPException) and error.code == UNKNOWN_INTERACTION:
        metrics.ERRORS.labels("late").inc()
        _too_late.note(_what(interaction))
        return
    if isinstance(error, discord.HTTPException) and error.code == ALREADY_ANSWERED:
        log.warning("%s was delivered twice; the first answer holds", _what(interaction))
        return
    page_of = None
    if isinstance(error, Refusal):
        log.info("refused %s: %s", _what(interaction), error)
        sentence, page_of = speech.text(error.text), _pages.get(type(error))
    elif isinstance(error, StorageFault):  # of which the storage has told the operator, once
        sentence = speech.text(error.text_for(voting=interaction.extras.get(_CASTS_VOTE, False)))
    else:
        reference = secrets.token_hex(4)
        metrics.ERRORS.labels("bug").inc()
        log.error("bug %s in %s", reference, _what(interaction), exc_info=error, extra={"reference": reference})
        sentence = speech(
            "Something went wrong. As far as the bot knows, nothing was changed. Try again. If it "
            "happens again, give a moderator this reference: `{reference}`.",
            reference=reference,
        )
    try:
        await answer(interaction, sentence, view=page_of(error, speech) if page_of else None)
    except discord.HTTPException as gone:
        metrics.ERRORS.labels("unanswered").inc()
        _not_answered.note(f"{_what(interaction)}: {gone}")


def _what(interaction: discord.Interaction) -> str:
    """Name what was asked for, without who asked and what they chose: a log tells when, and so would tell who."""
    if interaction.command is not None:
        return f"/{interaction.command.qualified_name}"
    is_unknown = "custom_id" in (interaction.data or {})
    return str(interaction.extras.get(_NAME, "an unknown control" if is_unknown else interaction.type.name))


def person_of(interaction: discord.Interaction) -> Person:
    """Return who is asking. Raises NotAllowed outside a server."""
    member = interaction.user
    if interaction.guild_id is None or not isinstance(member, discord.Member):
        raise NotAllowed(say("Use this in the debate's server. It does not work in direct messages."))
    return Person(
        guild_id=interaction.guild_id,
        user_id=member.id,
        name=name_of(member),
        roles=role_ids(member),
        is_administrator=interaction.permissions.administrator,
        joined_at=member.joined_at,
    )


def person_from(member: discord.Member) -> Person:
    """Return a member of a server as a person, where nobody has tapped anything."""
    roles = role_ids(member)
    is_administrator = member.guild_permissions.administrator
    return Person(member.guild.id, member.id, name_of(member), roles, is_administrator, member.joined_at)


def role_ids(member: discord.Member) -> frozenset[int]:
    """Return the ids of a member's roles, that of everybody too, also where the process does not know the server.

    `Member.roles` leaves out what the gateway has not told of, and a process may have no gateway.
    """
    return frozenset({member.guild.id, *member._roles})  # noqa: SLF001  a pinned version's; tests of roles fail without


def name_of(member: discord.Member) -> str:
    """Return how somebody is called, with their account's name where that is another."""
    return member.display_name if member.display_name == member.name else f"{member.display_name} ({member.name})"
