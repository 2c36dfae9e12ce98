"""Posts under themes, with the words that put them there."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest import model as m
from digest.stories import emerging, themes
from tests.stories.posts_made import THEMES

TEXTS = [
    "Marlow issues a section 114 notice and raises council tax",
    "Tenants of Oxenholt get a say on damp in their housing",
    "Potholes close the bridge, so the bus goes round",
    "A choir sings to the herons of Saint Orn",
    "Auditors sign the audit of Hexley at last",
    "Planning consent for forty homes near the mill",
]


SYLLABLES = ("bar", "dol", "fen", "gim", "hup", "kel", "mor", "nis", "pog", "rut", "sav", "tez", "vik", "wan", "yob")


def test_each_text_finds_its_theme_and_the_words_as_written() -> None:
    placed = [themes.choose(ranked)[0] for ranked in themes.place(TEXTS, THEMES)]
    assert [place.theme for place in placed] == ["money", "homes", "roads", "", "money", "homes"]
    assert placed[0].evidence == ("section", "114", "council", "tax")
    assert placed[2].evidence == ("Potholes", "bridge", "bus")


def test_scores_are_chances_best_first() -> None:
    for ranked in themes.place(TEXTS, THEMES):
        scores = [place.score for place in ranked]
        assert scores == sorted(scores, reverse=True)
        assert sum(scores) <= 1.01


def test_a_story_of_two_themes_has_both() -> None:
    ranked = themes.place([*TEXTS, "Housing tenants stranded as potholes end their bus"], THEMES)[-1]
    assert {place.theme for place in themes.choose(ranked)} == {"homes", "roads"}


def test_without_themes_all_is_other() -> None:
    assert themes.place(TEXTS, ()) == ((),) * len(TEXTS)
    assert themes.choose(()) == (m.Placement(m.ThemeId(""), 1.0),)


def test_two_equal_themes_share_and_the_first_is_named() -> None:
    twin = replace(THEMES[0], id=m.ThemeId("twin"))
    ranked = themes.place(TEXTS, (THEMES[0], twin))[0]
    assert [place.theme for place in ranked] == ["money", "twin"]
    assert ranked[0].score == ranked[1].score == 0.5


def test_a_theme_without_words_gets_nothing() -> None:
    empty = m.Theme(m.ThemeId("empty"), "", "")
    assert all(themes.choose(ranked)[0].theme != "empty" for ranked in themes.place(TEXTS, (empty, *THEMES)))


def test_corrections_move_like_texts() -> None:
    said = "The herons of Saint Orn have a new choir"
    before = themes.place([*TEXTS, said], THEMES)[-1]
    examples = [(TEXTS[3], m.ThemeId("roads")), (TEXTS[1], m.ThemeId("homes")), (TEXTS[0], m.ThemeId("money"))]
    after = themes.place([*TEXTS, said], THEMES, examples)[-1]
    score = {place.theme: place.score for place in before}
    assert after[0].theme == "roads"
    assert after[0].score > score[m.ThemeId("roads")]


@settings(deadline=None)
@given(st.lists(st.text(max_size=80), max_size=6), st.permutations(THEMES))
def test_any_texts_have_a_place_for_every_theme(texts: list[str], order: list[m.Theme]) -> None:
    for ranked in themes.place(texts, order):
        assert sorted(place.theme for place in ranked) == ["homes", "money", "roads"]
        assert all(0 <= place.score <= 1 for place in ranked)


def test_many_matters_told_twice_each_are_no_subject() -> None:
    """More crowds than are looked at: the words of each stand in two texts and nowhere else."""
    words = [f"{start}{end}" for start in SYLLABLES for end in SYLLABLES]
    assert len(words) >= 45
    assert emerging.emerging([f"{word} {word}s" for word in words[:45]] * 2, THEMES) == ()


@pytest.mark.parametrize("many", [8, 12, 30, 90])
def test_texts_that_have_nothing_in_common_are_no_subject(many: int) -> None:
    """However few there are: something can always be grouped."""
    chance = random.Random(many)
    words = [f"{start}{end}" for start in SYLLABLES for end in SYLLABLES for _ in range(2)]
    mixed = [" ".join(chance.choices(words, k=30)) for _ in range(many)]
    assert emerging.emerging(mixed, THEMES) == ()


def test_a_crowd_without_a_theme_is_a_subject() -> None:
    badgers = [f"Badgers dig {number} setts below the Quillford embankment" for number in range(9)]
    (subject,) = emerging.emerging([*TEXTS * 3, *badgers], THEMES)
    assert set(subject.texts) == set(range(18, 27))
    assert "badgers" in subject.label
    assert emerging.emerging([], THEMES) == ()
