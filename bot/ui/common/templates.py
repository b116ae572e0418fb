"""What a custom_id carries: a name and fields. Ids only; everything else is looked up, and no field is trusted.

A template such as `vote:{poll:int}:{item:key}` begins with the control's name. A field has a type of `TYPES`, or
alternatives (`main|before|after`), each a type or a word. A field written `{_part:int}` only keeps two controls on one
page apart, and handlers are not given it. Brackets hold a last part that is left out while its field is 0
(`question[:{_part:int}]`): buttons that were posted before that field existed are still understood.
"""

import re
from collections.abc import Mapping

NUMBER = "[0-9]{1,18}"
"""What every database holds; `\\d` would take the digits of every script, and any number of them."""

KEY = "[a-z0-9-]{1,40}"

TYPES: Mapping[str, str] = {
    "int": NUMBER,
    "key": KEY,
    "letter": "[a-z]",
    "word": "[a-z]+",
    "digits": "[0-9]{1,10}",
    "digits?": "[0-9]{0,10}",
}

MOST_CHARACTERS = 100
"""Discord's limit for a custom_id."""

_FIELD = re.compile(r"\{_?(?P<name>[a-z]+):(?P<kind>[^}]+)\}")
_UNHEEDED = re.compile(r"\{_([a-z]+):")


class Template:
    """One kind of custom_id: `build` writes it, `read` returns its fields."""

    def __init__(self, template: str) -> None:
        self.template = template
        self.name = re.split(r"[:\[]", template)[0]
        if not re.fullmatch("[a-z-]+", self.name):
            raise ValueError(f"{template!r} does not begin with a name")
        self.types: dict[str, str] = dict(_FIELD.findall(template))
        pattern = template.replace("[", "(?:").replace("]", ")?")
        self.pattern = re.compile(_FIELD.sub(lambda field: f"(?P<{field[1]}>{_pattern(field[2])})", pattern))
        unheeded = _UNHEEDED.findall(template)
        self.fields = {name: int if kind == "int" else str for name, kind in self.types.items() if name not in unheeded}
        """The fields that a handler is given, with their types."""

    def build(self, **fields: object) -> str:
        """Write a custom_id. Raises ValueError where a field is missing, unknown or not of its type."""
        if set(fields) != set(self.types):
            raise ValueError(f"{self.name} takes the fields {', '.join(self.types) or 'none'}, not {', '.join(fields)}")
        whole, _, optional = self.template.partition("[")
        if optional and any(fields[name] for name, _ in _FIELD.findall(optional)):
            whole += optional.removesuffix("]")
        custom_id = _FIELD.sub(lambda field: str(fields[field[1]]), whole)
        if not self.pattern.fullmatch(custom_id) or len(custom_id) > MOST_CHARACTERS:
            raise ValueError(f"{custom_id!r} is no custom_id of {self.name}")
        return custom_id

    def read(self, custom_id: str) -> dict[str, int | str] | None:
        """Return the fields of a custom_id that a handler is given; None where it is another control's, or nobody's."""
        match = self.pattern.fullmatch(custom_id)
        if match is None:
            return None
        return {name: int(match[name] or 0) if kind is int else match[name] for name, kind in self.fields.items()}


def _pattern(kind: str) -> str:
    return "|".join(TYPES.get(alternative, alternative) for alternative in kind.split("|"))
