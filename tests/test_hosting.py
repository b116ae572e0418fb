"""The service and the container: what they name is there, and what they run works."""

import asyncio
import fnmatch
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click import Context, Group

from bot import monitoring, shutdown
from bot.cli import main
from bot.settings import Settings

ROOT = Path(__file__).parents[1]
UNIT = ROOT / "bot" / "hosting" / "debate-bot.service"
SETTINGS = {name.upper() for name in Settings.model_fields}


@pytest.fixture(scope="module")
def unit():
    """Return the unit as a list of values by key."""
    found = {}
    for line in UNIT.read_text().splitlines():
        if "=" in line and not line.startswith("#"):
            key, value = line.split("=", 1)
            found.setdefault(key, []).append(value)
    return found


@pytest.fixture(scope="module")
def dockerfile():
    """Return the instructions of the Dockerfile with their arguments, in order."""
    text = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text())
    return [tuple(line.split(" ", 1)) for line in text.splitlines() if line and not line.startswith("#")]


def all_of(dockerfile, instruction):
    return [arguments for name, arguments in dockerfile if name == instruction]


def is_command(*words):
    command = main
    for word in words:
        command = command.get_command(Context(command), word) if isinstance(command, Group) else None
    return command is not None


def test_the_service_runs_a_command_with_settings_that_exist(unit):
    (start,) = unit["ExecStart"]
    program, *words = start.split()
    assert Path(program).name == "debate-bot"
    assert is_command(*words)
    named = dict(setting.split("=", 1) for setting in unit["Environment"])
    assert set(named) <= SETTINGS
    credentials = {credential.split(":")[0] for credential in unit["LoadCredential"]}
    assert named["DISCORD_TOKEN_FILE"] in {f"%d/{credential}" for credential in credentials}


def test_the_service_gives_the_bot_the_signal_and_the_time_that_its_end_needs(unit):
    assert getattr(signal, unit["KillSignal"][0]) is signal.SIGTERM
    assert int(unit["TimeoutStopSec"][0]) > shutdown.STOP_TIMEOUT


def test_systemd_finds_nothing_wrong_with_the_service(tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("there is no systemd here")
    copy = tmp_path / UNIT.name
    copy.write_text(UNIT.read_text().replace("/opt/debate-bot/bin/debate-bot", sys.executable))
    done = subprocess.run(["systemd-analyze", "verify", copy], capture_output=True, text=True, check=False)  # noqa: S603, S607
    assert (done.returncode, done.stderr) == (0, "")


def test_the_container_runs_a_command_with_settings_that_exist(dockerfile):
    program, *words = [word for name in ("ENTRYPOINT", "CMD") for word in json.loads(all_of(dockerfile, name)[-1])]
    assert program == "debate-bot"
    assert is_command(*words)
    named = dict(setting.split("=", 1) for setting in all_of(dockerfile, "ENV"))
    assert set(named) - {"PATH"} <= SETTINGS
    settings = Settings(**{name.lower(): value for name, value in named.items() if name != "PATH"})
    (volume,) = all_of(dockerfile, "VOLUME")
    assert settings.database_url.get_secret_value().startswith(f"sqlite:///{volume}/")
    assert settings.pseudonym_key_file.parent == Path(volume)
    assert settings.signing_key_file.parent == Path(volume)
    assert settings.metrics_host == "127.0.0.1"


def test_the_container_is_no_place_for_root_and_ends_by_the_signal_that_the_bot_knows(dockerfile):
    assert all_of(dockerfile, "USER") == ["bot"]
    assert all_of(dockerfile, "STOPSIGNAL") == ["SIGTERM"]
    names = [name for name, _ in dockerfile]
    assert names.index("USER") > max(place for place, name in enumerate(names) if name == "RUN")


def test_the_image_is_made_of_what_the_wheel_needs_and_of_no_secrets(dockerfile):
    assert "--require-hashes --requirement requirements/container.txt" in " ".join(all_of(dockerfile, "RUN"))
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if not line.startswith("#")]
    taken = {line.removeprefix("!") for line in lines if line.startswith("!")}
    assert lines[0] == "*"
    assert all((ROOT / name).exists() for name in taken)
    assert {"bot", "content", "migrations", "README.md", "LICENSE", "pyproject.toml", "requirements"} <= taken
    for secret in (".env", "data", ".git"):
        assert not any(fnmatch.fnmatch(secret, name) for name in taken)


@pytest.mark.parametrize(("wrong", "code"), [(None, 0), ("There is no connection to Discord.", 1)])
async def test_the_health_check_of_the_container_tells_the_well_from_the_unwell(dockerfile, wrong, code):
    """The very command of the Dockerfile is run against the very page."""
    (check,) = all_of(dockerfile, "HEALTHCHECK")
    python, *arguments = json.loads(check.partition("CMD ")[2])
    assert python == "python"

    async def health_problem():
        return wrong

    async with monitoring.served("127.0.0.1", 0, health_problem) as port:
        environment = os.environ | {"METRICS_PORT": str(port)}
        pipe = asyncio.subprocess.DEVNULL
        child = await asyncio.create_subprocess_exec(sys.executable, *arguments, env=environment, stderr=pipe)
        assert await child.wait() == code
