"""What is said of polls, their items and who may vote."""

from bot.charts.formatting import format_value
from bot.domain.kind import Answer, Option
from bot.domain.polls import Item, Poll, PollState, Release, Round, Secrecy
from bot.domain.small_groups import LIVE_STEP
from bot.domain.statements import StatementSet
from bot.domain.tally import PollTally
from bot.domain.texts import Text
from bot.domain.turnout import raised_electorate
from bot.domain.voter_rules import VoterRules
from bot.ui.common.languages import Speech
from bot.ui.common.text import clipped, ordinal, when

MOST_OF_ITEM = 300
"""Characters that the title of an item may have."""


def option_name(option: Option, most: int | None = None) -> str:
    """Write an option, cut to at most so many characters."""
    return option.label if most is None else clipped(option.label, most)


def item_title(poll: Poll, item: Item, most: int = MOST_OF_ITEM) -> str:
    """Name an item, with its place where the paper has several."""
    title = clipped(item.title, most)
    return title if len(poll.items) == 1 else f"{item_place(poll, item)} · {title}"


def item_place(poll: Poll, item: Item) -> str:
    """Write an item's place on its paper as `2/3`."""
    return f"{poll.items.index(item) + 1}/{len(poll.items)}"


def editors_words(item: Item, speech: Speech) -> str | None:
    """Say once which options of an item the editors added; None where all are from the paper."""
    added = [speech("“{option}”", option=option.label) for option in item.options if option.editors]
    if not added:
        return None
    if len(added) == len(item.options):
        return speech("Options by the editors, not from the paper.")
    return speech("Added by the editors: {options}", options=", ".join(added))


def legend(poll: Poll, speech: Speech) -> list[str]:
    """Say of every item which options the editors added."""
    return list(dict.fromkeys(words for item in poll.items if (words := editors_words(item, speech))))


def answer_words(item: Item, answer: Answer, speech: Speech) -> str:
    """Write an answer in bold."""
    return ", ".join(answer_lines(item, answer, speech))


def answer_lines(item: Item, answer: Answer, speech: Speech, most_letters: int | None = None) -> list[str]:
    """Write each option of an answer in bold, with its place where the answer is an order."""
    if not answer:
        return [speech("**Abstain**")]
    names = [f"**{option_name(item.option(option_id), most_letters)}**" for option_id in answer]
    if not item.rules.entry.is_order:
        return names
    return [f"{ordinal(place, speech)} {name}" for place, name in enumerate(names)]


def spoken(text: Text, speech: Speech, most_letters: int | None = None) -> str:
    """Say a line of findings with the options in bold."""
    return format_value(text, speech, lambda option: f"**{option_name(option, most_letters)}**")


def round_words(round_: Round, speech: Speech) -> str:
    """Name a round, nothing for the main one."""
    names = {Round.MAIN: "", Round.BEFORE: speech("before the debate"), Round.AFTER: speech("after the debate")}
    return names[round_]


def poll_heading(poll: Poll, speech: Speech) -> str:
    """Name a poll by its question's letter and round."""
    name = speech("Question {letter}", letter=poll.question.upper())
    suffix = round_words(poll.round, speech)
    return f"{name}, {suffix}" if suffix else name


def full_heading(poll: Poll, speech: Speech) -> str:
    """Name a poll with its round, the main one too, where one round must not be taken for the whole question."""
    name = poll_heading(poll, speech)
    return speech("{question}, main vote", question=name) if poll.round is Round.MAIN else name


def secrecy_words(secrecy: Secrecy, speech: Speech) -> str:
    """The secrecy of a ballot, in the words that the ballot paper shows before anybody votes."""
    if secrecy is Secrecy.NAMED:
        return speech("Named: moderators see what you choose.")
    if secrecy is Secrecy.SECRET:
        return speech("Secret: stored apart from who voted.")
    return speech("Stored under a code, not your name.")


def release_words(release: Release, speech: Speech) -> str:
    """Say when the counts are shown."""
    return {
        Release.LIVE: speech("Counts are shown live."),
        Release.CLOSED: speech("Counts are shown when the poll closes."),
        Release.MANUAL: speech("Moderators decide when the counts are shown."),
    }[release]


def counts_words(poll: Poll, speech: Speech) -> str:
    """Say when an open poll's counts are shown."""
    if poll.guards_small_groups:
        return speech(
            "Live counts move in steps of at least {count} people. The final count has every vote.",
            count=LIVE_STEP,
        )
    if poll.is_hidden:
        return speech("Counts stay hidden until the vote after the debate closes.")
    return release_words(poll.release, speech)


