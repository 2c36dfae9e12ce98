"""Posts in other languages and posts of no theme go where the newsletter's file says."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest

from digest import model as m
from digest.stories import tell, themes
from digest.stories.tongues import foreign
from tests.stories.posts_made import PLACE, post
from tests.values import NOW

WELSH = replace(post("w", "gazette", "Cyngor yn cymeradwyo council tax newydd"), language="cy")
OURS = replace(post("e", "mercury", "Council tax rises in Quillford after an audit"), language="en-US")
HERONS = post("h", "wire", "A choir sings to the herons of Saint Orn")


def told(how: Literal["keep", "other", "leave out"]) -> m.Told:
    return tell([WELSH, OURS], replace(PLACE, other_languages=how), NOW)


def test_kept_they_say_what_they_are_in() -> None:
    (story,) = (story for story in told("keep").stories if story.lead.id == "w")
    assert "it is in Welsh" in story.reasons


def test_put_under_other_no_theme_claims_them() -> None:
    (story,) = (story for story in told("other").stories if story.lead.id == "w")
    assert story.theme == ""
    assert story.reasons.count("it is in Welsh") == 1


def test_left_out_they_are_listed_with_the_reason() -> None:
    result = told("leave out")
    assert [story.lead.id for story in result.stories] == ["e"]
    assert [(out.story.lead.id, out.why) for out in result.left_out] == [("w", "it is in Welsh")]


@pytest.mark.parametrize(
    ("theirs", "ours", "said"),
    [
        ("en-US", "en-GB", ""),
        ("", "en-GB", ""),
        ("nb", "no", ""),
        ("zh_Hant", "en", "it is in Chinese"),
        ("tlh", "en", "it is in another language (tlh)"),
    ],
)
def test_languages_are_compared_without_their_country(theirs: str, ours: str, said: str) -> None:
    assert foreign(replace(OURS, language=theirs), replace(PLACE, language=ours)) == said


@pytest.mark.parametrize("unplaced", ["other", "leave out"])
def test_what_fits_no_theme_goes_where_the_file_says(unplaced: Literal["other", "leave out"]) -> None:
    result = tell([OURS, HERONS], replace(PLACE, unplaced=unplaced), NOW)
    kept = {story.lead.id for story in result.stories}
    assert kept == ({"e", "h"} if unplaced == "other" else {"e"})
    assert [out.why for out in result.left_out] == [] if unplaced == "other" else ["no words of any theme in it"]


def test_without_themes_nothing_is_left_out_for_want_of_one() -> None:
    assert len(tell([OURS], replace(PLACE, themes=(), unplaced="leave out"), NOW).stories) == 1


def test_where_none_is_sure_two_are_offered() -> None:
    level = tuple(m.Placement(m.ThemeId(name), 0.3, ("bridge",)) for name in ("roads", "homes", "money"))
    assert themes.choose(level)[0].theme == ""
    assert themes.offer(level) == level[:2]
    sure = (replace(level[0], score=0.8), *level[1:])
    assert themes.offer(sure) == ()
    assert themes.offer(()) == ()
