"""The Polis files: columns as Polis has them, votes as they were meant, nobody to be recognised."""

import asyncio
import csv
import io
import threading
from dataclasses import replace
from datetime import UTC, datetime
from statistics import correlation, fmean

import pytest
from conftest import POLL
from hypothesis import given
from hypothesis import strategies as st
from test_formats import DEBATE, InMemory, Watched

from bot.domain.export_schema import Ballot, Dataset
from bot.domain.kind import Option
from bot.domain.polls import Item, Round, Secrecy
from bot.domain.refusals import NotNow
from bot.domain.tally import count_poll
from bot.exports.polis import Polis

CLOSED = datetime(2025, 7, 10, 19, 0, 1, tzinfo=UTC)
STEPS = tuple(Option(step, step.title()) for step in ("never", "rather-not", "between", "rather", "surely"))
WORTH = Item(1, "worth", "rating", "It is worth it.", STEPS)
SAFE = Item(2, "safe", "single", "=It is safe.", tuple(Option(name, name) for name in ("agree", "disagree", "unsure")))
WHO = Item(3, "who", "single", "Who?", (Option("yes", "Yes"), Option("no", "No")))
VOTES = st.dictionaries(
    st.tuples(st.integers(0, 9), st.sampled_from(["worth", "safe"])),
    st.sampled_from(["first", "second", "third", "abstain"]),
)


def files(*given):
    """Return the rows of each file, from polls with a list of (participant, item, picks...)."""
    tallies, ballots = [], []
    for number, (poll, votes) in enumerate(given, 1):
        profiles = {}
        for participant, key, *answer in votes:
            profile = profiles.setdefault(poll.item(key).id, {})
            profile[tuple(answer)] = profile.get(tuple(answer), 0) + 1
            ballots.append(Ballot(number, key, participant, tuple(answer)))
        tallies.append(count_poll(replace(poll, id=number), profiles, len(votes)))

    async def cast():
        for ballot in ballots:
            yield ballot

    return written(Dataset(DEBATE, (), tuple(tallies), cast))


def written(dataset):
    target = InMemory()
    asyncio.run(Polis().write(dataset, target))
    return {
        name.removesuffix(".csv"): list(csv.reader(io.StringIO(content.decode(), newline="")))
        for name, content in target.files.items()
    }


def poll(*items, **given):
    return replace(POLL, items=items, closed_at=CLOSED, **given)


def test_the_files_have_the_columns_of_polis():
    found = files((poll(WORTH, SAFE), []))
    assert found["comments"][0] == [
        "timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body",
        "is-seed", "is-meta",
    ]  # fmt: skip
    assert found["votes"] == [["timestamp", "datetime", "comment-id", "voter-id", "vote"]]
    assert found["participant-votes"] == [
        ["participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree", "0", "1"]
    ]
    assert [key for key, _ in found["summary"]] == [
        "topic", "url", "voters", "voters-in-conv", "commenters", "comments", "groups", "conversation-description",
    ]  # fmt: skip


def test_steps_that_agree_are_1_those_that_disagree_minus_1_and_the_rest_passes():
    answers = [("never",), ("rather-not",), ("between",), ("rather",), ("surely",), ()]
    votes = [(f"code {number}", "worth", *answer) for number, answer in enumerate(answers)]
    found = files((poll(WORTH, WHO), [*votes, ("code 0", "who", "yes")]))
    assert [row[-2] for row in found["votes"][1:]] == list("123456")
    assert sorted(row[-1] for row in found["votes"][1:]) == ["-1", "-1", "0", "0", "1", "1"]
    assert found["comments"][1][2:] == ["0", "0", "2", "2", "1", "It is worth it.", "true", "false"]
    assert dict(found["summary"])["voters"] == "6"


def test_the_sides_that_a_pack_names_are_kept():
    own = replace(WORTH, settings={"agree": ["never"], "disagree": ["surely"]})
    found = files((poll(own), [("a", "worth", "never"), ("b", "worth", "rather"), ("c", "worth", "surely")]))
    assert sorted(row[-1] for row in found["votes"][1:]) == ["-1", "0", "1"]
    assert found["comments"][1][4:6] == ["1", "1"]


def test_a_participants_votes_stand_in_a_row_with_gaps_where_there_is_none():
    votes = [("a", "worth", "surely"), ("a", "safe", "disagree"), ("b", "safe", "unsure")]
    found = files((poll(WORTH, SAFE), votes))
    assert [row[0] for row in found["participant-votes"][1:]] == ["1", "2"]
    assert sorted(row[1:] for row in found["participant-votes"][1:]) == [
        ["", "0", "1", "0", "0", "", "0"],
        ["", "0", "2", "1", "1", "1", "-1"],
    ]
    assert found["comments"][2][7] == "'=It is safe."


