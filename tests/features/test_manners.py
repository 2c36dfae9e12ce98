"""What publishers ask of their visitors is heeded, remembered and said; a person may override it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from digest.demo.forms import Answer, answers
from tests.features.conftest import Home


def _wire(home: Home) -> str:
    site = home.world.site("wire")
    return f"/{site.prefix}/{site.start}"


def _served(home: Home, path: str, **changes: Any) -> None:
    """Serve the world's own answer at a path with some changes."""
    home.world.traffic.instead[path] = replace(answers(home.world, home.base)[path], **changes)


def _told(home: Home, source: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(home.run("sources", source, "--json").stdout)
    return found


def test_a_server_that_asks_for_a_pause_gets_it_unless_a_person_insists(home: Home) -> None:
    home.only("wire")
    path = _wire(home)
    home.world.traffic.instead[path] = Answer(503, "text/plain", b"", headers=(("retry-after", "7200"),))
    home.run("collect", status=None)
    assert home.world.requests[path] == 1
    again = home.run("collect", status=None)
    assert home.world.requests[path] == 1
    assert "Left in peace" in again.stdout
    assert "Retry-After: 7200" in again.stdout
    del home.world.traffic.instead[path]
    home.run("collect", "--all", status=None)
    assert home.world.requests[path] == 2
    assert _told(home, "wire")["memory"]["failures"] == 0


def test_an_answer_that_calls_itself_fresh_is_not_asked_for_again(home: Home) -> None:
    home.only("wire")
    path = _wire(home)
    _served(home, path, headers=(("cache-control", "public, max-age=3600"),))
    home.run("collect", status=None)
    home.run("collect", status=None)
    assert home.world.requests[path] == 1
    assert "max-age=3600" in _told(home, "wire")["memory"]["why_not"]


def test_a_feed_is_not_read_in_the_hours_that_it_excludes(home: Home) -> None:
    home.only("wire")
    path = _wire(home)
    hour = datetime.now(UTC).hour
    hours = "".join(f"<hour>{number % 24}</hour>" for number in (hour, hour + 1))
    body = answers(home.world, home.base)[path].body
    excluded = body.replace(b"<item", f"<skipHours>{hours}</skipHours><item".encode(), 1)
    _served(home, path, body=excluded)
    home.run("collect", status=None)
    left = home.run("collect", status=None).stdout
    assert home.world.requests[path] == 1
    assert "not to be read at this hour" in left


def test_gone_for_good_retires_a_source_and_says_so(home: Home) -> None:
    home.only("wire", "kerb")
    path = _wire(home)
    home.run("collect", status=None)
    home.world.traffic.instead[path] = Answer(410, "text/plain", b"")
    home.run("collect", status=None)
    asked = home.world.requests[path]
    health = {one["source"]: one for one in json.loads(home.run("sources", "--json").stdout)}
    assert health["wire"]["state"] == "retired"
    assert "410" in health["wire"]["evidence"]
    assert "gone for good" in home.run("collect", status=None).stdout
    assert home.world.requests[path] == asked
    notes = json.loads(home.run("draft", "--json").stdout)["notes"]
    assert any("gone for good" in note for note in notes)
    del home.world.traffic.instead[path]
    home.run("collect", "--all", status=None)
    assert _told(home, "wire")["health"]["state"] == "fine"


def test_a_move_for_good_is_remembered_and_said(home: Home) -> None:
    home.only("public-roofs")
    site = home.world.site("public-roofs")
    old = f"/{site.prefix}/{site.start}"
    home.run("collect", status=None)
    assert home.world.requests[old] == 1
    home.run("collect", status=None)
    assert home.world.requests[old] == 1
    told = _told(home, "public-roofs")
    assert told["memory"]["moved"] == told["memory"]["address"] == f"{home.base}/{site.prefix}/feed.xml"
    assert "moved for good" in told["health"]["evidence"]
    assert "moved to" in home.run("sources", "public-roofs").stdout


def test_a_source_that_fails_is_asked_again_whenever_a_person_collects(home: Home) -> None:
    home.only("north-coast", "kerb")
    site = home.world.site("north-coast")
    path = f"/{site.prefix}/{site.start}"
    for times in (1, 2, 3):
        home.run("collect", status=None)
        assert home.world.requests[path] == times
    memory = _told(home, "north-coast")["memory"]
    assert memory["failures"] == 3
    assert datetime.fromisoformat(memory["due"]) > datetime.now(UTC)
