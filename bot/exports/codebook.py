"""The codebook of an export: what every column means, and every question as it stood on the ballot paper."""

from collections.abc import Iterable, Iterator, Sequence

from bot.domain.canonical import canonical_json
from bot.domain.export_schema import Records
from bot.domain.polls import Item, Poll

MEANINGS = {
    "debate": "The debate's title",
    "question": "The question's letter",
    "poll": "The poll's number",
    "round": "main, before or after",
    "item": "The id of the item",
    "kind": "The item's kind",
    "option": "The option's id",
    "label": "The option's label on the ballot",
    "votes": "Votes for the option. Rankings: first choices, or votes in that stage. Pairs: ballots that prefer it",
    "share": "votes / (ballots - abstentions), rounded to six digits; empty if nobody chose an option",
    "ballots": "Answers to the item, with abstentions",
    "abstentions": "Abstentions on the item",
    "electorate": "How many could vote when the poll closed, never fewer than voted; empty if not known",
    "opened_at": "When the poll opened, UTC",
    "closed_at": "When the poll closed, UTC",
    "secrecy": "named, pseudonymous or secret",
    "participant": "A pseudonym, the same in the whole debate; a name in named polls; deleted:… after a deletion",
    "answer": "Option ids joined by semicolons, best first in a ranking; or abstain",
    "cast_at": "When the answer was last changed, UTC; in pseudonymous polls only the hour",
    "changes": "How often the answer was changed; 0 if never",
    "response": "The response's number",
    "text": "What was written; empty unless published",
    "created_at": "When it was written, UTC; for pseudonymous responses only the hour",
    "status": "published, pending or declined",
    "poll_before": "The poll before the debate",
    "poll_after": "The poll after the debate",
    "before": "The answer before the debate: an option's id (in a ranking, the first choice) or abstain",
    "after": "The answer after the debate, written in the same way",
    "people": "How many people went this way; empty where that would show what fewer than five did",
    "paired": "How many people answered the item both times",
    "median_low": "The median; if two steps are in the middle, the lower one",
    "median_high": "The median; if two steps are in the middle, the higher one",
    "agree": "How many chose a step that agrees",
    "disagree": "How many chose a step that disagrees",
    "agree_share": "agree / all who chose a step",
    "disagree_share": "disagree / all who chose a step",
    "stage": "The round of the instant run-off",
    "outcome": "eliminated, continues, won, tied or lost",
    "exhausted": "Ballots that rank none of the options left in this round",
    "against": "The option that it is compared with",
    "seal": "SHA-256 of the poll's canonical file when it closed; empty if an earlier version closed it",
    "code": "A voter's inclusion code, which says nothing about the choice; empty after a deletion",
    "salt": "A random number; empty if the code is, or if an earlier version closed the poll",
    "commitment": "SHA-256 of salt and code; the code itself if an earlier version closed the poll",
}
"""The meaning of each column; a column of the same name means the same in every table."""


FILES = {
    "report.html": "The whole debate on one page, with charts, to read or print",
    "charts/question-Q-ROUND-ITEM.png": "The result of an item, by the question's letter, the round and the item's id",
    "charts/question-Q-turnout-ROUND.png": "How turnout grew, if five or more people voted",
    "charts/question-Q-shift-ITEM.png": "How people moved who answered before and after",
    "charts/alternatives.md": "What each chart shows, in words, with those that could not be drawn",
    "canonical-N.jsonl": "The canonical file of a poll; its SHA-256 is the seal",
    "actions.jsonl": "The log of what moderators did; each entry has the hash of the one before",
    "manifest.json": "The SHA-256 of every file",
}
"""The other files of the ZIP."""


def codebook(tables: Sequence[Records], polls: Iterable[Poll]) -> Iterator[str]:
    """Write the codebook as lines of Markdown."""
    yield "# Codebook"
    for table in tables:
        yield f"\n## {table.name}.csv, {table.name}.json\n\n| column | meaning |\n| --- | --- |"
        for column in table.columns:
            yield f"| {column} | {MEANINGS.get(column, '')} |"
    yield "\n## Other files\n\n| file | what it holds |\n| --- | --- |"
    for name, meaning in FILES.items():
        yield f"| {name} | {meaning} |"
    for poll in polls:
        yield f"\n## Poll {poll.id}: question {poll.question}, {poll.round.value}\n\n{_plain(poll.title)}"
        for item in poll.items:
            yield from _item(item)


def _item(item: Item) -> Iterator[str]:
    yield f"\n### {item.key}: {_plain(item.title)}\n\nKind: {item.kind_name}. Settings: {canonical_json(item.settings)}"
    yield "\n| option | label | detail | added by the editors |\n| --- | --- | --- | --- |"
    for option in item.options:
        editors = "yes" if option.editors else "no"
        yield f"| {option.id} | {_plain(option.label)} | {_plain(option.detail)} | {editors} |"


def _plain(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
