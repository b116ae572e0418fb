"""The key that signs: made once, and not replaced unnoticed."""

from functools import partial

from bot.key_file import SIGNING_KEY, make_key, read_key
from bot.services.common.signing_key import signing_key_for


def getting(database, file):
    return signing_key_for(database, file, partial(read_key, kind=SIGNING_KEY), partial(make_key, kind=SIGNING_KEY))


async def test_the_key_is_made_once_and_found_again(database, tmp_path, caplog):
    file = tmp_path / "signing.key"
    assert (await getting(database, file)).public == (await getting(database, file)).public
    assert caplog.records == []


async def test_another_key_is_used_with_a_warning_that_names_both(database, tmp_path, caplog):
    """The key may have been lost, or changed on purpose; exports so far can be checked with the old one alone."""
    first = await getting(database, tmp_path / "first.key")
    second = await getting(database, tmp_path / "second.key")
    (warning,) = caplog.messages
    assert first.public.text in warning
    assert second.public.text in warning
    assert (await getting(database, tmp_path / "second.key")).public == second.public
