"""The table of controls: a wrong declaration fails with its name, and what was posted goes on working."""

import re

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ui.common.controls import TABLE, Button, Form, Menu, Table
from bot.ui.common.modals import Sent
from bot.ui.common.templates import TYPES
from bot.ui.features import command_groups

command_groups()  # which imports the features, and so fills the table

POSTED = {
    "vote:12:talent:central-hub": ("vote", {"poll": 12, "item": "talent", "option": "central-hub"}),
    "vote:12:talent:-": ("vote", {"poll": 12, "item": "talent", "option": "-"}),
    "menu:1:areas": ("menu", {"poll": 1, "item": "areas"}),
    "order:1:goal": ("order", {"poll": 1, "item": "goal"}),
    "places:1:goal": ("places", {"poll": 1, "item": "goal"}),
    "step:1:goal:add:0:none": ("step", {"poll": 1, "item": "goal", "order": "0"}),
    "step:1:goal:clear::012": ("step", {"poll": 1, "item": "goal", "order": ""}),
    "step:1:goal:undo:21:abstain": ("step", {"poll": 1, "item": "goal", "order": "21"}),
    "finish:1:goal:210:none": ("finish", {"poll": 1, "item": "goal", "order": "210"}),
    "check-result:12": ("check-result", {"poll": 12}),
    "ballot:1": ("ballot", {"poll": 1}),
    "live:c:before": ("live", {"question": "c", "round": "before"}),
    "pick:1:talent:b": ("pick", {"poll": 1, "item": "talent", "answer": "b"}),
    "pick:1:goal:-": ("pick", {"poll": 1, "item": "goal", "answer": "-"}),
    "picks:1:areas": ("picks", {"poll": 1, "item": "areas"}),
    "draft:1:goal:inb:ab": ("draft", {"poll": 1, "item": "goal", "answer": "ab"}),
    "ask:1:talent:c": ("ask", {"poll": 1, "item": "talent", "answer": "c"}),
    "turn:1:on:governance": ("turn", {"poll": 1, "item": "governance"}),
    "answers:1": ("answers", {"poll": 1}),
    "in-form:1:goal": ("in-form", {"poll": 1, "item": "goal"}),
    "own:1": ("own", {"poll": 1}),
    "withdraw:1": ("withdraw", {"poll": 1}),
    "repost:1": ("repost", {"poll": 1}),
    "cancel-poll:1:open": ("cancel-poll", {"poll": 1, "stage": "open"}),
    "cancel-poll:1:public": ("cancel-poll", {"poll": 1, "stage": "public"}),
    "reopen:1:1767225600": ("reopen", {"poll": 1, "closed": 1767225600}),
    "keep": ("keep", {}),
    "run-end-statements:5:1767225600": ("run-end-statements", {"set": 5, "shown": 1767225600}),
    "open-statements:5": ("open-statements", {"debate": 5}),
    "open-statements:5:2": ("open-statements", {"debate": 5}),
    "statements:a": ("statements", {"question": "a"}),
    "stance:1:2:agree:3": ("stance", {"set": 1, "statement": 2, "stance": "agree", "more": 3, "place": 0}),
    "stance:1:2:pass:0:4": ("stance", {"set": 1, "statement": 2, "stance": "pass", "more": 0, "place": 4}),
    "stance-sure:1:2:pass": ("stance-sure", {"set": 1, "statement": 2, "stance": "pass"}),
    "next-statement:1": ("next-statement", {"set": 1}),
    "my-stances:1:0": ("my-stances", {"set": 1, "page": 0}),
    "stance-again:1:0": ("stance-again", {"set": 1, "page": 0}),
    "add-statement:a": ("add-statement", {"question": "a"}),
    "shown-statements:all:0:new": ("shown-statements", {"question": "all", "page": 0, "step": "new"}),
    "shown-statements:a:2:on": ("shown-statements", {"question": "a", "page": 2, "step": "on"}),
    "shown-statement:all:0": ("shown-statement", {}),
    "take-down-statement:7": ("take-down-statement", {"statement": 7}),
    "put-statement-back:7:1767225600": ("put-statement-back", {"statement": 7, "shown": 1767225600}),
    "same-statement:a": ("same-statement", {"question": "a"}),
    "common-ground:a": ("common-ground", {"question": "a"}),
    "programme": ("programme", {}),
    "programme-page:1": ("programme-page", {"page": 1}),
    "on-screen:3": ("on-screen", {"debate": 3}),
    "hall-screen:3": ("hall-screen", {"debate": 3}),
    "hall-response:3": ("hall-response", {"debate": 3}),
    "run-sheet": ("run-sheet", {}),
    "run-open:3:a:main": ("run-open", {"debate": 3, "question": "a", "round": "main"}),
    "run-open:3:b:before": ("run-open", {"debate": 3, "question": "b", "round": "before"}),
    "run-open:3:b:after": ("run-open", {"debate": 3, "question": "b", "round": "after"}),
    "run-extend:4:0": ("run-extend", {"poll": 4, "deadline": 0}),
    "run-extend:4:1767225600": ("run-extend", {"poll": 4, "deadline": 1767225600}),
    "run-close:4": ("run-close", {"poll": 4}),
    "run-publish:4": ("run-publish", {"poll": 4}),
    "run-close-now:4:1767225600": ("run-close-now", {"poll": 4, "shown": 1767225600}),
    "run-publish-now:4:1767225600": ("run-publish-now", {"poll": 4, "shown": 1767225600}),
    "run-leave": ("run-leave", {}),
    "run-reopen:4:1767225600": ("run-reopen", {"poll": 4, "closed": 1767225600}),
    "run-open-another:3": ("run-open-another", {"debate": 3}),
    "run-set-aside:4": ("run-set-aside", {"poll": 4}),
    "set-aside:4": ("set-aside", {"poll": 4}),
    "run-repost:4": ("run-repost", {"poll": 4}),
    "run-shift:3:c": ("run-shift", {"debate": 3, "question": "c"}),
    "run-step:3:2:4:close:12:0:1767225600": (
        "run-step",
        {"debate": 3, "changes": 2, "step": 4, "act": "close", "about": 12, "turn": 0, "since": 1767225600},
    ),
    "run-skip:3:2:4:1767225600": ("run-skip", {"debate": 3, "changes": 2, "step": 4, "since": 1767225600}),
    "run-end-floor:5:1767225600": ("run-end-floor", {"floor": 5, "shown": 1767225600}),
    "run-back:3:2:4": ("run-back", {"debate": 3, "changes": 2, "step": 4}),
    "run-more-time:3:2:4": ("run-more-time", {"debate": 3, "changes": 2, "step": 4}),
    "run-retime-now:3:2:4:5": ("run-retime-now", {"debate": 3, "changes": 2, "step": 4, "shown": 5}),
    "run-retime:3:2:4": ("run-retime", {"debate": 3, "changes": 2, "step": 4}),
    "details:4": ("details", {"poll": 4}),
    "details-page:4:1": ("details-page", {"poll": 4, "page": 1}),
    "shift-details:4": ("shift-details", {"poll": 4}),
    "shift-details-page:4:1": ("shift-details-page", {"poll": 4, "page": 1}),
    "respond:d": ("respond", {"question": "d"}),
    "answer:d": ("answer", {"question": "d"}),
    "responses:d:0:new": ("responses", {"question": "d", "page": 0, "step": "new"}),
    "responses:d:2:on": ("responses", {"question": "d", "page": 2, "step": "on"}),
    "full:d:2": ("full", {}),
    "most-agreed:d:1:sort": ("most-agreed", {"question": "d", "page": 1}),
    "agree:7:yes:d:0:newest": (
        "agree",
        {"response": 7, "agrees": "yes", "question": "d", "page": 0, "order": "newest"},
    ),
    "own-response:7": ("own-response", {"response": 7}),
    "own-responses:0": ("own-responses", {}),
    "edit-response:7": ("edit-response", {"response": 7}),
    "edited:7": ("edited", {"response": 7}),
    "ask-to-erase:7": ("ask-to-erase", {"response": 7}),
    "erase:7": ("erase", {"response": 7}),
    "take-down:d:2": ("take-down", {}),
    "queue:pending:0:new": ("queue", {"status": "pending", "place": 0, "step": "new"}),
    "queue:declined:3:back": ("queue", {"status": "declined", "place": 3, "step": "back"}),
    "review:7:pending:published:0:1767225600": (
        "review",
        {"response": 7, "was": "pending", "to": "published", "place": 0, "shown": 1767225600},
    ),
    "review:7:published:declined:1:1767225600": (
        "review",
        {"response": 7, "was": "published", "to": "declined", "place": 1, "shown": 1767225600},
    ),
    "proposal:-:0": ("proposal", {"cluster": "-"}),
    "proposal:health-and-sovereignty:1": ("proposal", {"cluster": "health-and-sovereignty"}),
    "proposals:-": ("proposals", {"cluster": "-"}),
    "topic:0": ("topic", {}),
    "question": ("question", {}),
    "question:1": ("question", {}),
    "read-proposal": ("read-proposal", {}),
    "read-proposal:1": ("read-proposal", {}),
    "read-topic": ("read-topic", {}),
    "read-topic:1": ("read-topic", {}),
    "questions": ("questions", {}),
    "how-to-vote": ("how-to-vote", {}),
    "stored": ("stored", {}),
    "about-content": ("about-content", {}),
    "debate-close:3:1767225600": ("debate-close", {"debate": 3, "shown": 1767225600}),
    "debate-ask-to-close": ("debate-ask-to-close", {}),
    "debate-keep": ("debate-keep", {}),
    "console-off": ("console-off", {}),
    "mydata:2:on": ("mydata", {"page": 2}),
    "mydata-ask": ("mydata-ask", {}),
    "mydata-delete": ("mydata-delete", {}),
    "arguments:d": ("arguments", {"question": "d"}),
    "question-page:d": ("question-page", {"question": "d"}),
    "floor-ask:1:none": ("floor-ask", {"floor": 1, "side": "none"}),
    "floor-ask:1:against": ("floor-ask", {"floor": 1, "side": "against"}),
    "floor-reply:1:3": ("floor-reply", {"floor": 1, "turn": 3}),
    "floor-withdraw:1": ("floor-withdraw", {"floor": 1}),
    "floor-move-on:1": ("floor-move-on", {"floor": 1}),
    "floor-speakers:1:0:new": ("floor-speakers", {"floor": 1, "page": 0, "step": "new"}),
    "floor-open": ("floor-open", {}),
    "floor-next:1:3": ("floor-next", {"floor": 1, "shown": 3, "sheet": 0}),
    "floor-next:1:3:1": ("floor-next", {"floor": 1, "shown": 3, "sheet": 1}),
    "floor-controls:1": ("floor-controls", {"floor": 1}),
    "floor-pause:1:3": ("floor-pause", {"floor": 1, "shown": 3}),
    "floor-resume:1:3": ("floor-resume", {"floor": 1, "shown": 3}),
    "floor-more-time:1:3": ("floor-more-time", {"floor": 1, "shown": 3}),
    "floor-end-turn:1:3": ("floor-end-turn", {"floor": 1, "shown": 3}),
    "floor-give:1:3": ("floor-give", {"floor": 1, "shown": 3}),
    "floor-remove:1:0": ("floor-remove", {"floor": 1}),
    "floor-list:1:yes": ("floor-list", {"floor": 1, "closed": "yes"}),
    "floor-close:1": ("floor-close", {"floor": 1}),
    "floor-close-now:1:1767225600": ("floor-close-now", {"floor": 1, "shown": 1767225600}),
}
"""What is on messages that people may still see: these go on working."""


