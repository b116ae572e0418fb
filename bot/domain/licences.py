"""The licence of a debate's data, which its pack may name: a choice of whoever runs the debate."""

from collections.abc import Mapping
from dataclasses import dataclass

KNOWN = {
    "CC0-1.0": ("Creative Commons Zero 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "CC-BY-4.0": ("Creative Commons Attribution 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    "CC-BY-SA-4.0": ("Creative Commons Attribution-ShareAlike 4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
    "CC-BY-NC-4.0": (
        "Creative Commons Attribution-NonCommercial 4.0",
        "https://creativecommons.org/licenses/by-nc/4.0/",
    ),
    "ODC-By-1.0": ("Open Data Commons Attribution 1.0", "https://opendatacommons.org/licenses/by/1-0/"),
    "ODbL-1.0": ("Open Data Commons Open Database 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
    "PDDL-1.0": ("Open Data Commons Public Domain 1.0", "https://opendatacommons.org/licenses/pddl/1-0/"),
}
"""The name and the address of licences for data, by their SPDX identifiers."""


@dataclass(frozen=True)
class Licence:
    """A licence by its SPDX identifier."""

    id: str

    @property
    def title(self) -> str:
        """Its name."""
        return KNOWN[self.id][0]

    @property
    def address(self) -> str:
        """Where it can be read."""
        return KNOWN[self.id][1]

    @property
    def described(self) -> Mapping[str, str]:
        """Describe it as a data package does."""
        return {"name": self.id, "title": self.title, "path": self.address}


def known_licence(given: object) -> object:
    """Read an identifier. Raises ValueError for one that is not known."""
    if given is None or isinstance(given, Licence):
        return given
    if given not in KNOWN:
        raise ValueError(f"is not a licence for data that the bot knows; choose one of {', '.join(KNOWN)}")
    return Licence(str(given))
