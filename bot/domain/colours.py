"""Colours as `#rrggbb`, and how far they stand out (WCAG 2.2, relative luminance and contrast ratio)."""

Channels = tuple[float, float, float]

LINEAR = 0.04045
"""Up to there sRGB is a straight line."""

STEPS = 20
"""In so many steps a colour is mixed into white."""


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    high, low = sorted((_luminance(_channels(one)), _luminance(_channels(other))), reverse=True)
    return (high + 0.05) / (low + 0.05)


def lightened(colour: str, on: str, least: float) -> str:
    """Return the colour, mixed with as little white as it takes to stand out so far on a dark one."""
    mixed = (_mixed(colour, step / STEPS) for step in range(STEPS + 1))
    return next((one for one in mixed if contrast(one, on) >= least), "#ffffff")


def _channels(colour: str) -> Channels:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def _mixed(colour: str, white: float) -> str:
    return "#" + "".join(f"{round(255 * (channel + (1 - channel) * white)):02x}" for channel in _channels(colour))


def _luminance(channels: Channels) -> float:
    red, green, blue = (one / 12.92 if one <= LINEAR else ((one + 0.055) / 1.055) ** 2.4 for one in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
