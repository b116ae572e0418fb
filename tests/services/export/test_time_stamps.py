"""Time stamps: an authority says when it saw the manifest, `verify` says so, and no export fails without one."""

import asyncio
import contextlib
import json
import logging
from dataclasses import replace

import aiohttp
import pytest
from authority import NOON, Authority, served
from click.testing import CliRunner
from forging import forged, unpack
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cli import main
from bot.domain.time_stamps import BadTimeStamp, read_time_stamp, require_authority
from bot.services.export import stamping
from bot.services.export.dataset import What
from bot.services.export.export import ExportFolder, export_debate

pytest.importorskip("rfc3161_client")

AUTHORITY, OTHER = Authority("Notary of the town\x1b[2J", NOON), Authority("Notary of the town\x1b[2J", NOON)

STAMP = AUTHORITY.stamp(b"content")


@pytest.fixture
def exported(context, debate, moderator, tmp_path):
    """Return what exports a debate as a ZIP, with time stamps from an address."""
    assert debate

    async def export(address):
        place, with_authority = ExportFolder(tmp_path), replace(context, timestamp_url=address)
        return await export_debate(with_authority, moderator(), What.ALL, "zip", place)

    return export


@pytest.fixture
def certificates(tmp_path):
    file = tmp_path / "authority.pem"
    file.write_bytes(AUTHORITY.pem)
    return file


def verified(file, *options):
    done = CliRunner().invoke(main, ["verify", str(file), *map(str, options)])
    return done.exit_code, done.output


async def test_an_export_is_time_stamped_and_whoever_has_the_certificate_can_check_that(exported, certificates):
    async with served(AUTHORITY.answer) as address:
        done = await exported(address)
    assert not done.unstamped
    (file,) = done.files
    assert "manifest.json.tsr" in unpack(file)
    code, said = await asyncio.to_thread(verified, file)
    assert (code, "that it was them" in said) == (0, True)
    code, said = await asyncio.to_thread(verified, file, "--authority", certificates)
    assert code == 0
    assert "says that Notary of the town\\x1b[2J saw the manifest at 2025-07-10T12:00:00Z, and the certificate" in said
    code, said = await asyncio.to_thread(verified, file, "--json", "--authority", certificates)
    assert json.loads(said)["time_stamp"]["checked"] is True


def refused(_):
    raise aiohttp.web.HTTPServiceUnavailable


WRONG = {
    "down": None,
    "refusing": refused,
    "nonsense": lambda _: b"<html>",
    "empty": lambda _: b"",
    "endless": lambda _: b"0" * 10**6,
    "of another file": lambda _: AUTHORITY.stamp(b"another"),
}


@pytest.mark.parametrize("answer", WRONG.values(), ids=WRONG)
async def test_without_an_answer_that_fits_the_export_is_written_and_says_so(exported, answer, caplog, monkeypatch):
    monkeypatch.setattr(stamping, "PATIENCE", aiohttp.ClientTimeout(total=1))
    async with served(answer or refused) as address:
        up = await exported(address) if answer else None
    done = up or await exported(address)
    assert done.unstamped
    assert [record.levelno for record in caplog.records if "no time stamp" in record.message] == [logging.WARNING]
    (file,) = done.files
    assert "manifest.json.tsr" not in unpack(file)
    code, _ = await asyncio.to_thread(verified, file)
    assert code == 0


def test_a_time_stamp_of_something_else_or_of_somebody_else_is_refused(members, repacked, certificates):
    stamp = AUTHORITY.stamp(members["manifest.json"])
    later = forged(members | {"report.html": b"rewritten later"})
    for files, said in (
        (later | {"manifest.json.tsr": stamp}, "manifest.json.tsr: it is of another file"),
        (members | {"manifest.json.tsr": stamp[:-9]}, "manifest.json.tsr: it is damaged"),
        (members | {"manifest.json.tsr": OTHER.stamp(members["manifest.json"])}, "another authority has signed it"),
        (members, "it has no time stamp"),
    ):
        code, found = verified(repacked(files), "--authority", certificates)
        assert (code, said in found) == (1, True), found
    assert verified(repacked(members | {"manifest.json.tsr": stamp}), "--authority", certificates)[0] == 0


def test_where_the_extra_is_missing_verify_says_what_it_takes(members, repacked, monkeypatch):
    monkeypatch.setattr("bot.verify.time_stamp.can_be_read", lambda: False)
    code, said = verified(repacked(members | {"manifest.json.tsr": b"anything"}))
    assert (code, "takes the extra `timestamp`" in said) == (0, True)


@settings(max_examples=60)
@given(at=st.integers(0, 2000), by=st.integers(1, 255), cut=st.integers(0, 2000))
def test_no_byte_of_a_time_stamp_makes_reading_it_fail_otherwise(at, by, cut):
    stamp = bytearray(STAMP)
    stamp[at % len(stamp)] ^= by
    for response in (bytes(stamp), bytes(stamp[: cut % len(stamp)])):
        with contextlib.suppress(BadTimeStamp):
            assert read_time_stamp(response, b"content").at
        with contextlib.suppress(BadTimeStamp):
            require_authority(response, b"content", [AUTHORITY.certificate])
