"""The operator's commands."""

import asyncio
import json
import sys
import time
import traceback
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from bot import app, logs, operations, version
from bot import verify as verifying
from bot.domain.plain_text import escaped
from bot.domain.signatures import PublicKey
from bot.exports import all_formats
from bot.i18n import languages
from bot.library.loader import FILES, BrokenPack
from bot.library.translating import number_of_texts, untranslated, write_translation
from bot.library.translations import is_language
from bot.services.export.dataset import What
from bot.services.export.tables import Progress
from bot.settings import BadSettings, Settings, read_settings
from bot.verify import report

T = TypeVar("T")

REPORT_INTERVAL = 2.0
"""Seconds between two reports of progress."""

PERMISSIONS = 274878024704
"""View channels, send messages (in threads too), embed links, attach files, read message history."""


class PlainErrors(click.Group):
    """Ends every expected failure with one plain sentence on stderr and exit code 1."""

    def invoke(self, context: click.Context) -> Any:  # noqa: ANN401  click's signature
        """Run a command."""
        try:
            return super().invoke(context)
        except (*app.EXPECTED, BadSettings) as error:
            fail(str(error))


def fail(sentence: str) -> NoReturn:
    """Say what is wrong and end with exit code 1."""
    for line in sentence.split("\n"):
        tell(line, err=True)
    sys.exit(1)


def tell(line: str, *, err: bool = False) -> None:
    """Print a line with control characters escaped: names and titles are other people's."""
    click.echo(escaped(line), err=err)


@click.group(cls=PlainErrors, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version(), prog_name="debate-bot")
def main() -> None:
    """Run a policy debate in Discord: read, vote, respond, export.

    Settings come from the environment or from a file named .env.
    """


