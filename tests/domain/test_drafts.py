"""An answer in the making."""

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.drafts import after_tap
from bot.domain.kind import Option, kind_named
from bot.ui.polls.answer_letters import answer_of, letters

OPTIONS = tuple(Option(f"option-{number}", f"Option {number}") for number in range(24))


@given(taps=st.lists(st.integers(0, 5), max_size=20), most=st.sampled_from([None, 2, 3]), alone=st.booleans())
def test_whatever_is_tapped_the_draft_can_be_cast(taps, most, alone):
    options = OPTIONS[:6]
    rules = kind_named("approval")(options, {"most": most, "alone": options[5].id if alone else None})
    draft = ()
    for tap in taps:
        after = after_tap(rules, draft, options[tap])
        if after is None:
            assert len(draft) == most
            assert options[tap].id not in draft
            continue
        assert (options[tap].id in after) is (options[tap].id not in draft)
        assert rules.check(after) == after
        draft = after


@given(st.permutations(range(24)), st.integers(0, 24))
def test_an_answer_is_read_back_from_its_letters(order, count):
    answer = tuple(OPTIONS[number].id for number in order[:count])
    assert answer_of(OPTIONS, letters(OPTIONS, answer)) == answer
