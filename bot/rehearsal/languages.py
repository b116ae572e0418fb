"""In which language each person has Discord: simcord's people all have it in American English."""
# ruff: noqa: SLF001  # private members are this file's one subject

from collections.abc import Iterator, Mapping
from typing import Any

from simcord import Env, Preview
from simcord.backend import Backend
from simcord.preview._pages import _Page

from bot.rehearsal import guard

_LOCALIZED = ("name", "description")


def moved() -> Iterator[str]:
    """Name every part of simcord that is not as this file expects it."""
    yield from guard.moved_functions(
        [
            (Backend, "emit", {"self", "event", "payload"}),
            (Backend, "visible_commands", {"self", "user_id", "channel_id", "type"}),
            (Preview, "_publish", {"self", "page", "reason"}),
        ]
    )
    yield from guard.missing_fields([(_Page, "viewer", _Page.__dataclass_fields__)])
    if "locale" not in Preview.__init__.__code__.co_names:
        yield "Preview has no locale"


def speak(env: Env, languages: Mapping[int, str]) -> None:
    """Send what these people do, by their ids, in their languages, and offer them commands that are described in it."""
    emit, visible_commands = env.backend.emit, env.backend.visible_commands

    def emitted(event: str, payload: Mapping[str, Any]) -> None:
        if event == "INTERACTION_CREATE":
            language = languages.get(int(payload["member"]["user"]["id"]))
            payload = {**payload, "locale": language} if language else payload
        emit(event, payload)

    def offered(*, user_id: int, **given: Any) -> list[dict[str, Any]]:  # noqa: ANN401  where, and commands of what type
        commands = visible_commands(user_id=user_id, **given)
        language = languages.get(user_id)
        return [_translated(command, language) for command in commands] if language else commands

    env.backend.emit = emitted  # type: ignore[method-assign]
    env.backend.visible_commands = offered  # type: ignore[method-assign]


def _translated(part: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Translate a command, an option or a choice as Discord does: with what it was given for the language."""
    said = {name: (part.get(f"{name}_localizations") or {}).get(language) for name in _LOCALIZED}
    inner = {
        name: [_translated(one, language) for one in part[name]] for name in ("options", "choices") if part.get(name)
    }
    return {**part, **{name: text for name, text in said.items() if text}, **inner}


def date_pages(preview: Preview, languages: Mapping[int, str]) -> None:
    """Write dates on each person's page as in their language."""
    publish, usual = preview._publish, preview.locale

    def published(page: _Page, **given: Any) -> None:  # noqa: ANN401  the preview's own reasons
        preview.locale = languages.get(page.viewer.id, usual)
        publish(page, **given)

    preview._publish = published  # type: ignore[method-assign]
