"""Loads a pack from a folder, or reports all its problems at once."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from bot.domain.faults import OperatorError
from bot.domain.plain_text import shortened
from bot.domain.step import all_step_kinds
from bot.library import programme
from bot.library.languages import Translated
from bot.library.models import Background, Clusters, Debate, Library, Proposal, Question, Topic
from bot.library.programme import Programme, misplaced
from bot.library.reading import Problem, Unreadable, read_yaml
from bot.library.translations import FOLDER, Translations

FILES: Mapping[str, type[BaseModel]] = {
    "debate.yaml": Debate,
    "background.yaml": Background,
    "clusters.yaml": Clusters,
    programme.FILE: Programme,
    "proposals/*.yaml": Proposal,
    "questions/*.yaml": Question,
}

PO_FILES = f"{FOLDER}/*.po"

LONGEST_NAME = 200
"""The most characters of a folder's name that a problem shows."""

INTRODUCTION = "introduction"

M = TypeVar("M", bound=BaseModel)


class BrokenPack(OperatorError):
    """The pack has problems, and is not used; `problems` lists all of them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))


def load(folder: Path) -> Library:
    """Read a pack. Raises BrokenPack with every problem found."""
    return _Reader(folder).library()


def load_without_translations(folder: Path) -> Library:
    """Read what a pack's YAML says, whatever its PO files have. Raises BrokenPack."""
    return _Reader(folder, translated=False).library()


