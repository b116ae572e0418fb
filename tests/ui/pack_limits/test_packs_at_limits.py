"""Whole evenings on packs at their limits, in two languages: everything is sent, and what is sent fits."""

import discord
import pytest
from pack_writer import Shape, write_pack

from bot.library.loader import load
from bot.ui.pack_limits.check import page_problems

EVENINGS = {
    "one choice of the longest labels": Shape(
        languages=("en", "fr"), items=(("single", 10),), label=80, editors=True, title=256, item_title=300
    ),
    "three items of ten of the longest labels": Shape(
        languages=("en", "fr"),
        items=(("single", 10), ("approval", 10), ("ranking", 10)),
        label=80,
        editors=True,
        title=200,
        item_title=300,
        paper=200,
        author=200,
    ),
    "many options": Shape(items=(("approval", 24), ("rating", 7)), label=80, detail=300, title=256),
    "in Japanese": Shape(
        languages=("en", "ja"), items=(("ranking", 10), ("rating", 7), ("approval", 10)), label=70, title=200
    ),
    "26 questions": Shape(
        languages=("en", "fr"), questions=26, title=256, label=80, proposals=30, topics=30, paper=200, author=200
    ),
}
LOCALES = {"fr": discord.Locale.french, "ja": discord.Locale.japanese}


@pytest.fixture(params=EVENINGS, scope="module")
def shape(request):
    return EVENINGS[request.param]


@pytest.fixture(scope="module")
def pack(shape, tmp_path_factory):
    return load(write_pack(tmp_path_factory.mktemp("pack"), shape))


@pytest.fixture(autouse=True)
def foreign(room, shape, monkeypatch):
    """Have the server and everybody in it speak the pack's other language; simcord's people all speak English."""
    locale = LOCALES.get(shape.languages[-1], discord.Locale.american_english)
    understand = discord.Interaction._from_data

    def translated(interaction, data):
        understand(interaction, {**data, "locale": locale.value, "guild_locale": locale.value})

    monkeypatch.setattr(discord.Interaction, "_from_data", translated)
    room.client.get_guild(room.guild.id).preferred_locale = locale


def parts_of(message):
    """Return every component of a message."""

    def walk(components):
        for component in components:
            part = component if isinstance(component, dict) else component.to_dict()
            yield part
            yield from walk(part.get("components", ()))

    return list(walk(message.components))


def fits(message):
    parts = parts_of(message)
    texts = [part["content"] for part in parts if "content" in part]
    labels = [part["label"] for part in parts if part["type"] == 2 and part.get("label")]
    menus = [part["options"] for part in parts if part["type"] == 3]
    return (
        len(message.content) <= 2000
        and len(parts) <= 40
        and sum(map(len, texts)) <= 4000
        and sum(len(text.encode()) for text in texts) <= 10_000
        and all(len(label) <= 80 for label in labels)
        and all(1 <= len(options) <= 25 for options in menus)
    )


async def ask(member, room, command, **options):
    """Use a command, and see that there is an answer which fits."""
    result = await member.slash(room.channel, command, **options)
    assert result.response is not None, command
    assert fits(result.response), command
    return result


def controls(message, begins):
    return [part["custom_id"] for part in parts_of(message) if str(part.get("custom_id", "")).startswith(begins)]


async def vote(room, member, card, pack):
    """Answer every item: the first option, all that several may be chosen of, or a whole order."""
    for item in pack.questions[0].ballot:
        several = item.kind in {"approval", "ranking"}
        told = await room.vote(
            member, card, *[option.id for option in item.options[: None if several else 1]], item=item.id
        )
        assert fits(told.response)
    own = await member.click(card, custom_id=controls(card, "own:")[0])
    assert fits(own.response)


def test_the_pack_passes_the_check(pack):
    assert page_problems(pack) == []


async def test_everything_can_be_read(room, pack):
    for command in ("about", "help", "proposals", "background", "questions", "mydata show"):
        await ask(room.amina, room, command)
    for proposal in pack.proposals[:2]:
        await ask(room.amina, room, "proposal", name=proposal.id)
    await ask(room.amina, room, "compare", first=pack.proposals[0].id, second=pack.proposals[1].id)
    await ask(room.amina, room, "background", topic=pack.topics[0].id)
    shown = await ask(room.amina, room, "question", name="a")
    await room.amina.click(shown.response, custom_id="arguments:a")
    assert fits(shown.response)
    for begins in ("read-proposal", "read-topic"):
        assert len(controls(shown.response, begins)) == -(-len(pack.proposals) // 25)
    listed = await ask(room.amina, room, "questions")
    last = controls(listed.response, "question")[-1]
    opened = await room.amina.select(listed.response, values=[pack.questions[-1].id], custom_id=last)
    assert fits(opened.response)


@pytest.mark.parametrize("results", ["live", "manual"])
async def test_a_question_is_opened_voted_on_and_closed_with_ties(room, pack, results):
    opened = await ask(
        room.mod, room, "poll open", question="a", minutes=60, results=results, quorum="100%", round="before"
    )
    paper = opened.response
    for member in (room.amina, room.jonas):
        await vote(room, member, paper, pack)
    await room.env.advance_time(10)
    assert all(map(fits, room.channel.history()))
    await ask(room.mod, room, "poll status")
    await ask(room.mod, room, "questions")
    closing = await ask(room.mod, room, "poll close")
    assert not closing.ephemeral
    if results == "manual":
        await ask(room.mod, room, "results", question="a")
        await ask(room.mod, room, "poll publish", question="a")
    await ask(room.amina, room, "results", question="a")
    await ask(room.amina, room, "mydata show")
    await ask(room.mod, room, "poll status")
    await room.env.advance_time(10)
    assert all(map(fits, room.channel.history()))


async def test_before_and_after_are_compared(room):
    for poll_id, round_ in enumerate(("before", "after"), 1):
        opened = await ask(room.mod, room, "poll open", question="a", round=round_)
        for member in (room.amina, room.jonas):
            for item in room.context.open_polls.poll(poll_id).items:
                await room.vote(member, opened.response, *[one.id for one in item.options[:1]], item=item.key)
        await ask(room.mod, room, "poll close", question="a")
    await ask(room.mod, room, "results", question="a", round="shift")
