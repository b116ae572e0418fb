"""Whoever publishes an export can write its log anew, so seals cover it: only what follows the last seal is open."""

import asyncio
import hashlib
import json
from dataclasses import replace

import pytest
from click.testing import CliRunner
from forging import entries, forged, leave_only, rechain, unpack
from slow_codes import SlowCodes
from sqlalchemy import text

from bot.cli import main
from bot.domain import hash_chain
from bot.domain.canonical import CANONICAL, canonical_lines, seal
from bot.domain.polls import Release
from bot.services.export.dataset import What
from bot.services.export.export import ExportFolder, export_debate
from bot.services.polls import lifecycle, voting
from bot.services.polls.recount import recount
from bot.storage.actions import actions_of
from bot.storage.codes import summary_of
from bot.storage.polls import poll_by_id
from bot.verify import NotVerified, verify


def dropped(log, place):
    return log[:place] + log[place + 1 :]


def altered(log, place):
    return [*log[:place], log[place] | {"minutes": 7}, *log[place + 1 :]]


def dated_anew(log, place):
    """Two seconds off, which no other check would notice."""
    at = log[place]["at"].replace(":00Z", ":02Z")
    assert at != log[place]["at"]
    return [*log[:place], log[place] | {"at": at}, *log[place + 1 :]]


def put_later(log, place):
    return [*log[:place], *log[place + 1 : place + 3], log[place], *log[place + 3 :]]


def inserted(log, place):
    return [*log[:place], log[0] | {"action": "settings changed", "secrecy": "named"}, *log[place:]]


@pytest.mark.parametrize("forge", [dropped, altered, dated_anew, put_later, inserted])
def test_a_log_that_is_forged_before_the_last_seal_is_refused_though_its_chain_fits(forge, members, repacked):
    """Seals, canonical files and everything else stay as they are, so a look at Discord would find nothing."""
    log = entries(members)
    covered = max(entry["number"] for entry in log if entry["action"] == "result sealed") - 1
    assert covered == verify(repacked(members)).sealed_entries
    for place in range(covered):
        files = dict(members)
        rechain(files, forge(log, place))
        if files["actions.jsonl"] != members["actions.jsonl"]:
            with pytest.raises(NotVerified, match=r"actions\.jsonl"):
                verify(repacked(forged(files)))


def test_what_follows_the_last_seal_is_said_to_be_open(members, repacked):
    """It can be forged, and the operator reads that it can."""
    log = entries(members)
    covered = verify(repacked(members)).sealed_entries
    files = dict(members)
    rechain(files, [entry for entry in log if entry["number"] <= covered + 1])
    assert len(entries(files)) < len(log)
    assert verify(repacked(forged(files))).sealed_entries == covered
    said = CliRunner().invoke(main, ["verify", str(repacked(members))]).stdout
    assert f"up to entry {covered}; the {len(log) - covered} after" in said


@pytest.mark.parametrize("poll", [1, 2, 3, 4])
def test_a_sealed_poll_that_is_removed_with_its_entries_shows_in_the_next_head(poll, members, repacked):
    files = dict(members)
    for table in ("tallies", "ballots", "seals", "codes"):
        leave_only(files, table, lambda row: row["poll"] != poll)
    del files[CANONICAL.format(poll=poll)]
    rechain(files, [entry for entry in entries(files) if poll not in {entry.get("poll"), entry.get("poll_before")}])
    with pytest.raises(NotVerified, match=r"actions\.jsonl: the seal of poll \d+ does not cover"):
        verify(repacked(forged(files)))


def test_a_head_is_not_taken_off_without_another_seal(members, repacked):
    """A seal of format 1 is another one, so whoever compares seals with Discord sees it."""
    name = CANONICAL.format(poll=1)
    head, *rest = members[name].splitlines(keepends=True)[:-1]
    files = members | {name: b"".join([head.replace(b'"canonical":2', b'"canonical":1'), *rest])}
    with pytest.raises(NotVerified, match=r"seals\.json or canonical-1\.jsonl"):
        verify(repacked(forged(files)))


async def log_of(context, debate):
    async with context.database.reading() as connection:
        return [json.loads(each.line()) async for each in actions_of(connection, debate.id)]


async def checked(context, moderator, folder):
    (file,) = (await export_debate(context, moderator, What.ALL, "zip", ExportFolder(folder))).files
    return await asyncio.to_thread(verify, file), unpack(file)


