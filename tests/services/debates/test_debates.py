"""Starting, setting up and closing a debate, and who may."""

import asyncio

import pytest

from bot.domain.polls import PollState, Release, ServerSettings
from bot.domain.refusals import NotAllowed, NotNow
from bot.services.common.debate_lookup import all_debates, settings_of
from bot.services.debates import debates
from bot.services.polls import opening
from bot.services.run_sheet.status import debate_status


@pytest.mark.both_databases
async def test_two_administrators_who_start_a_debate_at_once_start_one(context, administrator):
    started = await asyncio.gather(
        *(debates.start(context, administrator(f"a{number}"), "Mine", "en") for number in range(5)),
        return_exceptions=True,
    )
    assert sorted(type(result).__name__ for result in started) == ["Debate"] + ["NotNow"] * 4
    assert len(await all_debates(context)) == 1


async def test_a_debate_is_called_as_its_pack_unless_it_is_given_a_title(context, administrator):
    ada = administrator()
    first = await debates.start(context, ada, "  ", "fr")
    await debates.finish(context, ada, {})
    second = await debates.start(context, ada, " Evening session ", "fr")
    assert (first.title, second.title) == ("Un petit débat", "Evening session")


@pytest.mark.both_databases
async def test_closing_a_debate_closes_its_polls_and_the_next_one_starts_empty(
    context, open_poll, start_debate, moderator, administrator
):
    await open_poll("a"), await open_poll("b")
    finished, tallies = await debates.finish(context, moderator(), {})
    assert finished.closed_at is not None
    assert [tally.poll.state for tally in tallies] == [PollState.CLOSED] * 2
    assert context.open_polls.polls() == []
    with pytest.raises(NotNow, match="No debate is open"):
        await debates.finish(context, moderator(), {})
    await start_debate(context)
    assert (await debate_status(context, administrator())).polls == ()


@pytest.mark.both_databases
async def test_the_role_of_everybody_lifts_a_role_again(context, administrator):
    ada = administrator()
    assert (await debates.change_settings(context, ada, participant_role=5)).participant_role == 5
    assert (await debates.change_settings(context, ada, release=Release.LIVE)).participant_role == 5
    await debates.change_settings(context, ada, participant_role=ada.guild_id)
    assert await settings_of(context, ada.guild_id) == ServerSettings(release=Release.LIVE)


@pytest.mark.parametrize("who", ["participant", "moderator"])
async def test_only_administrators_start_and_set_up_debates(context, debate, person, moderator, who):
    somebody = person("ann") if who == "participant" else moderator()
    with pytest.raises(NotAllowed):
        await debates.start(context, somebody, None, "en")
    with pytest.raises(NotAllowed):
        await debates.change_settings(context, somebody, moderator_role=1)
    assert [found.id for found in await all_debates(context)] == [debate.id]


async def test_until_a_role_is_named_only_administrators_moderate(context, person, administrator, an_opening):
    await debates.start(context, administrator(), None, "en")
    with pytest.raises(NotAllowed):
        await opening.open_poll(context, person("ann", 77), an_opening("a"))
    assert (await opening.open_poll(context, administrator(), an_opening("a")))[1]
