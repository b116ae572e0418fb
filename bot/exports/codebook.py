"""The codebook of an export: what every column means, and every question as it stood on the ballot paper."""

from collections.abc import Iterable, Iterator, Sequence

from bot.domain.answers import ABSTAINED
from bot.domain.canonical import canonical_json
from bot.domain.export_schema import Records
from bot.domain.polls import Item, Poll
from bot.domain.texts import Text, say
from bot.domain.wide_ballots import ANSWER
from bot.i18n import Speech

MEANINGS = {
    "debate": say("The debate's title"),
    "question": say("The question's letter"),
    "poll": say("The poll's number"),
    "round": say("main, before or after"),
    "item": say("The id of the item"),
    "kind": say("The item's kind"),
    "option": say("The option's id"),
    "label": say("The option's label on the ballot"),
    "votes": say(
        "Votes for the option. Rankings: first choices, or votes in that stage. Pairs: ballots that prefer it"
    ),
    "share": say("votes / (ballots - abstentions), rounded to six digits; empty if nobody chose an option"),
    "ballots": say("Answers to the item, with abstentions"),
    "abstentions": say("Abstentions on the item"),
    "electorate": say("How many could vote when the poll closed, never fewer than voted; empty if not known"),
    "opened_at": say("When the poll opened, UTC"),
    "closed_at": say("When the poll closed, UTC"),
    "secrecy": say("named, pseudonymous or secret"),
    "participant": say("A pseudonym, the same in the whole debate; a name in named polls; deleted:… after a deletion"),
    "answer": say("Option ids joined by semicolons, best first in a ranking; or abstain"),
    "cast_at": say("When the answer was last changed, UTC; in pseudonymous polls only the hour"),
    "changes": say("How often the answer was changed; 0 if never"),
    "response": say("The response's number"),
    "text": say("What was written; empty unless published"),
    "created_at": say("When it was written, UTC; for pseudonymous responses only the hour"),
    "status": say("published, pending or declined"),
    "poll_before": say("The poll before the debate"),
    "poll_after": say("The poll after the debate"),
    "before": say("The answer before the debate: an option's id (in a ranking, the first choice) or abstain"),
    "after": say("The answer after the debate, written in the same way"),
    "people": say("How many people went this way; empty where that would show what fewer than five did"),
    "paired": say("How many people answered the item both times"),
    "moved_least": say("The fewest who can have changed their answer, as far as is told; empty in an approval"),
    "moved_most": say("The most who can have changed their answer; the same number if nothing is hidden"),
    "hidden": say(
        "Which ways are hidden: nothing; below_five; more, as a small one could be worked out; "
        "several, as there are no ways"
    ),
    "sums": say("1 if the votes of those who answered both times are told in shift_options, otherwise 0"),
    "votes_before": say("Votes for the option before the debate, of those who answered both times"),
    "votes_after": say("Votes for the option after the debate, of those who answered both times"),
    "median_low": say("The median; if two steps are in the middle, the lower one"),
    "median_high": say("The median; if two steps are in the middle, the higher one"),
    "agree": say("How many chose a step that agrees"),
    "disagree": say("How many chose a step that disagrees"),
    "agree_share": say("agree / all who chose a step"),
    "disagree_share": say("disagree / all who chose a step"),
    "stage": say("The round of the instant run-off"),
    "outcome": say("eliminated, continues, won, tied or lost"),
    "exhausted": say("Ballots that rank none of the options left in this round"),
    "against": say("The option that it is compared with"),
    "floor": say("The floor's number, a round of turns to speak"),
    "turn": say("The turn's number in its floor"),
    "side": say("for, against or neutral; empty where the speaker named none"),
    "reply": say("1 for a short reply to another turn, 0 for any other turn"),
    "started_at": say("When the turn began, UTC"),
    "ended_at": say("When the turn ended, UTC"),
    "seconds": say("How long the turn took, without pauses"),
    "ending": say("next, ended, time, left or closed"),
    "seal": say("SHA-256 of the poll's canonical file when it closed; empty if an earlier version closed it"),
    "code": say("A voter's receipt, which says nothing about the choice; empty after a deletion"),
    "salt": say("A random number; empty if the code is, or if an earlier version closed the poll"),
    "commitment": say("SHA-256 of salt and code; the code itself if an earlier version closed the poll"),
}
"""The meaning of each column; a column of the same name means the same in every table."""

MEANINGS |= {
    "statement": say("The statement's number among those to its question"),
    "statement_text": say("What it says; empty unless it is shown"),
    "seed": say("The pack's id of a statement that was there from the start; empty for those of participants"),
    "statement_status": say("shown, pending, declined or merged"),
    "merged_into": say("The number of the statement that stands in its place"),
    "agrees": say("How many people agree with the statement"),
    "disagrees": say("How many people disagree with it"),
    "passes": say("How many people pass"),
    "voter": say("A number by chance, another in each round and each export; empty for secret votes"),
    "vote": say("agree, disagree or pass"),
}
MEANINGS |= {
    "place": say("Its place in the order of the pack or the ballot, from 1"),
    "question_title": say("The question's title, in the language of the export"),
    "asks": say("What the question asks, in the language of the export; empty if the pack is not loaded"),
    "turnout": say("How many people voted on at least one item"),
    "quorum": say("How many had to vote, or what percentage of those who could; empty without a quorum"),
    "quorum_needed": say("The quorum as a number of people; empty without one, or if it is not known"),
    "item_title": say("The item's title on the ballot"),
    "wording": say("The title or label in the language of the export"),
    "detail": say("What the ballot adds to the option"),
    "editors": say("1 if the editors added the option, 0 if the paper names it"),
    "step": say("The option's step on a scale, from 1; empty where the options are no scale"),
    "stance": say("1 if the option agrees, -1 if it disagrees, 0 if neither; empty where that does not apply"),
}


