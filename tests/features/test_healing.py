"""A list that was rebuilt is found again; another list in its place is kept out; both are said."""

from __future__ import annotations

import json
from typing import Any

import pytest

from digest.demo.forms import Answer, rebuilt
from tests.features.conftest import Home


def _path(home: Home, source: str) -> str:
    site = home.world.site(source)
    return f"/{site.prefix}/{site.start}"


def _told(home: Home, source: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(home.run("sources", source, "--json").stdout)
    return found


def _visit(home: Home, source: str) -> dict[str, Any]:
    visits = json.loads(home.run("collect", "--json", status=None).stdout)
    found: dict[str, Any] = next(visit for visit in visits if visit["source"] == source)
    return found


@pytest.mark.parametrize(
    ("source", "form"), [("tarn-valley", "index"), ("moot-hall", "cards"), ("civic-life", "ledger")]
)
def test_a_redesign_repeats_no_post_and_is_reported_side_by_side(home: Home, source: str, form: str) -> None:
    home.only(source)
    first = _visit(home, source)
    assert first["new"] > 3
    home.world.traffic.instead[_path(home, source)] = rebuilt(home.world, home.base, source, form)
    again = _visit(home, source)
    assert again["failure"] is None
    assert again["found"] == first["found"]
    assert again["new"] == 0
    told = _told(home, source)
    assert told["health"]["state"] == "healed"
    made_anew = told["memory"]["rebuilt"]
    assert made_anew["was_way"] != made_anew["now_way"]
    assert [one["title"] for one in made_anew["was"]] == [one["title"] for one in made_anew["now"]]
    shown = home.run("sources", source).stdout
    assert "before" in shown
    assert "since" in shown
    notes = json.loads(home.run("draft", "--json").stdout)["notes"]
    assert any("rebuilt" in note and f"digest sources {source}" in note for note in notes)


def test_a_redesign_with_new_addresses_repeats_no_post_either(home: Home) -> None:
    home.only("tarn-valley")
    _visit(home, "tarn-valley")
    home.world.traffic.instead[_path(home, "tarn-valley")] = rebuilt(
        home.world, home.base, "tarn-valley", "index", prefix="/new-system"
    )
    again = _visit(home, "tarn-valley")
    assert (again["failure"], again["new"]) == (None, 0)
    assert _told(home, "tarn-valley")["health"]["state"] == "healed"


@pytest.mark.parametrize("form", ["byline", "cards"])
def test_another_list_is_kept_out_until_a_person_accepts_it(home: Home, form: str) -> None:
    home.only("tarn-valley", "kerb")
    first = _visit(home, "tarn-valley")
    before = home.store().posts.between("demo", home.world.now.replace(year=2000), home.world.now.replace(year=2100))  # type: ignore[arg-type]  # a plain string is the id
    home.world.traffic.instead[_path(home, "tarn-valley")] = rebuilt(
        home.world, home.base, "tarn-valley", form, posts_of="moot-hall"
    )
    visit = _visit(home, "tarn-valley")
    assert visit["failure"]["trouble"] == "exchanged"
    assert visit["new"] == 0
    assert _visit(home, "tarn-valley")["failure"]["trouble"] == "exchanged"
    told = _told(home, "tarn-valley")
    assert told["health"]["state"] == "broken"
    assert told["memory"]["rebuilt"]["kept_out"]
    assert "Kept out" in home.run("sources", "tarn-valley").stdout
    after = home.store().posts.between("demo", home.world.now.replace(year=2000), home.world.now.replace(year=2100))  # type: ignore[arg-type]  # a plain string is the id
    assert {post.id for post in after} == {post.id for post in before}
    notes = json.loads(home.run("draft", "--json").stdout)["notes"]
    assert any("shows another list" in note for note in notes)
    home.run("sources", "accept", "tarn-valley")
    taken = _visit(home, "tarn-valley")
    assert taken["failure"] is None
    assert taken["new"] > 3
    assert first["new"] > 3


def test_the_old_list_back_in_its_place_needs_nobody(home: Home) -> None:
    home.only("tarn-valley", "kerb")
    _visit(home, "tarn-valley")
    path = _path(home, "tarn-valley")
    home.world.traffic.instead[path] = rebuilt(home.world, home.base, "tarn-valley", "byline", posts_of="moot-hall")
    assert _visit(home, "tarn-valley")["failure"]
    del home.world.traffic.instead[path]
    back = _visit(home, "tarn-valley")
    assert (back["failure"], back["new"]) == (None, 0)
    assert _told(home, "tarn-valley")["health"]["state"] == "fine"


def test_a_feed_that_becomes_a_list_of_the_same_posts_goes_on(home: Home) -> None:
    home.only("wire")
    first = _visit(home, "wire")
    home.world.traffic.instead[_path(home, "wire")] = rebuilt(home.world, home.base, "wire", "cards")
    again = _visit(home, "wire")
    assert again["failure"] is None
    assert again["new"] == 0
    assert first["found"] == again["found"]


def test_there_is_nothing_to_accept_where_nothing_was_kept_out(home: Home) -> None:
    home.only("kerb")
    home.run("collect")
    assert "nothing to accept" in home.run("sources", "accept", "kerb", status=1).stderr


def test_a_page_that_is_no_list_any_more_is_told_and_forgets_nothing(home: Home) -> None:
    home.only("tarn-valley", "kerb")
    _visit(home, "tarn-valley")
    path = _path(home, "tarn-valley")
    home.world.traffic.instead[path] = Answer(200, "text/html", b"<title>Soon</title><h1>We are rebuilding</h1>")
    assert _visit(home, "tarn-valley")["failure"]["trouble"] == "empty"
    home.world.traffic.instead[path] = rebuilt(home.world, home.base, "tarn-valley", "index")
    again = _visit(home, "tarn-valley")
    assert (again["failure"], again["new"]) == (None, 0)
    assert _told(home, "tarn-valley")["health"]["state"] == "healed"