@pytest.mark.parametrize(("custom_id", "meaning"), POSTED.items(), ids=POSTED)
def test_what_was_posted_goes_on_working(custom_id, meaning):
    control = TABLE.find(custom_id)
    assert control is not None
    assert (control.name, control.template.read(custom_id)) == meaning


def test_every_control_that_is_older_than_this_list_is_in_it():
    assert {name for name, _ in POSTED.values()} <= {control.name for control in TABLE}


@pytest.mark.parametrize("control", list(TABLE), ids=lambda control: control.name)
def test_every_control_does_something(control):
    assert control.handler is not None, f"{control.name} has no handler: give it one in its feature's handlers.py"


EXAMPLES = {"int": st.integers(0, 10**12), "letter": st.sampled_from("abcde"), "word": st.from_regex(r"\A[a-z]{1,6}\Z")}


def values(kind):
    """Return a strategy for a field of a template."""
    return st.one_of(*map(_values, kind.split("|")))


def _values(kind):
    if kind in EXAMPLES:
        return EXAMPLES[kind]
    return st.from_regex(rf"\A{TYPES[kind]}\Z") if kind in TYPES else st.just(kind)


custom_ids = st.sampled_from(list(TABLE)).flatmap(
    lambda control: st.fixed_dictionaries({name: values(kind) for name, kind in control.template.types.items()}).map(
        lambda fields: control.custom_id(**fields)
    )
) | st.sampled_from(list(POSTED))