class _Reader:
    """Collects models and problems; ids of broken files still count, so that one mistake is reported once."""

    def __init__(self, folder: Path, *, translated: bool = True) -> None:
        self.folder = folder
        self.translated = translated
        self.translations: Translations | None = None
        self.problems: list[Problem] = []
        self.raw: dict[str, dict[str, Any]] = {}
        self.unread: list[str] = []

    def library(self) -> Library:
        self._require_folder()
        self.translations = Translations(self.folder) if self.translated else None
        debate = self._one("debate.yaml", Debate)
        background = self._one("background.yaml", Background)
        clusters = self._one("clusters.yaml", Clusters)
        proposals = self._many("proposals", Proposal)
        questions = self._many("questions", Question)
        plan = self._programme()
        self._strays()
        self._references()
        self.problems += self.translations.problems if self.translations else ()
        if self.problems or not (debate and background and clusters):
            raise BrokenPack(self.problems)
        return Library(
            debate=debate,
            topics=_with_introduction(debate, background.topics),
            clusters=clusters.clusters,
            proposals=tuple(proposals),
            questions=tuple(sorted(questions, key=lambda question: question.id)),
            programme=plan.steps if plan else (),
            programme_is_editors=plan is not None and plan.editors,
            files={f"{Path(file).parent}/{data['id']}": file for file, data in self.raw.items() if "/" in file},
            stale=tuple(self.translations.strangers()) if self.translations else (),
        )

    def _require_folder(self) -> None:
        name = shortened(str(self.folder), LONGEST_NAME)
        try:
            if not self.folder.is_dir():
                raise BrokenPack([Problem(name, "", "is not a folder; name the folder of a pack")])
        except OSError as error:
            raise BrokenPack([Problem(name, "", f"cannot be read: {error.strerror}")]) from error

    def _problem(self, file: str, path: str, message: str) -> None:
        self.problems.append(Problem(file, path, message))

    def _one(self, name: str, model: type[M]) -> M | None:
        file = self.folder / name
        if not file.is_file():
            self._problem(name, "", "is missing")
            self.unread.append(name)
            return None
        try:
            self.raw[name] = read_yaml(file)
            context = {"translations": self.translations} if self.translations else None
            return model.model_validate(self.raw[name], context=context)
        except Unreadable as error:
            self._problem(name, "", str(error))
            self.unread.append(name)
        except ValidationError as error:
            for location, message in mistakes(error):
                self._problem(name, key_path(programme.place(location) if model is Programme else location), message)
        return None

    def _programme(self) -> Programme | None:
        """Read the programme, which a pack need not have."""
        file = self.folder / programme.FILE
        found = self._one(programme.FILE, Programme) if file.exists() or file.is_symlink() else None
        for path, message in misplaced(found.steps) if found else ():
            self._problem(programme.FILE, path, message)
        return found

    def _many(self, folder: str, model: type[M]) -> list[M]:
        names = sorted(f"{folder}/{file.name}" for file in (self.folder / folder).glob("*.yaml"))
        if not names:
            self._problem(f"{folder}/", "", "holds no .yaml file")
        return [found for name in names if (found := self._one(name, model))]

    def _strays(self) -> None:
        if "debate.yaml" not in self.raw:
            return  # this is not a pack, or `debate.yaml` is broken: that problem comes first
        for file in sorted([*self.folder.rglob("*.yaml"), *self.folder.rglob("*.yml"), *self.folder.rglob("*.po")]):
            path = file.relative_to(self.folder)
            if path.suffix == ".po" and path.parent == Path(FOLDER):
                continue
            if not any(path.match(pattern) and len(path.parts) == pattern.count("/") + 1 for pattern in FILES):
                self._problem(
                    path.as_posix(), "", f"is not part of a pack; the files are {', '.join((*FILES, PO_FILES))}"
                )

    def _references(self) -> None:
        topics = self._ids("background.yaml", "topics")
        clusters = self._ids("clusters.yaml", "clusters")
        proposals = self._file_ids("proposals/")
        questions = self._file_ids("questions/")
        self._steps(questions, proposals)
        for name, data in self.raw.items():
            if name.startswith("proposals/"):
                self._refer(name, "cluster", [data.get("cluster")], clusters, "cluster")
            if name.startswith("questions/"):
                related = data.get("related")
                related = related if isinstance(related, dict) else {}
                self._refer(name, "related.proposals", related.get("proposals"), proposals, "proposal")
                self._refer(name, "related.topics", related.get("topics"), topics, "background topic")
                self._ballot(name, data.get("ballot"))
                self._seeds(name, data.get("statements"))

    def _steps(self, questions: set[str], proposals: set[str]) -> None:
        steps = self.raw.get(programme.FILE, {}).get("steps")
        for number, step in enumerate(steps if isinstance(steps, list) else []):
            for key, known in (("question", questions), ("proposal", proposals)):
                if isinstance(step, dict):
                    self._refer(programme.FILE, f"steps[{number}].{key}", [step.get(key)], known, key)

    def _refer(self, file: str, path: str, named: object, known: set[str] | None, what: str) -> None:
        for name in named if isinstance(named, list) else []:
            if known is not None and isinstance(name, str) and name not in known:
                self._problem(file, path, f"there is no {what} {name!r}")

    def _ballot(self, file: str, ballot: object) -> None:
        items = [item for item in ballot if isinstance(item, dict)] if isinstance(ballot, list) else []
        self._unique(file, "ballot", [item.get("id") for item in items])
        for number, item in enumerate(items):
            options = item.get("options")
            options = [option for option in options if isinstance(option, dict)] if isinstance(options, list) else []
            self._unique(file, f"ballot[{number}].options", [option.get("id") for option in options])
            self._unique(file, f"ballot[{number}].options", [option.get("label") for option in options], "label")

    def _seeds(self, file: str, statements: object) -> None:
        seeds = [seed for seed in statements if isinstance(seed, dict)] if isinstance(statements, list) else []
        self._unique(file, "statements", [seed.get("id") for seed in seeds])
        self._unique(file, "statements", [seed.get("text") for seed in seeds], "text")

    def _ids(self, file: str, key: str) -> set[str] | None:
        """Return the ids in a file; None if it has no list of them, so that references cannot be checked."""
        entries = self.raw.get(file, {}).get(key)
        if not isinstance(entries, list):
            return None
        found = [entry.get("id") for entry in entries if isinstance(entry, dict)]
        self._unique(file, key, found)
        return {name for name in found if isinstance(name, str)}

    def _file_ids(self, prefix: str) -> set[str]:
        first: dict[str, str] = {}
        for file, data in self.raw.items():
            name = data.get("id")
            if file.startswith(prefix) and isinstance(name, str):
                if name in first:
                    self._problem(file, "id", f"{name!r} is already the id of {first[name]}")
                first.setdefault(name, file)
        # Assume that an unreadable file has the id it is named after, so that one mistake is reported once.
        return set(first) | {Path(file).stem for file in self.unread if file.startswith(prefix)}

    def _unique(self, file: str, path: str, values: list[object], what: str = "id") -> None:
        texts = [value for value in values if isinstance(value, str)]
        for value in sorted({text for text in texts if texts.count(text) > 1}):
            self._problem(file, path, f"the {what} {value!r} is there twice")