def _do(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


def _logging(settings: Settings) -> None:
    logs.configure(settings.log_level, settings.log_format)


@main.command()
def run() -> None:
    """Run the bot in Discord until Ctrl-C or SIGTERM."""
    settings = read_settings()
    _logging(settings)
    _do(app.run(settings))


@main.command()
@click.option(
    "--voters",
    type=click.IntRange(0, 500),
    help="How many simulated voters take part. None by default, 40 with --pace.",
)
@click.option(
    "--pace", type=click.IntRange(1, 20), help="Lead an evening by its programme. Time runs so many times as fast."
)
@click.option("--stage", is_flag=True, help="Hold its floors in a Stage channel. Only with --pace.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="The port of the web page. Any free port by default."
)
@click.option("--database", type=click.Path(dir_okay=False, path_type=Path), help="Keep the rehearsal in this file.")
@click.option("--empty", is_flag=True, help="Do not start a debate for you.")
def rehearse(
    voters: int | None,
    pace: int | None,
    stage: bool,  # noqa: FBT001  click passes by name
    port: int,
    database: Path | None,
    empty: bool,  # noqa: FBT001  as above
) -> None:
    """Try the bot in your browser. It needs neither Discord nor a token."""
    if stage and pace is None:
        fail("--stage is for an evening that you lead. Add --pace, from 1 to 20.")
    settings = read_settings()
    # What goes on is seen in the browser; the terminal is for how to begin, and for what goes wrong.
    quiet = settings.model_copy(update={"log_level": "WARNING"})
    _logging(settings if "log_level" in settings.model_fields_set else quiet)
    _do(
        app.rehearse(
            settings, voters=voters, port=port, database=database, empty=empty, pace=pace, in_stage_channel=stage
        )
    )


@main.command()
@click.argument("pack", required=False)
def check(pack: str | None) -> None:
    """Check a PACK and list every problem. PACK is a name under content/, or a folder."""
    settings = read_settings()
    library = app.load_pack(settings.model_copy(update={"debate_pack": pack}) if pack else settings)
    if library.stale:
        raise BrokenPack(library.stale)
    items = sum(len(question.ballot) for question in library.questions)
    click.echo(
        f"{library.debate.id} is fine: {len(library.clusters)} clusters, {len(library.proposals)} proposals, "
        f"{len(library.topics)} background topics, {len(library.questions)} questions with {items} items."
    )
    for language, left in untranslated(library).items():
        texts = number_of_texts(library)
        tell(f"{language}: {left} of {texts} texts are not translated." if left else f"{language}: all {texts} texts.")


@main.command()
@click.argument("pack")
@click.argument("language")
def translate(pack: str, language: str) -> None:
    """Write or update the file to translate a PACK in. LANGUAGE is a code such as fr or fr-CH."""
    if not is_language(language):
        fail(f"{language!r} is no code of a language to translate into, such as fr or fr-CH.")
    written = write_translation(read_settings().model_copy(update={"debate_pack": pack}).pack_folder, language)
    tell(f"{written.file} has {written.texts} texts. Left to translate: {written.left}.")


@main.command()
@click.argument("file", type=click.Choice(sorted(FILES)))
def schema(file: str) -> None:
    """Print the JSON Schema of a FILE in a pack, so that an editor can complete it."""
    click.echo(json.dumps(FILES[file].model_json_schema(), indent=2))


@main.command()
def sync() -> None:
    """Send the slash commands to Discord now. `run` does so whenever they have changed."""
    settings = read_settings()
    _logging(settings)
    _do(app.sync(settings))
    click.echo("Discord has the commands.")


@main.command()
@click.option("--application-id", type=int, help="The application's id. Without it, the id in the token.")
def invite(application_id: int | None) -> None:
    """Print the link that adds the bot to a server. An administrator opens it."""
    number = application_id or app.application_id(read_settings())
    click.echo(
        "https://discord.com/oauth2/authorize"
        f"?client_id={number}&scope=bot%20applications.commands&permissions={PERMISSIONS}"
    )


@main.group()
def db() -> None:
    """Look after the database."""


@db.command()
def upgrade() -> None:
    """Upgrade the database to this version. `run` does so when it starts."""
    click.echo(_do(operations.upgrade(read_settings())))


@db.command()
def status() -> None:
    """Say whether the database needs an upgrade."""
    click.echo(_do(operations.database_status(read_settings())))


@db.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Copy the database to FILE. The bot may be running."""
    operations.backup(read_settings(), file)
    click.echo(f"Copied the database to {file}. Back up the pseudonym key too, in another place.")


@db.command()
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
def copy(source: str, target: str) -> None:
    """Copy the database FROM into the empty database TO, and recount every poll in both.

    Stop the bot first. Both are URLs, as in DATABASE_URL: sqlite:///data/debate.db, postgresql://USER@HOST/NAME.
    """
    copied = _do(operations.copy(source, target))
    click.echo(
        f"Copied everything (debates: {copied.debates}, polls: {copied.polls}, ballots: {copied.ballots}). "
        "Every poll has the same result in both databases. Keep using the same pseudonym key."
    )


@main.command()
@click.option(
    "--what", type=click.Choice([what.value for what in What]), default="all", show_default=True, help="What to export."
)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(sorted(all_formats())),
    default="csv",
    show_default=True,
    help="The file format.",
)
@click.option("--question", help="The letter of one question. All by default.")
@click.option("--debate", type=int, help="The number of a debate, from `export --list`. The newest by default.")
@click.option(
    "--language",
    type=click.Choice(list(languages())),
    default="en",
    show_default=True,
    help="The language of the report, the charts and the codebook.",
)
@click.option("--list", "listing", is_flag=True, help="List the debates instead.")
@click.option("--to", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="The folder to write to.")
@click.option("--force", is_flag=True, help="Replace files of an earlier export.")
def export(
    what: str,
    format_name: str,
    question: str | None,
    debate: int | None,
    language: str,
    listing: bool,  # noqa: FBT001  click passes by name
    to: Path,
    force: bool,  # noqa: FBT001  as above
) -> None:
    """Write a debate's tallies, ballots and responses to files."""
    settings = read_settings()
    if listing:
        for line in _do(operations.list_debates(settings)):
            tell(line)
        return
    export_files = operations.export(
        settings,
        What(what),
        format_name,
        to=to,
        question=question,
        debate_id=debate,
        language=language,
        force=force,
        progress=_reporter(),
    )
    for file in _do(export_files):
        tell(str(file))


@main.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--key", help="The key that has to have signed it, as `/about` shows it.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
def verify(file: Path, key: str | None, as_json: bool) -> None:  # noqa: FBT001  click passes by name
    """Recount an exported ZIP and say whether it holds. Needs nothing but the FILE."""
    try:
        expected = PublicKey(key.strip()) if key else None
    except ValueError:
        fail("That is no key. It has 56 characters and begins with RW; `/about` and `debate-bot key` show it.")
    try:
        found = verifying.verify(file, expected)
    except verifying.NotVerified as error:
        if not as_json:
            fail(str(error))
        click.echo(json.dumps({"holds": False, "sentence": error.sentence, "problems": error.problems}, indent=2))
        sys.exit(1)
    except Exception as error:  # noqa: BLE001  whatever it is, it is ours
        _end_with_bug(error)
    if as_json:
        click.echo(json.dumps(report.as_json(found), indent=2))
    else:
        for line in report.lines(found):
            tell(line)


@main.command()
def key() -> None:
    """Print the public key that checks this bot's signatures."""
    tell(operations.public_key(read_settings()).text)


def _end_with_bug(error: Exception) -> NoReturn:
    """Report a bug of the bot and where it is, without quoting the file: nobody may take it for a forgery."""
    where = traceback.extract_tb(error.__traceback__)[-1]
    tell(
        f"That is a bug in the bot, not a fault of the file: {type(error).__name__} in {Path(where.filename).name}, "
        f"line {where.lineno}. Please report it with the version, {version()}.",
        err=True,
    )
    sys.exit(2)


def _reporter() -> Progress:
    """Return a function that prints on stderr, every few seconds, how many ballots are written."""
    said_at = time.monotonic()

    def report(done: int, total: int) -> None:
        nonlocal said_at
        if total and time.monotonic() - said_at >= REPORT_INTERVAL:
            said_at = time.monotonic()
            click.echo(f"Wrote {done:,} of {total:,} ballots…", err=True)

    return report
