"""Words that no theme says and that lean to one all the same, each with the phrase it is near."""

from __future__ import annotations

import numpy as np

from digest import model as m
from digest.adapters.vectors import opened
from digest.stories import leaning, themes, vectors, words
from tests.stories.posts_made import THEMES

STATIC = opened("static")
SAIDS = ("Auditors sign the audit of the council tax", "Potholes close the bridge to every bus")
SAID = "Lorries and trams crawl through Quillford"


def leant(texts: list[str]) -> leaning.Leaning:
    return leaning.leaning(*vectors.counts(map(words.telling, texts)), THEMES, STATIC)


def test_a_word_is_near_the_phrase_that_means_about_the_same() -> None:
    found = leant([SAID, "An abbot paints"])
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
    found = leant(["市議会は予算", ""])
    assert np.isfinite(found.score()).all()
    assert not any(found.near(at) for at in range(3))


def test_a_text_far_from_every_theme_is_of_none_though_a_stray_word_is_shared() -> None:
    stray = "The tenor and the soprano of the opera sang an audit of love in Vienna"
    near = "Landlords must repair the homes of tenants with damp"
    found = themes.place([stray, near, *SAIDS], THEMES, (), STATIC)
    assert themes.choose(found[0])[0].theme == ""
    assert themes.choose(found[1])[0].theme == "homes"


def test_a_text_like_one_that_an_editor_placed_is_believed() -> None:
    """However far the theme's own words are."""
    stray = "The striker keeps goal for the Quillford homes league"
    examples = [(f"The striker scores goal {at} for the Quillford league", m.ThemeId("homes")) for at in range(6)]
    examples += [(said, m.ThemeId(theme)) for said, theme in zip(SAIDS, ("money", "roads"), strict=True)]
    found = themes.place([stray, *SAIDS], THEMES, examples, STATIC)
    assert themes.choose(found[0])[0].theme == "homes"
