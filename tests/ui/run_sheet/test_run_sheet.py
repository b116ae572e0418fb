"""Running a debate from the run sheet, one private message that follows what is done."""

import copy

import pytest


@pytest.fixture
def sheet_of(room):
    """Return what asks for the run sheet."""

    async def ask(who=None):
        return (await (who or room.mod).slash(room.channel, "poll status")).response

    return ask


async def test_a_question_is_run_from_one_message(room, said, posted, sheet_of):
    await room.marta.slash(room.channel, "debate settings", results="manual")
    sheet = await sheet_of()
    await room.mod.click(sheet, custom_id="run-open:1:d:main")
    (paper,) = posted("[A central hub]")
    await room.amina.click(paper, label="A central hub")
    await room.mod.click(sheet, label="Refresh")
    assert "1 person has voted" in said(sheet)
    await room.mod.click(sheet, label="Close in 5 minutes")
    assert "5 minutes more" in said(sheet)
    await room.env.advance_time(10)
    await room.mod.click(sheet, label="Close")
    assert "not published yet" in said(sheet)
    assert posted("The moderators will publish the result.")
    await room.env.advance_time(10)
    await room.mod.click(sheet, label="Publish")
    assert "result published" in said(sheet)
    assert posted("Most votes: **A central hub**")
    assert not posted("[A central hub]")


async def test_before_and_after_are_run_from_it(room, said, posted, sheet_of):
    sheet = await sheet_of()
    await room.mod.click(sheet, custom_id="run-open:1:d:before")
    await room.env.advance_time(10)
    await room.mod.click(sheet, label="Close before the debate")
    await room.mod.click(sheet, label="Open after the debate")
    assert posted("Question D, after the debate")
    assert "**After the debate:** 🟢 Open" in said(sheet)


async def test_rounds_stand_in_their_order_and_by_name_where_there_are_several(room, said, sheet_of):
    for round_ in ("main", "after", "before"):
        await room.open_poll("d", round=round_, results="manual")
        await room.mod.slash(room.channel, "poll close", question="d", round=round_)
    text = said(await sheet_of())
    places = [text.index(f"**{name}:** 🟠") for name in ("Before the debate", "Main vote", "After the debate")]
    assert places == sorted(places)
    labels = ("[Publish before the debate]", "[Publish main vote]", "[Publish after the debate]")
    assert [label in text for label in labels] == [True] * 3


async def test_a_round_alone_is_not_named_where_it_is_the_main_one(room, said, sheet_of):
    await room.open_poll("d")
    assert "main vote" not in said(await sheet_of())


async def test_two_rounds_at_once_have_no_buttons_that_look_the_same(room, said, sheet_of):
    for round_ in ("main", "after"):
        await room.open_poll("d", round=round_)
    text = said(await sheet_of())
    assert "[Close main vote]" in text
    assert "[Close after the debate]" in text
    assert "[Close in 5 minutes]" not in text


async def test_settings_take_one_line_and_those_by_default_are_left_out(room, said, sheet_of):
    def line(text):
        (found,) = [line for line in text.splitlines() if "Settings: " in line]
        return found

    moderators = f"moderators <@&{room.moderators.id}>"
    assert line(said(await sheet_of())) == f"-# Settings: results closed, ballots pseudonymous, {moderators}"
    await room.marta.slash(
        room.channel,
        "debate settings",
        results="live",
        secrecy="named",
        review="on",
        reminders="off",
        small_groups="off",
    )
    assert line(said(await sheet_of())) == (
        f"-# Settings: results live, ballots named, review on, reminders off, small groups off, {moderators}"
    )


async def test_the_papers_of_button_and_command_are_the_same(room, said, posted, sheet_of):
    by_command = said(await room.open_poll("d"))
    await room.mod.slash(room.channel, "poll cancel")
    await room.mod.click(await sheet_of(), custom_id="run-open:1:d:main")
    assert said(posted("[A central hub]")[-1]) == by_command


