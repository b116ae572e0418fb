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
    "letters": "[a-x]{1,24}",
    "digits": "[0-9]{1,10}",
    "digits?": "[0-9]{0,10}",
}

MOST_CHARACTERS = 100
"""Discord's limit for a custom_id."""

_FIELD = re.compile(r"\{_?(?P<name>[a-z]+):(?P<kind>[^}]+)\}")
_FIELD_NAME = re.compile(r"\{([a-z]+)\}")
_UNHEEDED = re.compile(r"\{_([a-z]+):")


class Template:
    """One kind of custom_id: `build` writes it, `read` returns its fields."""

    def __init__(self, template: str) -> None:
        self.template = template
        self.name = re.split(r"[:\[]", template)[0]
        self.types: dict[str, str] = dict(_FIELD.findall(template))
        is_understood = re.fullmatch(r"[a-z-]+(:<>)*(\[:<>\])?", _FIELD.sub("<>", template))
        if not is_understood or not all("|" in kind or kind in TYPES for kind in self.types.values()):
            raise ValueError(f"{template!r} is not a name and fields of known types")
        pattern = template.replace("[", "(?:").replace("]", ")?")
        self.pattern = re.compile(_FIELD.sub(lambda field: f"(?P<{field[1]}>{_pattern(field[2])})", pattern))
        unheeded = _UNHEEDED.findall(template)
        self.fields = {name: int if kind == "int" else str for name, kind in self.types.items() if name not in unheeded}
        """The fields that a handler is given, with their types."""
        whole, _, optional = _FIELD.sub(r"{\1}", template).partition("[")
        self._short, self._long = whole, whole + optional.removesuffix("]")
        self._optional = _FIELD_NAME.findall(optional)

    def build(self, **fields: object) -> str:
        """Write a custom_id. Raises ValueError where a field is missing, unknown or not of its type."""
        if fields.keys() != self.types.keys():
            raise ValueError(f"{self.name} takes the fields {', '.join(self.types) or 'none'}, not {', '.join(fields)}")
        is_short = self._optional and not any(fields[name] for name in self._optional)
        custom_id = (self._short if is_short else self._long).format_map(fields)
        if not self.pattern.fullmatch(custom_id) or len(custom_id) > MOST_CHARACTERS:
            raise ValueError(f"{custom_id!r} is no custom_id of {self.name}")
        return custom_id

    def fits(self, custom_id: str) -> bool:
        """Whether a custom_id is of this kind."""
        return self.pattern.fullmatch(custom_id) is not None

    def read(self, custom_id: str) -> dict[str, int | str] | None:
        """Return the fields of a custom_id that a handler is given; None where it is another control's, or nobody's."""
        match = self.pattern.fullmatch(custom_id)
        if match is None:
            return None
        return {name: int(match[name] or 0) if kind is int else match[name] for name, kind in self.fields.items()}


def _pattern(kind: str) -> str:
    return "|".join(TYPES.get(alternative, alternative) for alternative in kind.split("|"))
