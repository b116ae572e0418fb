"""From a view to what the page is sent: all its words, in the language of the server, and what it draws."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.charts.formatting import format_value
from bot.charts.tallies import chart_of_shares, chart_of_shift
from bot.domain.colours import lightened
from bot.domain.hall import Scene
from bot.domain.headline import headline
from bot.domain.kind import Option
from bot.domain.message_links import channel_link
from bot.domain.polls import Debate, DebateFormat, Poll, PollState, Round, Secrecy
from bot.domain.quorum import Quorum
from bot.domain.responses import Response
from bot.domain.shift import ItemShift, PollShift
from bot.domain.shift_headline import shift_headline
from bot.domain.shift_lines import heading, moved, omissions, paired
from bot.domain.short_seal import short_seal
from bot.domain.signatures import PublicKey
from bot.domain.statement_lines import ROUNDS
from bot.domain.statements import SetState, StatementSet
from bot.domain.tally import PollTally
from bot.domain.texts import Text
from bot.domain.turnout import raised_electorate
from bot.domain.verdict import verdict
from bot.domain.verdict_lines import verdict_headline
from bot.hall.drawings import UNCAPTIONED, Drawing, drawing_of, flows, slopes
from bot.hall.evening import floor_frame, programme_frame
from bot.hall.moments import milliseconds
from bot.hall.qr import qr_code
from bot.hall.stating import statements_frame
from bot.hall.trails import Point
from bot.i18n import Speech
from bot.library.models import Library
from bot.services.hall.walls import Statements, View

Frame = Mapping[str, object]
"""What the page is sent. `key` is another where the page is to go over to it, rather than to correct what it shows."""

PAPER = "#0f1216"
"""The page's background, as in its style sheet."""
ACCENT = "#6ea8ff"
LEAST_CONTRAST = 4.5
LEAST_POINTS = 6
"""How often turnout has to have grown before it is drawn."""


