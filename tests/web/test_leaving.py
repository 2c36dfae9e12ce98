"""Leaving: a page, a button, and a program that opens every link."""

from __future__ import annotations

import pytest

from digest import model as m
from tests.web.asking import World, token


def test_opening_the_page_changes_nothing() -> None:
    """A scanner that opens the link three times, by GET and HEAD, takes nobody off."""
    world = World()
    for method in ("GET", "HEAD", "GET"):
        page = world.ask(f"/u/place/{token()}", method)
        assert page.status == 200
    assert world.left == []
    page = world.ask(f"/u/place/{token()}").text
    assert page.count("<button") == 1
    assert '<form method="post">' in page
    assert "Leave Place Weekly" in page


@pytest.mark.parametrize(
    "headers",
    [
        {"content_type": "application/x-www-form-urlencoded"},
        {"content_type": "multipart/form-data; boundary=x"},
        {"origin": "https://mail.example", "host": "weekly.example.org", "x_forwarded_for": "203.0.113.9"},
        {},
    ],
)
def test_one_click_leaves(headers: dict[str, str]) -> None:
    """RFC 8058: a POST with no cookie, from anywhere, and an answer at once without a redirect."""
    world = World()
    page = world.ask(f"/u/place/{token()}", "POST", **headers)
    assert page.status == 200
    assert "You have left Place Weekly" in page.text
    assert world.left == ["ann@example.org"]


def test_the_answer_is_the_same_whoever_asks() -> None:
    """A reader, somebody who left before, and a made-up token cannot be told apart."""
    world = World()
    other = token("ann@example.org", m.NewsletterId("other"))
    tokens = (token(), token(), "made-up", "1" + "A" * 65, other)
    answers = [world.ask(f"/u/place/{one}", "POST") for one in tokens]
    assert len({(one.status, one.body, tuple(sorted(one.headers.items()))) for one in answers}) == 1
    assert world.left == ["ann@example.org"] * 2


def test_another_newsletter_is_not_here() -> None:
    """A token goes with its newsletter."""
    world = World()
    assert world.ask(f"/u/other/{token()}").status == 404
    assert world.ask(f"/u/other/{token()}", "POST").status == 404
    assert world.left == []


def test_the_pages_stay_out_of_search_engines_and_caches() -> None:
    """What holds a person's token is kept nowhere."""
    headers = World().ask("/u/place/token").headers
    assert headers["x-robots-tag"] == "noindex"
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
