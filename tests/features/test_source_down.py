"""A source that fails is a row in the report, never the end of a run; what was collected stays."""

from __future__ import annotations

import json

from tests.features.conftest import Home


def test_the_sources_that_fail_are_told_and_the_others_are_read(home: Home) -> None:
    done = home.run("collect")
    visits = {visit["source"]: visit for visit in json.loads(home.run("collect", "--json").stdout)}
    failing = {name: visit["failure"]["trouble"] for name, visit in visits.items() if visit["failure"]}
    assert failing == {"north-coast": "status", "members-room": "login"}
    assert "north-coast" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_the_draft_says_which_sources_could_not_be_read(home: Home) -> None:
    home.run("collect")
    draft = json.loads(home.run("draft", "--json").stdout)
    assert any("2 sources could not be read" in note for note in draft["notes"])
    assert len(draft["notes"]) <= 3


def test_with_the_whole_web_away_the_collected_posts_still_make_an_issue(home: Home) -> None:
    home.run("collect")
    store = home.store()
    before = len(store.sources.visited("demo"))  # type: ignore[arg-type]  # a plain string is the id
    store.close()
    home.change("feeds/demo.toml", home.base, "http://127.0.0.1:9")
    done = home.run("collect", status=1)
    assert f"{before} failed" in done.stdout
    home.run("draft")
    shown = json.loads(home.run("show", "--json").stdout)
    assert len(shown["content"]["sections"]) > 5


def test_a_private_address_is_refused_unless_the_settings_allow_it(home: Home) -> None:
    home.change("digest.toml", "allow_private = true", "allow_private = false")
    done = home.run("collect", "--json", status=1)
    visits = json.loads(done.stdout)
    assert {visit["failure"]["trouble"] for visit in visits} == {"forbidden"}
    assert not home.world.requests
