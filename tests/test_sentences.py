"""The names that tests have for the bot's sentences."""

import sentences
from saying import Sentence

NAMED = {name: value for name, value in vars(sentences).items() if isinstance(value, Sentence)}


def test_every_sentence_that_tests_name_is_said_where_they_look_for_it():
    """Where code has moved, this says all that has to be put right in `tests/sentences.py`, at once."""
    lost = []
    for name, sentence in NAMED.items():
        try:
            assert sentence.forms
        except (LookupError, OSError) as error:
            lost.append(f"{name}: {error}")
    assert lost == []


def test_no_sentence_has_two_names():
    places = [(sentence.place, sentence.number) for sentence in NAMED.values()]
    assert len(places) == len(set(places))