@dataclass(frozen=True)
class Painter:
    """What frames are made with: the pack, the server's language, where people join, and the key that signs exports."""

    library: Library
    speech: Speech
    invite: str | None = None
    key: PublicKey | None = None

    def frame(self, view: View, now: datetime, points: Sequence[Point] = ()) -> Frame:
        """Return what the page is sent to show a view."""
        shown = view.shown
        made: Frame = {}
        match shown.scene:
            case Scene.WELCOME:
                made = self._welcome(view)
            case Scene.QUESTION | Scene.VOTE | Scene.RESULT | Scene.SHIFT:
                made = self._of_polls(view, now, points)
            case Scene.RESPONSE if shown.response is not None:
                made = self._response(shown.response)
            case Scene.FLOOR if shown.floor is not None:
                made = floor_frame(shown.floor, self.speech)
            case Scene.STATEMENTS if shown.set is not None and view.statements is not None:
                made = self._statements(view, shown.set, view.statements, now)
            case Scene.PROGRAMME:
                made = programme_frame(view.wall, self.speech, now)
            case Scene.PAUSE:
                made = self._pause(view)
        return {**self._frame(view), **made}

    def _of_polls(self, view: View, now: datetime, points: Sequence[Point]) -> Frame:
        if view.result is not None:
            return self._result(view, view.result, now)
        if view.shift is not None:
            return self._shift(view, view.shift, now)
        poll = view.shown.polls[0]
        return self._question(poll) if view.shown.scene is Scene.QUESTION else self._vote(poll, view.turnout, points)

    def _frame(self, view: View) -> dict[str, object]:
        """Return what every frame has."""
        colour = self.library.debate.colour
        return {
            "scene": view.shown.scene,
            "key": str(view.shown.held()),
            "lang": self.speech.language,
            "accent": lightened(colour, PAPER, LEAST_CONTRAST) if colour else ACCENT,
            "debate": view.wall.debate.title,
            "join": _short(self.invite) if self.invite else "",
        }

    def _welcome(self, view: View) -> Frame:
        pack, title = self.library.debate.title.say(self.speech.language), view.wall.debate.title
        made: dict[str, object] = {"heading": title, "sub": pack if pack != title else "", "announce": title}
        return {**made, **self._way_in(view.wall.debate)}

    def _way_in(self, debate: Debate) -> Frame:
        """Return where people join the server or, if nobody has told the bot, the channel where the debate began."""
        if self.invite:
            words = self.speech("Join on Discord")
            return {**_way(self.invite, words, words), "address": _short(self.invite)}
        if debate.channel_id is None:
            return {}
        words = self.speech("Open the debate in Discord")
        return _way(channel_link(debate.guild_id, debate.channel_id), words, words)

    def _response(self, response: Response) -> Frame:
        label = self.speech("Response to question {letter}", letter=response.question.upper())
        return {"label": label, "text": response.text, "key": f"response:{response.id}"}

    def _pause(self, view: View) -> Frame:
        is_over = view.wall.debate.closed_at is not None
        words = self.speech("The debate is over. Thank you!") if is_over else self.speech("Back in a moment")
        return {"heading": words, "sub": view.wall.debate.title, "announce": words}

    def _about(self, poll: Poll) -> dict[str, object]:
        return {"label": poll_label(poll, self.speech), "heading": poll.title}

    def _question(self, poll: Poll) -> Frame:
        decided = next((one.decides for one in self.library.questions if one.id == poll.question), None)
        decides = decided.say(self.speech.language) if decided else poll.items[0].title
        return {**self._about(poll), "decides": decides, **self._card(poll), "announce": poll.title}

    def _card(self, of: Poll | StatementSet) -> Frame:
        if of.card_address is None or of.state not in {PollState.OPEN, SetState.OPEN}:
            return {}
        return _way(of.card_address, self.speech("Scan to vote"), self.speech("Vote in Discord"))

    def _vote(self, poll: Poll, turnout: int, points: Sequence[Point]) -> Frame:
        speech, electorate = self.speech, raised_electorate(poll.electorate, turnout)
        voted = speech.many("has voted", "have voted", count=turnout)
        if electorate and not poll.voters:  # of whom nobody knows how many fulfil the rules
            number = speech.number(electorate)
            voted = speech.many("of {all} has voted", "of {all} have voted", count=turnout, all=number)
        state = self._state(poll)
        return {
            **self._about(poll),
            **self._card(poll),
            "key": f"vote:{poll.id}:{poll.state is PollState.OPEN}",
            "state": state,
            "ends": milliseconds(poll.closes_at) if poll.closes_at and poll.state is PollState.OPEN else None,
            "left": speech("left to vote"),
            "overdue": speech("Voting is over"),
            "turnout": speech.number(turnout),
            "voted": voted,
            "quorum": _quorum_words(poll, poll.quorum, turnout, speech) if poll.quorum else "",
            "line": self._line(poll, turnout, points),
            "announce": f"{poll.title}. {state}",
        }

    def _line(self, poll: Poll, turnout: int, points: Sequence[Point]) -> Frame | None:
        """Return how turnout grew, as far as this process has seen it, and where the quorum lies.

        Of a secret vote no time is kept; and a line of a few steps would only tell turnout again.
        """
        if poll.secrecy is Secrecy.SECRET:
            return None
        needed = poll.quorum.needed(raised_electorate(poll.electorate, turnout)) if poll.quorum else None
        end = poll.closed_at or poll.closes_at
        is_enough = len(points) >= LEAST_POINTS
        return {
            "from": milliseconds(poll.opened_at),
            "to": milliseconds(end) if end else None,
            "points": [[milliseconds(at), voted] for at, voted in points] if is_enough else [],
            "turnout": turnout,
            "quorum": needed,
            "caption": self.speech("How turnout grew. The dashed line is the quorum.")
            if needed
            else self.speech("How turnout grew"),
        }

    def _statements(self, view: View, about: StatementSet, told: Statements, now: datetime) -> Frame:
        made = statements_frame(view.shown, about, told, self.library, self.speech, now)
        return {"label": self._statements_label(about), "heading": about.title, **self._card(about), **made}

    def _statements_label(self, about: StatementSet) -> str:
        letter = self.speech("Question {letter}", letter=about.question.upper())
        return f"{letter} · {self.speech.text(ROUNDS[about.round])}"

    def _state(self, poll: Poll) -> str:
        speech = self.speech
        if poll.state is PollState.OPEN:
            return speech("Voting is open")
        return speech("Voting is over") if poll.state is PollState.COUNTING else speech("The result comes later")

    def _result(self, view: View, tally: PollTally, now: datetime) -> Frame:
        place, is_new = view.shown.part_at(now, len(tally.items))
        item, poll, speech = tally.items[place], tally.poll, self.speech
        found, (drawing, notes) = headline(item), drawing_of(item, speech)
        quorum = [_quorum_words(poll, poll.quorum, tally.turnout, speech)] if poll.quorum else []
        said = self._plain(found.text)
        return {
            **self._about(poll),
            "key": f"result:{poll.id}:{place}",
            "item": item.item.title if item.item.title != poll.title else "",
            "place": f"{place + 1}/{len(tally.items)}" if len(tally.items) > 1 else "",
            "headline": said,
            "clear": found.is_clear,
            "drawing": drawing,
            "notes": [*notes, *quorum],
            "seal": speech("Seal {seal}", seal=short_seal(poll.seal, self.key)) if poll.seal else "",
            "new": is_new,
            "announce": said,
        }

    def _shift(self, view: View, shift: PollShift, now: datetime) -> Frame:
        parts = [partial(self._slopes, shift, item) for item in shift.items]
        flowing = [item for item in shift.items if item.moves_worth_drawing(shift.of_all(item))]
        parts += [partial(self._flows, shift, item) for item in flowing]
        if not parts:
            return {"label": self.speech.text(heading(shift.after)), "heading": shift.after.title}
        place, is_new = view.shown.part_at(now, len(parts))
        return {
            "label": self.speech.text(heading(shift.after)),
            "heading": shift.after.title,
            "key": f"shift:{shift.after.id}:{place}",
            "place": f"{place + 1}/{len(parts)}" if len(parts) > 1 else "",
            "new": is_new,
            **parts[place](),
        }

    def _slopes(self, shift: PollShift, item: ItemShift) -> Frame:
        both = shift.of_all(item)
        found, swing = shift_headline(item, *both), None
        if shift.after.format is DebateFormat.OXFORD and (told := verdict(item, both)) is not None:
            swing = self._plain(verdict_headline(item.item, told))
        drawing = slopes(chart_of_shares(item, both, UNCAPTIONED), self.speech)
        said = swing or self._plain(found.text)
        notes = [self._plain(found.text)] if swing else []
        notes.append(self.speech("Percentages leave out abstentions."))
        return self._part(shift, item, said, drawing, notes) | {"clear": found.is_clear or swing is not None}

    def _flows(self, shift: PollShift, item: ItemShift) -> Frame:
        chart = chart_of_shift(item, shift.of_all(item), UNCAPTIONED, self.speech)
        drawing, notes = ({}, ()) if chart is None else flows(chart, self.speech)
        said = [paired(item.paired), moved(item, shift.of_all(item))]
        headline = " ".join(self._plain(text) for text in said if text is not None)
        hidden = [self.speech.text(text) for text in omissions(item)]
        return self._part(shift, item, headline, drawing, [*hidden, *notes]) | {"clear": False}

    def _part(
        self, shift: PollShift, item: ItemShift, said: str, drawing: Drawing, notes: Sequence[str]
    ) -> dict[str, object]:
        on_paper = shift.after.item(item.item.key) or item.item
        title = on_paper.title if on_paper.title != shift.after.title else ""
        return {"item": title, "headline": said, "drawing": drawing, "notes": list(notes), "announce": said}

    def _plain(self, text: Text) -> str:
        return format_value(text, self.speech, _label_of)


def _label_of(option: Option) -> str:
    return option.label


def poll_label(poll: Poll, speech: Speech) -> str:
    """Name a poll by its question's letter and round."""
    name = speech("Question {letter}", letter=poll.question.upper())
    rounds = {Round.BEFORE: speech("before the debate"), Round.AFTER: speech("after the debate")}
    return f"{name}, {rounds[poll.round]}" if poll.round in rounds else name


def _quorum_words(poll: Poll, quorum: Quorum, turnout: int, speech: Speech) -> str:
    needed = quorum.needed(raised_electorate(poll.electorate, turnout))
    if needed is None:
        return ""
    number = speech.number(needed)
    if turnout >= needed:
        return speech("Quorum of {quorum} reached", quorum=number)
    if poll.state is PollState.OPEN:
        return speech("Quorum of {quorum} not reached yet", quorum=number)
    return speech("Quorum of {quorum} not reached", quorum=number)


def _way(address: str, call: str, tap: str) -> Frame:
    """Return a way to Discord: a QR code to scan from far, and a link for who has the page in their hand."""
    return {"qr": qr_code(address), "call": call, "link": address, "tap": tap}


def _short(address: str) -> str:
    return address.removeprefix("https://").removeprefix("http://").rstrip("/")
