"""What is built for others: it works away from the checkout, and describes itself where no repository is beside it."""

import re
import subprocess
import sys
import zipfile
from email.parser import BytesParser
from pathlib import Path

import pytest
import yaml

from bot.storage.migrate import newest_revision

ROOT = Path(__file__).parents[1]


def build(source, target, folder):
    command = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", folder]
    subprocess.run(command, check=True, capture_output=True, cwd=source)  # noqa: S603  our own command
    return next(folder.glob("debate_bot-*"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Return the wheel as pip makes it from the published source: out of the sdist, with no checkout around it."""
    folder = tmp_path_factory.mktemp("source")
    unpack = [sys.executable, "-m", "tarfile", "-e", build(ROOT, "sdist", folder), folder]
    subprocess.run(unpack, check=True, capture_output=True)  # noqa: S603  our own archive
    return build(next(path for path in folder.iterdir() if path.is_dir()), "wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def metadata(wheel):
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return BytesParser().parsebytes(archive.read(name))


@pytest.fixture
def installed(wheel, tmp_path):
    """Return what runs Python with the wheel installed and nothing of the checkout within reach."""
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)

    def run(*arguments):
        environment = {"PATH": "", "PYTHONPATH": str(site)}
        command = [sys.executable, *arguments]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)  # noqa: S603

    assert run("-c", "import bot; print(bot.__file__)").stdout.startswith(str(site))
    return run


def test_an_installed_wheel_works_away_from_the_checkout(installed, tmp_path):
    """Content with its translations, migrations, every catalogue and the systemd unit travel in the package."""
    checked = installed("-m", "bot", "check").stdout
    assert "cern-for-ai is fine" in checked
    assert "\nfr: all " in checked
    catalogues = [file.relative_to(ROOT) for file in (ROOT / "bot/locale").rglob("debate-bot.po*")]
    for file in (Path("bot/hosting/debate-bot.service"), *catalogues):
        assert (tmp_path / "site" / file).is_file()
    assert newest_revision() in installed("-m", "bot", "db", "upgrade").stdout


@pytest.mark.parametrize(
    ("module", "extra", "command"),
    [("simcord", "rehearsal", "['rehearse']"), ("asyncpg", "postgresql", "['db', 'upgrade']")],
)
def test_where_an_extra_is_missing_the_wheel_says_what_pip_installs(installed, module, extra, command):
    """There is no make there; a checkout says what make sets up instead."""
    script = (
        f"import os, sys; sys.modules[{module!r}] = None; os.environ['DATABASE_URL'] = 'postgresql://host/debate';"
        f"from bot.cli import main; main({command})"
    )
    done = installed("-c", script)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.endswith(f"not installed: {sys.executable} -m pip install 'debate-bot[{extra}]'\n")


def test_an_extra_that_the_wheel_names_exists(metadata):
    assert {"rehearsal", "postgresql"} <= set(metadata.get_all("Provides-Extra"))


def test_the_description_leads_nowhere_that_is_not_there(metadata):
    """PyPI shows it without the repository's files: no picture of them and no link to them; links within it lead on."""
    text = metadata.get_payload()
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert "<img" not in text
    headings = {title.lower().replace(" ", "-") for title in re.findall(r"(?m)^#+ (.*)", text)}
    for target in re.findall(r"\]\(([^)]+)\)", text):
        assert target.startswith("https://") or target.removeprefix("#") in headings, target


def test_the_citation_names_the_version_and_the_licence(metadata):
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert (citation["version"], citation["license"]) == (metadata["Version"], metadata["License-Expression"])


def test_each_python_that_the_package_names_is_checked(metadata):
    named = re.findall(r"Python :: (3\.\d+)", " ".join(metadata.get_all("Classifier")))
    workflow = (ROOT / ".github" / "workflows" / "check.yml").read_text(encoding="utf-8")
    assert re.findall(r'"(3\.\d+)"', workflow.split("matrix:")[1].split("steps:")[0]) == named
    assert metadata["Requires-Python"] == f">={named[0]}"
