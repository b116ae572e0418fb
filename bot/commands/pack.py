"""`debate-bot check`, `translate` and `schema`: writing a pack."""

import json

import click

from bot import app
from bot.library.loader import FILES, BrokenPack
from bot.library.translating import number_of_texts, untranslated, write_translation
from bot.library.translations import is_language
from bot.settings import read_settings
from bot.terminal import fail, tell


@click.command()
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


@click.command()
@click.argument("pack")
@click.argument("language")
def translate(pack: str, language: str) -> None:
    """Write or update the file to translate a PACK in. LANGUAGE is a code such as fr or fr-CH."""
    if not is_language(language):
        fail(f"{language!r} is no code of a language to translate into, such as fr or fr-CH.")
    written = write_translation(read_settings().model_copy(update={"debate_pack": pack}).pack_folder, language)
    tell(f"{written.file} has {written.texts} texts. Left to translate: {written.left}.")


@click.command()
@click.argument("file", type=click.Choice(sorted(FILES)))
def schema(file: str) -> None:
    """Print the JSON Schema of a FILE in a pack, so that an editor can complete it."""
    click.echo(json.dumps(FILES[file].model_json_schema(), indent=2))
