"""Themes over whatever texts there are: a sound result, in a time that grows with the texts and no faster."""

from __future__ import annotations

from dataclasses import replace

import pytest

from digest import model as m
from digest.adapters.vectors import opened
from digest.ports import Vectors
from digest.stories import emerging, themes
from tests.contracts.test_vectors import SCRIPTS
from tests.stories.posts_made import THEMES

ORDINARY = "Council tax rises in Quillford after an audit"


@pytest.fixture(scope="module", params=["static", None])
def meant(request: pytest.FixtureRequest) -> Vectors | None:
    return opened(request.param) if request.param else None


def placed(texts: list[str], known: tuple[m.Theme, ...], meant: Vectors | None) -> list[str]:
    ranked = themes.place(texts, known, (), meant)
    assert len(ranked) == len(texts)
    assert all(0 <= place.score <= 1 for places in ranked for place in places)
    return [themes.choose(places)[0].theme for places in ranked]


def test_texts_in_twelve_scripts_are_placed_or_left_to_other(meant: Vectors | None) -> None:
    found = placed([*SCRIPTS, ORDINARY], THEMES, meant)
    assert found[:-1] == [""] * len(SCRIPTS)
    assert found[-1] == "money"


def test_themes_in_another_script_find_their_texts(meant: Vectors | None) -> None:
    russian = m.Theme(m.ThemeId("budget"), "Бюджет", "Городской бюджет и налоги.", ("бюджет", "налог"))
    assert placed([SCRIPTS[0], ORDINARY], (russian, THEMES[1]), meant)[0] == "budget"


def test_texts_of_a_megabyte_are_read_at_their_beginning(meant: Vectors | None) -> None:
    long = [ORDINARY + " x" * 500_000, "y" * 1_000_000, "\u0301" * 1_000_000]
    assert placed(long, THEMES, meant) == ["money", "", ""]


def test_empty_titles_fit_no_theme(meant: Vectors | None) -> None:
    assert placed(["", "   ", "\x00", ORDINARY], THEMES, meant) == ["", "", "", "money"]


def test_without_themes_all_is_other(meant: Vectors | None) -> None:
    assert placed([ORDINARY, ""], (), meant) == ["", ""]
    assert themes.offer(themes.place([ORDINARY], (), (), meant)[0]) == ()


def test_two_themes_with_the_same_words_are_level_and_offered_both(meant: Vectors | None) -> None:
    twins = (THEMES[0], replace(THEMES[0], id=m.ThemeId("twin")), THEMES[1], THEMES[2])
    (ranked, *_) = themes.place([ORDINARY, *(f"Trains and buses {n}" for n in range(9))], twins, (), meant)
    assert {ranked[0].theme, ranked[1].theme} == {"money", "twin"}
    assert ranked[0].score == pytest.approx(ranked[1].score, abs=0.01)
    assert themes.choose(ranked)[0].theme == ""
    assert {place.theme for place in themes.offer(ranked)} == {"money", "twin"}


def test_one_post_a_thousand_times_is_one_thing_said(meant: Vectors | None) -> None:
    assert set(placed([ORDINARY] * 1_000, THEMES, meant)) == {"money"}


def test_a_theme_alone_and_a_theme_of_nothing(meant: Vectors | None) -> None:
    nothing = m.Theme(m.ThemeId("nothing"), "", "")
    assert placed([ORDINARY], THEMES[:1], meant) == ["money"]
    assert placed([ORDINARY, "Herons"], (nothing,), meant) == ["", ""]


def test_corrections_of_one_theme_and_of_themes_that_are_gone(meant: Vectors | None) -> None:
    examples = [(ORDINARY, m.ThemeId("gone")), ("Herons", m.ThemeId("homes")), ("", m.ThemeId("homes"))]
    ranked = themes.place([ORDINARY, "Herons of Saint Orn"], THEMES, examples, meant)
    assert {place.theme for places in ranked for place in places} == {"money", "homes", "roads"}


def test_what_is_all_the_same_proposes_at_most_one_theme(meant: Vectors | None) -> None:
    assert len(emerging.emerging(["Badgers below Quillford"] * 200, THEMES, meant)) <= 1
    assert emerging.emerging(["", " "] * 20, THEMES, meant) == ()
