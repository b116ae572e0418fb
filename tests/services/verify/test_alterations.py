"""Alterations of a ZIP that are covered up: each is named by what does not fit, though every checksum does."""

import contextlib
import copy
import hashlib
import json

import pytest
from click.testing import CliRunner
from forging import change, count_anew, entries, forged, leave_only, rechain, rewrite, rows, seal_anew
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.cli import main
from bot.domain.canonical import canonical_json
from bot.verify import NotVerified, verify
from bot.verify.report import as_json


def of(poll, item=None):
    """Return what tells a poll's rows, or those of one of its items."""
    return lambda row: row["poll"] == poll and item in {None, row.get("item")}


def turn_votes(files):
    """Turn three votes of poll 1 round, everywhere but in seals and log; return the seal that fits then."""
    found = rows(files, "ballots")
    for row in [row for row in found if row["poll"] == 1 and row["answer"] == "yes"][:3]:
        row["answer"] = "no"
    rewrite(files, "ballots", found)
    return count_anew(files, 1)


def votes_turned_and_the_seal_emptied(files):
    turn_votes(files)
    seal_anew(files, 1, None)


def votes_turned_and_sealed_anew(files):
    seal_anew(files, 1, turn_votes(files))


def a_code_removed_everywhere(files):
    leave_only(files, "codes", lambda row: row != rows(files, "codes")[0])
    seal_anew(files, 1, count_anew(files, 1), in_log=True)


def add_a_voter(files):
    found = rows(files, "ballots")
    more = next(filter(of(1), found)) | {"participant": "f" * 64}
    rewrite(files, "ballots", [*filter(of(1), found), more, *(row for row in found if row["poll"] != 1)])


def a_voter_added_everywhere(files):
    add_a_voter(files)
    seal_anew(files, 1, count_anew(files, 1, turnout=13), in_log=True, turnout=13)


def a_voter_added_and_the_turnout_left(files):
    add_a_voter(files)
    seal_anew(files, 1, count_anew(files, 1), in_log=True)


def two_ballots_of_one_participant(files):
    """Of poll 4, whose second item only some have answered: one answers it twice and another not at all."""
    found = rows(files, "ballots")
    first, second = [row for row in found if row["poll"] == 4 and row["item"] == "agree"][:2]
    found.remove(second)
    found.insert(found.index(first) + 1, second | {"participant": first["participant"]})
    rewrite(files, "ballots", found)


def answers_swapped_after_the_debate(files):
    """Between two and two people, so that the count stays as it is, and where everybody went does not."""
    found = rows(files, "ballots")
    for one, other in (("yes", "no"), ("no", "yes")):
        for row in [row for row in found if row["poll"] == 5 and row["answer"] == one and "swapped" not in row][:2]:
            row |= {"answer": other, "swapped": True}
    rewrite(files, "ballots", found)


def two_options_of_a_single_choice(files):
    found = rows(files, "ballots")
    next(filter(of(1), found))["answer"] = "yes;no"
    rewrite(files, "ballots", found)


def ballots_in_another_order(files):
    """Item by item, so that those of one participant do not stand together."""
    found = rows(files, "ballots")
    rewrite(files, "ballots", [*filter(of(4, "order"), found), *filter(of(4, "agree"), found)])


def a_poll_removed_everywhere(files):
    for table in ("tallies", "ballots", "seals", "codes", "rankings", "pairs", "ratings"):
        leave_only(files, table, lambda row: row["poll"] != 4)
    del files["canonical-4.jsonl"]


def a_cancelled_poll(files):
    by_hand = next(entry for entry in entries(files) if entry["action"] == "poll cancelled")
    rechain(files, [*entries(files), by_hand | {"poll": 4, "question": "d", "round": "main"}])


def without_entries(*, of_poll, named=""):
    """Return what takes entries out of the log and hangs the rest together again."""

    def take_out(files):
        rest = [
            entry for entry in entries(files) if entry.get("poll") != of_poll or not entry["action"].startswith(named)
        ]
        assert len(rest) < len(entries(files))
        rechain(files, rest)

    return take_out


def action(name):
    """Return what tells entries of an action."""
    return lambda entry: entry["action"] == name


