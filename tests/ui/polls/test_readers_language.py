"""Each person reads a ballot, its result and their own data in their language; the room reads the server's."""

import discord
import pytest
from ballots import summary_of, turn_to
from sentences import MY_BALLOT, SHOWS_YOUR_VOTE_TO_CHANGE_IT

from bot.library.languages import Translated

HUB = {"en": "A central hub", "fr": "Un pôle central", "de": "Ein zentraler Hub"}
TALENT = {"fr": "Talents : un pôle central ou un réseau", "de": "Talente: ein zentraler Hub oder ein Netzwerk?"}
ASKED = {"fr": "Avons-nous besoin d’un pôle unique", "de": "Brauchen wir einen einzigen zentralen Hub"}


@pytest.fixture
def people(room, monkeypatch):
    """Amina with a French Discord and Jonas with a German one, in a server in English."""
    understand, locales = discord.Interaction._from_data, {str(room.amina.id): "fr", str(room.jonas.id): "de"}

    def heard(interaction, data):
        person = data.get("member", data)["user"]["id"]
        understand(interaction, {**data, "locale": locales.get(person, "en-US"), "guild_locale": "en-US"})

    monkeypatch.setattr(discord.Interaction, "_from_data", heard)
    return {"fr": room.amina, "de": room.jonas}


@pytest.fixture(params=["fr", "de"])
def reader(request, people):
    return request.param, people[request.param]


def assert_read_in(language, text):
    assert HUB[language] in text
    assert not [hub for other, hub in HUB.items() if other != language and hub in text]


async def test_the_ballot_and_what_it_answers_are_the_voters_the_card_is_the_rooms(room, said, reader):
    language, voter = reader
    card = await room.open_poll("d")
    assert ASKED[language] not in said(card)
    page = (await voter.click(card, custom_id="ballot:1")).response
    assert_read_in(language, said(page))
    assert TALENT[language] in said(page)
    voted = await room.vote(voter, card, "central-hub")
    assert_read_in(language, said(voted).splitlines()[0])
    assert_read_in(language, said(await summary_of(voter, card)))
    assert_read_in(language, said(await voter.click(card, custom_id="own:1")))
    assert_read_in(language, said(await voter.slash(room.channel, "mydata show")))
    changed = await room.vote(voter, card, "talent-network", item="talent")
    assert_read_in(language, said(changed).splitlines()[0])
    assert_read_in("en", said(await room.vote(room.sofia, card, "central-hub")).splitlines()[0])


async def test_results_and_details_are_in_the_readers_language_with_their_pictures(room, said, reader):
    language, voter = reader
    await room.vote(voter, await room.open_poll("d"), "central-hub")
    closed = (await room.mod.slash(room.channel, "poll close")).response
    shown = await voter.slash(room.channel, "results", question="d")
    assert_read_in(language, said(shown))
    assert ASKED[language] in said(shown)
    assert_read_in(language, shown.response.attachments[0].description)
    assert_read_in(language, said(await voter.click(closed, custom_id="details:1")))
    assert_read_in("en", said(closed))


async def test_a_shift_is_in_the_readers_language(room, said, reader):
    language, voter = reader
    for round_ in ("before", "after"):
        await room.vote(voter, await room.open_poll("d", round=round_), "central-hub")
        await room.mod.slash(room.channel, "poll close")
    shown = await voter.slash(room.channel, "results", question="d", round="shift")
    assert ASKED[language] in said(shown)
    assert_read_in(language, shown.response.attachments[0].description)
    assert_read_in(language, said(await voter.click(shown.response, custom_id="shift-details:2")))


async def test_a_secret_vote_is_asked_for_in_the_voters_language(room, said, reader):
    language, voter = reader
    card = await room.open_poll("d", secrecy="secret")
    assert_read_in(language, said(await room.vote(voter, card, "central-hub")))


async def test_a_tap_on_the_card_itself_is_confirmed_in_the_voters_language(room, said, reader):
    language, voter = reader
    (question,) = (one for one in room.pack.questions if one.id == "e")
    room.pack = room.pack.model_copy(
        update={"questions": (question.model_copy(update={"ballot": question.ballot[1:2]}),)}
    )
    await room.restart()
    card = await room.open_poll("e")
    labels = question.ballot[1].options[0].label
    assert f"[{labels.english}]" in said(card)
    assert f"**{labels.say(language)}**" in said(await voter.click(card, label=labels.english))


async def test_an_order_that_cannot_count_is_refused_in_the_voters_language(room, said, people):
    card = await room.open_poll("a")
    page = (await people["fr"].click(card, custom_id="ballot:1")).response
    page = await turn_to(people["fr"], page, 1, "priority")
    form = await people["fr"].click(page, custom_id="in-form:1:priority")
    assert "IA au service du bien commun" in str(form.modal)
    await people["fr"].submit_modal(form, {"place-0": ["ai-for-good"], "place-1": ["ai-for-good"]})
    assert "« IA au service du bien commun » " in said(page).splitlines()[0]


async def test_a_pack_that_was_edited_does_not_change_a_poll_that_is_open(room, said, people):
    """Who reads another language then reads the item as it was opened, not a translation of what it is not."""
    card = await room.open_poll("d")
    edited = Translated({"en": "One hub for all", "fr": "Un pôle pour tous", "de": "Ein Hub für alle"})
    (question,) = (one for one in room.pack.questions if one.id == "d")
    talent, *others = question.ballot
    hub, *options = talent.options
    talent = talent.model_copy(update={"options": (hub.model_copy(update={"label": edited}), *options)})
    question = question.model_copy(update={"ballot": (talent, *others)})
    room.pack = room.pack.model_copy(update={"questions": (question,)})
    await room.restart()
    page = (await people["fr"].click(card, custom_id="ballot:1")).response
    assert_read_in("en", said(page))
    assert "Un pôle pour tous" not in said(page)
    page = await turn_to(people["fr"], page, 1, "computing-power")
    assert "Un très grand centre de données" in said(page), "the other items are as they were"


async def test_the_help_names_buttons_as_the_reader_and_as_the_room_reads_them(room, said, people):
    own = {"fr": f"**Voir mon bulletin** ({MY_BALLOT})", "de": f"**Meinen Stimmzettel ansehen** ({MY_BALLOT})"}
    for language, reader in people.items():
        assert own[language] in said(await reader.slash(room.channel, "help"))
    told = said(await room.sofia.slash(room.channel, "help"))
    assert SHOWS_YOUR_VOTE_TO_CHANGE_IT.within(told, own=f"**{MY_BALLOT}**")
