"""The bot's sentences, named by where the code says them: their words can be rewritten, and no test changes.

`tests/sentences.py` names those that tests listen for:

    assert YOUR_VOTE_COUNTS.within(said(vote), answer="**A central hub**")
    await room.amina.click(page, label=FINISH.say())
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import bot
from bot.i18n import ENGLISH

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
SAYING = {"say": 1, "speech": 1, "_": 1, "say_many": 2, "many": 2}
"""What names a sentence in the code, as `make texts` collects them, and how many forms it takes."""
_ROOT = Path(bot.__file__).parents[1]


@dataclass(frozen=True)
class Sentence:
    """A sentence of the catalogue, by the function that says it and its place among those that the function says."""

    place: str
    """As `bot.ui.polls.pages:receipt`, without a function where the module itself says it."""
    number: int = 1

    @property
    def forms(self) -> tuple[str, ...]:
        """The sentence as the code has it: one text, or singular and plural.

        Raises:
            LookupError: the code has moved; say here where the sentence is now.
        """
        said = _said_in(self.place.partition(":")[0]).get(self.place.partition(":")[2], [])
        if len(said) < self.number:
            raise LookupError(f"{self.place} says {len(said)} sentences, not {self.number}")
        return said[self.number - 1]

    def say(self, **values: object) -> str:
        """Say it in English; `count` chooses the form."""
        if len(self.forms) == 1:
            return _plain(ENGLISH(self.forms[0], **values))
        return _plain(ENGLISH.many(*self.forms, **values))

    def __str__(self) -> str:
        return self.say()

    def within(self, text: str, **values: object) -> bool:
        """Whether a text has this sentence, in any of its forms, with these values among others."""
        known = [form for form in self.forms if values.keys() <= set(_PLACEHOLDER.findall(form))]
        if not known:
            raise LookupError(f"{self.forms} has no {sorted(values)}")
        return any(re.search(_pattern(form, values), _plain(text), re.DOTALL) for form in known)


def _plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def _pattern(form: str, values: dict[str, object]) -> str:
    """Turn a sentence into a pattern in which each value is what was given, or anything."""
    texts = _PLACEHOLDER.split(ENGLISH._catalogue.gettext(form))
    names, texts = texts[1::2], [re.escape(_plain(text)) for text in texts[::2]]
    found = [re.escape(_plain(str(values[name]))) if name in values else ".+?" for name in names]
    whole = texts[0] + "".join(value + text for value, text in zip(found, texts[1:], strict=True))
    begins = r"(?<!\w)" if texts[0][:1].isalnum() else ""
    ends = r"(?!\w)" if texts[-1][-1:].isalnum() else ""
    return f"{begins}{whole}{ends}"


@cache
def _said_in(module: str) -> dict[str, list[tuple[str, ...]]]:
    """Return what each function of a module says, by its name with its class, in the order of the code."""
    file = _ROOT / f"{module.replace('.', '/')}.py"
    said: dict[str, list[tuple[str, ...]]] = {}
    for name, call in sorted(
        _calls(ast.parse(file.read_text("utf-8"))), key=lambda one: (one[1].lineno, one[1].col_offset)
    ):
        given = call.args[: SAYING.get(_name(call.func), 0)]
        forms = tuple(part.value for part in given if isinstance(part, ast.Constant))
        if forms:
            said.setdefault(name, []).append(forms)
    return said


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _calls(node: ast.AST, name: str = "") -> Iterator[tuple[str, ast.Call]]:
    for child in ast.iter_child_nodes(node):
        inner = name
        if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            inner = f"{name}.{child.name}".strip(".")
        if isinstance(child, ast.Call):
            yield name, child
        yield from _calls(child, inner)
