"""Words that no theme says and that lean to one all the same, each with the phrase it is near."""

from __future__ import annotations

import numpy as np

from digest.adapters.vectors import opened
from digest.stories import leaning, themes
from tests.stories.posts_made import THEMES

STATIC = opened("static")
SAID = "Lorries and trams crawl through Quillford"


def test_a_word_is_near_the_phrase_that_means_about_the_same() -> None:
    found = leaning.leaning([SAID, "An abbot paints"], THEMES, STATIC)
    assert set(found.near(2)) == {"trams"}
    assert found.near(2)["trams"] in found.phrases
    score = found.score()
    assert score[0].argmax() == 2
    assert score[0, 2] > score[1].max()


def test_a_text_that_shares_no_word_is_placed_by_near_words() -> None:
    texts = [SAID, "Auditors sign the audit", "Tenants get housing", "A choir sings"]
    best = themes.place(texts, THEMES, (), STATIC)[0][0]
    assert best.theme == "roads"
    assert all("(like " in word for word in best.evidence)
    assert [word.partition(" (")[0] for word in best.evidence] == ["trams"]
    assert themes.choose([best])[0].theme == "roads"


def test_words_that_the_theme_says_come_before_near_ones() -> None:
    best = themes.place([f"{SAID} past potholes"], THEMES, (), STATIC)[0][0]
    assert best.evidence == ("potholes",)


def test_nothing_leans_where_nothing_is_known() -> None:
    found = leaning.leaning(["市議会は予算", ""], THEMES, STATIC)
    assert np.isfinite(found.score()).all()
    assert not any(found.near(at) for at in range(3))
