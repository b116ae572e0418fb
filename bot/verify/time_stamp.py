"""Reads the time stamp of a manifest."""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography import x509

from bot.domain.time_stamps import BadTimeStamp, TimeStamp, can_be_read, read_time_stamp, require_authority
from bot.exports.zip_ import TIME_STAMP
from bot.verify.safe_zip import UNREADABLE
from bot.verify.zip_files import Altered

LARGEST = 1 << 16
"""Bytes."""


@dataclass(frozen=True)
class Stamp:
    """What a time stamp says, None where the extra that reads it is missing, and whether its authority is known."""

    says: TimeStamp | None
    is_vouched_for: bool


def stamp_of(archive: zipfile.ZipFile, manifest: bytes, authority: Sequence[x509.Certificate]) -> Stamp | None:
    """Return the time stamp of a manifest, if it has one. Raises Altered if that fits neither it nor the authority."""
    if TIME_STAMP not in archive.namelist():
        return None
    if not can_be_read():
        return Stamp(None, is_vouched_for=False)
    try:
        with archive.open(TIME_STAMP) as stream:
            response = stream.read(LARGEST)
        says = read_time_stamp(response, manifest)
        if authority:
            require_authority(response, manifest, authority)
    except UNREADABLE as error:
        raise Altered(TIME_STAMP) from error
    except BadTimeStamp as error:
        raise Altered(f"{TIME_STAMP}: {error}") from error
    return Stamp(says, is_vouched_for=bool(authority))
