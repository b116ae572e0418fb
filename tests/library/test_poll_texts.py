"""A poll is read in any language of its pack, whichever it was opened in."""

from itertools import product
from pathlib import Path

from bot.domain.polls import Item
from bot.library.loader import load
from bot.library.poll_texts import PollTexts

PACK = Path(__file__).parents[2] / "content" / "cern-for-ai"
LANGUAGES = ("en", "fr", "de")


def test_a_poll_opened_in_any_language_reads_as_if_it_were_opened_in_any_other(poll_with):
    pack = load(PACK)
    texts = PollTexts(pack)
    for question, opened, read in product(pack.questions, LANGUAGES, LANGUAGES):

        def in_language(language, question=question):
            items = (
                Item(number, item.id, item.kind, item.title.say(language), item.choices(language), item.settings)
                for number, item in enumerate(question.ballot)
            )
            return poll_with(question=question.id, title=question.title.say(language), items=tuple(items))

        poll = in_language(opened)
        assert texts.poll(poll, read) == in_language(read)
        assert texts.poll(poll, f"{read}-CH") == in_language(read), "a country reads its language"
        assert texts.poll(poll, opened) is poll
        assert texts.poll(poll, read) is texts.poll(poll, read), "nothing is made anew for the next voter"
        assert texts.poll(poll, "sv-SE") == in_language("en"), "and everybody else English"