def withheld_words(speech: Speech) -> str:
    """Why a live count is withheld."""
    return "-# " + speech(
        "Live counts move in steps of {count} people. The next step is not reached yet.", count=LIVE_STEP
    )


def state_words(poll: Poll, speech: Speech) -> str:
    """Say where a poll is in its life."""
    if poll.state is PollState.OPEN:
        if poll.closes_at is None:
            return speech("🟢 Open until a moderator closes it")
        return speech("🟢 Open until {time}", time=when(poll.closes_at))
    if poll.state is PollState.CANCELLED:
        return speech("⚪ Cancelled")
    if poll.state is PollState.COUNTING:
        return speech("🟠 Closed, counting the votes")
    if poll.published_at is None:
        hidden = speech("🟠 Closed, result hidden for now")
        return hidden if poll.is_hidden else speech("🟠 Closed, result not published")
    return speech("🔴 Closed, result published")


def quorum_words(poll: Poll, turnout: int, speech: Speech) -> str | None:
    """Say whether a poll's quorum is reached; None where it has none."""
    if poll.quorum is None:
        return None
    needed = poll.quorum.needed(raised_electorate(poll.electorate, turnout))
    if needed is None:
        return speech("Quorum of {quorum}: the number of voters is not known", quorum=poll.quorum)
    quorum = speech.number(needed)
    if poll.quorum.of_electorate:
        quorum = speech("{percent} ({count})", percent=poll.quorum, count=quorum)
    if turnout >= needed:
        return speech("Quorum of {quorum} reached", quorum=quorum)
    if poll.state is PollState.OPEN:
        return speech("Quorum of {quorum} not reached yet", quorum=quorum)
    return speech("Quorum of {quorum} not reached", quorum=quorum)


def voted_words(poll: Poll, turnout: int, speech: Speech) -> str:
    """Say how many have voted, of how many if that is known."""
    if poll.electorate is None:
        return speech.many("{count} person has voted", "{count} people have voted", count=turnout)
    return speech.many(
        "{count} of {electorate} people has voted",
        "{count} of {electorate} people have voted",
        count=turnout,
        electorate=speech.number(max(poll.electorate, turnout)),
    )


def turnout_words(tally: PollTally, speech: Speech) -> str:
    """Turnout: how many have voted, their share of the electorate if that is known, and whether that is a quorum."""
    quorum = quorum_words(tally.poll, tally.turnout, speech)
    return "\n".join(line for line in (_turnout(tally, speech), quorum) if line)


def _turnout(tally: PollTally, speech: Speech) -> str:
    voted = speech.many("**{count}** person has voted", "**{count}** people have voted", count=tally.turnout)
    if tally.turnout_share is None or tally.electorate is None:
        return voted
    numbers = {
        "voted": voted,
        "share": speech.percent(tally.turnout_share),
        "electorate": speech.number(tally.electorate),
    }
    if not tally.poll.voters:
        return speech("{voted} ({share} of {electorate})", **numbers)
    # Without reading the list of members, a bot cannot count who fulfils the rules.
    return speech("{voted} ({share} of {electorate}, some of whom may not vote)", **numbers)


def who_may_vote(opened: Poll | StatementSet, speech: Speech) -> list[str]:
    """Say on a card who may vote, nothing where everybody may."""
    if opened.voters:
        return [speech("Who may vote: people {rules}", rules=voters_words(opened.voters, speech, opened))]
    if opened.participant_role is not None:
        return [speech("Only people with the role {role} may vote.", role=f"<@&{opened.participant_role}>")]
    return []


def voters_words(rules: VoterRules, speech: Speech, poll: Poll | StatementSet | None = None) -> str:
    """Say who may vote in a poll or, without one, in the polls to come."""
    said = (
        [speech("with the role {role}", role=f"<@&{poll.participant_role}>")] if poll and poll.participant_role else []
    )
    if rules.member_days:
        said.append(
            speech.many(
                "in this server for at least {count} day",
                "in this server for at least {count} days",
                count=rules.member_days,
            )
        )
    if rules.joined_before and poll:
        said.append(speech("who joined before {time}", time=f"<t:{int(poll.opened_at.timestamp())}:f>"))
    elif rules.joined_before:
        said.append(speech("who joined before the poll opens"))
    if rules.account_days:
        said.append(
            speech.many(
                "with an account of at least {count} day",
                "with an account of at least {count} days",
                count=rules.account_days,
            )
        )
    return ", ".join(said)
