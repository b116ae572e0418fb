"""Whatever has happened to a debate, its ZIP holds, and `verify` says what it cannot vouch for."""

import asyncio
import hashlib
import zipfile

import pytest
from forging import entries, forged, pack, rechain, rows, unpack
from sqlalchemy import text

from bot.domain.canonical import canonical_json
from bot.domain.export_schema import SHIFT
from bot.domain.polls import Release, Round, Secrecy
from bot.services.debates import debates
from bot.services.export.dataset import What
from bot.services.export.export import ExportFolder, export_debate
from bot.services.mydata import mydata
from bot.services.polls import lifecycle, voting
from bot.verify import NotVerified, verify

ROUNDS = (Round.BEFORE, Round.AFTER)


@pytest.fixture
def held(context, open_poll, vote, moderator):
    """Return what holds a poll: everybody named votes on all its items, and it is closed."""

    async def hold(question="a", round_=Round.MAIN, people=("ann", "bob", "cy"), **given):
        poll = await open_poll(question, round_, **given)
        for name in people:
            for item in poll.items:
                await vote(name, poll, item.options[0].id, item=item.key)
        await lifecycle.close_by_hand(context, moderator(), question, round_, {})
        return poll

    return hold


@pytest.fixture
def checked(context, moderator, tmp_path):
    """Return what exports the debate and checks the ZIP."""

    async def check(**given):
        place = ExportFolder(tmp_path / "package")
        (file,) = (await export_debate(context, moderator(), What.ALL, "zip", place, **given)).files
        return await asyncio.to_thread(verify, file)

    return check


@pytest.fixture
def as_of_an_earlier_version(context):
    """Return what takes away all that an earlier version did not keep: seals, codes and log."""

    async def forget():
        async with context.database.writing() as connection:
            for statement in (
                "UPDATE polls SET seal = NULL, log_head = NULL",
                "DELETE FROM codes",
                "DELETE FROM actions",
            ):
                await connection.execute(text(statement))

    return forget


async def test_a_debate_without_a_poll_holds(debate, checked):
    assert debate
    found = await checked()
    assert (found.polls, found.actions, found.notes) == (0, 1, ())


@pytest.mark.parametrize("secrecy", list(Secrecy))
async def test_deletions_before_and_after_an_export_leave_what_holds(context, held, checked, person, secrecy):
    for round_ in ROUNDS:
        await held("c", round_, secrecy=secrecy)
    for number, name in enumerate(("ann", "cy"), 1):
        await mydata.delete(context, person(name))
        blank = [f"{number} of 3 codes of poll {poll} are blank" for poll in (1, 2) if secrecy is Secrecy.SECRET]
        assert [note.split("; ")[0] for note in (await checked()).notes] == blank


async def test_two_people_of_the_same_name_in_a_named_poll_count_twice(context, open_poll, moderator, person, checked):
    """Whether their ballots come one after the other, and whichever items each of them answered."""
    poll = await open_poll("c", secrecy=Secrecy.NAMED)
    twins = [person("Kim"), *(replace_id(person("Kim"), number) for number in (1, 2))]
    for number, kim in enumerate(twins):
        for item in poll.items[number % 2 :]:
            await voting.cast(context, kim, poll.id, item.key, [item.options[0].id])
    await lifecycle.close_by_hand(context, moderator(), "c", None, {})
    assert (await checked()).ballots == 8


def replace_id(someone, more):
    """Return another person of that name."""
    return type(someone)(someone.guild_id, someone.user_id + more, someone.name, someone.roles)


async def test_cancelled_polls_and_open_ones_are_not_missed(context, held, open_poll, moderator, checked):
    await held()
    await lifecycle.cancel(context, moderator(), "a", None)
    await held()
    await open_poll("b")
    found = await checked()
    assert (found.polls, found.notes) == (1, ())


async def test_one_question_holds_and_is_said_to_be_one(held, checked):
    for question in "ab":
        await held(question)
    found = await checked(question="b")
    assert (found.polls, found.notes) == (1, ("the file has question b only",))


async def test_polls_that_the_end_of_the_debate_closes_hold(context, open_poll, vote, moderator, checked):
    """The log has that it ended them, and what they came to."""
    for question in "ab":
        await vote(
            "ann", await open_poll(question, release=Release.MANUAL), *(["yes"] if question == "a" else ["physics"])
        )
    await debates.finish(context, moderator(), {})
    assert (await checked()).notes == ()
    await lifecycle.publish(context, moderator(), "a", None)
    assert (await checked()).notes == ()


@pytest.mark.parametrize("secrecy", list(Secrecy))
async def test_polls_that_an_earlier_version_closed_hold_with_a_word_about_each(
    held, as_of_an_earlier_version, checked, secrecy
):
    for round_ in ROUNDS:
        await held("c", round_, secrecy=secrecy)
    await as_of_an_earlier_version()
    assert (await checked()).notes == (
        "poll 1 has no seal: an earlier version of the bot closed it",
        "poll 2 has no seal: an earlier version of the bot closed it",
        "there is no log of actions: an earlier version of the bot held this debate",
        *(["the shift between polls 1 and 2 is not in the log"] if secrecy is not Secrecy.SECRET else []),
    )


