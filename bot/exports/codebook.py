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
    "item": "The item's id",
    "kind": "The item's kind",
    "option": "The option's id",
    "label": "The option's words",
    "votes": "Votes for the option; in rankings, first choices, or those of a stage; in pairs, ballots that prefer it",
    "share": "votes / (ballots - abstentions), rounded to six digits; empty where nobody chose an option",
    "ballots": "Answers to the item, abstentions included",
    "abstentions": "Answers to the item that are abstentions",
    "electorate": "How many could vote when the poll closed, never fewer than voted; empty where that is not known",
    "opened_at": "When the poll opened, UTC",
    "closed_at": "When the poll closed, UTC",
    "secrecy": "What a ballot carries of the person who cast it",
    "participant": "A pseudonym, the same throughout a debate; a name where that was declared; deleted:… once deleted",
    "answer": "Option ids joined by semicolons, for a ranking best first, or abstain",
    "cast_at": "When the answer was last changed, UTC; where ballots are pseudonymous, only the hour in which that was",
    "changes": "How often the answer was changed; 0 for a vote cast once",
    "response": "The response's number",
    "text": "What was written; empty unless it is published",
    "created_at": "When it was written, UTC; of a pseudonymous response, only the hour in which that was",
    "status": "published, pending or declined",
    "poll_before": "The poll before the debate",
    "poll_after": "The poll after the debate",
    "before": "An option's id, of a ranking the first choice, or abstain",
    "after": "What these people answered after the debate, written in the same way",
    "people": "How many went that way; empty where that would tell what fewer than five people did",
    "paired": "How many answered the item both times",
    "median_low": "The lower of the steps in the middle of all answers",
    "median_high": "The higher of the steps in the middle of all answers",
    "agree": "How many chose a step that agrees",
    "disagree": "How many chose a step that disagrees",
    "agree_share": "Their share of those who chose a step",
    "disagree_share": "Their share of those who chose a step",
    "stage": "The round of the run-off",
    "outcome": "eliminated, continues, won, tied or lost",
    "exhausted": "Ballots that name none of the options left in that round",
    "against": "The option that option is set against",
    "seal": "SHA-256 of the poll's canonical file when it closed; empty where an earlier version closed it",
    "code": "The inclusion code of somebody who voted; it says nothing of the choice; empty after a deletion",
    "salt": "A random number; empty where the code is, or where an earlier version closed the poll",
    "commitment": "SHA-256 of salt and code; the code itself where an earlier version closed the poll",
}
"""The meaning of each column; a column of the same name means the same in every table."""


FILES = {
    "report.html": "The whole debate to read or print, with the charts",
    "charts/question-Q-ROUND-ITEM.png": "The chart of an item's result, by the question's letter, round and item's id",
    "charts/question-Q-turnout-ROUND.png": "The chart of how turnout grew, where five people or more voted",
    "charts/question-Q-shift-ITEM.png": "The chart of where those went who answered before and after",
    "charts/alternatives.md": "In words what each chart shows, also of one that could not be drawn",
    "canonical-N.jsonl": "The canonical file of a poll, whose SHA-256 is its seal",
    "actions.jsonl": "The log of what moderators did, each entry bound to the one before",
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
