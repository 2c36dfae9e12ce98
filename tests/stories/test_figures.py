"""Figures in headlines, written one way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.stories import figures


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Nine in ten accounts are late", "90% accounts are late"),
        ("90 per cent of accounts", "90% of accounts"),
        ("Four out of every five towns", "80% towns"),
        ("Half of councils fear it", "50% of councils fear it"),
        ("Two-thirds of districts", "67% of districts"),
        ("Council closes eleven libraries", "Council closes 11 libraries"),
        ("A gap of £4 billion", "A gap of £4bn"),
        ("1.5 million homes", "1.5m homes"),
        ("One in 2027, another later", "One in 2027, another later"),
        ("Second half begins", "Second half begins"),
        ("Someone often tends to weigh in", "Someone often tends to weigh in"),
    ],
)
def test_one_figure_is_written_one_way(written: str, plain: str) -> None:
    assert figures.plain(written) == plain


@given(st.text(max_size=80))
def test_written_plainly_it_stays_as_it_is(text: str) -> None:
    once = figures.plain(text)
    assert figures.plain(once) == once