async def test_a_double_tap_does_what_one_tap_does(room, said, posted, sheet_of):
    """Also where the second lands on the button that the first has brought under the finger."""
    sheet = await sheet_of()
    before = copy.deepcopy(room.env.backend.get_message(room.channel.id, sheet.id).components)
    await room.mod.click(sheet, custom_id="run-open:1:d:main")
    await room.mod.click(sheet, custom_id="run-close:1")
    assert room.context.open_polls.poll(1) is not None
    room.env.backend.get_message(room.channel.id, sheet.id).components = before
    await room.mod.click(sheet, custom_id="run-open:1:d:main")
    assert len(posted("[A central hub]")) == 1
    assert "[Close in 5 minutes]" in said(sheet)


async def test_a_stale_sheet_neither_extends_twice_nor_touches_what_it_does_not_show(room, said, sheet_of):
    await room.open_poll("d", minutes=10)
    mine, other = await sheet_of(), await sheet_of(room.marta)
    await room.mod.click(mine, label="5 minutes more")
    once = room.context.open_polls.poll(1).closes_at
    assert "was moved meanwhile" in said(await room.marta.click(other, label="5 minutes more"))
    assert room.context.open_polls.poll(1).closes_at == once
    stale = await sheet_of(room.marta)
    await room.mod.slash(room.channel, "poll cancel", question="d")
    await room.open_poll("d")
    await room.env.advance_time(10)
    assert "was cancelled meanwhile" in said(await room.marta.click(stale, label="Close"))
    assert [poll.id for poll in room.context.open_polls.polls()] == [2]
    assert "[Close in 5 minutes]" in said(stale)


async def test_a_second_moderator_who_closes_later_is_shown_that_it_is_closed(room, said, posted, sheet_of):
    await room.open_poll("d")
    mine, other = await sheet_of(), await sheet_of(room.marta)
    await room.env.advance_time(10)
    await room.mod.click(mine, label="Close")
    await room.env.advance_time(10)
    await room.marta.click(other, label="Close")
    assert said(other) == said(mine)
    assert len(posted("Result · Question D")) == 1


async def test_a_sheet_of_another_debate_opens_nothing_in_this_one(room, said, sheet_of):
    sheet = await sheet_of()
    await room.mod.slash(room.channel, "debate close")
    await room.marta.slash(room.channel, "debate start")
    assert "That debate is over" in said(await room.mod.click(sheet, custom_id="run-open:1:a:main"))
    assert room.context.open_polls.polls() == []


async def test_the_sheet_works_after_a_restart(room, said, posted, sheet_of):
    sheet = await sheet_of()
    await room.restart()
    await room.mod.click(sheet, custom_id="run-open:1:d:main")
    assert posted("[A central hub]")
    assert "[Close in 5 minutes]" in said(sheet)


async def test_who_moderates_no_longer_is_told_so_and_nothing_happens(room, said, sheet_of):
    sheet = await sheet_of()
    await room.marta.slash(room.channel, "debate settings", moderators=room.administrators)
    assert "you need the role" in said(await room.mod.click(sheet, custom_id="run-open:1:a:main"))
    assert room.context.open_polls.polls() == []


@pytest.mark.parametrize("where", ["poll", "debate"])
async def test_a_paper_that_cannot_be_posted_is_named_and_offered_again(room, said, posted, sheet_of, where):
    sheet = await sheet_of()
    room.env.inject_error("POST", f"/channels/{room.channel.id}/messages", status=500)
    told = await room.mod.click(sheet, custom_id="run-open:1:d:main")
    assert "could not post its ballot paper" in said(told)
    assert "The ballot paper has not been posted." in said(sheet)
    room.env.inject_error("POST", f"/channels/{room.channel.id}/messages", status=500)
    again = await room.mod.click(sheet, label="Post Question D here again")
    assert "Discord did not take the ballot paper" in said(again)
    await room.mod.click(sheet, label="Post Question D here again")
    assert posted("[A central hub]")
    assert "has not been posted" not in said(sheet)
    assert "has not been posted" not in said((await room.mod.slash(room.channel, f"{where} status")).response)
