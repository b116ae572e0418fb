"""A closing that was taken back is no forgery, and no forgery passes as one."""

import asyncio

import pytest
from forging import entries, forged, pack, rechain, unpack

from bot.domain.polls import Release, Round
from bot.services.export.dataset import What
from bot.services.export.export import ExportFolder, export_debate
from bot.services.polls import lifecycle, reopening
from bot.services.polls.reopening import ShownClosing, closing_stamp
from bot.verify import NotVerified, verify


@pytest.fixture
def reopened(context, open_poll, vote, moderator, clock):
    """Return what holds a poll that is closed by mistake, opened again, and closed for good."""

    async def hold(round_=Round.MAIN, *, for_good=True):
        poll = await open_poll("a", round_, release=Release.MANUAL)
        for name in ("ann", "bob"):
            await vote(name, poll, "yes")
        closed, _ = await lifecycle.close_by_hand(context, moderator(), "a", round_, {})
        clock.advance(60)
        await reopening.reopen(context, moderator(), ShownClosing(poll.id, closing_stamp(closed.poll)))
        await vote("cy", poll, "no")
        if for_good:
            await lifecycle.close_by_hand(context, moderator(), "a", round_, {})
        return poll

    return hold


@pytest.fixture
def exported(context, moderator, tmp_path):
    """Return what exports the debate as a ZIP."""

    async def export():
        place = ExportFolder(tmp_path / "package")
        return (await export_debate(context, moderator(), What.ALL, "zip", place)).files[0]

    return export


async def test_a_poll_that_was_opened_again_holds(context, reopened, exported, moderator):
    await reopened()
    await lifecycle.publish(context, moderator(), "a", None)
    found = await asyncio.to_thread(verify, await exported())
    assert (found.polls, found.notes) == (1, ())


async def test_a_shift_with_it_holds(reopened, exported):
    for round_ in (Round.BEFORE, Round.AFTER):
        await reopened(round_)
    assert (await asyncio.to_thread(verify, await exported())).polls == 2


async def test_a_poll_that_is_open_again_is_not_missed(context, reopened, exported, open_poll, vote, moderator):
    await vote("ann", await open_poll("b"), "physics")
    await reopened(for_good=False)
    await lifecycle.close_by_hand(context, moderator(), "b", None, {})
    found = await asyncio.to_thread(verify, await exported())
    assert (found.polls, found.notes) == (1, ())


def at(name, log, which=0):
    return [place for place, entry in enumerate(log) if entry["action"] == name][which]


def much_later(log):
    """As if a moderator had looked at the count for an hour."""
    place = at("poll reopened", log)
    for entry in log[place:]:
        entry["at"] = entry["at"].replace("T18:", "T19:")


def after_its_publication(log):
    place = at("poll reopened", log)
    log.insert(place, log[place] | {"action": "result published"})


def of_a_public_result(log):
    log[at("poll opened", log)]["results"] = "closed"


def of_a_secret_poll(log):
    log[at("poll opened", log)]["secrecy"] = "secret"


def after_its_deadline(log):
    log[at("poll closed", log)]["action"] = "poll closed at its deadline"


def twice(log):
    place = at("poll reopened", log)
    log.insert(place, dict(log[place]))


def before_it_closed(log):
    place = at("poll closed", log)
    log.insert(place, dict(log[at("poll reopened", log)]) | {"at": log[place]["at"]})


FORGERIES = [
    much_later,
    after_its_publication,
    of_a_public_result,
    of_a_secret_poll,
    after_its_deadline,
    twice,
    before_it_closed,
]


@pytest.mark.parametrize("forge", FORGERIES)
async def test_an_opening_again_that_the_bot_would_have_refused_is_refused(reopened, exported, tmp_path, forge):
    await reopened()
    files = unpack(await exported())
    log = entries(files)
    forge(log)
    rechain(files, log)
    (tmp_path / "forged").mkdir()
    with pytest.raises(NotVerified, match=r"actions\.jsonl, entry \d+: poll 1 could not be opened again"):
        await asyncio.to_thread(verify, pack(forged(files), tmp_path / "forged"))


async def test_an_opening_again_that_is_left_out_of_the_log_shows(reopened, exported, tmp_path):
    await reopened()
    files = unpack(await exported())
    rechain(files, [entry for entry in entries(files) if entry["action"] != "poll reopened"])
    (tmp_path / "forged").mkdir()
    with pytest.raises(NotVerified, match="sealed a second time"):
        await asyncio.to_thread(verify, pack(forged(files), tmp_path / "forged"))
