"""Colours that people with every kind of colour vision tell apart; beside each stands a label, a number or a letter.

`BAR` and `HUES` are of Okabe and Ito, Color Universal Design (2008). The scale goes from orange over grey to
blue, as ColorBrewer's PuOr and Blues do.
"""

CARD = "#FFFFFF"
EDGE = "#B8C0CA"
INK = "#16191D"
FAINT = "#4A535E"
TRACK = "#E8ECF1"

BAR = "#0072B2"
OUT = "#8A94A0"

HUES = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#5A6470")

DISAGREE = ("#B35806", "#F1A340", "#FDD49E")
AGREE = ("#08519C", "#4292C6", "#B3D3E8")
NEITHER = "#D0D4D9"
"""From the outermost step of a scale inwards."""

_DARK = {*AGREE[:1], *DISAGREE[:1], "#0072B2", "#009E73", "#D55E00", "#5A6470"}


def ink_on(fill: str) -> str:
    """Return the colour of text that stands out on another."""
    return CARD if fill in _DARK else INK
