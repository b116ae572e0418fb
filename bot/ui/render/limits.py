"""Whether a pack's pages fit what Discord takes: every page is rendered and measured."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import product

from discord import ui

from bot.domain.kind import Places, Profile
from bot.domain.polls import Debate, Item, Poll, PollState, Release, Round, Secrecy, ServerSettings
from bot.domain.pseudonyms import CODE_LENGTH
from bot.domain.shift import Pairs, shift_between
from bot.domain.tally import count_poll
from bot.library.models import Library, Question
from bot.library.reading import Problem
from bot.pictures import Picture
from bot.services.debates import DebateStatus, Left, PollStatus
from bot.services.votes import Draft, OwnBallot
from bot.ui import custom_ids
from bot.ui.render.background import topic_list, topic_page
from bot.ui.render.charts import MOST_CHARTS, TURNOUT, Illustration
from bot.ui.render.help import about_page
from bot.ui.render.layout import MOST_COMPONENTS, MOST_TEXT, measure
from bot.ui.render.ordering import order_page
from bot.ui.render.papers import ballot_paper, own_ballot
from bot.ui.render.proposals import comparison, proposal_list, proposal_page
from bot.ui.render.questions import question_list, question_page
from bot.ui.render.results import result
from bot.ui.render.run_sheet import run_sheet
from bot.ui.render.shift import shift_page
from bot.ui.render.words import attribution
from bot.ui.snags import Snag, Snags
from bot.ui.speech import Speech, speech_in

SOME_TIME = datetime(2025, 7, 10, tzinfo=UTC)
A_SNOWFLAKE = 10**18
A_SEAL = "0" * 64
MANY = 10**6
NO_PICTURE = Picture(b"", "")


def page_problems(library: Library) -> list[Problem]:
    """Return a problem for every page that Discord would refuse."""
    problems = []
    for place, name, build in _pages(library, speech_in("en-US")):
        try:
            components, characters = measure(build())
        except ValueError as error:  # discord.py refuses to put together what has too many parts
            problems.append(Problem(place, name, f"cannot be shown: {error}. Use fewer items or options"))
            continue
        if components > MOST_COMPONENTS:
            message = f"needs {components} components; Discord takes {MOST_COMPONENTS}. Use fewer items or options"
            problems.append(Problem(place, name, message))
        if characters > MOST_TEXT:
            message = f"has {characters} characters; Discord takes {MOST_TEXT}. Shorten its texts"
            problems.append(Problem(place, name, message))
    return problems


Page = tuple[str, str, Callable[[], ui.LayoutView]]
"""Where a page comes from, what it is, and how to make it."""


def _pages(library: Library, speech: Speech) -> Iterator[Page]:
    yield "debate.yaml", "/about", partial(about_page, library, "0", speech)
    yield "background.yaml", "list of topics", partial(topic_list, library, speech)
    for topic in library.topics:
        yield "background.yaml", f"topic {topic.id}", partial(topic_page, library, topic, speech)
    for cluster in [custom_ids.ALL_CLUSTERS, *(cluster.id for cluster in library.clusters)]:
        yield "clusters.yaml", f"proposals of {cluster}", partial(proposal_list, library, cluster, speech)
    for proposal in library.proposals:
        page = partial(proposal_page, library, proposal, speech, back_to=proposal.cluster)
        yield f"proposal {proposal.id}", "page", page
    longest = sorted(library.proposals, key=lambda one: len(one.model_dump_json()))[-3:]
    yield "proposals", "/compare", partial(comparison, library, longest, speech)
    yield "questions", "list of questions", partial(question_list, library, {}, speech)
    for state in (PollState.OPEN, PollState.CLOSED):
        yield "questions", f"/poll status, all {state}", partial(_run_sheet, library, state, speech)
    for question in library.questions:
        yield from _question_pages(library, question, speech)


def _question_pages(library: Library, question: Question, speech: Speech) -> Iterator[Page]:
    where, cited = f"question {question.id}", attribution(library, speech)
    poll, closed = _poll(question, PollState.OPEN, speech), _poll(question, PollState.CLOSED, speech)
    # No two options have as many votes: a kind that eliminates them one by one has most to say. So many voted that
    # many answered once.
    profiles: dict[int, Profile] = {
        item.id: {(option.id,): MANY * (len(item.options) + 1) + more for more, option in enumerate(item.options)}
        for item in poll.items
    }
    live = count_poll(replace(poll, release=Release.LIVE), profiles, MANY)
    yield where, "page", partial(question_page, library, question, [poll, poll, poll], speech)
    yield where, "ballot paper", partial(ballot_paper, count_poll(poll, {}, MANY), speech, cited)
    yield where, "live ballot paper", partial(ballot_paper, live, speech, cited)
    counted = count_poll(closed, profiles, MANY)
    charts = {item.key: Illustration("chart.png", NO_PICTURE) for item in poll.items[:MOST_CHARTS]}
    charts[TURNOUT] = Illustration("turnout.png", NO_PICTURE)
    earlier = Debate(MANY, A_SNOWFLAKE, library.debate.id, "*" * 200, SOME_TIME, SOME_TIME)
    yield where, "result", partial(result, counted, speech, attribution=cited, charts=charts, earlier=earlier)
    pairs: dict[str, Pairs] = {
        item.key: {((before.id,), (after.id,)): MANY for before in item.options for after in item.options}
        for item in poll.items
    }
    shift = shift_between(counted, counted, pairs)
    yield where, "shift", partial(shift_page, shift, speech, attribution=cited, charts=charts)
    everything = [(item, tuple(option.id for option in item.options)) for item in poll.items]
    ballot = OwnBallot(poll, tuple(everything), "A" * CODE_LENGTH)
    yield where, "own ballot", partial(own_ballot, ballot, speech, votable=True)
    for item, answer in everything:
        if isinstance(item.entry, Places):
            yield where, f"order of {item.key}", partial(order_page, Draft(poll, item, answer, answer), speech)
            yield where, f"order of {item.key}", partial(order_page, Draft(poll, item, (), answer), speech)


def _run_sheet(library: Library, state: PollState, speech: Speech) -> ui.LayoutView:
    """Render it when it says most: every round under way or over, and Discord lets the bot edit and post nothing."""
    debate = Debate(MANY, A_SNOWFLAKE, library.debate.id, library.debate.title.say(speech.language), SOME_TIME)
    settings = ServerSettings(A_SNOWFLAKE, A_SNOWFLAKE, Release.MANUAL, Secrecy.PSEUDONYMOUS)
    polls = [
        replace(_poll(question, state, speech), round=round_, id=number)
        for number, (question, round_) in enumerate(product(library.questions, Round))
    ]
    left = tuple(Left(poll, replace(debate, title="*" * 200, closed_at=SOME_TIME)) for poll in polls)
    refused = {poll.id: Snag.FORBIDDEN for poll in polls}
    snags = Snags(refused, refused)
    return run_sheet(
        DebateStatus(debate, settings, tuple(PollStatus(poll, MANY) for poll in polls), MANY, left),
        library,
        snags,
        speech,
    )


def _poll(question: Question, state: PollState, speech: Speech) -> Poll:
    closed_at = SOME_TIME if state is PollState.CLOSED else None
    return Poll(
        id=MANY,
        debate_id=MANY,
        guild_id=A_SNOWFLAKE,
        question=question.id,
        title=question.title.say(speech.language),
        round=Round.BEFORE,
        state=state,
        release=Release.CLOSED,
        secrecy=Secrecy.PSEUDONYMOUS,
        participant_role=A_SNOWFLAKE,
        electorate=MANY,
        channel_id=A_SNOWFLAKE,
        message_id=A_SNOWFLAKE,
        opened_at=SOME_TIME,
        closes_at=SOME_TIME,
        closed_at=closed_at,
        published_at=closed_at,
        items=tuple(
            Item(
                number,
                item.id,
                item.kind,
                item.title.say(speech.language),
                item.choices(speech.language),
                item.settings,
            )
            for number, item in enumerate(question.ballot)
        ),
        quorum=question.quorum,
        seal=A_SEAL if closed_at else None,
        log_head=A_SEAL if closed_at else None,
    )
