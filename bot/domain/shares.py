"""Shares are exact fractions. Only this module rounds them, so the same votes give the same figure everywhere."""

from fractions import Fraction

PERCENT = 100
TENTHS = 1000
"""Tenths of a percent."""


def rounded(share: Fraction, steps: int) -> int:
    """Round a share of 0 to 1 to a number of `steps`, such as percent; half a step is rounded up."""
    return (2 * steps * share.numerator + share.denominator) // (2 * share.denominator)
