"""Starting the bot measures the pages of a pack once, and again when the pack has changed."""

import shutil
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot import app
from bot.library.loader import BrokenPack
from bot.library.reading import Problem
from bot.settings import Settings
from bot.storage.engine import Database
from bot.storage.migrate import status

PACK = Path(__file__).parent / "packs" / "small"


async def test_a_pack_is_measured_again_only_when_it_has_changed_and_before_anything_is_upgraded(tmp_path, monkeypatch):
    measured, problems = [], []
    monkeypatch.setattr("bot.ui.pack_limits.check.page_problems", lambda pack: measured.append(pack) or problems)
    pack, url = shutil.copytree(PACK, tmp_path / "pack"), f"sqlite:///{tmp_path / 'debate.db'}"
    keys = {"pseudonym_key_file": tmp_path / "key", "signing_key_file": tmp_path / "signing.key"}
    settings = Settings(database_url=SecretStr(url), debate_pack=str(pack), **keys)

    async def start():
        async with app.opened(settings):
            pass
        return len(measured)

    problems.append(Problem("questions/a.yaml", "", "is too long"))
    with pytest.raises(BrokenPack):
        await start()
    async with app.closed_at_end(Database.at(url)) as database:
        assert (await status(database)).current is None
    problems.clear()
    assert [await start(), await start()] == [2, 2]
    file = pack / "debate.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "\n# edited\n", encoding="utf-8")
    assert [await start(), await start()] == [3, 3]
