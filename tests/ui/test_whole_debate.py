"""The mission in one story: the whole Geneva debate, from the first command to the recounted export."""

import csv
import io
import re
import zipfile
from collections import Counter

import pytest
from ballots import poll_of
from sentences import (
    CHECK_THIS_RESULT,
    HAVE_VOTED,
    RESULT_DETAILS,
    RESULT_OF,
    SAY_WHY,
    THE_DEBATE_IS_CLOSED,
    YOUR_RESPONSE_IS_STORED_UNDER_A,
    YOUR_VOTE_WAS_CHANGED,
)


async def fetch(message):
    """Return the files of an export by name, as rows."""
    archive = zipfile.ZipFile(io.BytesIO(await message.attachments[0].read()))
    return {
        name: list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig")))) for name in archive.namelist()
    }


async def vote_on_everything(room, card):
    """Let the three participants answer every item; each picks another option first, and of a ranking two."""
    for voter, person in enumerate((room.amina, room.jonas, room.sofia)):
        for item in room.context.open_polls.poll(poll_of(card)).items:
            options = [option.id for option in item.options]
            picks = [options[(voter + place) % len(options)] for place in range(2 if item.rules.entry.is_order else 1)]
            await room.vote(person, card, *picks, item=item.key)


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
async def test_the_geneva_debate_is_held_from_start_to_export(room, said):
    """Five questions are opened, voted on by three people, changed, argued, closed, shown and exported."""
    papers = {letter: await room.open_poll(letter, minutes=30) for letter in "abcde"}
    for paper in papers.values():
        await vote_on_everything(room, paper)
    changed = await room.vote(room.amina, papers["d"], "mix", item="talent")
    assert YOUR_VOTE_WAS_CHANGED.within(said(changed)) or "already" in said(changed)

    form = await room.jonas.click(papers["b"], label=SAY_WHY.say())
    stored = await room.jonas.submit_modal(form, {"text": "Parity is no goal of its own."})
    assert YOUR_RESPONSE_IS_STORED_UNDER_A.within(said(stored))

    for letter in "abcde":
        closed = await room.mod.slash(room.channel, "poll close", question=letter)
        assert not closed.response.ephemeral
        assert HAVE_VOTED.within(said(closed), count=3)
        shown = await room.sofia.slash(room.channel, "results", question=letter)
        assert said(shown) == said(closed)

    exported = await room.mod.slash(room.channel, "export", what="all", format="csv")
    files = await fetch(exported.response)
    kinds_own = {"ratings.csv", "rankings.csv", "pairs.csv"}
    explained = {"questions.csv", "polls.csv", "items.csv", "options.csv"}
    wide = {f"ballots_wide_{letter}_main.csv" for letter in "abcde"}
    assert set(files) == {"tallies.csv", "ballots.csv", "responses.csv", *kinds_own, *explained, *wide}
    ranked = {(row["poll"], row["item"]) for row in files["rankings.csv"]}
    assert recounted(files["ballots.csv"], ranked) == counted(files["tallies.csv"])
    assert {item for _, item in ranked} == {"priority", "goal"}
    assert [row["text"] for row in files["responses.csv"]] == ["Parity is no goal of its own."]
    assert {row["electorate"] for row in files["tallies.csv"]} == {"6"}

    ended = await room.close_debate()
    assert THE_DEBATE_IS_CLOSED.within(said(ended))
    result = await room.sofia.slash(room.channel, "results", question="a")
    assert RESULT_OF.within(said(result))
    details = (await room.sofia.click(result.response, label=RESULT_DETAILS.say())).response
    checked = said(await room.sofia.click(details, label=CHECK_THIS_RESULT.say()))
    assert re.search(r"-# Seal `[0-9a-f]{64}`", checked)


def recounted(ballots, ranked):
    """Count votes, ballots and abstentions by hand from the exported ballots; of a ranking, the first choices."""
    votes, cast, abstained = Counter(), Counter(), Counter()
    for row in ballots:
        item = row["poll"], row["item"]
        cast[item] += 1
        if row["answer"] == "abstain":
            abstained[item] += 1
        else:
            chosen_options = row["answer"].split(";")
            votes.update((*item, option) for option in chosen_options[: 1 if item in ranked else None])
    return votes, cast, abstained


def counted(tallies):
    """Return the same three counts as the exported tallies state them."""
    votes, cast, abstained = Counter(), Counter(), Counter()
    for row in tallies:
        item = row["poll"], row["item"]
        if int(row["votes"]):
            votes[*item, row["option"]] = int(row["votes"])
        cast[item] = int(row["ballots"])
        if int(row["abstentions"]):
            abstained[item] = int(row["abstentions"])
        valid = cast[item] - abstained[item]
        assert float(row["share"]) == round(int(row["votes"]) / valid, 6)
    return votes, cast, abstained
