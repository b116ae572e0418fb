"""What opens statements for voting, writes them and votes on them."""

import pytest

from bot.domain.polls import Round
from bot.domain.statements import Stance
from bot.services.debates import debates
from bot.services.statements import sets, voting, writing


@pytest.fixture
def configure(context, administrator):
    """Return what changes the server's settings."""
    return lambda **given: debates.change_settings(context, administrator(), **given)


@pytest.fixture
def open_set(context, debate, moderator):  # noqa: ARG001  a set needs a debate
    """Return what opens a question's statements as a moderator."""

    async def open_it(question="a", round_=Round.MAIN, **given):
        opened, is_new = await sets.open_set(context, moderator(), question, round_, language="en", **given)
        assert is_new
        return opened

    return open_it


@pytest.fixture
def close_set(context, moderator):
    return lambda opened: sets.close_set(context, moderator(), opened.id)


@pytest.fixture
def write(context, debate, person):  # noqa: ARG001  a statement needs a debate
    """Return what writes a statement, though somebody may have said the same."""

    async def write_it(name, text, question="a", *, anyway=True):
        return await writing.write(context, person(name), question, text, anyway=anyway)

    return write_it


@pytest.fixture
def stand(context, person):
    """Return what votes on a statement: a name, the set, the statement's id, and a stance."""

    async def vote(name, opened, statement_id, stance=Stance.AGREE):
        return await voting.vote(context, person(name), opened.id, statement_id, stance)

    return vote


@pytest.fixture
def card(context, person):
    return lambda name, opened: voting.next_card(context, person(name), opened.id)
