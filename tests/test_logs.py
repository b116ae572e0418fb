"""How the log is written."""

import json
import logging

import pytest

from bot import logs


@pytest.fixture
def recorded(caplog):
    """Return what logs something and returns the line that a format makes of it."""

    def record(form, *message, **given):
        with caplog.at_level(logging.INFO):
            logging.getLogger("bot.test").info(*message, **given)
        return logs.formatter(form).format(caplog.records[-1])

    return record


def test_an_object_has_time_level_logger_message_and_what_else_is_known(recorded):
    line = recorded("json", "opened “%s”\nand more", "d", extra={"poll": 3})
    assert "\n" not in line
    found = json.loads(line)
    assert found.pop("time").endswith("+00:00")
    assert found == {"level": "INFO", "logger": "bot.test", "message": "opened “d”\nand more", "poll": 3}


def test_a_traceback_stays_within_its_object(recorded):
    line = recorded("json", "a bug", exc_info=RuntimeError("no"))
    assert "\n" not in line
    assert "RuntimeError: no" in json.loads(line)["exc_info"]


def test_text_is_a_line_for_a_person(recorded):
    assert recorded("text", "opened %s", "d", extra={"poll": 3}).endswith(" INFO bot.test: opened d")


async def test_what_happens_many_times_is_logged_at_once_and_then_summed_up_each_minute(caplog):
    minutes = []
    summed = logs.SummedUp(logging.getLogger("bot.test"), "refused", lambda _, act: minutes.append(act))

    def pass_minute():
        minutes.pop()()

    for _ in range(100):
        summed.note("too large")
    summed.note("unsigned")
    pass_minute()
    pass_minute()
    assert not minutes, "nothing more happened"
    summed.note("too large")
    told = [record.getMessage().rpartition(": ")[2] for record in caplog.records]
    assert told == ["1 too large", "99 too large, 1 unsigned", "1 too large"]