@given(custom_ids)
def test_a_custom_id_belongs_to_one_control_and_fits_discord(custom_id):
    components = [item for item in TABLE.items() if item.__discord_ui_compiled_template__.fullmatch(custom_id)]
    forms = [one for one in TABLE if isinstance(one, Form) and one.template.read(custom_id) is not None]
    assert len([*components, *forms]) == 1
    assert len(custom_id) <= 100


@given(custom_ids)
def test_a_control_is_named_in_the_log_without_what_was_chosen(custom_id):
    name = TABLE.find(custom_id).name_in_log(custom_id)
    assert re.fullmatch(r"[a-z-]+( \(poll [0-9]+\))?", name)
    assert name.split()[0] == custom_id.split(":")[0]


@given(st.text(max_size=120))
def test_what_no_control_carries_is_not_found(text):
    assert TABLE.find(f"vote:1:talent:{text}!") is TABLE.find("\n[31m") is None


def test_the_votes_are_those_that_say_so():
    assert {control.name for control in TABLE if control.casts_vote} == {
        "vote",
        "menu",
        "pick",
        "picks",
        "finish",
        "places",
        "stance",
        "stance-sure",
    }


def test_a_second_control_of_the_same_name_is_refused():
    table = Table()
    table.add(Button("poke:{poll:int}"))
    with pytest.raises(ValueError, match="poke"):
        table.add(Menu("poke:{question:letter}"))


