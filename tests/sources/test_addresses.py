"""Addresses: absolute, canonical, and the key that two spellings of one page share."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.sources import addresses

BASE = "https://towns.example/blog/list.html"


@pytest.mark.parametrize(
    ("href", "meant"),
    [
        ("post-1", "https://towns.example/blog/post-1"),
        ("/post-1", "https://towns.example/post-1"),
        ("//cdn.example/x", "https://cdn.example/x"),
        ("?page=2", "https://towns.example/blog/list.html?page=2"),
        (" https://other.example/a b ", "https://other.example/a%20b"),
        ("https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
        ("javascript:alert(1)", ""),
        ("mailto:a@b.example", ""),
        ("data:text/html,x", ""),
        ("ftp://towns.example/x", ""),
        ("http://", ""),
        ("https://towns.example/" + "x" * 5000, ""),
    ],
)
def test_a_link_means_what_a_browser_makes_of_it(href: str, meant: str) -> None:
    assert addresses.absolute(href, BASE) == meant


def test_an_absolute_link_needs_no_usable_page() -> None:
    assert addresses.absolute("https://towns.example/a", "not an address") == "https://towns.example/a"
    assert addresses.absolute("/a", "not an address") == ""


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("https://towns.example/a?utm_source=x&id=3&fbclid=y", "https://towns.example/a?id=3"),
        ("https://towns.example/a?utm_source=x", "https://towns.example/a"),
        ("https://towns.example:443/a#comments", "https://towns.example/a"),
        ("https://towns.example/a#item-12", "https://towns.example/a#item-12"),
        ("https://towns.example/a#:~:text=budget", "https://towns.example/a"),
        ("https://ann:secret@towns.example/a", "https://towns.example/a"),
        ("https://towns.example/a;jsessionid=12AB?x=1", "https://towns.example/a?x=1"),
        ("HTTPS://Towns.Example/A/../B", "https://towns.example/B"),
        ("javascript:alert(1)", ""),
        ("https://towns.example/" + "x" * 5000, ""),
    ],
)
def test_canonical_takes_off_what_tracks_and_nothing_else(address: str, canonical: str) -> None:
    assert addresses.canonical(address) == canonical


@pytest.mark.parametrize(
    "other",
    [
        "http://towns.example/a/b?x=1&y=2",
        "https://www.towns.example/a/b/?y=2&x=1",
        "https://towns.example/a/b/index.html?x=1&y=2&utm_medium=mail",
        "https://towns.example/a/%62?x=1&y=2#respond",
    ],
)
def test_spellings_of_one_page_share_a_key(other: str) -> None:
    assert addresses.key(other) == addresses.key("https://towns.example/a/b?x=1&y=2")


@pytest.mark.parametrize(
    "other", ["https://towns.example/a/c", "https://towns.example/a?id=2", "https://x.example/a?id=1"]
)
def test_different_pages_have_different_keys(other: str) -> None:
    assert addresses.key(other) != addresses.key("https://towns.example/a?id=1")


@given(st.text(max_size=60), st.sampled_from([BASE, "", "https://[", "http://a.example/?q=ü#f"]))
def test_whatever_is_written_the_result_is_nothing_or_the_web(href: str, base: str) -> None:
    found = addresses.absolute(href, base)
    assert not found or found.startswith(("http://", "https://"))
    canonical = addresses.canonical(found)
    assert addresses.canonical(canonical) == canonical
    assert addresses.key(canonical) == addresses.key(found)
