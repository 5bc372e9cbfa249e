"""What the log says, and what it can never be made to say."""

import io
import json
import logging
import sys
import threading
import warnings
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import pytest
import structlog

from kit import logs

SECRET = "Canary Person"


@dataclass
class ARecord:
    name: str


@pytest.fixture
def written(monkeypatch):
    """``written()`` gives the lines since the test began."""
    page = io.StringIO()
    monkeypatch.setattr("sys.stderr", page)

    def lines():
        return [json.loads(line) for line in page.getvalue().splitlines()]

    logs.configure(member="havering", process="web")
    yield lines
    structlog.reset_defaults()


@pytest.fixture
def take_over(monkeypatch):
    """Let the log take the process over, and give it back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    for hook in ("excepthook", "unraisablehook"):
        monkeypatch.setattr(sys, hook, getattr(sys, hook))
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    logs.take_over()
    yield
    logging.captureWarnings(capture=False)
    root.handlers[:] = handlers
    root.setLevel(level)


def test_a_line_says_when_where_who_and_what(written):
    with logs.correlation("ref-1"):
        logs.get_logger("here").info("request", user_id="u-1", status=200)
    (line,) = written()
    moment = datetime.fromisoformat(line.pop("timestamp"))
    assert moment.utcoffset().total_seconds() == 0
    assert line == {
        "event": "request", "level": "info", "where": "here", "member": "havering",
        "process": "web", "correlation_id": "ref-1", "user_id": "u-1", "status": 200,
    }  # fmt: skip


def test_a_thread_says_whose_it_is_too(written):
    speaking = threading.Thread(target=lambda: logs.get_logger("there").info("said"))
    speaking.start()
    speaking.join()
    (line,) = written()
    assert (line["member"], line["process"]) == ("havering", "web")


def test_a_key_that_is_not_on_the_list_is_dropped(written):
    logs.get_logger("here").info("request", email=SECRET, note=SECRET)
    assert SECRET not in json.dumps(written())


@pytest.mark.parametrize(
    "value", [ARecord(SECRET), [SECRET], {"name": SECRET}, ValueError(SECRET)], ids=repr
)
def test_a_record_handed_to_the_log_is_told_by_its_kind(written, value):
    logs.get_logger("here").info("request", state=value, reason=value)
    (line,) = written()
    assert line["state"] == line["reason"] == type(value).__name__


def test_words_numbers_and_ids_are_told_as_they_are(written):
    logs.get_logger("here").info("request", state="parked", count=3, wait=0.5)
    logs.get_logger("here").info("request", user_id=UUID(int=1))
    first, second = written()
    assert (first["state"], first["count"], first["wait"]) == ("parked", 3, 0.5)
    assert str(UUID(int=1)) in second["user_id"]


def test_a_line_cannot_be_made_into_two(written):
    logs.get_logger("here").info('request\n{"event": "forged"}', reason="a\r\nb\x00")
    assert len(written()) == 1


def test_an_error_is_told_by_its_kind_and_place_alone(written):
    try:
        fail()
    except ValueError:
        logs.get_logger("here").exception("request failed")
    (line,) = written()
    assert line["error"] == "ValueError"
    assert line["where"].startswith("fail:")
    assert SECRET not in json.dumps(line)


def test_another_library_is_told_by_its_name_alone(written, take_over):
    logging.getLogger("some.library").warning("could not open %s", SECRET)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(SECRET, stacklevel=1)
    first, second = written()
    assert first["event"] == second["event"] == "library"
    assert first["where"].startswith("some.library:")
    assert SECRET not in json.dumps([first, second])


def test_an_error_nobody_caught_is_told_by_its_kind(written, take_over):
    failing = threading.Thread(target=fail)
    failing.start()
    failing.join()
    try:
        fail()
    except ValueError:
        sys.excepthook(*sys.exc_info())
    found = written()
    assert [line["error"] for line in found] == ["ValueError", "ValueError"]
    assert SECRET not in json.dumps(found)


def test_a_thread_that_was_told_to_end_says_nothing(written, take_over):
    ending = threading.Thread(target=sys.exit)
    ending.start()
    ending.join()
    assert written() == []


def fail():
    raise ValueError(SECRET)