def saying(field):
    """Return what tells entries on a poll that have a field."""
    return lambda entry: "poll" in entry and field in entry


def with_entries(fits, **fields):
    """Return what changes entries of the log and hangs them together again."""

    def say_otherwise(files):
        assert any(map(fits, entries(files)))
        rechain(files, [entry | fields if fits(entry) else entry for entry in entries(files)])

    return say_otherwise


def log_cut_short(files):
    files["actions.jsonl"] = b"".join(files["actions.jsonl"].splitlines(keepends=True)[:8])


def with_cells(table, fits, **cells):
    """Return what changes a table's rows."""
    return lambda files: change(files, table, fits, **cells)


def without(*names):
    """Return what takes files out."""

    def take_out(files):
        for name in names:
            del files[name]

    return take_out


def with_file(name, content):
    """Return what puts a file in, or another in its place."""
    return lambda files: files.update({name: content})


def a_way_left_out(files):
    rewrite(files, "shift", rows(files, "shift")[:-1])


def a_second_seal_in_the_log(files):
    closing = next(filter(saying("seal"), entries(files)))
    rechain(files, [*entries(files), closing | {"action": "result published", "seal": "0" * 64}])


def a_response_twice(files):
    rewrite(files, "responses", rows(files, "responses") * 2)


def a_chart_and_its_words_left_out(files):
    name = b"question-a-before-build.png"
    del files[f"charts/{name.decode()}"]
    head, *sections = files["charts/alternatives.md"].split(b"## ")
    kept = [section for section in sections if not section.startswith(name)]
    assert len(kept) == len(sections) - 1
    files["charts/alternatives.md"] = b"## ".join([head, *kept])


