"""Time stamps as RFC 3161 has them: an authority signs the hash of a file, and when it was shown that hash.

`openssl ts -verify -data FILE -in FILE.tsr -CAfile CERTIFICATES` checks one too. It takes the extra `timestamp`.
"""

import hashlib
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.utils import CryptographyDeprecationWarning

if TYPE_CHECKING:
    from cryptography import x509
    from rfc3161_client import TimeStampRequest, TimeStampResponse

SHA256 = "2.16.840.1.101.3.4.2.1"
GRANTED = 0


class BadTimeStamp(Exception):
    """It is none, of another file, or not of the authority that is expected."""


@dataclass(frozen=True)
class TimeStamp:
    """When an authority saw a file, and how it calls itself. Both are its word only once its certificate is known."""

    at: datetime
    authority: str


def can_be_read() -> bool:
    """Whether the extra is installed."""
    return find_spec("rfc3161_client") is not None


def request_for(content: bytes) -> "TimeStampRequest":
    """Return what asks an authority for a time stamp of a file."""
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder  # noqa: PLC0415  an extra

    return TimestampRequestBuilder().data(content).hash_algorithm(HashAlgorithm.SHA256).build()


def read_time_stamp(response: bytes, content: bytes, nonce: int | None = None) -> TimeStamp:
    """Return what an authority's response says, if it is of this file and answers this request. Raises BadTimeStamp."""
    found = _decoded(response)
    try:
        with warnings.catch_warnings(action="ignore", category=CryptographyDeprecationWarning):
            name = _name_of_signer(found)
        info, imprint = found.tst_info, found.tst_info.message_imprint
        if imprint.hash_algorithm.dotted_string != SHA256 or imprint.message != hashlib.sha256(content).digest():
            raise BadTimeStamp("it is of another file")
        if nonce is not None and info.nonce != nonce:
            raise BadTimeStamp("it answers another request")
        return TimeStamp(info.gen_time.astimezone(UTC), name)
    except _damaged() as error:
        raise BadTimeStamp("it is damaged") from error


def require_authority(response: bytes, content: bytes, certificates: "Sequence[x509.Certificate]") -> None:
    """Check that one of these certificates stands behind a time stamp. Raises BadTimeStamp."""
    from rfc3161_client import VerificationError, VerifierBuilder  # noqa: PLC0415  an extra

    wrong: tuple[type[Exception], ...] = (VerificationError, *_damaged())
    try:
        with warnings.catch_warnings(action="ignore", category=CryptographyDeprecationWarning):
            VerifierBuilder(roots=list(certificates)).build().verify_message(_decoded(response), content)
    except wrong as error:
        raise BadTimeStamp("another authority has signed it") from error


def _damaged() -> tuple[type[Exception], ...]:
    """Return what the libraries raise where bytes are not what they should be."""
    from cryptography import x509  # noqa: PLC0415  a tenth of the time that the bot takes to start

    return ValueError, KeyError, x509.InvalidVersion, UnsupportedAlgorithm


def _decoded(response: bytes) -> "TimeStampResponse":
    from rfc3161_client import decode_timestamp_response  # noqa: PLC0415  an extra

    try:
        found = decode_timestamp_response(response)
        if found.status != GRANTED:
            raise BadTimeStamp(f"the authority refused: {'; '.join(found.status_string) or found.status}")
    except _damaged() as error:
        raise BadTimeStamp("it is damaged, or none") from error
    return found


def _name_of_signer(found: "TimeStampResponse") -> str:
    """Return the name in the certificate that signed, or that of its issuer where the response has no certificate."""
    from cryptography import x509  # noqa: PLC0415  as above

    (signer,) = found.signed_data.signer_infos
    for raw in found.signed_data.certificates:
        certificate = x509.load_der_x509_certificate(raw)
        if (certificate.issuer, certificate.serial_number) == (signer.issuer, signer.serial_number):
            return _common_name(certificate.subject)
    return _common_name(signer.issuer)


def _common_name(name: "x509.Name") -> str:
    from cryptography.x509 import NameOID  # noqa: PLC0415  as above

    called = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(called[0].value) if called else name.rfc4514_string()
