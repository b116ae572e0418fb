"""`debate-bot verify`: checking a file. It needs neither a database nor a bot."""

import json
import sys
import traceback
from pathlib import Path
from typing import NoReturn

import click
from cryptography import x509

from bot import verify as verifying
from bot import version
from bot.domain.signatures import PublicKey
from bot.domain.time_stamps import can_be_read
from bot.terminal import fail, tell
from bot.verify import report


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--key", help="The key that has to have signed it, as `/about` shows it.")
@click.option(
    "--authority",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    help="Certificates (PEM) of the authority that has to have time-stamped it.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
def verify(file: Path, key: str | None, authority: Path | None, as_json: bool) -> None:  # noqa: FBT001  click passes by name
    """Recount an exported ZIP and say whether it holds. Needs nothing but the FILE."""
    try:
        expected = PublicKey(key.strip()) if key else None
    except ValueError:
        fail("That is no key. It has 56 characters and begins with RW; `/about` and `debate-bot key` show it.")
    try:
        found = verifying.verify(file, expected, _certificates(authority) if authority else ())
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


def _certificates(file: Path) -> list[x509.Certificate]:
    if not can_be_read():
        fail("Checking time stamps takes the extra `timestamp`: pip install 'debate-bot[timestamp]'")
    try:
        return x509.load_pem_x509_certificates(file.read_bytes())
    except (OSError, ValueError):
        fail(f"{file} has no certificates. It takes those of the time-stamping authority, in PEM.")


def _end_with_bug(error: Exception) -> NoReturn:
    """Report a bug of the bot and where it is, without quoting the file: nobody may take it for a forgery."""
    where = traceback.extract_tb(error.__traceback__)[-1]
    tell(
        f"That is a bug in the bot, not a fault of the file: {type(error).__name__} in {Path(where.filename).name}, "
        f"line {where.lineno}. Please report it with the version, {version()}.",
        err=True,
    )
    sys.exit(2)