async def test_a_debate_that_an_earlier_version_began_holds_with_a_word_about_it(
    context, held, open_poll, vote, moderator, as_of_an_earlier_version, checked, clock
):
    """It closed one poll and opened another, which this version closes; a third is of this version alone."""
    await held("a")
    half = await open_poll("b")
    await as_of_an_earlier_version()
    clock.advance(60)
    await vote("ann", half, "physics")
    await lifecycle.close_by_hand(context, moderator(), "b", None, {})
    await held("c")
    found = await checked()
    assert (found.polls, found.notes) == (
        3,
        (
            "poll 1 has no seal: an earlier version of the bot closed it",
            "the log begins later than the debate: an earlier version of the bot started it",
        ),
    )


async def test_one_question_from_which_a_poll_is_taken_is_refused(context, held, moderator, tmp_path, repacked):
    """A ZIP of one question is held to all polls on it."""
    await held("b")
    (file,) = (await export_debate(context, moderator(), What.ALL, "zip", ExportFolder(tmp_path), question="b")).files
    for round_ in ROUNDS:
        await held("b", round_)
    (fuller,) = (
        await export_debate(context, moderator(), What.ALL, "zip", ExportFolder(tmp_path / "2"), question="b")
    ).files
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(fuller) as new:
        files = {name: (new if name == "actions.jsonl" else old).read(name) for name in old.namelist()}
    with pytest.raises(NotVerified, match=r"seals\.json: poll 2 is missing"):
        await asyncio.to_thread(verify, repacked(forged(files)))


def test_charts_are_not_looked_into(members, repacked):
    charts = {name: b"a picture" for name in members if name.endswith(".png")}
    assert charts
    assert verify(repacked(forged(members | charts))).polls == 5


async def test_a_shift_of_approvals_that_an_earlier_version_logged_holds_with_a_word_about_it(
    context, held, moderator, tmp_path
):
    """Its hash covers what is told no more."""
    for round_ in ROUNDS:
        await held("c", round_)
    (file,) = (await export_debate(context, moderator(), What.ALL, "zip", ExportFolder(tmp_path))).files

    def verified(entry_of):
        with zipfile.ZipFile(file) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        rechain(files, [entry_of(entry) if entry["action"] == "shift kept" else entry for entry in entries(files)])
        return verify(pack(forged(files), tmp_path / "again"))

    earlier = await asyncio.to_thread(verified, lambda entry: _without(entry, "rows") | {"shift": "0" * 64})
    (note,) = earlier.notes
    assert "the shift between polls 1 and 2" in note
    with pytest.raises(NotVerified, match=r"shift\.json or actions\.jsonl: .* polls 1 and 2"):
        await asyncio.to_thread(verified, lambda entry: entry | {"rows": "0" * 64})


async def test_a_shift_without_approvals_that_an_earlier_version_logged_is_held_against_it(
    context, held, moderator, tmp_path
):
    """That version hashed the rows with one column more, which was empty in them."""
    for round_ in ROUNDS:
        await held("a", round_)
    (file,) = (await export_debate(context, moderator(), What.ALL, "zip", ExportFolder(tmp_path))).files
    files = unpack(file)
    at = list(SHIFT).index("before")
    kept = [list(row.values()) for row in rows(files, "shift")]
    lines = "".join(f"{canonical_json([*row[:at], None, *row[at:]])}\n" for row in kept)
    digests = (hashlib.sha256(lines.encode()).hexdigest(), "0" * 64)

    def logged(digest):
        earlier = [_without(entry, "rows") | {"shift": digest} for entry in entries(files)[-1:]]
        rechain(files, [*entries(files)[:-1], *earlier])
        return pack(forged(files), tmp_path / digest)

    assert (await asyncio.to_thread(verify, logged(digests[0]))).notes == ()
    with pytest.raises(NotVerified, match=r"shift\.json or actions\.jsonl: .* polls 1 and 2"):
        await asyncio.to_thread(verify, logged(digests[1]))


def _without(entry, name):
    return {key: value for key, value in entry.items() if key != name}


async def test_charts_that_cannot_be_drawn_are_not_missed(held, checked, monkeypatch):
    monkeypatch.setattr("bot.exports.charts.draw", lambda *_: None)
    await held()
    assert (await checked()).polls == 1


async def test_an_electorate_that_has_shrunk_below_the_voters_holds(context, open_poll, vote, moderator, tmp_path):
    poll = await open_poll("a")
    for name in ("ann", "bob", "cy"):
        await vote(name, poll, "yes")
    await lifecycle.close_by_hand(context, moderator(), "a", None, {None: 2})
    (file,) = (await export_debate(context, moderator(), What.ALL, "zip", ExportFolder(tmp_path / "package"))).files
    assert {row["electorate"] for row in rows(unpack(file), "tallies")} == {3}
    assert (await asyncio.to_thread(verify, file)).polls == 1
