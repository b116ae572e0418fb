"""The page on the wall: its address, what moderators put there, and what is read for it."""

from dataclasses import replace

import pytest

from bot.domain.hall import RESPONSE_TIME, GroundPart, Held, Scene
from bot.domain.polls import Release, Round, Secrecy
from bot.domain.refusals import NotAllowed, NotFound, NotNow
from bot.domain.shards import Shards
from bot.domain.statements import DeclineReason, Stance, StatementStatus
from bot.hall.frames import Painter
from bot.i18n import speech_in
from bot.services.debates import debates
from bot.services.hall import addresses, screen, walls
from bot.services.polls import lifecycle
from bot.services.responses import responses, review
from bot.services.statements import review as statement_review
from bot.services.statements import sets, writing
from bot.services.statements import voting as statement_voting


@pytest.fixture
async def hall(context, debate, moderator):  # noqa: ARG001  a page needs a debate
    return await addresses.find_hall(context, moderator())


@pytest.fixture
def on_wall(context, clock, hall):
    """Return what looks at the wall some seconds later."""

    async def look(seconds=0):
        clock.advance(seconds)
        return await walls.view(context, hall.debate_id, clock.now())

    return look


@pytest.mark.both_databases
async def test_an_address_is_kept_until_it_is_changed_or_closed(context, debate, moderator):
    """Each is new and long, an old one leads nowhere, and a closed page opens under another."""
    first = await addresses.find_hall(context, moderator())
    assert (await addresses.find_hall(context, moderator())).token == first.token
    second = await addresses.change_address(context, moderator())
    assert [hall.token for hall in await addresses.open_halls(context)] == [second.token]
    await addresses.close(context, moderator())
    assert await addresses.open_halls(context) == []
    with pytest.raises(NotNow):
        await addresses.close(context, moderator())
    third = await addresses.find_hall(context, moderator())
    assert len({first.token, second.token, third.token}) == 3
    assert all(len(hall.token) >= 32 for hall in (first, second, third))
    assert third.debate_id == debate.id


async def test_only_moderators_of_the_server_touch_the_page(context, hall, person, moderator, administrator):
    for act in (
        lambda who: addresses.find_hall(context, who),
        lambda who: addresses.change_address(context, who),
        lambda who: addresses.close(context, who),
        lambda who: screen.choose(context, who, hall.debate_id, Held(Scene.PAUSE)),
        lambda who: screen.show_response(context, who, hall.debate_id, 1),
        lambda who: screen.screen(context, who, hall.debate_id),
    ):
        with pytest.raises(NotAllowed):
            await act(person("ann"))
    stranger = administrator(guild_id=2)
    with pytest.raises(NotFound):
        await addresses.find_hall(context, stranger)
    with pytest.raises(NotNow):
        await screen.choose(context, stranger, hall.debate_id, Held(Scene.BLANK))
    assert (await screen.screen(context, moderator(), hall.debate_id)).shown.scene is Scene.WELCOME


async def test_no_count_is_read_for_the_wall_before_its_result_is_public(context, on_wall, open_poll, vote, moderator):
    poll = await open_poll("a", release=Release.MANUAL)
    await vote("ann", poll, "yes")
    looks = [await on_wall(30)]
    await screen.choose(context, moderator(), poll.debate_id, None)
    await lifecycle.close_by_hand(context, moderator(), "a", None, {})
    looks.append(await on_wall())
    assert [(one.shown.scene, one.turnout, one.result, one.shift) for one in looks] == [(Scene.VOTE, 1, None, None)] * 2
    with pytest.raises(NotNow):
        await screen.choose(context, moderator(), poll.debate_id, Held(Scene.RESULT, poll.id))
    await lifecycle.publish(context, moderator(), "a", None)
    public = await on_wall()
    assert (public.shown.scene, public.result.turnout) == (Scene.RESULT, 1)


async def test_a_scene_is_chosen_kept_and_let_go(context, on_wall, hall, open_poll, moderator):
    poll = await open_poll("a")
    await screen.keep(context, moderator(), hall.debate_id)
    assert [(await on_wall(60)).shown.scene for _ in range(2)] == [Scene.QUESTION] * 2
    await screen.choose(context, moderator(), hall.debate_id, Held(Scene.BLANK))
    assert (await on_wall()).shown.scene is Scene.BLANK
    await screen.choose(context, moderator(), hall.debate_id, Held(Scene.VOTE, poll.id))
    await lifecycle.cancel(context, moderator(), "a", None)
    assert (await on_wall()).shown.scene is Scene.WELCOME
    await screen.choose(context, moderator(), hall.debate_id, None)
    assert (await on_wall()).wall.hall.held is None


async def test_the_shift_follows_the_second_result(context, on_wall, open_poll, vote, moderator):
    for round_, pick in ((Round.BEFORE, "yes"), (Round.AFTER, "no")):
        poll = await open_poll("a", round_)
        for number in range(6):
            await vote(f"voter {number}", poll, pick)
        await lifecycle.close_by_hand(context, moderator(), "a", round_, {})
    assert (await on_wall()).shown.scene is Scene.RESULT
    shown = await on_wall(60)
    assert (shown.shown.scene, shown.shift.after.id, shown.shift.items[0].paired) == (Scene.SHIFT, poll.id, 6)


