"""`/export` hands over a report in the language asked for, by default the server's, and answers in the moderator's."""

import discord
import pytest
from sentences import EXPORT_OF, PEOPLE_CHOSE_TO_TAKE_PART

from bot.i18n import speech_in


@pytest.fixture
async def in_a_french_server(room, monkeypatch):
    """Have a server in French, whose moderator has a German Discord, and a poll that has closed."""
    understand = discord.Interaction._from_data

    def translated(interaction, data):
        understand(interaction, {**data, "locale": "de", "guild_locale": "fr"})

    monkeypatch.setattr(discord.Interaction, "_from_data", translated)
    await room.open_poll("d")
    await room.mod.slash(room.channel, "poll close")
    return room


@pytest.mark.parametrize(("asked", "heard"), [({}, "fr"), ({"language": "de"}, "de"), ({"language": "en"}, "en")])
async def test_the_report_is_in_the_language_asked_for_or_the_servers(in_a_french_server, asked, heard):
    room = in_a_french_server
    exported = (await room.mod.slash(room.channel, "export", what="tallies", format="html", **asked)).response
    page = (await exported.attachments[0].read()).decode()
    assert f'<html lang="{heard}">' in page
    assert speech_in(heard)(PEOPLE_CHOSE_TO_TAKE_PART.forms[0]) in page
    assert exported.content.startswith(speech_in("de")(EXPORT_OF.forms[0], title="CERN for AI")[:10])
