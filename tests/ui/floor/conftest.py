"""An open floor."""

import pytest
from floors import OpenFloor


@pytest.fixture
async def floor(room, said):
    """Return an open floor on question D."""
    return await OpenFloor(room, said).open(question="d")


@pytest.fixture
def floor_in(room, said):
    """Return what opens a floor in another channel or with other options."""

    async def make(channel=None, **options):
        return await OpenFloor(room, said, channel).open(**options)

    return make