@pytest.mark.both_databases
async def test_a_response_reaches_the_wall_as_it_was_approved_and_leaves_it(
    context, on_wall, hall, person, moderator, administrator
):
    """Not before review, not after its author edits or a moderator takes it down, and never of another debate."""
    await debates.change_settings(context, administrator(), review=True)
    await responses.respond(context, person("ann"), "a", "For **all** of us")
    with pytest.raises(NotNow):
        await screen.show_response(context, moderator(), hall.debate_id, 1)
    waiting = await review.queue_page(context, moderator(), 0)
    sent = waiting.reviewed.response.id
    await review.decide(context, moderator(), sent, "pending", "published")
    await screen.show_response(context, moderator(), hall.debate_id, sent)
    assert (await on_wall()).shown.response.text == "For **all** of us"
    await review.decide(context, moderator(), sent, "published", "declined")
    assert (await on_wall(1)).shown.scene is Scene.WELCOME
    await review.decide(context, moderator(), sent, "declined", "published")
    assert (await on_wall(1)).shown.scene is Scene.RESPONSE
    assert (await on_wall(RESPONSE_TIME.seconds)).shown.scene is Scene.WELCOME
    await debates.finish(context, moderator(), {})
    await debates.start(context, administrator(), None, "en")
    newer = await addresses.find_hall(context, moderator())
    with pytest.raises(NotNow):
        await screen.show_response(context, moderator(), newer.debate_id, sent)


async def test_statements_reach_the_wall_once_approved_and_their_result_once_closed(
    context, on_wall, person, moderator, administrator
):
    """Who wrote one is never told, however they are stored; how many vote is, and what they vote only at the close."""
    await debates.change_settings(
        context, administrator(), secrecy=Secrecy.NAMED, release=Release.LIVE, small_groups=False
    )
    opened, _ = await sets.open_set(context, moderator(), "a", language="en")
    seeds = len((await on_wall()).statements.to_read)
    written = [
        (await writing.write(context, person(f"Author {number}"), "a", text)).statement
        for number, text in enumerate(["Build it in the sea.", "Build it on the moon.", "Build it in ten places."])
    ]
    waiting = await on_wall()
    assert (waiting.shown.scene, len(waiting.statements.to_read), waiting.statements.number) == (
        Scene.STATEMENTS,
        seeds,
        seeds,
    )
    approved = await statement_review.approve(context, moderator(), written[0].id, StatementStatus.PENDING)
    await statement_review.decline(
        context, moderator(), written[1].id, StatementStatus.PENDING, DeclineReason.OFF_TOPIC
    )
    for number in range(12):
        await statement_voting.vote(context, person(f"voter {number}"), opened.id, approved.id, Stance.AGREE)
    voting = await on_wall(1)
    assert [one.text for one in voting.statements.to_read][seeds:] == ["Build it in the sea."]
    assert (voting.statements.voters, voting.statements.votes, voting.statements.result) == (12, 12, None)
    frame = Painter(context.library, speech_in("en"), None).frame(voting, context.clock())
    assert "Author" not in str(frame)
    await statement_voting.vote(context, person("voter 1"), opened.id, approved.id, Stance.PASS)
    await debates.change_settings(context, administrator(), review_statements=False)
    await writing.write(context, person("Author 4"), "a", "Nobody has read this.")
    changed = await on_wall(1)
    assert (changed.statements.voters, changed.statements.votes) == (12, 12)
    assert len(changed.statements.to_read) == seeds + 1
    await sets.close_set(context, moderator(), opened.id)
    closed = await on_wall(1)
    assert (closed.shown.scene, closed.statements.parts) == (Scene.STATEMENTS, (GroundPart.AGREED,))
    assert closed.statements.result.ground.agreed[0].counts.agree == 11
    assert "Author" not in str(Painter(context.library, speech_in("en"), None).frame(closed, context.clock()))


async def test_statements_of_a_server_that_another_process_serves_are_on_the_wall_as_the_database_has_them(
    context, on_wall, person, moderator
):
    opened, _ = await sets.open_set(context, moderator(), "a", language="en")
    here = await on_wall()
    elsewhere = replace(context, shards=Shards(1, ()))
    await statement_voting.vote(context, person("ann"), opened.id, here.statements.to_read[0].id, Stance.AGREE)
    seen = await walls.view(elsewhere, here.wall.hall.debate_id, context.clock())
    assert (seen.statements.voters, seen.statements.votes) == (1, 1)
    assert seen.statements.to_read == here.statements.to_read


async def test_the_page_of_a_closed_debate_stays_until_it_is_closed_itself(context, on_wall, hall, moderator):
    await debates.finish(context, moderator(), {})
    assert (await on_wall()).shown.scene is Scene.PAUSE
    assert (await addresses.find_hall(context, moderator())).token == hall.token
    await addresses.close(context, moderator())
    assert await on_wall() is None
    with pytest.raises(NotNow):
        await addresses.find_hall(context, moderator())
