"""A database goes with one key: with another, people could vote twice and nobody would find their own data."""

import pytest

from bot.domain.polls import Secrecy
from bot.domain.pseudonyms import Pseudonyms
from bot.key_file import make_key, read_key
from bot.services.common.pseudonym_key import FACT, WrongKey, pseudonyms_for, shared_pseudonyms
from bot.services.floor import asking, opening
from bot.services.responses import responses
from bot.storage.servers import delete_fact, read_fact


@pytest.fixture
def file(tmp_path):
    return tmp_path / "pseudonym.key"


@pytest.fixture
def used(database, file):
    """Return what starts on the database with the key in the file."""
    return lambda: pseudonyms_for(database, file, read_key, make_key)


@pytest.fixture(params=[*Secrecy, "response", "move on"])
async def something(request, context, debate, open_poll, vote, person, moderator):
    """Return what stores something that only the same key finds again."""

    async def store():
        if request.param == "response":
            await responses.respond(context, person("ann"), "a", "A text.")
        elif request.param == "move on":
            await opening.open_floor(context, moderator(), channel_id=1)
            await asking.move_on(context, person("ann"), None)
        else:
            await vote("ann", await open_poll("a", secrecy=request.param), "yes")

    assert debate
    return store


def same(one, other):
    return one.participant(1, 1, Secrecy.PSEUDONYMOUS) == other.participant(1, 1, Secrecy.PSEUDONYMOUS)


async def test_the_first_start_makes_a_key_and_later_ones_use_it(used, something):
    first = await used()
    await something()
    assert same(await used(), first)


async def test_another_key_is_refused_and_the_file_to_restore_is_named(used, file, something):
    first = await used()
    await something()
    own = file.rename(file.with_name("own.key"))
    make_key(file)
    with pytest.raises(WrongKey, match=str(file)):
        await used()
    own.replace(file)
    assert same(await used(), first)


@pytest.mark.both_databases
async def test_no_new_key_is_made_where_something_was_stored(used, file, something):
    await used()
    await something()
    file.unlink()
    with pytest.raises(WrongKey, match=str(file)):
        await used()
    assert not file.exists()


@pytest.mark.both_databases
async def test_a_database_of_before_takes_the_key_that_is_there_but_no_new_one(used, file, something, database):
    first = await used()
    await something()
    async with database.writing() as connection:
        await delete_fact(connection, FACT)
    own = file.rename(file.with_name("own.key"))
    with pytest.raises(WrongKey):
        await used()
    own.rename(file)
    assert same(await used(), first)
    async with database.reading() as connection:
        assert await read_fact(connection, FACT) == first.fingerprint


@pytest.mark.both_databases
async def test_a_key_lost_before_anything_was_stored_is_replaced(used, file):
    await used()
    file.unlink()
    second = await used()
    assert same(await used(), second)


def test_a_fingerprint_tells_keys_apart_and_is_no_pseudonym_or_code():
    one, other = Pseudonyms(b"one"), Pseudonyms(b"other")
    assert one.fingerprint == Pseudonyms(b"one").fingerprint != other.fingerprint
    made = {one.participant(debate, user, secrecy) for debate in range(3) for user in range(50) for secrecy in Secrecy}
    assert not any(one.fingerprint in each for each in made)


async def test_a_further_process_makes_no_key_and_takes_only_that_of_the_first(database, used, file):
    with pytest.raises(WrongKey):
        await shared_pseudonyms(database, file, read_key)
    assert not file.exists()
    first = await used()
    assert same(await shared_pseudonyms(database, file, read_key), first)
    file.unlink()
    make_key(file)
    with pytest.raises(WrongKey, match=str(file)):
        await shared_pseudonyms(database, file, read_key)
