"""Every page, form and longer text of the bot as it is when it says most, so that all of them can be measured.

What is missing here fails a test.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from typing import Any, assert_never

from discord import ui

from bot.domain.kind import HIDDEN, Answer, Menu, Order, Steps, Taps
from bot.domain.message_links import message_link
from bot.domain.polls import DebateFormat, Item, Poll, PollState, Posting, Round, Secrecy, ServerSettings
from bot.domain.reminders import Mark
from bot.domain.responses import Status
from bot.domain.texts import Text
from bot.library.loader import INTRODUCTION
from bot.library.models import Library, Proposal, Question
from bot.services.mydata.mydata import Deletion
from bot.services.polls.voting import OwnBallot, RecordedVote, TooLate
from bot.services.responses.own import Editing
from bot.services.responses.responses import ResponsePage, Writing
from bot.services.responses.review import QueuePage, Reviewed
from bot.services.results.overview import Overview
from bot.services.run_sheet.status import PollStatus, UnpublishedResult
from bot.settings import MOST_OF_ADDRESS, MOST_OF_CONTACT
from bot.ui.common.languages import Speech, speech_in
from bot.ui.common.text import attribution
from bot.ui.content.background_pages import topic_list, topic_page
from bot.ui.content.controls import ALL_CLUSTERS
from bot.ui.content.proposal_pages import comparison, proposal_list, proposal_page
from bot.ui.content.question_pages import arguments_page, question_list, question_page
from bot.ui.debates import pages
from bot.ui.hall.controls import FOLLOW, THIS
from bot.ui.hall.pages import hall_closed, hall_page, screen_words
from bot.ui.help.about_pages import about_page, content_page, stored_page
from bot.ui.help.pages import help_page
from bot.ui.help.voting_pages import how_to_vote
from bot.ui.mydata.deletion_pages import ask_to_delete, deletion
from bot.ui.mydata.pages import own_data
from bot.ui.pack_limits import samples
from bot.ui.pack_limits.fullest_floor import fullest_floor_pages
from bot.ui.pack_limits.fullest_programme import fullest_programme_pages
from bot.ui.pack_limits.fullest_statements import SET, fullest_statement_pages
from bot.ui.polls import moderator_pages
from bot.ui.polls.ballot_pages import ask_page, item_page
from bot.ui.polls.card_pages import ballot_card, what_is_decided
from bot.ui.polls.pages import confirmation, recorded_words, too_late, withdrawn
from bot.ui.polls.ranking_form import MOST_FIELDS, order_form
from bot.ui.polls.reminder_pages import extension, reminder, what_holds_now
from bot.ui.polls.summary_pages import own_ballot, summary
from bot.ui.responses.form import edit_form, response_form
from bot.ui.responses.own_pages import ask_to_erase, erased, own_response
from bot.ui.responses.pages import full_response, response_page
from bot.ui.responses.review_pages import Decision, moderation, queue_page, response_review
from bot.ui.responses.thread_pages import thread_post
from bot.ui.results.details_pages import result_check, result_details
from bot.ui.results.pages import (
    NO_CHARTS,
    announcement,
    brief_result,
    cancelled_note,
    cancelled_result,
    closed_without_result,
    result,
)
from bot.ui.results.shift_pages import shift_details, shift_page
from bot.ui.run_sheet import confirm_pages, left_pages
from bot.ui.run_sheet.pages import done_on_console, empty_console, left_on_console, run_sheet

MOST_OF_HALL = MOST_OF_ADDRESS + 33
"""Characters of a page's address, its token included."""

Shown = ui.LayoutView | ui.Modal | str


@dataclass(frozen=True)
class Page:
    """Something that is sent, and what makes it; `file` and `path` say what of a pack fills it, if anything does."""

    name: str
    build: partial[Any]
    file: str = ""
    path: str = ""


def every_page(library: Library, speech: Speech) -> Iterator[Page]:
    """Go through all that the bot can send, with a pack's texts in the speech's language."""
    yield from _reading(library, speech)
    yield from _debates(library, speech)
    for question in library.questions:
        for page in _question(library, question, speech):
            yield replace(page, file=library.file_of(question), path=page.path or "ballot")
    yield from _responses(library, speech)
    yield from _without_pack(speech)
    for name, build in fullest_floor_pages(speech):
        yield Page(name, build)
    for name, build in fullest_statement_pages(library, speech):
        yield Page(name, build)
    for measured in fullest_programme_pages(library, speech):
        yield Page(*measured)


