"""What a ZIP says about itself: how to read it, how to cite it, and what made it when."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import yaml

from bot import version
from bot.domain.export_schema import Records, moment
from bot.domain.licences import Licence
from bot.domain.polls import Debate
from bot.exports.datapackage import DATAPACKAGE, datapackage
from bot.i18n import Speech

README, CITATION, EXPORT = "README.txt", "CITATION.cff", "export.json"
PACKAGE_FILES = (README, CITATION, DATAPACKAGE, EXPORT)


@dataclass(frozen=True)
class About:
    """What the files tell of an export."""

    debate: Debate
    tables: Sequence[Records]
    licence: Licence | None
    exported_at: datetime
    audience: str


def package_files(about: About, speech: Speech) -> Iterator[tuple[str, bytes]]:
    """Yield each file's name and content. Only EXPORT has the time: all else is the same in each export of the data."""
    yield README, "\n".join(_readme(about, speech)).encode()
    yield CITATION, _citation(about).encode()
    yield (
        DATAPACKAGE,
        datapackage(about.debate.title, about.tables, about.licence, speech, is_public=about.audience == "public"),
    )
    made = {"bot": version(), "exported_at": moment(about.exported_at), "audience": about.audience}
    yield EXPORT, f"{json.dumps(made, indent=2)}\n".encode()


def _readme(about: About, speech: Speech) -> Iterator[str]:
    yield f"# {' '.join(about.debate.title.split())}\n"
    yield speech(
        "These are the data of a debate that was held on {day}.", day=about.debate.started_at.date().isoformat()
    )
    yield ""
    if about.audience == "public":
        yield speech("They are made to be published: nobody is named, and nothing leads from one poll to another.")
    else:
        yield speech(
            "They are not made to be published: ballots bear pseudonyms or names. For that, export them with "
            "`audience:public`."
        )
    yield ""
    if about.licence is None:
        yield speech("Nobody has chosen a licence for these data. Ask whoever ran the debate before you pass them on.")
    else:
        yield speech(
            "Licence of the data: {title}, {address}", title=about.licence.title, address=about.licence.address
        )
    yield ""
    yield speech("Who took part chose to: no sample was drawn, so these figures say nothing about anybody else.")
    yield ""
    files = [
        (DATAPACKAGE, speech("Types, keys and meanings of all columns, for programs (Frictionless Data Package 2)")),
        ("codebook.md", speech("The same for people, with every question and option")),
        (EXPORT, speech("The version of the bot, and when these files were made")),
        (CITATION, speech("How to cite these data")),
    ]
    yield from (f"- `{name}`: {meaning}" for name, meaning in files)
    yield ""
    yield speech("Each table is there as CSV and as JSON:")
    yield ""
    yield from (f"- `{table.name}`" for table in about.tables)
    yield ""


def _citation(about: About) -> str:
    content = {
        "cff-version": "1.2.0",
        "type": "dataset",
        "message": "If you use these data, please cite them as below.",
        "title": about.debate.title,
        "date-released": (about.debate.closed_at or about.debate.started_at).date().isoformat(),
        "authors": [{"name": "The participants of the debate, and who ran it"}],
        **({"license": about.licence.id} if about.licence else {}),
    }
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
