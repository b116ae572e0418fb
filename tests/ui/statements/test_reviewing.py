"""Moderators decide which statements are shown: merging, taking down, and what everybody is told of it."""

import discord
import pytest
from stating import add, opened, vote

from bot.domain.polls import Debate, Round
from bot.ui.common.languages import speech_in
from bot.ui.common.layout import measure
from bot.ui.pack_limits.samples import SOME_TIME
from bot.ui.statements.moderator_pages import statements_sheet


@pytest.fixture
def in_french(monkeypatch):
    """Have somebody use Discord in French, in a server in English."""
    understand, french = discord.Interaction._from_data, set()

    def heard(interaction, data):
        reader = data.get("member", data)["user"]["id"]
        locale = "fr" if reader in french else "en-US"
        understand(interaction, {**data, "locale": locale, "guild_locale": "en-US"})

    monkeypatch.setattr(discord.Interaction, "_from_data", heard)
    return lambda member: french.add(str(member.id))


@pytest.fixture
def seeds(pack):
    """Return what the pack's first statement to question A says, by language."""
    return next(one for one in pack.questions if one.id == "a").statements[0].text.root


async def queue(room):
    """Open the queue from the run sheet."""
    sheet = (await room.mod.slash(room.channel, "poll status")).response
    return (await room.mod.click(sheet, custom_id="queue:pending:0:new")).response


async def test_the_packs_statements_are_in_the_readers_language_wherever_they_are_listed(room, said, in_french, seeds):
    await vote(room.amina, await opened(room, round_="before"), "agree")
    await add(room, room.amina, "A tower should pay for itself.")
    in_french(room.amina)
    in_french(room.mod)
    mine = said((await room.amina.slash(room.channel, "mydata show")).response)
    assert (seeds["fr"][:40] in mine, seeds["en"][:40] in mine) == (True, False)
    targets = said(await queue(room))
    assert (seeds["fr"][:40] in targets, seeds["en"][:40] in targets) == (True, False)


def test_every_round_of_every_question_can_be_opened_however_many_there_are(pack):
    letters = "abcdefghijklmnopqrst"
    many = pack.model_copy(update={"questions": [pack.questions[0].model_copy(update={"id": one}) for one in letters]})
    sheet = statements_sheet(Debate(1, 1, "p", "T", SOME_TIME), [], many, speech_in("en-US"))
    menus = [one.item for one in sheet.walk_children() if isinstance(getattr(one, "item", None), discord.ui.Select)]
    offered = [option.value for menu in menus for option in menu.options]
    assert sorted(offered) == sorted(f"{letter}:{round_.value}" for letter in letters for round_ in Round)
    assert len({menu.custom_id for menu in menus}) == len(menus)
    assert measure(sheet).fits
