"""Polls in the reader's language.

A poll keeps its texts as they were when it opened, in the language of its server. Where they are still those of the
pack, the pack also has them in other languages; where the pack was edited since, the poll stays as people voted on it.
"""

from dataclasses import replace

from bot.domain.kind import Option
from bot.domain.polls import Item, Poll
from bot.domain.shift import PollShift, with_options_of_both
from bot.domain.tally import PollTally
from bot.library.languages import languages_in
from bot.library.models import Library

ItemTexts = tuple[str, tuple[Option, ...]]
"""An item's title and its options."""

MOST_KEPT = 500
"""Polls in a language that are kept as they were last read."""


class PollTexts:
    """What the ballots of a pack say in each of its languages; made once, so that reading a poll takes no time."""

    def __init__(self, library: Library) -> None:
        self._languages = {"en"}.union(*(languages_in(question) for question in library.questions))
        self._titles = {
            question.id: {language: question.title.say(language) for language in self._languages}
            for question in library.questions
        }
        self._items: dict[tuple[str, str], dict[str, ItemTexts]] = {
            (question.id, item.id): {
                language: (item.title.say(language), item.choices(language)) for language in self._languages
            }
            for question in library.questions
            for item in question.ballot
        }
        self._latest: dict[tuple[int, str], tuple[Poll, Poll]] = {}  # each vote in a poll asks for the same

    def poll(self, poll: Poll, language: str) -> Poll:
        """Return a poll in a language such as `fr` or `fr-CH`, as far as its texts are still those of the pack."""
        spoken = self._spoken(language)
        latest, read = self._latest.get((poll.id, spoken), (None, poll))
        if latest is not poll:
            read = self._read(poll, spoken)
            if len(self._latest) >= MOST_KEPT:
                self._latest.clear()
            self._latest[poll.id, spoken] = (poll, read)
        return read

    def _read(self, poll: Poll, spoken: str) -> Poll:
        items = tuple(self._item(poll.question, item, spoken) for item in poll.items)
        titles = self._titles.get(poll.question, {})
        title = titles[spoken] if poll.title in titles.values() else poll.title
        if title == poll.title and all(read is item for read, item in zip(items, poll.items, strict=True)):
            return poll
        return replace(poll, title=title, items=items)

    def tally(self, tally: PollTally, language: str) -> PollTally:
        """Return a count in a language. Read it before its findings are worked out, which are those of its texts."""
        poll = self.poll(tally.poll, language)
        if poll is tally.poll:
            return tally
        items = (
            replace(
                counted,
                item=item,
                counts=tuple(
                    replace(count, option=option) for count, option in zip(counted.counts, item.options, strict=True)
                ),
            )
            for counted, item in zip(tally.items, poll.items, strict=True)
        )
        return replace(tally, poll=poll, items=tuple(items))

    def shift(self, shift: PollShift, language: str) -> PollShift:
        """Return before and after in a language."""
        before, after = (self.tally(tally, language) for tally in shift.results)
        earlier, later = ({item.key: item for item in tally.poll.items} for tally in (before, after))
        items = (
            replace(one, item=with_options_of_both(earlier[one.item.key], later[one.item.key])) for one in shift.items
        )
        return PollShift((before, after), tuple(items))

    def _spoken(self, language: str) -> str:
        """Return the language of the pack that somebody with this one reads."""
        base = language.split("-", maxsplit=1)[0]
        return next((known for known in (language, base) if known in self._languages), "en")

    def _item(self, question: str, item: Item, spoken: str) -> Item:
        known, stored = self._items.get((question, item.key), {}), (item.title, item.options)
        if stored not in known.values() or known[spoken] == stored:
            return item
        title, options = known[spoken]
        return replace(item, title=title, options=options)
