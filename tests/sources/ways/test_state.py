"""The array of posts in the state that a page carries for its scripts, in the shapes that frameworks write."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from digest.model import Page, Source, SourceId
from digest.sources.ways import scripts, state

NOW = datetime(2026, 6, 11, 12, 0, tzinfo=UTC)
AT = "https://lamps.example/notes/"
SOURCE = Source(SourceId("lamps"), "Lamps", AT)
TITLES = ["Street lamps that hum", "A census of benches", "How long is a red light?", "Paint, and who pays for it"]
POSTS = [
    {"headline": title, "path": f"/notes/{number}", "publishedAt": f"2026-06-0{number}T09:00:00Z"}
    for number, title in enumerate(TITLES, 1)
]
MENU = [{"title": f"Menu entry {number}", "path": f"/m/{number}"} for number in range(6)]


def read(html: str) -> Page:
    return state.read(html, SOURCE, AT, NOW)


def titles(value: Any) -> list[str]:
    return [post.title for post in read(f'<script type="application/json">{json.dumps(value)}</script>').posts]


@pytest.mark.parametrize(
    "script",
    [
        '<script id="__NEXT_DATA__" type="application/json">{}</script>',
        "<script>window.__INITIAL_STATE__={};(function(){{var s;}}())</script>",
        "<script>var a = 1, b = [2]; self['data'] = {}\n;</script>",
        "<script>  window . posts =\n {} </script>",
    ],
)
def test_state_is_found_however_a_script_is_given_it(script: str) -> None:
    page = read(f"<div id=app></div>{script.format(json.dumps({'props': {'menu': MENU, 'list': POSTS}}))}")
    assert [post.title for post in page.posts] == TITLES
    assert page.posts[0].address == "https://lamps.example/notes/1"
    assert page.posts[0].published.at == datetime(2026, 6, 1, 9, tzinfo=UTC)


def test_state_in_a_string_of_a_script() -> None:
    text = json.dumps(POSTS)
    assert [p.title for p in read(f"<script>window.s = JSON.parse({json.dumps(text)})</script>").posts] == TITLES
    single = text.replace("'", "\\'")
    assert [p.title for p in read(f"<script>window.s = JSON.parse('{single}')</script>").posts] == TITLES


def test_state_that_comes_in_pushed_pieces() -> None:
    rows = f"1:null\n2a:{json.dumps(['$', 'main', None, {'posts': POSTS}])}\n"
    half = len(rows) // 2
    pushes = "".join(
        f"<script>self.__next_f.push({json.dumps([1, piece])})</script>" for piece in (rows[:half], rows[half:])
    )
    assert [post.title for post in read(pushes).posts] == TITLES


def test_pieces_and_rows_that_hold_no_state_are_passed_over() -> None:
    rows = f"1:[broken\n2:{json.dumps(['$', 'main', None, {'posts': POSTS}])}\n"
    pushes = "".join(
        f"<script>self.__next_f.push({json.dumps(piece)})</script>" for piece in ([0], [1, None], [1, rows])
    )
    assert [post.title for post in read(pushes).posts] == TITLES


def test_what_is_told_to_search_engines_or_to_the_browser_is_no_state() -> None:
    for kind in ("application/ld+json", "importmap", "speculationrules"):
        assert list(scripts.values(f'<script type="{kind}">window.a = {json.dumps(POSTS)}</script>')) == []


def test_of_several_authors_the_first_is_read() -> None:
    rows = [{**post, "authors": [{"name": "Ida Marsh"}, {"name": "Bo Carr"}], "tags": []} for post in POSTS]
    page = read(f'<script type="application/json">{json.dumps(rows)}</script>')
    assert [post.authors for post in page.posts] == [("Ida Marsh",)] * len(TITLES)


def test_state_flattened_with_places_for_members() -> None:
    flat: list[Any] = [["Reactive", 1], {"posts": 2}, [3, 7, 11, 15]]
    for post in POSTS:
        place = len(flat)
        flat += [{"title": place + 1, "path": place + 2, "date": place + 3}]
        flat += [post["headline"], post["path"], post["publishedAt"]]
    assert titles(flat) == TITLES


def test_state_kept_as_the_answer_to_a_request() -> None:
    assert titles({"status": 200, "body": json.dumps({"items": POSTS})}) == TITLES


def test_members_are_known_by_their_values_wherever_they_stand() -> None:
    wrapped = [
        {
            "node": {
                "id": number,
                "attributes": {"slug": f"note-{number}", "title": title, "createdAt": 1780000000 + number},
            }
        }
        for number, title in enumerate(TITLES)
    ]
    page = read(f"<script type=application/json>{json.dumps({'edges': wrapped})}</script>")
    assert [post.title for post in page.posts] == TITLES
    assert page.posts[1].address == "https://lamps.example/notes/note-1"
    assert page.posts[1].published.at.year == 2026


def test_objects_kept_under_their_ids_are_a_list() -> None:
    assert titles({"byId": {f"n{number}": post for number, post in enumerate(POSTS)}}) == TITLES


def test_a_menu_is_no_list_of_posts() -> None:
    assert titles({"menu": MENU}) == []
    assert titles([{"name": "Home", "url": "/"}, {"name": "About", "url": "/a"}, {"name": "Shop", "url": "/s"}]) == []


def test_two_of_a_kind_are_no_list() -> None:
    assert titles(POSTS[:2]) == []


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<script>",
        "<script>window.x = {",
        "<script>window.x = {]</script>",
        '<script type="application/json">' + "[" * 50_000 + "</script>",
        "<script>" + "a={" * 20_000 + "</script>",
        "<script>" + "JSON.parse('" * 9_000 + "</script>",
        "<script>a = JSON.parse('never closed</script>",
        '<script type="application/json">[{"title": 1e999, "date": NaN}, {"title": 1}, {"title": -1e999}]</script>',
        f'<script type="application/json">[{"[]," * (state.NODES + 5)}{json.dumps(POSTS)}]</script>',
        '<script type="application/json">' + json.dumps([{"title": None, "url": 3}] * 9) + "</script>",
        '<script type="application/json">[[1, "x"], 5, {"a": 99}, -1]</script>',
        '<script type="application/json">[{"a": 0, "b": 0}, 1, 2, 3, 4]</script>',
        '<script type="application/json">[[1, 1, 1]' + ", [1, 2, 3, 4, 1, 2, 3, 4]" * 99 + "]</script>",
    ],
)
def test_broken_and_hostile_state_is_no_posts(html: str) -> None:
    assert read(html).posts == ()


def test_what_is_read_of_scripts_is_bounded() -> None:
    small = '<script type="application/json">{"a": 1}</script>'
    assert len(list(scripts.values(small * 500))) == scripts.MOST
    assert list(scripts.values(f"<script>window.a={json.dumps(['x' * scripts.LONGEST])}</script>")) == []


def test_a_number_too_large_for_a_machine_is_no_reason_to_lose_the_posts() -> None:
    posts = json.dumps([one | {"views": 7} for one in POSTS]).replace('"views": 7', f'"views": 1{"0" * 400}')
    assert [post.title for post in read(f"<script>window.__STATE__ = {posts};</script>").posts] == TITLES
