"""How the sources are, as the command line tells it and as the draft carries it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from digest import demo
from digest.demo.forms import Answer, answers
from tests.features.conftest import Home

NOTHING = (
    b"<!DOCTYPE html><html><head><title>News</title></head><body><h1>News</h1><p>Nothing here.</p></body></html>"
)


def _health(home: Home) -> dict[str, dict[str, Any]]:
    return {one["source"]: one for one in json.loads(home.run("sources", "--json").stdout)}


def _path(home: Home, source: str) -> str:
    site = home.world.site(source)
    return f"/{site.prefix}/{site.start}"


def _as_of(home: Home, source: str, days: int) -> None:
    """Serve a source's list as it was so many days ago: nothing has come since."""
    before = demo.world(home.world.now - timedelta(days=days))
    path = _path(home, source)
    home.world.traffic.instead[path] = answers(before, home.base)[path]


def test_before_the_first_visit_every_source_is_new(home: Home) -> None:
    home.only("wire", "kerb")
    assert {one["state"] for one in _health(home).values()} == {"new"}


def test_quiet_is_told_from_broken_by_the_sources_own_rhythm(home: Home) -> None:
    home.only("tollhouse", "larkham", "town-ledger", "kerb", "north-coast", "members-room")
    _as_of(home, "town-ledger", 16)  # publishes nearly every day
    _as_of(home, "larkham", 12)  # twice a week
    _as_of(home, "tollhouse", 70)
    home.run("collect", status=None)
    health = _health(home)
    assert health["town-ledger"]["state"] == "quiet"
    assert "are usual for it" in health["town-ledger"]["evidence"]
    assert health["larkham"]["state"] == "fine"
    assert health["tollhouse"]["state"] == "broken"
    assert "publishes elsewhere" in health["tollhouse"]["evidence"]
    assert health["kerb"]["state"] == "fine"
    assert health["north-coast"]["state"] == "failing"
    assert health["members-room"]["state"] == "broken"
    assert health["kerb"]["succeeded"] is not None
    assert health["kerb"]["a_week"] > 1
    lines = home.run("sources").stdout.splitlines()
    named = [line.split()[0] for line in lines if line.startswith("  ") and not line.startswith("   ")]
    assert named.index("tollhouse") < named.index("north-coast") < named.index("town-ledger") < named.index("kerb")
    assert all(len(line) <= 80 for line in lines)
    assert lines[-1].startswith("6 sources: 2 broken, 1 failing, 1 quiet")


def test_a_list_that_yields_nothing_is_not_no_news(home: Home) -> None:
    home.only("tarn-valley")
    home.run("collect", status=None)
    home.world.traffic.instead[_path(home, "tarn-valley")] = Answer(200, "text/html", NOTHING)
    home.run("collect", status=None)
    told = _health(home)["tarn-valley"]
    assert told["state"] == "broken"
    assert "holds no list" in told["evidence"]
    del home.world.traffic.instead[_path(home, "tarn-valley")]
    home.run("collect", status=None)
    assert _health(home)["tarn-valley"]["state"] == "fine"


def test_a_feed_that_is_emptied_is_not_no_news(home: Home) -> None:
    home.only("wire", "kerb")
    home.run("collect", status=None)
    empty = b'<?xml version="1.0"?><rss version="2.0"><channel><title>Wire</title></channel></rss>'
    home.world.traffic.instead[_path(home, "wire")] = Answer(200, "application/rss+xml", empty)
    home.run("collect", status=None)
    assert _health(home)["wire"]["state"] == "broken"


def test_the_draft_carries_what_is_worth_knowing(home: Home) -> None:
    home.only("town-ledger", "kerb", "north-coast", "members-room")
    _as_of(home, "town-ledger", 60)
    home.run("collect", status=None)
    notes = json.loads(home.run("draft", "--json").stdout)["notes"]
    assert len(notes) <= 3
    assert any(note.startswith("2 sources could not be read") for note in notes)
    assert any("The Town Ledger" in note and "no post for" in note for note in notes)


def test_an_unknown_name_says_what_was_meant(home: Home) -> None:
    home.only("tarn-valley")
    done = home.run("sources", "tarn-vallee", status=1)
    assert "tarn-valley" in done.stderr