def test_rounds_are_comments_of_their_own_that_say_so():
    rounds = [(poll(WORTH, round=round_), [("a", "worth", "surely")]) for round_ in (Round.BEFORE, Round.AFTER)]
    found = files(*rounds)
    assert [row[7] for row in found["comments"][1:]] == ["It is worth it. [before]", "It is worth it. [after]"]
    assert len(found["participant-votes"]) == 1 + 1


@given(st.lists(st.sampled_from("abcdef"), unique=True))
def test_no_pseudonym_and_no_time_of_a_vote_is_written(people):
    found = files((poll(WORTH), [(f"code-{name}", "worth", "surely") for name in people]))
    assert not any("code-" in cell for rows in found.values() for row in rows for cell in row)
    assert {tuple(row[:2]) for row in found["votes"][1:]} <= {
        ("1752174001", "Thu Jul 10 2025 19:00:01 GMT+0000 (Coordinated Universal Time)")
    }
    assert [row[0] for row in found["participant-votes"][1:]] == [str(n) for n in range(1, len(people) + 1)]


def test_the_numbers_of_a_named_polls_voters_say_nothing_about_their_user_ids_or_the_order_of_their_votes():
    """Ballots come by user id. Each voter gives an answer of their own, by which the test finds them again."""
    steps = tuple(Option(f"{number:02}", str(number)) for number in range(20))
    stances = {"agree": [step.id for step in steps[:7]], "disagree": [step.id for step in steps[7:14]]}
    items = [replace(WORTH, id=number, key=f"item-{number}", options=steps, settings=stances) for number in range(1, 4)]
    answers = [tuple(f"{7 * (voter // 3**place % 3):02}" for place in range(3)) for voter in range(20)]
    votes = [
        (f"{voter:02}", item.key, answer[n]) for voter, answer in enumerate(answers) for n, item in enumerate(items)
    ]
    cast = [[str({0: 1, 7: -1, 14: 0}[int(step)]) for step in answer] for answer in answers]

    def agreement_with_user_ids():
        rows = files((poll(*items, secrecy=Secrecy.NAMED), votes))["participant-votes"][1:]
        return correlation([cast.index(row[-3:]) for row in rows], range(20))

    assert abs(fmean(agreement_with_user_ids() for _ in range(100))) < 0.15  # six and a half standard deviations


def test_nobody_is_followed_from_a_named_poll_into_a_pseudonymous_one():
    named = poll(WORTH, secrecy=Secrecy.NAMED), [("a", "worth", "surely")]
    found = files(named, (poll(SAFE), [("a", "safe", "agree")]))
    assert [row[0] for row in found["participant-votes"][1:]] == ["1", "2"]


@given(VOTES)
def test_all_three_files_count_the_same(votes):
    meant = {"worth": ["surely", "never", "between"], "safe": ["agree", "disagree", "unsure"]}
    cast = []
    for (person, key), answer in sorted(votes.items()):
        picks = [] if answer == "abstain" else [meant[key][["first", "second", "third"].index(answer)]]
        cast.append((str(person), key, *picks))
    found = files((poll(WORTH, SAFE), cast))
    rows = found["votes"][1:]
    assert len(rows) == len(cast)
    assert sum(int(row[3]) for row in found["participant-votes"][1:]) == len(cast)
    for comment in found["comments"][1:]:
        given = [row[-1] for row in rows if row[2] == comment[2]]
        assert [int(comment[4]), int(comment[5])] == [given.count("1"), given.count("-1")]
        column = found["participant-votes"][0].index(comment[2])
        assert sorted(given) == sorted(row[column] for row in found["participant-votes"][1:] if row[column])


def test_without_an_item_about_agreeing_there_is_a_sentence_and_no_file():
    with pytest.raises(NotNow, match="how far people agree"):
        files((poll(WHO), [("a", "who", "yes")]))


def test_where_no_ballots_were_asked_for_none_are_handed_over():
    with pytest.raises(NotNow, match="Export `ballots` or `all`"):
        written(Dataset(DEBATE, (), (count_poll(poll(WORTH), {}, 0),), None))


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("“It is worth it.” Do you agree?", "It is worth it."),
        ("« Cela vaut la peine. » Êtes-vous d’accord ?", "Cela vaut la peine."),
        ("“One” or “two”: do you agree?", "“One” or “two”: do you agree?"),
        ("Do you agree with “more”?", "Do you agree with “more”?"),
        ("It is worth it.", "It is worth it."),
    ],
)
def test_a_comment_is_the_statement_without_the_question_about_it(title, body):
    found = files((poll(replace(WORTH, title=title)), [("ann", "worth", "surely")]))
    assert found["comments"][1][7] == body


def test_a_hundred_thousand_people_are_written_beside_the_event_loop():
    async def nobody():
        for ballot in ():
            yield ballot

    target = Watched()
    asyncio.run(Polis().write(Dataset(DEBATE, (), (count_poll(poll(WORTH), {}, 0),), nobody), target))
    assert target.writers
    assert threading.main_thread() not in target.writers
