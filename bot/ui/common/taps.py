"""What a tap on each control does: read the ids, make one call, show what came of it."""

from collections.abc import Callable

import discord

from bot.domain.refusals import BadAnswer, NotFound
from bot.domain.texts import say
from bot.services.polls import finding, opening, voting
from bot.services.polls.finding import find_question
from bot.services.responses import responses
from bot.services.results import results
from bot.ui.common import custom_ids, items
from bot.ui.common.bot import context_of, host_of
from bot.ui.common.forms import response_form
from bot.ui.common.languages import speech_for
from bot.ui.common.responding import answer, person_of, replace, show_form
from bot.ui.content.autocomplete import find_proposal, find_topic
from bot.ui.content.background_pages import topic_page
from bot.ui.content.proposal_pages import proposal_list, proposal_page
from bot.ui.content.question_pages import question_page
from bot.ui.polls.pages import own_ballot, receipt, withdrawn
from bot.ui.responses.pages import full_response, response_page
from bot.ui.responses.review_pages import moderation


def acts_on(control: type) -> Callable[[items.Action], items.Action]:
    """Register what a control does."""

    def register(action: items.Action) -> items.Action:
        items.ACTIONS[control] = action
        return action

    return register


def picked(tap: items.AnyMenu) -> tuple[str, ...]:
    """Return what was chosen in a menu, at least one. Raises BadAnswer for a tap that is none of a menu's."""
    values = getattr(tap.item, "values", ())
    if not values:
        raise BadAnswer(say("Nothing was chosen. Choose from the menu."))
    return tuple(values)


@acts_on(items.VoteButton)
async def vote(tap: items.VoteButton, interaction: discord.Interaction) -> None:
    await cast(interaction, int(tap.ids["poll"]), tap.ids["item"], custom_ids.picks(tap.ids["option"]))


@acts_on(items.OptionMenu)
async def vote_in_menu(tap: items.OptionMenu, interaction: discord.Interaction) -> None:
    await cast(interaction, int(tap.ids["poll"]), tap.ids["item"], picked(tap))


async def cast(interaction: discord.Interaction, poll_id: int, item_key: str, picks: tuple[str, ...]) -> None:
    """Count a vote and tell the voter."""
    host = host_of(interaction)
    recorded = await voting.cast(host.context, person_of(interaction), poll_id, item_key, picks)
    host.board.mark(poll_id)
    await answer(interaction, receipt(recorded, speech_for(interaction)))


@acts_on(items.OwnBallotButton)
async def show_own_ballot(tap: items.OwnBallotButton, interaction: discord.Interaction) -> None:
    context = context_of(interaction)
    ballot = await voting.own_ballot(context, person_of(interaction), int(tap.ids["poll"]))
    votable = ballot.poll.accepts_votes(context.clock())
    await answer(interaction, view=own_ballot(ballot, speech_for(interaction), votable=votable))


@acts_on(items.WithdrawButton)
async def withdraw(tap: items.WithdrawButton, interaction: discord.Interaction) -> None:
    host = host_of(interaction)
    poll, answers = await voting.withdraw(host.context, person_of(interaction), int(tap.ids["poll"]))
    host.board.mark(poll.id)
    await replace(interaction, withdrawn(answers, speech_for(interaction)))


@acts_on(items.RepostButton)
async def repost(tap: items.RepostButton, interaction: discord.Interaction) -> None:
    host = host_of(interaction)
    poll = await finding.require_open_poll(host.context, person_of(interaction), int(tap.ids["poll"]))
    await host.board.repost(poll, interaction.channel_id or poll.channel_id)
    await opening.log_reposting(host.context, poll)
    speech = speech_for(interaction)
    await answer(interaction, speech("The ballot paper is posted again. Votes cast so far count on."))


@acts_on(items.RespondButton)
async def open_response_form(tap: items.RespondButton, interaction: discord.Interaction) -> None:
    writing = await responses.begin(context_of(interaction), person_of(interaction), tap.ids["question"])
    await show_form(interaction, response_form(writing, speech_for(interaction)))


@acts_on(items.ResponsesButton)
async def turn_responses(tap: items.ResponsesButton, interaction: discord.Interaction) -> None:
    page = await responses.page_of(
        context_of(interaction), person_of(interaction), tap.ids["question"], int(tap.ids["page"])
    )
    speech = speech_for(interaction)
    view = response_page(page, speech, moderation(page, speech))
    if tap.ids["step"] == custom_ids.NEW:
        await answer(interaction, view=view)
    else:
        await replace(interaction, view)


@acts_on(items.FullResponseMenu)
async def read_response(tap: items.FullResponseMenu, interaction: discord.Interaction) -> None:
    page = await responses.page_of(
        context_of(interaction), person_of(interaction), tap.ids["question"], int(tap.ids["page"])
    )
    for response in page.responses:
        if str(response.id) == picked(tap)[0]:
            await answer(interaction, view=full_response(response, speech_for(interaction)))
            return
    raise NotFound(say("The list has moved on since you opened it. Open it again with `/responses`."))


@acts_on(items.ProposalMenu)
async def open_proposal(tap: items.ProposalMenu, interaction: discord.Interaction) -> None:
    library = context_of(interaction).library
    proposal = find_proposal(library, picked(tap)[0])
    await replace(interaction, proposal_page(library, proposal, speech_for(interaction), back_to=tap.ids["cluster"]))


@acts_on(items.ProposalsButton)
async def back_to_proposals(tap: items.ProposalsButton, interaction: discord.Interaction) -> None:
    await replace(
        interaction, proposal_list(context_of(interaction).library, tap.ids["cluster"], speech_for(interaction))
    )


@acts_on(items.RelatedProposalMenu)
async def read_proposal(tap: items.RelatedProposalMenu, interaction: discord.Interaction) -> None:
    library = context_of(interaction).library
    proposal = find_proposal(library, picked(tap)[0])
    await answer(interaction, view=proposal_page(library, proposal, speech_for(interaction)))


@acts_on(items.TopicMenu)
async def open_topic(tap: items.TopicMenu, interaction: discord.Interaction) -> None:
    library = context_of(interaction).library
    await replace(interaction, topic_page(library, find_topic(library, picked(tap)[0]), speech_for(interaction)))


@acts_on(items.RelatedTopicMenu)
async def read_topic(tap: items.RelatedTopicMenu, interaction: discord.Interaction) -> None:
    library = context_of(interaction).library
    view = topic_page(library, find_topic(library, picked(tap)[0]), speech_for(interaction))
    await answer(interaction, view=view)


@acts_on(items.QuestionMenu)
async def open_question(tap: items.QuestionMenu, interaction: discord.Interaction) -> None:
    context = context_of(interaction)
    question = find_question(context.library, picked(tap)[0])
    found = (await results.polls_by_question(context, person_of(interaction).guild_id)).get(question.id, [])
    await answer(interaction, view=question_page(context.library, question, found, speech_for(interaction)))


def known(custom_id: str) -> bool:
    """Whether some control of this version carries such a custom_id."""
    return any(control.__discord_ui_compiled_template__.fullmatch(custom_id) for control in items.ALL)
