"""`programme.yaml`: the steps of an evening. What each kind of step takes is in `bot/domain/steps/`."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Union

from pydantic import Field, create_model

from bot.domain.step import Kind, Step, all_step_kinds
from bot.library.models import Label, Model

FILE = "programme.yaml"
MOST_STEPS = 60


def _written(kind: Kind) -> Kind:
    """Return a kind of step as a pack has it: its title is a text of the pack."""
    return create_model(kind.__name__, __base__=kind, __doc__=kind.__doc__, title=(Label | None, None))


_KINDS = tuple(_written(kind) for kind in all_step_kinds().values())
_STEP: Any = Annotated[Union[_KINDS], Field(discriminator="kind")]  # noqa: UP007  the kinds are found by scanning


class Programme(Model):
    """`programme.yaml`."""

    editors: bool = False
    """Whether the pack's editors made it, and not the paper that the debate is about."""
    steps: Annotated[tuple[_STEP, ...], Field(min_length=1, max_length=MOST_STEPS)]


def misplaced(steps: Sequence[Step]) -> Iterator[tuple[str, str]]:
    """Yield the place of each step that cannot stand where it does, and why."""
    for number, step in enumerate(steps):
        if problem := step.problem(steps[:number], steps[number + 1 :]):
            yield f"steps[{number}]", problem


def place(location: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """Return where a mistake is in the file: pydantic names the step's kind as well."""
    return (*location[:2], *location[3:]) if location[:1] == ("steps",) else location
