"""Statements in exports: each round apart, texts that are shown, and voters whom no pseudonym leads to."""

import asyncio
import csv
import io
import sys
import threading
from collections import Counter
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bot.domain.polls import Round, Secrecy
from bot.domain.statements import DeclineReason, Stance, StatementStatus
from bot.services.export.dataset import What
from bot.services.export.export import ExportFolder, export_debate
from bot.services.polls import lifecycle
from bot.services.statements import review
from bot.verify import verify


@pytest.fixture
async def voted(context, open_set, stand, close_set, write, configure, moderator):
    """Hold two rounds in which people change their minds, on two statements of the pack and one of their own."""
    await configure(review_statements=False)
    before, after = await open_set(round_=Round.BEFORE), await open_set(round_=Round.AFTER)
    written = (await write("Ann", "=Towers need lifts")).statement
    declined = (await write("Ben", "A fool's idea.")).statement
    one, other, *_ = (await context.open_sets.find(before.id)).statements
    for number in range(12):
        name = f"P{number}"
        await stand(name, before, one, Stance.AGREE)
        await stand(name, before, other, Stance.AGREE if number < 6 else Stance.DISAGREE)
        await stand(name, after, written.id, Stance.PASS if number < 2 else Stance.AGREE)
    await stand("P1", before, declined.id)
    await review.decline(context, moderator(), declined.id, StatementStatus.SHOWN, DeclineReason.INSULTING)
    return await close_set(before), await close_set(after)


@pytest.fixture
def exported(context, moderator, tmp_path):
    async def export(what, format_name, **given):
        found = await export_debate(context, moderator(), what, format_name, ExportFolder(tmp_path), **given)
        return {file.name: file for file in found.files}

    return export


def rows(file):
    return list(csv.DictReader(io.StringIO(file.read_bytes().decode("utf-8-sig"), newline="")))


@pytest.mark.usefixtures("voted")
async def test_the_tables_tell_each_round_apart_and_leave_out_what_is_not_shown(exported):
    statements = rows((await exported(What.TALLIES, "csv"))["statements.csv"])
    assert [
        (
            row["statement"],
            row["round"],
            row["seed"],
            row["statement_status"],
            row["agrees"],
            row["disagrees"],
            row["passes"],
        )
        for row in statements
    ] == [
        ("1", "before", "too-tall", "shown", "12", "0", "0"),
        ("2", "before", "worth-it", "shown", "6", "6", "0"),
        ("3", "after", "", "shown", "10", "0", "2"),
        ("4", "before", "", "declined", "1", "0", "0"),
    ]
    assert [row["statement_text"] for row in statements[2:]] == ["'=Towers need lifts", ""]
    votes = rows((await exported(What.BALLOTS, "csv"))["statement_votes.csv"])
    assert Counter((row["round"], row["statement"], row["vote"]) for row in votes) == {
        ("before", "1", "agree"): 12,
        ("before", "2", "agree"): 6,
        ("before", "2", "disagree"): 6,
        ("after", "3", "agree"): 10,
        ("after", "3", "pass"): 2,
    }
    assert [row["voter"] for row in votes if row["statement"] == "1"] == [str(number) for number in range(1, 13)]


@pytest.mark.usefixtures("voted")
async def test_no_export_leads_from_a_voter_to_a_pseudonym(exported, context, person):
    """Neither by the number, nor by the order: who passes after the debate stands somewhere else each time."""
    mine = {context.pseudonyms.participant(1, person(f"P{n}").user_id, Secrecy.PSEUDONYMOUS) for n in range(12)}
    places = []
    for _ in range(4):
        file = (await exported(What.BALLOTS, "csv"))["statement_votes.csv"]
        assert not any(pseudonym in file.read_text() for pseudonym in mine)
        places.append(tuple(row["voter"] for row in rows(file) if row["vote"] == "pass"))
    assert len(set(places)) > 1


async def test_secret_votes_have_no_voter_and_verify(
    context, open_set, stand, close_set, exported, open_poll, moderator
):
    opened = await open_set(secrecy=Secrecy.SECRET)
    one, other = (await context.open_sets.find(opened.id)).statements
    for number in range(12):
        await stand(f"P{number}", opened, one if number % 2 else other)
    await close_set(opened)
    poll = await open_poll("b")
    await lifecycle.close_by_hand(context, moderator(), None, None, {}, poll_id=poll.id)
    (package,) = (await exported(What.ALL, "zip")).values()
    await asyncio.to_thread(verify, package)
    votes = rows((await exported(What.BALLOTS, "csv"))["statement_votes.csv"])
    assert Counter(row["voter"] for row in votes) == {"": 12}
    polis = await exported(What.BALLOTS, "polis")
    assert len({row["voter-id"] for row in rows(polis["question-a-main-votes.csv"])}) == 12


@pytest.mark.usefixtures("voted")
async def test_the_report_says_what_the_room_shares(exported):
    page = (await exported(What.ALL, "html"))["report.html"].read_text()
    assert page.index("It would be too tall.") < page.index("It would be worth its price.")
    assert "A fool" not in page
    french = (await exported(What.ALL, "html", language="fr"))["report.html"].read_text()
    assert "Elle serait trop haute." in french
    assert (await exported(What.ALL, "xlsx")).keys() == {"debate.xlsx"}


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="red-dwarf's own models refuse every time on Python 3.14")
@pytest.mark.usefixtures("voted")
async def test_red_dwarf_loads_each_round_as_it_is(exported, tmp_path, monkeypatch):
    data_loader = pytest.importorskip("reddwarf.data_loader")
    monkeypatch.chdir(tmp_path)  # it keeps a file of its own in the working folder
    await exported(What.BALLOTS, "polis")

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=tmp_path)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for round_, counted in (("before", {1: 12, 2: 12}), ("after", {3: 12})):
            url = f"http://127.0.0.1:{server.server_port}/question-a-{round_}-"
            loader = data_loader.Loader(directory_url=url, is_cache_enabled=False)
            assert Counter(vote["statement_id"] for vote in loader.votes_data) == counted
            assert [(one["statement_id"], one["is_seed"], one["is_meta"]) for one in loader.comments_data] == [
                (1, True, False),
                (2, True, False),
                (3, False, False),
            ]
        server.shutdown()
