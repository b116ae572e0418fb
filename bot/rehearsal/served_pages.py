"""What the browser is served in other words than simcord's, and as whom."""
# ruff: noqa: SLF001  # private members are this file's one subject

import importlib.resources
import json
from collections.abc import Iterator, Mapping

from aiohttp import web
from simcord import Preview
from simcord.preview._server import PreviewServer

from bot.rehearsal import guard

# Each of these stands exactly once in its file.
_PAGE_OF_THE_FIRST = 'request("/api/pages", "POST", {}, null)'
_SUGGESTED = (
    "renderPopup(field, `OPTIONS MATCHING ${current.toUpperCase()}`, choices, (choice) => chooseValue(option, choice));"
)
_CHOSEN = "renderCompose({ focus: Boolean(next) });"
_OFFERED = "openOptionsOnRender: entry.options.length > 0 && required.length === 0"
_LOOKED = 'state.ready = false;\n      if (state.scrollIntent?.policy !== "target")'
_SCROLLED = 'if (!state.ready && state.scrollIntent?.policy === "target") return;'
_ARRIVED = "state.scrollIntent || captureScrollIntent()"
_NOT_CONFIRMED = 'if (receipt.settlement !== "settled") return "Action is awaiting a confirmed result.";'
_NOT_DONE = 'return "Action was not completed."'
_DONE = 'return labels[kind || ""] || "Action completed";'
_READY = 'ready ? "Preview ready" : "Loading preview…"'
_FONTS = "Promise.all(FONT_REQUIREMENTS.map"
_BRAND = """<span class="brand-mark" aria-hidden="true">S</span>
          <span><strong>SimCord</strong><small>Preview</small></span>"""
_NARROW = "@media (max-width: 400px) {\n  .preview-brand"
_WHAT_IT_IS = "Rehearsal: all of this is on your computer only."
_TOOLS = (
    "messages-toggle",
    "messages-sidebar",
    "refresh",
    "capture-open",
    "inspector-toggle",
    "inspector-panel",
    "back-activity",
    "view-action-output",
)
_STYLE = """[data-tool] { display: none !important; }
.preview-shell { --toolbar-height: 48px; }
.preview-toolbar { flex-wrap: nowrap; height: auto; justify-content: space-between; }
.preview-brand { flex: 0 1 auto; min-width: 0; }
.preview-brand strong { font-size: 12px; font-weight: 500; line-height: 16px; }
#action-status { position: absolute; top: 100%; right: 0; min-height: 0; padding: 4px 12px; background: #202125; }
#action-status:empty { display: none; }
"""
_EDITS = (
    # A tab is the person of its address. Left alone, it is the first one's, and so again after each reload.
    ("app.js", _PAGE_OF_THE_FIRST, _PAGE_OF_THE_FIRST.replace("{}", "PERSON")),
    # Entering an option asks the bot for suggestions, as in Discord, and not only typing into it.
    ("commands.js", _SUGGESTED, f"{_SUGGESTED} queryAutocomplete(option, current);"),
    # After a suggestion Enter sends the command, and does not pick once more.
    ("commands.js", _CHOSEN, "document.activeElement?.blur(); renderCompose({ focus: true });"),
    # Enter sends a command that needs no options, as in Discord, and does not add its first one.
    ("command-drafts.js", _OFFERED, "openOptionsOnRender: false"),
    # A page at its end stays at its end: where it stands while it is being changed is not where its reader wants it.
    ("timeline.js", _LOOKED, f"const settled = state.ready; {_LOOKED.replace('if (', 'if (settled && ')}"),
    ("timeline.js", _SCROLLED, "if (!state.ready || correction !== null) return;"),
    # Whoever comes reads the latest message first, as in Discord.
    ("timeline.js", _ARRIVED, 'state.scrollIntent || { policy: "bottom" }'),
    # A slow answer is no failure.
    (
        "actions.js",
        _NOT_CONFIRMED,
        'if (receipt.settlement !== "settled" || receipt.acknowledgement === "pending") return "The bot is working…";',
    ),
    # A page tells only what did not work, and in Discord's words.
    ("actions.js", _NOT_DONE, _NOT_DONE.replace("Action was not completed.", "This interaction failed.")),
    ("actions.js", _DONE, 'return "";'),
    ("actions.js", _READY, 'ready ? "" : "Loading…"'),
    # All fonts are 31 MB; those that a text needs come by themselves.
    ("presentation.js", _FONTS, _FONTS.replace(".map", ".slice(0, 1).map")),
    # The page says what it is, and of whom.
    ("index.html", _BRAND, f"<strong>{_WHAT_IT_IS}</strong>"),
    ("index.html", "Viewing as\n", "You are\n"),
    # What simcord offers to those who develop a bot: a newcomer is here to see the debate.
    *(("index.html", f'id="{name}"', f'id="{name}" data-tool') for name in _TOOLS),
    ("index.html", 'class="session-menu"', 'class="session-menu" data-tool'),
    ("preview.css", _NARROW, f"{_STYLE}{_NARROW}"),
)


def moved() -> Iterator[str]:
    """Name every part of the preview's page that is not as this file expects it."""
    yield from guard.missing_fields([(Preview, "_server", Preview.__init__.__code__.co_names)])
    yield from guard.moved_functions([(PreviewServer, "_static", {"self", "request"})])
    for name, words, _ in _EDITS:
        if _static(name).count(words) != 1:
            yield f"{name} has other words for {words}"


def serve_each_person(preview: Preview, people: Mapping[str, int]) -> None:
    """Serve the pages as a rehearsal needs them; `/?as=NAME` becomes that person.

    Args:
        preview: not entered yet, since entering it fixes the routes.
        people: user ids by name.
    """
    serve = preview._server._static
    ids = json.dumps({name: str(user) for name, user in people.items()})
    named = f"(name => (document.title = name ?? document.title, {{viewer_id: ({ids})[name]}}))"
    person = f'{named}(new URLSearchParams(location.search).get("as"))'

    async def edited(request: web.Request) -> web.Response:
        response: web.Response = await serve(request)
        asked = request.path.removeprefix("/") or "index.html"
        for name, old, new in _EDITS:
            if name == asked:
                response.text = (response.text or "").replace(old, new.replace("PERSON", person))
        if asked.endswith(".ttf"):
            response.headers["Cache-Control"] = "max-age=86400"
        return response

    preview._server._static = edited  # type: ignore[method-assign]


def _static(name: str) -> str:
    return importlib.resources.files("simcord.preview").joinpath("static", name).read_text(encoding="utf-8")
