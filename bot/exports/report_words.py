"""What the report says, in its reader's language."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction

from markupsafe import Markup, escape

from bot.charts.formatting import format_value, with_sign
from bot.charts.marks import MARK, name_of
from bot.charts.turnout import TurnoutChart
from bot.domain.findings import Findings
from bot.domain.floor import Side
from bot.domain.headline import headline
from bot.domain.kind import Option
from bot.domain.polls import Poll, Round, Secrecy
from bot.domain.report_findings import Change, Result, turnout
from bot.domain.shares import TENTHS, rounded
from bot.domain.shift import Both, ItemShift, PollShift
from bot.domain.shift_headline import shift_headline
from bot.domain.shift_lines import NO_SHARE, medians, moved, share_of
from bot.domain.speaking_time import SpeakingTime
from bot.domain.tally import ItemTally, PollTally
from bot.domain.texts import Text, say, sign
from bot.exports.charts import INTERIM, NamedChart, item_chart, slope_chart
from bot.i18n import Speech

SECRECY = {
    Secrecy.NAMED: say("Named: moderators see who chose what."),
    Secrecy.PSEUDONYMOUS: say("Pseudonymous: votes are stored under a code instead of a name."),
    Secrecy.SECRET: say("Secret: votes are stored apart from the names of those who voted."),
}
ROUNDS = {
    Round.MAIN: say("Poll"),
    Round.BEFORE: say("Poll before the debate"),
    Round.AFTER: say("Poll after the debate"),
}
SIDES = {
    Side.FOR: say("For"),
    Side.AGAINST: say("Against"),
    Side.NEUTRAL: say("Neutral"),
    None: say("No side named"),
}
_TITLE = "\0"
"""Stands for a title while a sentence is escaped; no title has it."""


class ReportWords:
    """The sentences and figures of one report; `speech` says the template's own."""

    def __init__(self, speech: Speech) -> None:
        self.speech = speech

    @property
    def language(self) -> str:
        """The language as HTML names it."""
        return self.speech.language.split("-")[0] if self.speech.is_translated else "en"

    def heading(self, letter: str, title: str) -> str:
        """Name a question; its title may run from right to left."""
        if not title:
            return self.speech("Question {letter}", letter=letter.upper())
        sentence = self.speech("Question {letter}: {title}", letter=letter.upper(), title=_TITLE)
        return escape(sentence).replace(_TITLE, Markup("<bdi>{}</bdi>").format(title))

    def dates(self, began: datetime, closed: datetime | None) -> str:
        """Say when the debate took place."""
        if closed is None:
            return self.speech("The debate began on {day}. Times are in UTC.", day=self.speech.day(began))
        return self.speech(
            "The debate began on {began} and closed on {closed}. Times are in UTC.",
            began=self.speech.day(began),
            closed=self.speech.day(closed),
        )

    def voting(self, poll: Poll) -> str:
        """Say how long a poll was open."""
        opened = self.speech.minute(poll.opened_at)
        if poll.closed_at is None:
            return self.speech("{opened} to now", opened=opened)
        return self.speech("{opened} to {closed}", opened=opened, closed=self.speech.minute(poll.closed_at))

    def round(self, poll: Poll) -> str:
        """Name a poll by its round."""
        return self.speech.text(ROUNDS[poll.round])

    def secrecy(self, poll: Poll) -> str:
        """Say who can see the votes."""
        return self.speech.text(SECRECY[poll.secrecy])

    def interim(self) -> str:
        """Say that a poll is open."""
        return self.speech.text(INTERIM)

    def turnout(self, tally: PollTally) -> str:
        """Say how many voted, of how many."""
        voted = self.speech.number(tally.turnout)
        if tally.turnout_share is None or tally.electorate is None:
            return self.speech("{voted} voted", voted=voted)
        numbers = {
            "voted": voted,
            "electorate": self.speech.number(tally.electorate),
            "share": self.speech.percent(tally.turnout_share),
        }
        if not tally.poll.voters:
            return self.speech("{voted} of {electorate} voted ({share})", **numbers)
        return self.speech("{voted} of {electorate} voted ({share}), some of whom may not vote", **numbers)

    def quorum(self, tally: PollTally) -> str:
        """Say whether enough people voted."""
        quorum, electorate = tally.poll.quorum, tally.electorate
        needed = quorum.needed(electorate) if quorum else None
        if needed is None:
            return self.speech("{quorum}; it is not known how many could vote", quorum=quorum)
        number = self.speech.number(needed)
        voters = f"{quorum} ({number})" if quorum and quorum.of_electorate else number
        if tally.turnout >= needed:
            return self.speech("{voters}: reached", voters=voters)
        return self.speech("{voters}: not reached", voters=voters)

    def lines(self, item: ItemTally, found: Findings) -> list[str]:
        """Say the result: the findings of the kind, or the option with most votes."""
        if found.lines:
            return [self.text_of(line) for line in found.lines]
        leaders = tuple(count.option for count in item.leaders)
        if not leaders:
            return [self.speech("Nobody chose an option.")]
        named = self.text_of(leaders)
        tie = len(leaders) > 1
        return [self.speech("Tie between {options}", options=named) if tie else self.most_votes(named)]

    def most_votes(self, options: str) -> str:
        """Say who has most votes."""
        return self.speech("Most votes: {options}", options=options)

    def votes(self, item: ItemTally | ItemShift) -> str:
        """Say what a vote is."""
        heading = item.item.rules.votes_heading
        return self.text_of(heading) if heading else self.speech("Votes")

    def text_of(self, value: object) -> str:
        """Write a finding, an option or a number."""
        return format_value(value, self.speech, name_of)

    def with_sign(self, change: int) -> str:
        """Write a change of a number."""
        return with_sign(change, self.speech)

    def share(self, share: Fraction | None) -> str:
        """Write a share with its tenths."""
        return NO_SHARE if share is None else self.speech.percent_with_tenths(share)

    def changes(self, item: ItemShift, before: ItemTally, after: ItemTally) -> list[tuple[Option, str, str, str]]:
        """Return the share of each option before and after, and the points between these as they are written.

        Like the chart, it starts with the largest share after; the steps of a scale are as they are.
        """
        rows = []
        for option in item.item.options:
            earlier, later = share_of(before, option), share_of(after, option)
            change = NO_SHARE
            if earlier is not None and later is not None:
                points = rounded(later, TENTHS) - rounded(earlier, TENTHS)
                change = f"{sign(points)}{self.speech.tenths(abs(points))}"
            rows.append((option, later, (option, self.share(earlier), self.share(later), change)))
        if not item.item.rules.entry.is_scale:
            rows.sort(key=lambda row: -(row[1] or 0))
        return [row for *_, row in rows]

    def shift_headline(self, item: ItemShift, both: Both) -> str:
        """Say what changed most."""
        return self.text_of(shift_headline(item, *both).text)

    def shift_lines(self, item: ItemShift, both: Both) -> list[str]:
        """How many of the paired voters moved, and the medians of a scale before and after."""
        found: tuple[Text | None, ...] = (moved(item, both), medians(item)) if item.paired else ()
        return [self.text_of(line) for line in found if line]

    def turnout_marks(self, named: NamedChart) -> list[tuple[str, str]]:
        """Return the rows of the table of turnout."""
        return named.chart.marks(self.speech) if isinstance(named.chart, TurnoutChart) else []

    def responses(self, number: int) -> str:
        """Head the responses."""
        return self.speech("Responses ({count})", count=self.speech.number(number))

    def sides(self, speaking: Iterable[tuple[str | None, SpeakingTime]]) -> list[Side | None]:
        """Return the sides that anybody spoke for, None for none; empty if nobody named a side."""
        spoken = {side for _, time in speaking for side in time.sides}
        return [side for side in (*Side, None) if side in spoken] if spoken - {None} else []

    def side(self, side: Side | None) -> str:
        """Name a side."""
        return self.speech.text(SIDES[side])

    def minutes(self, seconds: int) -> str:
        """Write a time as minutes and seconds."""
        return f"{seconds // 60}:{seconds % 60:02}"

    def who(self, contact: str) -> str:
        """Say who ran the debate."""
        if contact:
            return self.speech("The moderators of the Discord server ran it. Contact: {contact}.", contact=contact)
        return self.speech("The moderators of the Discord server ran it.")

    def headline(self, item: ItemTally) -> str:
        """Sum up a result."""
        return self.text_of(headline(item).text)

    def picture(self, shown: Result | Change | None, *, stands_alone: bool) -> NamedChart | None:
        """Return the chart beside the findings."""
        match shown:
            case Result():
                return item_chart(shown.poll, shown.item, self.speech, stands_alone=stands_alone)
            case Change():
                return slope_chart(shown.shift, shown.item, self.speech, stands_alone=stands_alone)
        return None

    def picture_title(self, shown: Result | Change) -> str:
        """Say what that chart shows."""
        poll = shown.shift.after if isinstance(shown, Change) else shown.poll
        title = shown.item.item.title
        return self.speech("The picture: question {letter}, “{item}”", letter=poll.question.upper(), item=title)

    def by_votes(self, item: ItemShift) -> list[Option]:
        """Return the options in the order of the chart: the steps of a scale as they are, others by votes after."""
        options = list(item.item.options)
        if item.item.rules.entry.is_scale or not item.sums:
            return options
        return sorted(options, key=lambda option: -item.sums[option.id][1])

    def method(self, tallies: Sequence[PollTally], shifts: Sequence[PollShift], *, marks: bool) -> list[str]:
        """Say how people voted, what the figures mean and do not mean, and how to check them."""
        polls = [tally.poll for tally in tallies]
        roles = any(poll.participant_role is not None for poll in polls)
        secrecy = {poll.secrecy for poll in polls}
        said: Mapping[str, bool] = {
            self.speech("Members of the Discord server with the participants’ role could vote."): roles,
            self.speech("Every member of the Discord server could vote."): bool(polls) and not roles,
            **({self.text_of(voted): True} if (voted := turnout(tallies)) else {}),
            self.speech(
                "People chose to take part; nobody drew a sample. The figures speak for those who voted, "
                "and there is no margin of error."
            ): True,
            self.speech(
                "People voted in Discord. Everybody had one vote on each item, and could change or withdraw it "
                "until the poll closed."
            ): True,
            self.speech("In secret polls, the first vote was final."): Secrecy.SECRET in secrecy,
            **{self.speech.text(SECRECY[one]): True for one in Secrecy if one in secrecy},
            self.speech("Percentages leave out abstentions."): True,
            self.speech(
                "An option is called ahead if ten people answered, and its lead exceeds the square root of the "
                "votes for both."
            ): bool(polls),
            self.speech("Where fewer than five people moved from one answer to another, no number is shown."): bool(
                shifts
            ),
            self.speech("{mark} marks an option that the editors added; it is not in the paper.", mark=MARK): marks,
            self.speech(
                "Each poll has a seal. It is the same in Discord, in this report, and in a recount with "
                "debate-bot verify."
            ): any(poll.seal for poll in polls),
        }
        return [sentence for sentence, holds in said.items() if holds]
