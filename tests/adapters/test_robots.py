"""What a site's robots.txt permits."""

from __future__ import annotations

import pytest

from digest.adapters import robots


def test_the_narrower_rule_and_our_own_name_count() -> None:
    body = b"User-agent: *\nDisallow: /\nAllow: /feed\nCrawl-delay: 99\n"
    rules = robots.rules(200, body, "sector-digest")
    assert rules.allow("https://t.example/feed", "sector-digest")
    assert not rules.allow("https://t.example/news", "sector-digest")
    assert rules.pause == 10.0


@pytest.mark.parametrize(("status", "allowed"), [(404, True), (403, True), (500, False), (503, False)])
def test_none_there_permits_all_and_a_broken_server_nothing(status: int, allowed: bool) -> None:
    assert robots.rules(status, b"", "x").allow("https://t.example/", "x") is allowed


@pytest.mark.parametrize(
    "body",
    [b"\xff\xfe\x00", b"Disallow", b"User-agent: *\nCrawl-delay: x\nDisallow:", b"<html>" * 9_000, b"a:" * 300_000],
)
def test_nonsense_permits_all(body: bytes) -> None:
    assert robots.rules(200, body, "x").allow("https://t.example/", "x")


def test_wildcards_are_understood() -> None:
    rules = robots.rules(200, b"User-agent: *\nDisallow: /*?page=*&sort=*\nDisallow: /no*\nDisallow: /*.pdf$\n", "x")
    assert rules.allow("https://t.example/a?page=2", "x")
    assert not rules.allow("https://t.example/a?page=2&sort=up", "x")
    assert not rules.allow("https://t.example/north", "x")
    assert not rules.allow("https://t.example/a.pdf", "x")


def test_its_place_is_at_the_root() -> None:
    assert robots.place("https://t.example:8443/a/b?c#d") == "https://t.example:8443/robots.txt"
