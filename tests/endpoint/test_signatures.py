"""However many signatures come together, each request learns of its own."""

import asyncio

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bot.endpoint.signatures import AT_ONCE, FEW, Signatures

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)


def signed(number):
    message = f"request {number}".encode()
    return KEY.sign(message), message


@pytest.mark.parametrize("many", [1, FEW, FEW + 1, 2 * AT_ONCE + 1])
async def test_right_and_wrong_ones_are_told_apart(many):
    signatures = Signatures(KEY.public_key())
    wrong = {0, many // 2, many - 1}
    asked = [(signed(n)[0], b"altered" if n in wrong else signed(n)[1]) for n in range(many)]
    held = await asyncio.gather(*(signatures.hold(*one) for one in asked))
    assert {number for number, holds in enumerate(held) if not holds} == wrong


async def test_a_request_that_is_given_up_keeps_no_other_waiting():
    signatures = Signatures(KEY.public_key())
    requests = [asyncio.create_task(signatures.hold(*signed(n))) for n in range(FEW + 1)]
    await asyncio.sleep(0)
    requests[0].cancel()
    assert await asyncio.gather(*requests[1:]) == [True] * FEW
    assert await signatures.hold(*signed(1))
