"""How a check finds out that a private part of simcord is no longer what the rehearsal was made for."""

import inspect
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

Field = tuple[type, str, Collection[str]]
"""A class, the name that it is to have, and the names that it has."""

Function = tuple[Any, str, set[str]]
"""A class or module, the name of its function, and the parameters that the function is to have."""


def missing_fields(expected: Iterable[Field]) -> Iterator[str]:
    """Name every field that is gone."""
    for owner, name, fields in expected:
        if name not in fields:
            yield f"{owner.__name__} has no {name}"


def moved_functions(expected: Iterable[Function]) -> Iterator[str]:
    """Name every function that is gone or takes something else."""
    for owner, name, parameters in expected:
        function: Callable[..., Any] | None = getattr(owner, name, None)
        if function is None or set(inspect.signature(function).parameters) != parameters:
            yield f"{name} has moved"
