"""What differs between a checkout and an installed package: where content and migrations lie, how to add an extra."""

import sys
from pathlib import Path

_PACKAGE = Path(__file__).parent
_MAKES = {"rehearsal": "make rehearse", "postgresql": "make install", "groups": "make install"}


def folder(name: str) -> Path:
    """Return the folder `content` or `migrations`."""
    installed = _PACKAGE / "_data" / name
    return installed if installed.is_dir() else _PACKAGE.parent / name


def how_to_add(extra: str) -> str:
    """Return the command that installs what an optional part needs: only a checkout has make."""
    if not (_PACKAGE / "_data").is_dir():
        return _MAKES[extra]
    return f"{sys.executable} -m pip install 'debate-bot[{extra}]'"  # another environment's pip may come first in PATH