ALTERATIONS = [
    ("ballots alone", with_cells("ballots", of(1), answer="yes"), "ballots.json or canonical-1.jsonl: "),
    (
        "votes turned round and the seal emptied",
        votes_turned_and_the_seal_emptied,
        "the seal of poll 1 is missing",
    ),
    ("votes turned round and sealed anew", votes_turned_and_sealed_anew, "the seal of poll 1 is "),
    ("votes turned round under the old seal", turn_votes, "seals.json or canonical-1.jsonl: the seal of poll 1"),
    ("a code removed everywhere", a_code_removed_everywhere, "poll 1 has 11 codes but a turnout of 12"),
    ("a voter added everywhere", a_voter_added_everywhere, "poll 1 has 12 codes but a turnout of 13"),
    ("a voter added and the turnout left", a_voter_added_and_the_turnout_left, "poll 1 cannot come from 12 people"),
    (
        "two ballots of one participant",
        two_ballots_of_one_participant,
        "a participant of poll 4 has two ballots on one",
    ),
    (
        "answers swapped",
        answers_swapped_after_the_debate,
        "shift.json or ballots.json: they differ on how people moved on build",
    ),
    (
        "two options of a single choice",
        two_options_of_a_single_choice,
        "yes;no is not a possible answer to build in poll 1",
    ),
    ("ballots in another order", ballots_in_another_order, "the ballots of poll 4 are out of order"),
    (
        "who cast secret ballots",
        with_cells("ballots", of(3), participant="f" * 64),
        "poll 3 is secret, but its ballots say who",
    ),
    (
        "nobody cast pseudonymous ballots",
        with_cells("ballots", of(1), participant=None),
        "poll 1 is pseudonymous, but its ballots do not say who",
    ),
    (
        "the question of ballots",
        with_cells("ballots", of(1), question="b"),
        "ballots.json: rows of poll 1 name another",
    ),
    ("the debate of codes", with_cells("codes", of(3), debate="Other"), "codes.json: rows of poll 3 name another"),
    ("the round of a seal", with_cells("seals", of(2), round="after"), "seals.json: poll 2 does not match"),
    ("the poll of codes", with_cells("codes", of(2), poll=7), "codes.json: it has rows of poll 7"),
    (
        "a code twice",
        with_cells("codes", of(2), code=None, salt=None, commitment="0" * 64),
        "the codes of poll 2 are out of order",
    ),
    (
        "a time before the opening",
        with_cells("ballots", of(1), cast_at="2025-07-10T16:00:00Z"),
        "poll 1 is from 2025-07-10T16:00:00Z",
    ),
    (
        "a time long after",
        with_cells("ballots", of(1), cast_at="2099-07-10T18:00:00Z"),
        "poll 1 is from 2099-07-10T18:00:00Z",
    ),
    (
        "a time after a named poll",
        with_cells("ballots", of(2), cast_at="2025-07-10T18:06:00Z"),
        "a ballot of poll 2 is",
    ),
    ("a time to the second", with_cells("ballots", of(1), cast_at="2025-07-10T18:00:01Z"), "not rounded to the hour"),
    ("no time at all", with_cells("ballots", of(1), cast_at="noon"), "- ballots.json"),
    ("fewer than no changes", with_cells("ballots", of(1), changes=-1), "cannot have been changed -1 times"),
    ("more changes than can be", with_cells("ballots", of(2), changes=10**6), "cannot have been changed 1000000 times"),
    ("changes as text", with_cells("ballots", of(1), changes="0"), "- ballots.json"),
    (
        "a name for a pseudonym",
        with_cells("ballots", of(1), participant="Ann"),
        "poll 1 is pseudonymous, but a participant",
    ),
    ("an item that is not on the paper", with_cells("ballots", of(1), item="other"), "poll 1 has no item other"),
    (
        "codes blanked as if deleted",
        with_cells("codes", of(1), code=None, salt=None),
        "12 of 12 codes of poll 1 are blank, but 1 of",
    ),
    ("a response twice", a_response_twice, "response 1 appears twice"),
    (
        "the time of a pseudonymous response",
        with_cells("responses", bool, created_at="2025-07-10T18:00:01Z"),
        "response 1 is pseudonymous, but its time is not rounded",
    ),
    ("a chart left out", without("charts/question-b-main-fields.png"), "charts/question-b-main-fields.png (missing)"),
    (
        "a chart left out with its words",
        a_chart_and_its_words_left_out,
        "charts/alternatives.md: it does not describe question-a-before-build.png",
    ),
    ("a chart of nothing", with_file("charts/question-z.png", b"x"), "charts/question-z.png (added)"),
    ("the words of the charts", without("charts/alternatives.md"), "charts/alternatives.md (missing"),
    ("the electorate in the tallies", with_cells("tallies", of(1), electorate=12), "- tallies.json"),
    ("stages of a run-off", with_cells("rankings", of(4), votes=9), "- rankings.json"),
    ("the text of a declined response", with_cells("responses", bool, status="declined"), "not published has a text"),
    ("the debate of a response", with_cells("responses", bool, debate="Other"), "a response names another debate"),
    ("a poll removed everywhere", a_poll_removed_everywhere, "seals.json: poll 4 is missing"),
    ("a poll cancelled in the log", a_cancelled_poll, "seals.json: poll 4 is in the ZIP, but"),
    ("the log emptied", with_file("actions.jsonl", b""), "the closing of poll 1 is missing"),
    ("the log cut short", log_cut_short, "the opening of poll 5 is missing"),
    ("all of a poll in the log", without_entries(of_poll=4), "the opening of poll 4 is missing"),
    ("a closing in the log", without_entries(of_poll=3, named="poll closed"), "the closing of poll 3 is missing"),
    (
        "turnout in the log",
        with_entries(saying("turnout"), turnout=5000),
        "the turnout of poll 1 is 5000 in the log but 12 in the ZIP",
    ),
    ("a seal in the log", with_entries(saying("seal"), seal="0" * 64), "the seal of poll 1 is 0000"),
    ("a second seal in the log", a_second_seal_in_the_log, "the seal of poll 1 differs"),
    (
        "secrecy in the log",
        with_entries(saying("secrecy"), secrecy="named"),
        "the secrecy of poll 1 is named in the log",
    ),
    (
        "the time of an opening",
        with_entries(action("poll opened"), at="1999-01-01T00:00:00Z"),
        "poll 1 opened at another time",
    ),
    (
        "the time of a closing",
        with_entries(action("poll closed"), at="1999-01-01T00:00:00Z"),
        "the closing of poll 1 is missing, or earlier",
    ),
    (
        "the round of a closing",
        with_entries(saying("seal"), round="main"),
        "the round of poll 1 differs",
    ),
    ("the debate of an entry", with_entries(lambda entry: entry["number"] == 3, debate=9), "actions.jsonl, entry 3"),
    (
        "people who moved",
        with_cells("shift", lambda row: row["people"], people=13),
        "more people moved on build",
    ),
    ("people who answered twice", with_cells("shift", bool, paired=13), "so many people cannot have answered build"),
    ("less than nobody moved", with_cells("shift", lambda row: row["people"], people=-1), "more people moved on build"),
    (
        "the polls of a shift",
        with_cells("shift", bool, poll_before=2),
        "shift.json: its rows do not fit the polls",
    ),
    ("a way left out", a_way_left_out, "shift.json: its rows do not fit the polls"),
    ("one of the two shifts", with_file("shift.csv", b"hello"), "- shift.csv"),
    ("the shift removed", without("shift.csv", "shift.json"), "shift.csv (missing)\n- shift.json (missing)"),
    ("the items of a shift removed", without("shift_items.csv"), "shift_items.csv (missing)"),
    (
        "how many moved at least",
        with_cells("shift_items", bool, moved_least=0),
        "shift_items.json, line 2: it does not",
    ),
    ("why ways are hidden", with_cells("shift_items", bool, hidden="several"), "told of build does not fit shift.json"),
    ("people who answered an item twice", with_cells("shift_items", bool, paired=13), "so many people cannot have"),
    (
        "votes of those who answered twice",
        with_cells("shift_options", bool, votes_after=6),
        "cannot have answered build",
    ),
    ("an option's label", with_cells("shift_options", bool, label="Other"), "shift_options.json, line 2: it does not"),
    ("a wide ballot", with_cells("ballots_wide_d_main", bool, **{"agree.answer": "yes"}), "they differ in poll 4"),
    ("a rank", with_cells("ballots_wide_d_main", bool, **{"order.web": 7}), "ballots_wide_d_main.json, line 2"),
    ("the turnout of a poll", with_cells("polls", of(4), turnout=99), "- polls.json, line 6"),
    ("an option's label", with_cells("options", of(1), label="Other"), "- options.json, line 2"),
    ("the place of an item", with_cells("items", of(3), place=9), "- items.json"),
    (
        "a question left out",
        with_cells("questions", lambda row: row["question"] == "d", question="e"),
        "questions.json",
    ),
    ("the codebook removed", without("codebook.md"), "codebook.md (missing"),
    ("the report removed", without("report.html"), "report.html (missing"),
    ("a file added", with_file("official-result.csv", b"x"), "official-result.csv (added)"),
    ("a file added among the charts", with_file("charts/run.sh", b"x"), "charts/run.sh (added)"),
]