def mistakes(error: ValidationError) -> Iterator[tuple[tuple[int | str, ...], str]]:
    """Yield the location and the sentence of each error; a kind's own settings are a nested model."""
    for detail in error.errors(include_url=False):
        inner = detail.get("ctx", {}).get("error")
        if isinstance(inner, ValidationError):
            yield from (((*detail["loc"], *location), message) for location, message in mistakes(inner))
        elif not _only_seems_short(detail):
            yield detail["loc"], sentence(detail)


def _with_introduction(debate: Debate, topics: tuple[Topic, ...]) -> tuple[Topic, ...]:
    """Put the introduction from `debate.yaml` before the background."""
    if not debate.passages:
        return topics
    introduction = Topic(
        id=INTRODUCTION,
        title=Translated.model_validate({"en": "The debate", "fr": "Le débat", "de": "Die Debatte"}),
        group=Translated.model_validate({"en": "Introduction", "fr": "Introduction", "de": "Einführung"}),
        summary=debate.summary,
        passages=debate.passages,
    )
    return (introduction, *topics)


def _only_seems_short(detail: Mapping[str, Any]) -> bool:
    """True if a list is long enough, but pydantic, which leaves out broken entries, counts it as too short."""
    return detail["type"] == "too_short" and bool(len(detail["input"]) >= detail["ctx"]["min_length"])


def key_path(location: tuple[int | str, ...]) -> str:
    """Format a location as `ballot[0].options[2].label`."""
    path = ""
    for step in location:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else step
    return path


_NO_KIND = f"must say of what kind it is; the kinds of step are {', '.join(sorted(all_step_kinds()))}"

_SENTENCES = {
    "missing": "is missing",
    "extra_forbidden": "is not a key of this file; check its spelling",
    "string_type": "must be a text; put quotes around it if it looks like a number or a date",
    "tuple_type": "must be a list",
    "dict_type": "must be a text, or texts by language",
    "model_type": "must hold keys and values",
    "model_attributes_type": "must hold keys and values",
    "union_tag_invalid": _NO_KIND,
    "union_tag_not_found": _NO_KIND,
    "enum": "must be one of {expected}",
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le} or less",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
}


def sentence(detail: Mapping[str, Any]) -> str:
    """Turn one of pydantic's errors into a sentence for the pack's editor."""
    kind, context = detail["type"], detail.get("ctx", {})
    if kind in _SENTENCES:
        return _SENTENCES[kind].format_map(context)
    if kind == "value_error":
        return str(context["error"])
    if kind == "string_pattern_mismatch":
        return f"{detail['input']!r} is not of the form {_FORMS.get(context['pattern'], context['pattern'])}"
    if kind == "string_too_short":
        return "is empty"
    if kind in {"too_short", "too_long"}:
        bound = f"at least {context.get('min_length')}" if kind == "too_short" else f"at most {context['max_length']}"
        return f"has {context['actual_length']} entries; it needs {bound}"
    return str(detail["msg"])


_FORMS = {
    r"^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$": "of an id: small letters, digits and hyphens, at most 40",
    r"^[a-z]$": "of a question's id: one small letter",
    r"^https://[^\s/]+\.[^\s]+$": "of a link: https://…",
    r"^\d{4}-\d{2}-\d{2}$": "of a date: YYYY-MM-DD",
}
