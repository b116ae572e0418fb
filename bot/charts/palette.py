"""Colours by name, and what each is on a dark and on a light card.

People with every kind of colour vision tell them apart; beside each stands a label, a number or a letter. `HUES` are of
Okabe and Ito, Color Universal Design (2008). The scale goes from orange over grey to blue, as ColorBrewer's PuOr and
Blues do.
"""

from collections.abc import Mapping
from enum import StrEnum


class Theme(StrEnum):
    """What card a chart is drawn on."""

    DARK = "dark"
    LIGHT = "light"


CARD, EDGE, INK, FAINT, TRACK = "card", "edge", "ink", "faint", "track"
LEADS, LEADS_SOFT, OTHER, OTHER_SOFT = "leads", "leads-soft", "other", "other-soft"
"""Bars of the leading option and of the others; the soft ones are votes that came over from elsewhere."""
LINE, GAIN, LOSS = "line", "gain", "loss"
ON_DARK, ON_LIGHT = "on-dark", "on-light"
"""Text on the colours below, which are the same on both cards."""

HUES = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#5A6470")

DISAGREE = ("#B35806", "#F1A340", "#FDD49E")
AGREE = ("#08519C", "#4292C6", "#B3D3E8")
NEITHER = "#D0D4D9"
"""From the outermost step of a scale inwards."""

_BOTH = {ON_DARK: "#FFFFFF", ON_LIGHT: "#16191D"}
COLOURS: Mapping[Theme, Mapping[str, str]] = {
    Theme.DARK: {
        **_BOTH,
        CARD: "#1E1F22",
        EDGE: "#3A3C43",
        INK: "#F2F3F5",
        FAINT: "#B5BAC1",
        TRACK: "#2E3035",
        LEADS: "#2F63C4",
        LEADS_SOFT: "#284783",
        OTHER: "#565A64",
        OTHER_SOFT: "#42454D",
        LINE: "#6EA8FF",
        GAIN: "#6EA8FF",
        LOSS: "#F0A04B",
    },
    Theme.LIGHT: {
        **_BOTH,
        CARD: "#FFFFFF",
        EDGE: "#B8C0CA",
        INK: "#16191D",
        FAINT: "#4A535E",
        TRACK: "#EEF1F5",
        LEADS: "#8DBDF0",
        LEADS_SOFT: "#BFDAF7",
        OTHER: "#C6CDD6",
        OTHER_SOFT: "#DCE1E7",
        LINE: "#0072B2",
        GAIN: "#0B62C4",
        LOSS: "#B35806",
    },
}

_DARK_FILLS = {AGREE[0], DISAGREE[0], "#0072B2", "#009E73", "#D55E00", "#5A6470"}


def ink_on(fill: str) -> str:
    """Return the colour of text that stands out on a hue or a step of the scale."""
    return ON_DARK if fill in _DARK_FILLS else ON_LIGHT