def _reading(library: Library, speech: Speech) -> Iterator[Page]:
    for contact in ("", "https://" + "c" * (MOST_OF_CONTACT - 10) + ".c", "@" * MOST_OF_CONTACT):
        yield Page(
            "/about",
            partial(about_page, library, "0", speech, contact=contact, key=samples.A_KEY),
            "debate.yaml",
            "summary",
        )
    yield Page("the page about the content", partial(content_page, library, speech), "debate.yaml", "notes")
    yield Page("the list of topics", partial(topic_list, library, speech), "background.yaml", "topics")
    introduced = sum(topic.id == INTRODUCTION for topic in library.topics)
    for number, topic in enumerate(library.topics, -introduced):
        place = ("debate.yaml", "passages") if number < 0 else ("background.yaml", f"topics[{number}]")
        yield Page("its page", partial(topic_page, library, topic, speech), *place)
    everything = partial(proposal_list, library, ALL_CLUSTERS, speech)
    yield Page("the list of all proposals", everything, "clusters.yaml", "clusters")
    for number, cluster in enumerate(library.clusters):
        listed = partial(proposal_list, library, cluster.id, speech)
        yield Page("the list of its proposals", listed, "clusters.yaml", f"clusters[{number}]")
    for proposal in library.proposals:
        shown = partial(proposal_page, library, proposal, speech, back_to=proposal.cluster)
        yield Page("its page", shown, library.file_of(proposal))
    longest = sorted(library.proposals, key=partial(_length, language=speech.language))[-3:]
    yield Page("/compare", partial(comparison, library, longest, speech), "proposals/")


def _length(proposal: Proposal, language: str) -> int:
    texts = (proposal.title, proposal.who, proposal.where, proposal.when, proposal.summary, *proposal.points)
    return sum(len(text.say(language)) for text in texts if text)


def _debates(library: Library, speech: Speech) -> Iterator[Page]:
    for state in (PollState.OPEN, PollState.CLOSED):
        polls = samples.all_polls(library, speech, state)
        by_question = {one.id: [poll for poll in polls if poll.question == one.id] for one in library.questions}
        posted = Posting(samples.A_SNOWFLAKE, samples.A_SNOWFLAKE)
        shown = Overview(by_question, {poll.id: posted for poll in polls if state is PollState.CLOSED})
        yield Page("/questions", partial(question_list, library, shown, speech), "questions/")
    for sample, failures in samples.statuses(library, speech):
        yield Page(
            "/poll status",
            partial(run_sheet, sample, library, failures, speech, room=samples.A_SNOWFLAKE),
            "questions/",
        )
        yield Page("what is still to be done", partial(pages.still_waiting, sample, speech), "questions/")
        asked = partial(pages.ask_to_close, sample, [SET] * 30, samples.SOME_TIME, speech)
        yield Page("whether to close the debate", asked, "questions/")
    on_wall = samples.sample_screen(library, speech)
    yield Page("/hall", partial(hall_page, on_wall, "h" * MOST_OF_HALL, speech), "questions/")
    debate = samples.earlier_debate(library)
    tallies = [samples.tied(poll) for poll in samples.all_polls(library, speech)]
    yield Page("/debate close", partial(pages.debate_closed, debate, tallies, speech), "questions/")
    yield Page(
        "/debate start",
        partial(pages.debate_started, replace(debate, format=DebateFormat.OXFORD), library, samples.mentions(), speech),
        "debate.yaml",
        "summary",
    )
    for number in (0, 1, samples.MANY):
        data = samples.own_data_of(library, speech)
        yield Page("/mydata show", partial(own_data, data, library, speech, number), "questions/")


