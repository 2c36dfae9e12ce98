"""References to characters in their places, whatever their numbers."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.sources import references

PIECES = [
    "&",
    "#",
    "&#",
    "x",
    ";",
    "0",
    "65",
    "8217",
    "1114112",
    "9" * 40,
    "amp",
    "nbsp",
    "notit",
    "a",
    " ",
    "\ud800",
]


@given(st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_it_reads_as_the_standard_library_does_where_that_can(text: str) -> None:
    assert references.unescape(text) == html.unescape(text)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (f"a&#{'9' * 4_301};b", "a\ufffdb"),
        (f"a&#{'0' * 4_301}65;b", "aAb"),
        (f"a&#{'0' * 4_301};b", "a\ufffdb"),
        (f"a&#{'0' * 4_301}&#66", "a\ufffdB"),
        (f"a&#x{'f' * 4_301};b", "a\ufffdb"),
        ("&#" + "1" * 200_000, "\ufffd"),
    ],
)
def test_a_number_may_be_of_any_length(text: str, meant: str) -> None:
    assert references.unescape(text) == meant
