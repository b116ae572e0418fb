"""Writes packs of any size, up to the limits of the models and beyond, in several languages."""

import json
from dataclasses import dataclass
from pathlib import Path
from string import ascii_lowercase

WORDS = {"en": "word ", "fr": "été à ", "ja": "日本語", "de": "größer "}


@dataclass(frozen=True)
class Shape:
    """How large a pack is: how many of everything, and how many characters each text has."""

    languages: tuple[str, ...] = ("en",)
    items: tuple[tuple[str, int], ...] = (("single", 3),)
    label: int = 20
    detail: int = 0
    editors: bool = False
    title: int = 60
    item_title: int = 60
    asks: int = 100
    arguments: int = 1
    argument: int = 100
    questions: int = 1
    proposals: int = 2
    topics: int = 2
    summary: int = 100
    paper: int = 60
    author: int = 60


def text(characters: int, languages: tuple[str, ...], begin: str = "") -> dict[str, str]:
    """Return a text of exactly so many characters in each language; `begin` tells it from others."""
    return {language: _filled(begin, WORDS[language], characters) for language in languages}


def _filled(begin: str, word: str, characters: int) -> str:
    return f"{begin}{word * characters}"[: characters - 1] + "x"


def write_pack(folder: Path, shape: Shape) -> Path:
    """Write a pack of a shape into a folder."""
    return write_files(folder, files_of(shape))


def write_files(folder: Path, files: dict[str, dict]) -> Path:
    """Write a pack's files as JSON, which is YAML as well."""
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return folder


def files_of(shape: Shape) -> dict[str, dict]:
    """Return what stands in each file of a pack."""
    said = shape.languages
    passage = {"text": text(shape.argument, said), "section": text(20, said)}
    debate = {
        "id": "written",
        "title": text(60, said),
        "summary": text(shape.summary, said),
        "paper": {"title": text(shape.paper, said), "author": text(shape.author, said), "date": "2025-07-08"},
    }
    topics = [
        {
            "id": f"t{number}",
            "title": text(shape.label, said, f"{number} "),
            "group": text(30, said),
            "summary": text(shape.summary, said),
            "passages": [passage],
        }
        for number in range(shape.topics)
    ]
    cluster = {
        "id": "all",
        "title": text(40, said),
        "vision": text(100, said),
        "rationale": text(100, said),
        "section": text(20, said),
    }
    written = {
        "debate.yaml": debate,
        "background.yaml": {"topics": topics},
        "clusters.yaml": {"clusters": [cluster]},
    }
    for number in range(shape.proposals):
        written[f"proposals/p{number}.yaml"] = _proposal(shape, number)
    for number in range(shape.questions):
        written[f"questions/{number}.yaml"] = _question(shape, number, passage)
    return written


def _proposal(shape: Shape, number: int) -> dict:
    said = shape.languages
    return {
        "id": f"p{number}",
        "title": text(shape.label, said, f"{number} "),
        "cluster": "all",
        "type": "proposal",
        "who": text(shape.author, said),
        "summary": text(shape.summary, said),
        "points": [text(shape.author, said)] * 3,
        "section": text(20, said),
        "link": "https://example.org/",
    }


def _question(shape: Shape, number: int, passage: dict) -> dict:
    said = shape.languages
    return {
        "id": ascii_lowercase[number],
        "title": text(shape.title, said, f"{number} "),
        "section": text(20, said),
        "asks": text(shape.asks, said),
        "arguments": [passage] * shape.arguments,
        "related": {
            "proposals": [f"p{one}" for one in range(shape.proposals)],
            "topics": [f"t{one}" for one in range(shape.topics)],
        },
        "ballot": [_item(shape, place, *item) for place, item in enumerate(shape.items)],
    }


def _item(shape: Shape, place: int, kind: str, options: int) -> dict:
    said = shape.languages
    return {
        "id": f"item-{place}",
        "kind": kind,
        "title": text(shape.item_title, said),
        "options": [
            {
                "id": f"option-{number}",
                "label": text(shape.label, said, f"{number} "),
                "editors": shape.editors,
                **({"detail": text(shape.detail, said)} if shape.detail else {}),
            }
            for number in range(options)
        ],
    }