@pytest.mark.parametrize(("alter", "said"), [pytest.param(*rest, id=name) for name, *rest in ALTERATIONS])
def test_what_is_altered_is_named_even_where_the_manifest_fits(alter, said, members, repacked):
    files = dict(members)
    alter(files)
    done = CliRunner().invoke(main, ["verify", str(repacked(forged(files)))])
    assert done.exit_code == 1, done.stdout
    assert said in done.stderr
    assert done.stderr.startswith("Does not hold: ")


def test_what_is_rewritten_as_it_was_holds(members):
    """So that no refusal above is of how tests write files."""
    files = dict(members)
    for table in ("tallies", "ballots", "responses", "seals", "codes", "shift", "rankings"):
        rewrite(files, table, rows(files, table))
    rechain(files, entries(files))
    seal_anew(files, 1, count_anew(files, 1), in_log=True)
    assert files == members


def test_what_the_codebook_says_is_not_checked(members, repacked):
    found = verify(repacked(forged(members | {"codebook.md": b"Another version explains it otherwise."})))
    assert any("codebook" in line for line in as_json(found)["not_checked"])


def test_a_shift_that_others_could_have_made_is_not_the_one_in_the_log(members, repacked):
    """One person's data was deleted, so the ballots alone leave open which way that person went."""
    for paired, said in ((11, "shift.json or actions.jsonl: "), (10, "shift.json or ballots.json: ")):
        files = dict(members)
        change(files, "shift", bool, paired=paired)
        done = CliRunner().invoke(main, ["verify", str(repacked(forged(files)))])
        assert said in done.output


