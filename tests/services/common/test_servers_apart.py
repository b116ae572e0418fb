"""Two servers at once, with the same people in them, share nothing."""

import asyncio

import pytest

from bot.domain.polls import Release, Secrecy
from bot.domain.refusals import NotFound
from bot.services.common.debate_lookup import all_debates, settings_of
from bot.services.debates import debates
from bot.services.export.dataset import What
from bot.services.export.export import ExportFolder, export_debate
from bot.services.mydata import mydata
from bot.services.polls import lifecycle, opening, voting
from bot.services.responses import responses
from bot.services.results import results
from bot.services.run_sheet.status import debate_status

GUILDS = (11, 22)
PICKS = {11: "yes", 22: "no"}


@pytest.fixture
async def both(context, start_debate, administrator, an_opening, person):
    """Return the open polls of two servers in which the same thirty people have voted at the same time."""
    opened = {}
    for guild in GUILDS:
        await start_debate(context, administrator(guild_id=guild))
        describe = an_opening("a", release=Release.LIVE)
        opened[guild], _ = await opening.open_poll(context, administrator(guild_id=guild), describe)
    people = [person(f"voter {number}", guild_id=guild) for number in range(30) for guild in GUILDS]
    await asyncio.gather(
        *(voting.cast(context, who, opened[who.guild_id].id, "build", [PICKS[who.guild_id]]) for who in people)
    )
    return opened


async def test_votes_of_the_same_people_are_counted_apart(context, both, person):
    for guild in GUILDS:
        tally = await results.result(context, person("reader", guild_id=guild), "a", None)
        assert (tally.poll.id, tally.turnout) == (both[guild].id, 30)
        assert {count.option.id for count in tally.items[0].counts if count.votes} == {PICKS[guild]}


async def test_the_same_person_is_a_stranger_in_the_other_server(context, both, person):
    data = {guild: await mydata.show(context, person("voter 1", guild_id=guild)) for guild in GUILDS}
    assert [data[guild].votes[0].poll.id for guild in GUILDS] == [both[guild].id for guild in GUILDS]
    assert len({data[guild].votes[0].ballot.participant for guild in GUILDS}) == 2


@pytest.mark.both_databases
async def test_closing_and_settings_in_one_server_leave_the_other_alone(context, both, administrator):
    ada = administrator(guild_id=GUILDS[0])
    await debates.change_settings(context, ada, secrecy=Secrecy.NAMED, participant_role=5)
    await debates.finish(context, ada, {})
    assert [poll.id for poll in context.open_polls.polls()] == [both[GUILDS[1]].id]
    assert (await settings_of(context, GUILDS[1])).secrecy is Secrecy.PSEUDONYMOUS
    assert (await debate_status(context, administrator(guild_id=GUILDS[1]))).polls[0].turnout == 30
    assert len(await all_debates(context)) == 2
    assert len(await all_debates(context, GUILDS[0])) == 1


async def test_a_moderator_of_one_server_reaches_nothing_in_the_other(
    context, both, moderator, administrator, tmp_path
):
    outsider = moderator(guild_id=33)
    await debates.change_settings(context, administrator(guild_id=33), moderator_role=next(iter(outsider.roles)))
    for use in (
        lifecycle.close_by_hand(context, outsider, "a", None, {}),
        lifecycle.cancel(context, outsider, "a", None),
        results.result(context, outsider, "a", None),
        responses.page_of(context, outsider, "a", 0),
        export_debate(context, outsider, What.ALL, "csv", ExportFolder(tmp_path), debate_id=both[GUILDS[0]].debate_id),
    ):
        with pytest.raises(NotFound):
            await use
    assert len(context.open_polls.polls()) == 2


@pytest.mark.both_databases
async def test_exports_and_responses_hold_one_server_only(context, both, administrator, person, tmp_path):
    ada, other = (administrator(guild_id=guild) for guild in GUILDS)
    await responses.respond(context, person("voter 1", guild_id=GUILDS[1]), "a", "Only in the second server.")
    assert (await responses.page_of(context, ada, "a", 0)).total == 0
    assert (await responses.page_of(context, other, "a", 0)).total == 1
    await lifecycle.close_by_hand(context, ada, "a", None, {})
    (file,) = (await export_debate(context, ada, What.BALLOTS, "csv", ExportFolder(tmp_path / "exported"))).files
    lines = file.read_bytes().decode("utf-8-sig").splitlines()
    assert len(lines) == 31
    assert all(f",{both[GUILDS[0]].id},main,build," in line for line in lines[1:])
    with pytest.raises(NotFound):
        await export_debate(context, ada, What.ALL, "csv", ExportFolder(tmp_path), debate_id=both[GUILDS[1]].debate_id)
