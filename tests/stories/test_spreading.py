"""Themes flowing along a graph of texts: what says little is read as its neighbours are."""

from __future__ import annotations

import numpy as np
import pytest

from digest.stories import scoring, spreading
from digest.stories.scoring import Material
from tests.stories.posts_made import THEMES

DAMP = [f"Damp plaster peels at flat {number} of Oxenholt House" for number in range(6)]
ROADS = [f"Potholes swallow cart {number} on the Marlow turnpike" for number in range(6)]


def material(texts: list[str]) -> Material:
    return scoring.material(texts, THEMES)


def test_a_text_without_a_lead_goes_with_its_neighbours() -> None:
    texts = [*DAMP, *ROADS]
    score = np.zeros((12, 3))
    score[:5, 1] = 3.0
    score[6:, 2] = 3.0
    said = spreading.spread(material(texts), score)
    assert said[5].argmax() == 1


def test_more_texts_than_are_looked_among_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [*DAMP, *ROADS] * 4
    score = np.tile(np.eye(3)[[1] * 6 + [2] * 6] * 3.0, (4, 1))
    whole = spreading.spread(material(texts), score)
    monkeypatch.setattr(spreading, "_MOST", 24)
    monkeypatch.setattr(spreading, "_CHUNK", 7)
    assert (spreading.spread(material(texts), score).argmax(axis=1) == whole.argmax(axis=1)).all()


@pytest.mark.parametrize("texts", [[], ["Potholes"], ["", ""], ["The same again"] * 40])
def test_few_empty_and_equal_texts_are_taken(texts: list[str]) -> None:
    said = spreading.spread(material(texts), np.zeros((len(texts), 3)))
    assert said.shape == (len(texts), 3)
    assert np.isfinite(said).all()
    assert np.allclose(said, said[:1])
