"""Shares: exact fractions, rounded in this place only, so that the same votes are the same figure everywhere."""

from fractions import Fraction

PERCENT = 100
TENTHS = 1000
"""Tenths of a percent."""


def rounded(share: Fraction, steps: int) -> int:
    """Return how many of so many steps a share of 0 to 1 comes to; half a step is rounded up."""
    return (2 * steps * share.numerator + share.denominator) // (2 * share.denominator)
