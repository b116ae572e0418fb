"""One Chromium for all tests of a process that need one, each with tabs of its own."""

import pytest
import pytest_asyncio
from browser import chromium


def pytest_collection_modifyitems(items):
    """Let these tests run in one event loop, which the browser lives in."""
    for item in items:
        if (
            item.get_closest_marker("browser")
            and "browser" in item.fixturenames
            and item.path.parent.name == "rehearsal"
        ):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def one_browser():
    async with chromium() as found:
        yield found


@pytest_asyncio.fixture(loop_scope="session")
async def browser(one_browser):
    """Return the browser; the tabs that a test has opened are closed after it."""
    yield one_browser
    for context in one_browser.contexts:
        await context.close()
