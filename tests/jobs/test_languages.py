"""What the newsletter's file says of a source comes first, then the text, then what the page said of itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from digest.jobs.languages import recognised
from tests.parts import Household
from tests.stories.posts_made import post


@pytest.mark.parametrize(
    ("of_source", "told", "said", "language"),
    [("cy", "en", "en", "cy"), ("", "cy", "en", "cy"), ("", "", "fr", "fr"), ("", "", "", "")],
)
def test_who_is_believed(tmp_path: Path, of_source: str, told: str, said: str, language: str) -> None:
    parts = Household(tmp_path).parts()
    source = replace(parts.newsletter.sources[0], language=of_source)
    parts = replace(parts, newsletter=replace(parts.newsletter, sources=(source,)), language=lambda _: told)
    (found,) = recognised(parts, [replace(post("a", source.id, "A title"), language=said)])
    assert found.language == language


def test_a_source_that_is_gone_says_nothing(tmp_path: Path) -> None:
    parts = replace(Household(tmp_path).parts(), language=lambda _: "")
    kept = post("a", "gone", "A title")
    assert recognised(parts, [kept]) == (kept,)