def _question(library: Library, question: Question, speech: Speech) -> Iterator[Page]:
    cited, poll = attribution(library, speech), samples.sample_poll(question, speech)
    rounds = [replace(poll, round=round_) for round_ in Round]
    yield Page("its page", partial(question_page, question, rounds, speech, has_statements=True), path="arguments")
    yield Page("the page of its arguments", partial(arguments_page, library, question, speech), path="arguments")
    decides, link = what_is_decided(library, poll, speech), message_link(*[samples.A_SNOWFLAKE] * 3)
    for tally in samples.papers(question, speech):
        card = partial(ballot_card, tally, speech, decides=decides, result_link=link, has_statements=True)
        yield Page("the ballot card", card)
    yield Page("a reminder", partial(reminder, tally, Mark.HALF, speech))
    yield Page("that it was extended", partial(extension, poll, speech))
    yield Page("what became of a reminder", partial(what_holds_now, poll, speech))
    charts, earlier = samples.charts_of(poll), samples.earlier_debate(library)
    over = replace(samples.closed(poll), secrecy=Secrecy.SECRET)
    tallies = samples.tied(over), samples.spread(over)
    for tally, drawn in product(tallies, (charts, NO_CHARTS)):
        withheld = replace(tally, poll=replace(over, published_at=None))
        told = partial(announcement, tally, speech, attribution=cited, charts=drawn, earlier=earlier)
        yield Page("the result", told)
        yield Page("the result", partial(result, withheld, speech, charts=drawn, earlier=earlier))
        yield Page("the short result", partial(brief_result, tally, speech))
        for number in (0, samples.MANY):  # the first page and the last
            given = partial(result_details, tally, speech, number, attribution=cited, arrivals=samples.ARRIVALS)
            yield Page("the details of a result", given)
    yield Page(
        "that it is closed", partial(closed_without_result, withheld, speech, attribution=cited, key=samples.A_KEY)
    )
    yield Page("how to check a result", partial(result_check, over, samples.A_KEY, speech))
    yield Page("a cancelled result", partial(cancelled_result, over, speech))
    shift = samples.sample_shift(question, speech)
    yield Page("before and after", partial(shift_page, shift, speech, charts=charts))
    for number in (0, samples.MANY):
        yield Page("the details of a shift", partial(shift_details, shift, speech, number, attribution=cited))
    yield from _told_of(poll, UnpublishedResult(over, earlier), speech)
    yield from _voting(poll, speech)


def _told_of(poll: Poll, left: UnpublishedResult, speech: Speech) -> Iterator[Page]:
    """Go through what moderators and the room are told of one poll."""
    links = [message_link(samples.A_SNOWFLAKE, samples.A_SNOWFLAKE, samples.A_SNOWFLAKE)] * 5
    yield Page("that it is open already", partial(moderator_pages.already_open, poll, speech))
    yield Page("that it has no ballot paper", partial(moderator_pages.without_paper, poll, speech))
    yield Page("/poll extend", partial(moderator_pages.extended, poll, speech))
    others, over = [replace(poll, round=round_) for round_ in Round], samples.tied(left.poll)
    yield Page("/poll cancel", partial(moderator_pages.ask_to_cancel, over, others, speech))
    closed = replace(over, poll=replace(over.poll, secrecy=Secrecy.NAMED, published_at=None))
    yield Page("/poll close", partial(moderator_pages.closed_by_hand, closed, samples.SOME_TIME, speech))
    yield Page("that it is open again", partial(moderator_pages.reopened, poll, speech))
    yield Page("that it is open again", partial(moderator_pages.reopened_note, poll, speech))
    yield Page("what cancelling did", partial(moderator_pages.cancelled, over, others, links, speech))
    yield Page("that it is cancelled", partial(cancelled_note, poll, speech))
    yield Page("whether to set it aside", partial(left_pages.ask_to_set_aside, left, samples.MANY, speech))
    for ask in (confirm_pages.ask_to_close, confirm_pages.ask_to_publish):
        yield Page("whether to end it", partial(ask, PollStatus(poll, samples.MANY), samples.SOME_TIME, speech))
    yield Page("that it is set aside", partial(left_pages.left_aside, poll, links, speech))


def _voting(poll: Poll, speech: Speech) -> Iterator[Page]:
    everything = [(item, tuple(option.id for option in item.options)) for item in poll.items]
    secret = replace(poll, secrecy=Secrecy.SECRET)
    hidden = tuple((item, HIDDEN) for item in poll.items)
    for votable in (True, False):
        for ballot in (OwnBallot(poll, tuple(everything), samples.A_CODE), OwnBallot(secret, hidden, samples.A_CODE)):
            yield Page("My ballot", partial(own_ballot, ballot, speech, votable=votable))
    yield Page("what was withdrawn", partial(withdrawn, 1, poll, speech))
    late = TooLate(Text("W" * 200), poll, has_voted=True)
    yield Page("that a vote is too late", partial(too_late, late, speech))
    for item, answer in everything:
        for cast, before in ((answer, None), (answer, answer), (answer[:3], answer[-3:])):
            recorded = RecordedVote(poll, item, cast, before, ((item, None),) * len(poll.items))
            yield Page("what a voter is told", partial(confirmation, recorded, speech))
            notice = recorded_words(recorded, speech)
            summed_up = partial(summary, poll, tuple(everything), speech, votable=True, notice=notice)
            yield Page("the end of the ballot", summed_up)
            for other, counted in everything:
                yield Page("the private ballot", partial(item_page, poll, other, counted, speech, notice=notice))
        yield Page("what asks back", partial(ask_page, secret, item, answer, speech))
        yield from _drafting(poll, item, answer, speech)


