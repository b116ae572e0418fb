"""For translators of a pack: all its texts with the places where they stand, and the PO files to translate them in."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from pydantic import BaseModel

from bot.library.languages import Translated, languages_in
from bot.library.loader import BrokenPack, load_without_translations
from bot.library.models import Library, Proposal, Question
from bot.library.reading import Problem, Unreadable
from bot.library.translations import FOLDER, SOURCE, read_catalogue

WIDTH = 100


@dataclass(frozen=True)
class Written:
    """A PO file for a translator: how many texts it has, and how many are left to translate."""

    file: Path
    texts: int
    left: int


def texts_of(library: Library) -> Iterator[tuple[str, Translated]]:
    """Go through the texts of a pack with their places, such as `questions/a.yaml:ballot[0].title`."""
    introduced = bool(library.debate.passages)  # the loader adds a topic that is in no file
    yield from _texts(library.debate, "debate.yaml:")
    yield from _texts(library.topics[introduced:], "background.yaml:topics")
    yield from _texts(library.clusters, "clusters.yaml:clusters")
    yield from _texts(library.programme, "programme.yaml:steps")
    entries: tuple[Proposal | Question, ...] = (*library.proposals, *library.questions)
    for entry in entries:
        yield from _texts(entry, f"{library.file_of(entry)}:")


def _texts(part: object, path: str) -> Iterator[tuple[str, Translated]]:
    if isinstance(part, Translated):
        yield path, part
    elif isinstance(part, BaseModel):
        dot = "" if path.endswith(":") else "."
        for name, field in type(part).model_fields.items():
            yield from _texts(getattr(part, name), f"{path}{dot}{field.alias or name}")
    elif isinstance(part, tuple):
        for number, entry in enumerate(part):
            yield from _texts(entry, f"{path}[{number}]")


def untranslated(library: Library) -> dict[str, int]:
    """Return how many texts each of the pack's other languages has no translation of."""
    texts = [text for _, text in texts_of(library)]
    languages = sorted(languages_in(tuple(texts)) - {SOURCE})
    return {language: len({text.english for text in texts if not _has(text, language)}) for language in languages}


def _has(text: Translated, language: str) -> bool:
    return language in text.root or language.split("-", maxsplit=1)[0] in text.root


def number_of_texts(library: Library) -> int:
    """Return how many different texts a pack has."""
    return len({text.english for _, text in texts_of(library)})


def write_translation(folder: Path, language: str) -> Written:
    """Write the PO file of a language, or bring it up to date: new texts are empty, texts that are gone are set aside.

    Raises BrokenPack.
    """
    file = folder / FOLDER / f"{language}.po"
    name = f"{FOLDER}/{file.name}"
    library = load_without_translations(folder)
    template = Catalog()
    for place, text in texts_of(library):
        if language not in text.root:
            template.add(text.english, auto_comments=[place])
    try:
        catalogue = read_catalogue(file) if file.exists() else _new(library, language)
        template.creation_date = catalogue.creation_date  # what has not changed is written as it was
        catalogue.update(template, no_fuzzy_matching=True)
        written = BytesIO()
        write_po(written, catalogue, width=WIDTH)
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(written.getvalue())
    except Unreadable as error:
        raise BrokenPack([Problem(name, "", str(error))]) from error
    except OSError as error:
        raise BrokenPack([Problem(name, "", f"cannot be written: {error.strerror}")]) from error
    messages = [message for message in catalogue if message.id]
    return Written(file, len(messages), sum(message.fuzzy or not message.string for message in messages))


def _new(library: Library, language: str) -> Catalog:
    """Return an empty catalogue, without the names and addresses that Babel would have a translator fill in."""
    catalogue = Catalog(
        locale=language.replace("-", "_"),
        project=library.debate.id,
        version=library.debate.paper.date,
        header_comment=f"# Translation of the pack {library.debate.id}: {language}",
        fuzzy=False,
    )
    catalogue.revision_date = catalogue.creation_date
    catalogue.msgid_bugs_address = catalogue.last_translator = ""
    catalogue.language_team = language
    return catalogue
