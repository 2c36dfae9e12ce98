"""What every scorer promises, whichever table it stands in: a number for each text and theme, from the texts alone."""

from __future__ import annotations

import numpy as np
import pytest

from digest.adapters.vectors import opened
from digest.stories import scoring
from tests.stories.posts_made import THEMES

TEXTS = (
    "The council sets its tax and its audit is late",
    "Tenants of the new housing ask for repairs",
    "Potholes close the bridge to every bus",
    "A choir sings",
    "",
)
SCORERS = {scorer.__name__: scorer for scorer, _ in (*scoring.BY_WORDS, *scoring.BY_MEANING)}
STATIC = opened("static")


@pytest.fixture(params=sorted(SCORERS))
def scorer(request: pytest.FixtureRequest) -> scoring.Scorer:
    return SCORERS[request.param]


def test_it_gives_a_number_for_every_text_and_theme(scorer: scoring.Scorer) -> None:
    """Those that go by words also where nothing says what texts mean."""
    by_words = any(scorer is one for one, _ in scoring.BY_WORDS)
    for meant in (STATIC, None) if by_words else (STATIC,):
        found = scorer(scoring.material(TEXTS, THEMES, meant))
        assert found.shape == (len(TEXTS), len(THEMES))
        assert np.isfinite(found).all()


def test_the_order_of_the_texts_is_nothing_to_it(scorer: scoring.Scorer) -> None:
    there = scorer(scoring.material(TEXTS, THEMES, STATIC))
    back = scorer(scoring.material(TEXTS[::-1], THEMES, STATIC))
    assert np.allclose(there, back[::-1])


def test_a_text_in_the_themes_own_words_is_nearest_to_it(scorer: scoring.Scorer) -> None:
    found = scorer(scoring.material((*map(scoring.words_of, THEMES), "A choir sings"), THEMES, STATIC))
    assert found[: len(THEMES)].argmax(axis=1).tolist() == list(range(len(THEMES)))


def test_the_weights_are_for_scorers_that_differ() -> None:
    for table in (scoring.BY_WORDS, scoring.BY_MEANING):
        assert len({scorer for scorer, _ in table}) == len(table)
        assert all(weight > 0 for _, weight in table)