def _drafting(poll: Poll, item: Item, answer: Answer, speech: Speech) -> Iterator[Page]:
    match item.rules.entry:
        case Order() | Menu():
            for draft in (answer, (), answer[:-1]):
                shown = partial(item_page, poll, item, None, speech, draft=draft, notice="*" * 200)
                yield Page("the private ballot", shown)
        case Taps() | Steps():
            pass  # one tap casts the vote
        case unknown:
            assert_never(unknown)
    if item.rules.entry.is_order and len(item.options) <= MOST_FIELDS:
        yield Page("the form to put it in order", partial(order_form, poll, item, answer, speech))


def _responses(library: Library, speech: Speech) -> Iterator[Page]:
    one = samples.sample_response()
    several = tuple(replace(one, id=samples.MANY + number, agreed=samples.MANY) for number in range(5))
    shown = ResponsePage(
        "a", several, 1, 3, samples.MANY, moderates=True, pending=samples.MANY, declined=samples.MANY,
        agreed=frozenset(response.id for response in several),
    )  # fmt: skip
    yield Page("a page of responses", partial(response_page, shown, speech, moderation(shown, speech)))
    yield Page("a response in full", partial(full_response, one, speech))
    yield Page("a response in a thread", partial(thread_post, one.text, speech))
    for state in Status:
        yield Page("one's own response", partial(own_response, replace(one, status=state), speech))
    yield Page("whether to delete it", partial(ask_to_erase, replace(one, agreed=samples.MANY), speech))
    yield Page("that it is deleted", partial(erased, speech))
    editing = Editing(one, Writing("a", Secrecy.NAMED, review=True))
    yield Page("the form to edit a response", partial(edit_form, editing, speech))
    for state, verdict in product(Status, Status):
        reviewed = Reviewed(replace(one, status=state), samples.earlier_debate(library))
        last = Decision(replace(reviewed, response=replace(one, status=verdict)), samples.MANY)
        if state is not Status.PUBLISHED:
            queue = QueuePage(state, reviewed, 1, samples.MANY, samples.MANY)
            yield Page("the queue", partial(queue_page, queue, samples.SOME_TIME, library, speech, last))
        yield Page("a response under review", partial(response_review, reviewed, samples.SOME_TIME, speech))
    for secrecy, review, threads in product(Secrecy, (True, False), (True, False)):
        yield Page("the form for a response", partial(response_form, Writing("a", secrecy, review, threads), speech))


def _without_pack(speech: Speech) -> Iterator[Page]:
    yield Page("what is stored", partial(stored_page, speech))
    yield Page("how to vote", partial(how_to_vote, speech, speech_in("de")))
    yield Page("that no thread can be opened", partial(pages.no_threads_here, speech))
    yield Page("that the debate stays open", partial(pages.debate_stays_open, speech))
    yield Page("/help", partial(help_page, speech, speech_in("de"), moderates=True, administrates=True))
    yield Page("that the page on the wall is closed", partial(hall_closed, speech))
    for picked in (FOLLOW, THIS, ""):
        yield Page("what is on the wall", partial(screen_words, picked, speech))
    console = Posting(samples.A_SNOWFLAKE, samples.A_SNOWFLAKE)
    settings = ServerSettings(samples.A_SNOWFLAKE, samples.A_SNOWFLAKE, console=console)
    yield Page("/debate settings", partial(pages.settings_page, settings, samples.MANY, speech, ["W" * 200] * 3))
    for short in (empty_console, done_on_console, left_on_console):
        yield Page("a word on the run sheet", partial(short, speech))
    yield Page("that counts are not live", partial(moderator_pages.not_live, speech))
    yield Page("that counts are hidden", partial(moderator_pages.hidden_until_after, speech))
    yield Page("that nothing was changed", partial(moderator_pages.kept, speech))
    deleted = Deletion(samples.MANY, samples.MANY, samples.MANY, (), samples.MANY, samples.MANY, samples.MANY)
    yield Page("/mydata delete", partial(ask_to_delete, deleted, speech))
    yield Page("what was deleted", partial(deletion, deleted, speech))