def test_a_shift_that_the_log_does_not_have_holds_with_a_word_about_it(members, repacked):
    """As where an earlier version closed the polls and only the operator has exported them since."""
    files = dict(members)
    rechain(files, [entry for entry in entries(files) if entry["action"] != "shift kept"])
    assert "the shift between polls 1 and 5 is not in the log" in verify(repacked(forged(files))).notes


NONSENSE = st.sampled_from([None, [], {}, "", -1, 0.5, 10**40, True, "0001-01-01T00:00:00+23:00", ["a"], {"a": 1}])


def nonsense(data, value):
    """Put nonsense somewhere in a value of JSON."""
    if not isinstance(value, dict | list) or not value or data.draw(st.integers(0, 4)) == 0:
        return data.draw(NONSENSE)
    key = data.draw(st.sampled_from(sorted(value) if isinstance(value, dict) else range(len(value))))
    value[key] = nonsense(data, value[key])
    return value


@pytest.mark.parametrize(
    ("column", "last", "beyond"),
    [
        ("cast_at", "2025-07-10T18:05:00Z", "2025-07-10T18:05:01Z"),
        ("cast_at", "2025-07-10T17:55:00Z", "2025-07-10T17:54:59Z"),
        ("changes", 60_000, 60_001),
    ],
)
def test_what_clocks_and_quick_hands_may_have_made_holds(column, last, beyond, members, repacked):
    """The named poll 2 opened and closed in the same moment; five minutes on either side are for clocks."""
    for value, holds in ((last, True), (beyond, False)):
        files = dict(members)
        change(files, "ballots", of(2), **{column: value})
        with contextlib.nullcontext() if holds else pytest.raises(NotVerified, match="of poll 2"):
            verify(repacked(forged(files)))


def test_blank_codes_of_a_secret_poll_hold_with_a_word_about_them(members, repacked):
    """Its ballots do not show who has deleted their data."""
    files = dict(members)
    change(files, "codes", of(3), code=None, salt=None)
    (note,) = verify(repacked(forged(files))).notes
    assert "12 of 12 codes of poll 3" in note


@settings(max_examples=30)
@given(data=st.data())
def test_nonsense_in_a_table_or_the_log_is_one_plain_answer_even_where_all_else_fits(data, members, repacked):
    """Whatever else is raised while a file is read would be a bug of ours, which nobody may take for a forgery."""
    files = dict(members)
    table = data.draw(st.sampled_from(["ballots", "codes", "seals", "responses", "shift", "actions"]))
    found = entries(files) if table == "actions" else rows(files, table)
    number = data.draw(st.integers(0, len(found) - 1))
    column = data.draw(st.sampled_from(sorted(found[number].keys() - {"hash", "number"})))
    value = data.draw(NONSENSE)
    assume(value != found[number][column] or type(value) is not type(found[number][column]))
    found[number][column] = value
    if table == "actions":
        rechain(files, found)
    else:
        rewrite(files, table, found)
    with contextlib.suppress(NotVerified):  # some of it is open
        verify(repacked(forged(files)))


@settings(max_examples=30)
@given(data=st.data())
def test_nonsense_in_a_paper_is_one_plain_answer_even_where_seal_and_log_are_made_anew(data, members, repacked):
    files, poll = dict(members), data.draw(st.integers(1, 5))
    name = f"canonical-{poll}.jsonl"
    head, *rest = files[name].splitlines(keepends=True)
    paper = json.loads(head)
    changed = f"{canonical_json(nonsense(data, copy.deepcopy(paper)))}\n".encode()
    assume(changed != head)
    files[name] = b"".join([changed, *rest])
    seal_anew(files, poll, hashlib.sha256(files[name]).hexdigest(), in_log=True)
    with pytest.raises(NotVerified, match="Does not hold"):
        verify(repacked(forged(files)))