@pytest.mark.parametrize(
    "template", ["", "{poll:int}", "poke:{poll:itn}", "poke:{poll}", "poke:poll", "Poke:{poll:int}"]
)
def test_a_template_that_is_misspelt_is_refused(template):
    with pytest.raises(ValueError, match="known types"):
        Button(template)


@pytest.mark.parametrize("fields", [{}, {"poll": "1x"}, {"poll": 1, "item": "talent"}, {"poll": 10**18}])
def test_a_custom_id_is_only_made_of_the_fields_of_its_template(fields):
    with pytest.raises(ValueError, match="poke"):
        Button("poke:{poll:int}").custom_id(**fields)


async def misspelt(interaction: discord.Interaction, pol: int) -> None:
    """Take a field that no control has."""


async def wrongly_typed(interaction: discord.Interaction, poll: str) -> None:
    """Take a field as another type than it has."""


async def without_fields(interaction: discord.Interaction) -> None:
    """Take no field."""


@pytest.mark.parametrize("handler", [misspelt, wrongly_typed, without_fields])
def test_a_handler_that_does_not_take_the_fields_is_refused_by_the_name_of_its_control(handler):
    with pytest.raises(TypeError, match="poke"):
        Button("poke:{poll:int}").on_tap(handler)


def test_menus_give_what_was_picked_and_forms_what_was_sent():
    async def picking(interaction: discord.Interaction, poll: int, picked: tuple[str, ...]) -> None:
        """Take what a menu gives."""

    async def sending(interaction: discord.Interaction, sent: Sent) -> None:
        """Take what a form gives."""

    chosen, filled_in = Menu("choose:{poll:int}"), Form("fill-in")
    assert chosen.on_pick(picking) is chosen.handler is picking
    assert filled_in.on_submit(sending) is filled_in.handler is sending
    with pytest.raises(TypeError, match="fill-in"):
        filled_in.on_submit(sending)


def test_what_only_moderators_see_is_told_from_what_everybody_taps():
    """In a rush, moderators have turns of their own."""
    theirs = {control.name for control in TABLE if control.is_for_moderators}
    assert theirs >= {
        "run-sheet", "run-step", "run-close", "run-end-floor", "reopen", "cancel-poll", "floor-next", "floor-close-now",
        "review", "merge-statement", "take-down-statement", "close-statements-now", "debate-close", "hall-screen",
    }  # fmt: skip
    assert not theirs & {
        "ballot", "pick", "vote", "own", "live", "floor-ask", "floor-reply", "respond", "agree", "stance", "statement",
        "common-ground", "details", "check-result", "question", "programme", "mydata-delete",
    }  # fmt: skip
