"""A time-stamping authority of RFC 3161 for tests, on this machine's own address."""

import hashlib
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from aiohttp import web
from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

POLICY = "1.2.3.4.1"


class Authority:
    """Answers requests with its name and the time that it is given."""

    def __init__(self, name, at):
        self.at = at
        self._key = ec.generate_private_key(ec.SECP256R1())
        called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        building = (
            x509.CertificateBuilder(called, called, self._key.public_key(), x509.random_serial_number())
            .not_valid_before(at - timedelta(days=365))
            .not_valid_after(at + timedelta(days=365))
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        )
        self.certificate = building.sign(self._key, hashes.SHA256())

    @property
    def pem(self):
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def answer(self, request):
        """Return the response to a request."""
        asked = tsp.TimeStampReq.load(request)
        info = tsp.TSTInfo(
            {
                "version": "v1",
                "policy": POLICY,
                "message_imprint": asked["message_imprint"],
                "serial_number": 1,
                "gen_time": self.at,
                **({"nonce": asked["nonce"]} if asked["nonce"].native is not None else {}),
            }
        ).dump()
        return tsp.TimeStampResp(
            {
                "status": {"status": "granted"},
                "time_stamp_token": {"content_type": "signed_data", "content": self._signed(info)},
            }
        ).dump()

    def stamp(self, content):
        """Return the time stamp of a file."""
        imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": hashlib.sha256(content).digest()}
        return self.answer(tsp.TimeStampReq({"version": "v1", "message_imprint": imprint}).dump())

    def _signed(self, info):
        der = self.certificate.public_bytes(serialization.Encoding.DER)
        own, sha256 = asn1_x509.Certificate.load(der), algos.DigestAlgorithm({"algorithm": "sha256"})
        essential = tsp.ESSCertIDv2({"hash_algorithm": sha256, "cert_hash": hashlib.sha256(der).digest()})
        attributes = cms.CMSAttributes(
            [
                {"type": "content_type", "values": ["tst_info"]},
                {"type": "message_digest", "values": [hashlib.sha256(info).digest()]},
                {"type": "signing_certificate_v2", "values": [{"certs": [essential]}]},
            ]
        )
        signer = {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                "issuer_and_serial_number", {"issuer": own.issuer, "serial_number": own.serial_number}
            ),
            "digest_algorithm": sha256,
            "signed_attrs": attributes,
            "signature_algorithm": {"algorithm": "sha256_ecdsa"},
            "signature": self._key.sign(attributes.dump(), ec.ECDSA(hashes.SHA256())),
        }
        return cms.SignedData(
            {
                "version": "v3",
                "digest_algorithms": [sha256],
                "encap_content_info": {
                    "content_type": "tst_info",
                    "content": core.ParsableOctetString(info),
                },
                "certificates": [own],
                "signer_infos": [signer],
            }
        )


@asynccontextmanager
async def served(answer):
    """Serve what answers a request's bytes on this machine; yields the address."""

    async def handle(request):
        return web.Response(body=answer(await request.read()), content_type="application/timestamp-reply")

    app = web.Application()
    app.router.add_post("/", handle)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()


NOON = datetime(2025, 7, 10, 12, 0, tzinfo=UTC)
