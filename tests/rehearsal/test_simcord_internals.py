"""Whoever upgrades simcord learns in one sentence what has moved."""

import importlib.metadata
import subprocess
import sys

import pytest

from bot.rehearsal import fast_pages, languages, served_pages, simcord_internals


def test_nothing_has_moved():
    """The installed simcord is the one that the seams were cut for."""
    simcord_internals.check()


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (simcord_internals.Env, "_settle_internal"),
        (simcord_internals.Env, "_capture_errors"),
        (simcord_internals.Preview, "_action"),
        (simcord_internals.Preview, "_publish"),
        (simcord_internals.Preview, "_refresh_action_receipts"),
        (served_pages.PreviewServer, "_static"),
        (fast_pages.MediaWorker, "validate"),
        (languages.Backend, "visible_commands"),
    ],
)
def test_a_function_that_is_gone_is_named(monkeypatch, owner, name):
    monkeypatch.setattr(owner, name, None)
    with pytest.raises(RuntimeError, match=rf"^rehearsal needs simcord 3\.2\.1 exactly: .*{name}"):
        simcord_internals.check()


def test_a_function_with_other_parameters_is_named(monkeypatch):
    monkeypatch.setattr(simcord_internals.Preview, "_get_page", lambda _self: None)
    with pytest.raises(RuntimeError, match="_get_page has moved"):
        simcord_internals.check()


def test_another_version_is_named(monkeypatch):
    monkeypatch.setattr(importlib.metadata, "version", lambda _: "3.3.0")
    with pytest.raises(RuntimeError, match=r"exactly: 3\.3\.0 is installed"):
        simcord_internals.check()


def test_a_page_in_other_words_is_named(monkeypatch):
    monkeypatch.setattr(served_pages, "_static", lambda _: "")
    with pytest.raises(RuntimeError, match=r"app\.js has other words"):
        simcord_internals.check()


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        ("simcord", "ModuleNotFoundError: import of simcord halted"),
        ("simcord.preview._pages", "RuntimeError: rehearsal needs simcord 3.2.1 exactly: import of simcord.preview"),
    ],
)
def test_a_missing_extra_is_told_from_a_module_that_has_moved(gone, said):
    """The first is for whoever offers the rehearsal to explain, the second for whoever upgraded simcord."""
    code = f"import sys; sys.modules['{gone}'] = None; import bot.rehearsal.stage"
    command = [sys.executable, "-W", "ignore", "-c", code]
    run = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # our own words
    assert run.stderr.splitlines()[-1].startswith(said)
