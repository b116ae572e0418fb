"""Colours of packs stand out on the page, whatever they are."""

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.colours import contrast, lightened
from bot.hall.frames import ACCENT, LEAST_CONTRAST, PAPER

colours = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def test_contrast_is_that_of_the_guidelines():
    assert contrast("#000000", "#ffffff") == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48  # their example of a grey that just fails


@given(colours)
def test_every_accent_stands_out_and_one_that_does_already_stays_as_it_is(colour):
    made = lightened(colour, PAPER, LEAST_CONTRAST)
    assert contrast(made, PAPER) >= LEAST_CONTRAST
    assert made == colour or contrast(colour, PAPER) < LEAST_CONTRAST


def test_the_accent_of_packs_without_one_stands_out():
    assert contrast(ACCENT, PAPER) >= LEAST_CONTRAST