WIDE = say(
    "A row a person, and empty where they did not answer an item. One choice: the option's id, or abstain. "
    "Approvals: 1 for each option they chose, otherwise 0. Rankings: the option's rank. Secret polls have no such "
    "table, as nothing says which ballots are of the same person."
)

FOR_THE_PUBLIC = {
    "participant": say(
        "An id by chance, another in each poll and each export; empty in secret polls and for responses"
    ),
    **dict.fromkeys(("cast_at", "changes", "created_at"), say("Left out here, so that nobody is found by it")),
}
"""The meaning of columns that say something else where it is made to be published."""
WIDE_FOR_THE_PUBLIC = say(
    "For the public, only answers that at least five people gave together stay in a row; all others have a row each."
)

FILES = {
    "report.html": say("The whole debate on one page, with charts, to read or print"),
    "charts/question-Q-ROUND-ITEM.png": say(
        "The result of an item, by the question's letter, the round and the item's id"
    ),
    "charts/question-Q-turnout-ROUND.png": say("How turnout grew, if five or more people voted"),
    "charts/question-Q-shares-ITEM.png": say("The shares of all who voted, before and after"),
    "charts/question-Q-shift-ITEM.png": say("How people moved who answered before and after"),
    "charts/dark/….png": say("The same charts on a dark card; the report shows them to readers in dark mode"),
    "charts/alternatives.md": say("What each chart shows, in words, with those that could not be drawn"),
    "canonical-N.jsonl": say("The canonical file of a poll; its SHA-256 is the seal"),
    "README.txt": say("What this is, and where to begin"),
    "datapackage.json": say("Types, keys and meanings of all columns, for programs (Frictionless Data Package 2)"),
    "CITATION.cff": say("How to cite these data"),
    "export.json": say("The version of the bot, and when these files were made"),
    "actions.jsonl": say("The log of what moderators did; each entry has the hash of the one before"),
    "manifest.json": say("The SHA-256 of every file"),
    "manifest.json.minisig": say(
        "The bot's signature of the manifest, for `minisign -Vm manifest.json -p signing-key.pub`"
    ),
    "manifest.json.tsr": say("Where the bot has its exports time-stamped: an authority's time stamp of the manifest"),
    "signing-key.pub": say("The bot's public key. Compare it with the one that `/about` shows."),
}
"""The other files of the ZIP."""
OF_THE_TEAM = frozenset({"canonical-N.jsonl", "actions.jsonl", "charts/question-Q-turnout-ROUND.png"})
"""Those that are in none that is made to be published."""


def codebook(
    tables: Sequence[Records], polls: Iterable[Poll], speech: Speech, *, is_public: bool = False
) -> Iterator[str]:
    """Write the codebook as lines of Markdown."""
    title = speech("Codebook")
    yield f"# {title}"
    for table in tables:
        yield f"\n## {table.name}.csv, {table.name}.json\n"
        if table.name.startswith("ballots_wide_"):
            yield f"{speech.text(WIDE)}\n"
            if is_public:
                yield f"{speech.text(WIDE_FOR_THE_PUBLIC)}\n"
        yield from _head(speech("column"), speech("meaning"))
        for column in table.columns:
            yield f"| {column} | {speech.text(meaning_of(column, is_public=is_public))} |"
    other_files = speech("Other files")
    yield f"\n## {other_files}\n"
    yield from _head(speech("file"), speech("what it holds"))
    for name, meaning in FILES.items():
        if is_public and name in OF_THE_TEAM:
            continue
        yield f"| {name} | {speech.text(meaning)} |"
    for poll in polls:
        title = speech(
            "Poll {poll}: question {question}, {round}", poll=poll.id, question=poll.question, round=poll.round
        )
        yield f"\n## {title}\n\n{_plain(poll.title)}"
        for item in poll.items:
            yield from _item(item, speech)


def meaning_of(column: str, *, is_public: bool) -> Text:
    """Return what a column means; those that wide ballots have for each option are named by their ids."""
    if is_public and column in FOR_THE_PUBLIC:
        return FOR_THE_PUBLIC[column]
    if column in MEANINGS:
        return MEANINGS[column]
    item, _, option = column.partition(".")  # neither id has a dot
    if option == ANSWER:
        return say("The answer to the item {item}", item=item)
    if option == ABSTAINED:
        return say("1 if they abstained on the item {item}", item=item)
    return say("The item {item}: the option {option}", item=item, option=option)


def _item(item: Item, speech: Speech) -> Iterator[str]:
    settings = canonical_json(item.settings)
    kind = speech("Kind: {kind}. Settings: {settings}", kind=item.kind_name, settings=settings)
    yield f"\n### {item.key}: {_plain(item.title)}\n\n{kind}\n"
    yield from _head(speech("option"), speech("label"), speech("detail"), speech("added by the editors"))
    for option in item.options:
        editors = speech("yes") if option.editors else speech("no")
        yield f"| {option.id} | {_plain(option.label)} | {_plain(option.detail)} | {editors} |"


def _head(*columns: str) -> Iterator[str]:
    yield f"| {' | '.join(columns)} |"
    yield "|" + " --- |" * len(columns)


def _plain(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
