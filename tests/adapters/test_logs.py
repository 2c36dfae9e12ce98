"""The log: one line an event, with the run and the slot, for people and for machines."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest

from digest.adapters import logs


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    ours = logging.getLogger("digest")
    before = ours.handlers[:], ours.level, ours.propagate
    yield
    ours.handlers[:], ours.level, ours.propagate = before


def test_json_has_what_is_worked_on_and_what_the_event_says() -> None:
    written = io.StringIO()
    logs.set_up("json", lambda: {"run": "host:1", "slot": "place/send@2026-11-27"}, written)
    logging.getLogger("digest.jobs").info("done: %s\nand more", 3, extra={"state": "done"})
    said = json.loads(written.getvalue())
    assert {key: said[key] for key in ("level", "run", "slot", "state", "said")} == {
        "level": "info",
        "run": "host:1",
        "slot": "place/send@2026-11-27",
        "state": "done",
        "said": "done: 3\nand more",
    }
    assert written.getvalue().count("\n") == 1


def test_text_is_one_line_that_no_terminal_obeys() -> None:
    written = io.StringIO()
    logs.set_up("text", lambda: {"slot": "place/send@2026-11-27"}, written)
    logging.getLogger("digest.jobs").warning("a title\x1b[2J\nover two lines")
    line = written.getvalue()
    assert line.endswith("WARNING slot=place/send@2026-11-27 a title [2J over two lines\n")
    assert line.count("\n") == 1


def test_a_defect_comes_with_its_traceback() -> None:
    written = io.StringIO()
    logs.set_up("json", dict, written)
    try:
        _ = 1 / 0
    except ZeroDivisionError:
        logging.getLogger("digest.jobs").exception("a defect")
    assert "ZeroDivisionError" in json.loads(written.getvalue())["trace"]
