"""Words cut into pieces, and the table's own record."""

from __future__ import annotations

import hashlib
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.adapters.vectors import distil, opened, static
from digest.adapters.vectors.pieces import LIST, UNKNOWN, Pieces
from digest.errors import MissingExtra

PIECES = Pieces()


def cut(text: str) -> list[str]:
    return [PIECES.names[number] for number in PIECES.numbers(text)]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Councils' tax", ["councils", "'", "tax"]),
        ("Café Zürich", ["cafe", "zurich"]),
        ("tramlines of playfulness", ["tram", "##lines", "of", "playful", "##ness"]),
        ("£2.5m", ["£2", ".", "5", "##m"]),
        ("東京 city", ["東", "京", "city"]),
        ("", []),
    ],
)
def test_words_are_cut_as_the_model_was_taught(text: str, pieces: list[str]) -> None:
    assert cut(text) == pieces


def test_a_word_that_cannot_be_cut_is_unknown() -> None:
    assert PIECES.numbers("x" * 101) == [UNKNOWN]
    assert PIECES.numbers("\U0001f9a1") == [UNKNOWN]


def test_the_table_is_the_one_that_was_recorded() -> None:
    record = json.loads(static.MADE.read_text())
    assert record["table"]["sha256"] == hashlib.sha256(static.TABLE.read_bytes()).hexdigest()
    assert record["scale"]["sha256"] == hashlib.sha256(static.SCALE.read_bytes()).hexdigest()
    assert record["inputs"]["pieces.txt"] == hashlib.sha256(LIST.read_bytes()).hexdigest()
    assert record["table"]["rows"] == len(static.kept(PIECES.names)) == len(np.load(static.TABLE, mmap_mode="r"))


def test_what_is_shipped_is_within_eight_megabytes() -> None:
    assert sum(file.stat().st_size for file in (LIST, static.TABLE, static.SCALE)) <= 8_000_000


def test_an_extra_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("digest.adapters.vectors.find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"pip install 'sector-digest\[minilm\]'"):
        opened("minilm")


def test_meanings_are_read_with_their_first_example() -> None:
    line = (
        "00001740 03 n 02 market_town 0 borough(p) 0 001 @ 1 n 0000 | "
        'a town that may hold a market; "the borough has a fair each May"; "a second one"  \n'
    )
    found = list(distil._meanings("  a line of the licence\n" + line))
    assert found == ["market town, borough: a town that may hold a market", "the borough has a fair each May"]


def test_rows_move_until_their_sums_are_near_what_was_wanted() -> None:
    said = ["council tax", "tax", "council", "bus", "bus tax"] * 4
    axes = np.eye(384, dtype=np.float32)
    meant = {"council": axes[0], "tax": axes[1], "bus": axes[2]}
    means = np.array([np.mean([meant[word] for word in one.split()], axis=0) for one in said], dtype=np.float32)
    first = np.random.default_rng(3).normal(size=(len(PIECES.names), 384)).astype(np.float32) * 0.01
    rows, explained = distil.fitted(said, means, first, PIECES)
    council, tax, bus = (rows[PIECES.numbers(word)[0]] for word in ("council", "tax", "bus"))
    assert explained > 0.9
    assert max(council @ tax, council @ bus, tax @ bus) < 0


def test_rows_come_out_of_small_integers_as_they_went_in() -> None:
    rows = np.random.default_rng(4).normal(size=(50, 8)).astype(np.float32)
    small, scale = distil.stored(rows)
    spread = np.sqrt((rows**2).mean(axis=0)) ** distil.DAMPED
    assert np.allclose(small * scale.astype(np.float32)[:, None], rows / spread, atol=0.03)


@given(st.text(st.characters(max_codepoint=127), max_size=60))
def test_a_text_in_ascii_is_cut_as_any(text: str) -> None:
    """A sign of another script after it has what stands before the next space read as any."""
    assert PIECES.numbers(f"{text}東") == [*PIECES.numbers(text), *PIECES.numbers("東")]