async def test_a_seal_covers_the_log_up_to_the_entry_that_has_it(context, debate, open_poll, vote, moderator, tmp_path):
    heads = []
    for question in "ab":
        poll = await open_poll(question)
        await vote("ann", poll, poll.items[0].options[0].id)
        tally, _ = await lifecycle.close_by_hand(context, moderator(), question, None, {})
        *before, closed, sealed = await log_of(context, debate)
        assert (closed["action"], sealed["action"]) == ("poll closed", "result sealed")
        assert (tally.poll.log_head, tally.poll.seal) == (closed["hash"], sealed["seal"])
        heads.append(tally.poll.log_head)
        assert before
    found, files = await checked(context, moderator(), tmp_path)
    assert found.sealed_entries == 6
    for number, head in enumerate(heads, 1):
        content = files[CANONICAL.format(poll=number)]
        assert json.loads(content.splitlines()[-1]) == {"log_head": head}
        assert hashlib.sha256(content).hexdigest() == dict(found.seals)["ab"[number - 1] + " main"]


async def test_polls_that_are_sealed_at_once_cover_each_others_entries(context, open_poll, vote, moderator, tmp_path):
    """Each is stored with the head that it finds when its turn comes."""
    for question in "abc":
        poll = await open_poll(question)
        await vote("ann", poll, poll.items[0].options[0].id)
    await asyncio.gather(*(lifecycle.close_by_hand(context, moderator(), question, None, {}) for question in "abc"))
    found, _ = await checked(context, moderator(), tmp_path)
    assert found.polls == 3
    assert found.sealed_entries == found.actions - 1


async def test_what_is_done_while_a_poll_is_counted_is_covered_by_its_seal(
    context, debate, open_poll, vote, moderator, tmp_path
):
    poll, _ = await open_poll("a"), await open_poll("b")
    await vote("ann", poll, "yes")
    slow = replace(context, pseudonyms=SlowCodes(b"a fixed key"))
    counting = asyncio.create_task(lifecycle.close_by_hand(slow, moderator(), "a", None, {}))
    await asyncio.to_thread(slow.pseudonyms.begun.wait, 20)
    try:
        await lifecycle.extend(context, moderator(), "b", None, 5)
    finally:
        slow.pseudonyms.may_end.set()
    tally, _ = await counting
    *_, extended, sealed = await log_of(context, debate)
    assert (extended["action"], sealed["action"]) == ("poll extended", "result sealed")
    assert tally.poll.log_head == extended["hash"]
    assert (await checked(context, moderator(), tmp_path))[0].sealed_entries == extended["number"]


async def as_of_format_1(context, debate, poll):
    """Give a closed poll the seal that version 0.1 would have given it, in the log as well."""
    stored = await log_of(context, debate)
    async with context.database.writing(poll.guild_id) as connection:
        found = replace(await poll_by_id(connection, poll.id), log_head=None)
        tally, codes = await recount(connection, found), await summary_of(connection, poll.id)
        sealed = seal(canonical_lines(debate.title, tally, codes))
        await connection.execute(
            text("UPDATE polls SET seal = :seal, log_head = NULL WHERE id = :poll"), {"seal": sealed, "poll": poll.id}
        )
        previous = hash_chain.GENESIS
        for entry in stored:
            del entry["hash"]
            linked = hash_chain.append(previous, entry | ({"seal": sealed} if "seal" in entry else {}))
            await connection.execute(
                text("UPDATE actions SET entry = :entry, hash = :hash WHERE number = :number"),
                {"entry": linked.content, "hash": linked.hash, "number": entry["number"]},
            )
            previous = linked.hash
    return sealed


async def test_a_poll_sealed_before_keeps_its_seal_and_the_next_one_covers_it(
    context, debate, open_poll, vote, moderator, person, tmp_path
):
    poll = await open_poll("a", release=Release.MANUAL)
    await vote("ann", poll, "yes")
    await lifecycle.close_by_hand(context, moderator(), "a", None, {})
    sealed = await as_of_format_1(context, debate, poll)
    assert (await lifecycle.publish(context, moderator(), "a", None)).poll.seal == sealed
    found, _ = await checked(context, moderator(), tmp_path / "first")
    assert (dict(found.seals), found.sealed_entries) == ({"a main": sealed}, 0)
    await open_poll("b")
    assert (await voting.own_ballot(context, person("ann"), poll.id)).poll.seal == sealed
    await lifecycle.close_by_hand(context, moderator(), "b", None, {})
    found, _ = await checked(context, moderator(), tmp_path / "second")
    assert dict(found.seals)["a main"] == sealed
    assert found.sealed_entries == found.actions - 1


def test_a_zip_of_a_newer_format_is_left_to_a_newer_version(members, repacked):
    manifest = json.loads(members["manifest.json"])
    assert manifest["format"] == 2
    newer = members | {"manifest.json": json.dumps(manifest | {"format": 3}).encode()}
    with pytest.raises(NotVerified, match="newer version"):
        verify(repacked(forged(newer)))
