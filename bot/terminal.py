"""What every command says in the terminal."""

import sys
from typing import NoReturn

import click

from bot.domain.plain_text import escaped


def fail(sentence: str) -> NoReturn:
    """Say what is wrong and end with exit code 1."""
    for line in sentence.split("\n"):
        tell(line, err=True)
    sys.exit(1)


def tell(line: str, *, err: bool = False) -> None:
    """Print a line with control characters escaped: names and titles are other people's."""
    click.echo(escaped(line), err=err)
