"""Weeks that no newsletter has: they end, soundly, and soon. What would be quadratic here would take hours."""

from __future__ import annotations

import pytest

from digest import model as m
from digest.stories import tell
from tests.stories.posts_made import PLACE, post
from tests.values import NOW

pytestmark = [pytest.mark.slow, pytest.mark.no_cover]

MANY = 10_000
LONG = " ".join(f"word{number % 997} of Larkhill, on the lido." for number in range(30_000))


def told(posts: list[m.Post]) -> m.Told:
    found = tell(posts, PLACE, NOW)
    stories = [*found.stories, *(out.story for out in found.left_out)]
    assert sorted(p.id for story in stories for p in story.posts) == sorted({p.id for p in posts})
    return found


@pytest.mark.parametrize(
    "title",
    ["Larkhill council shuts its lido for good", "Lido", "", "\u0644\u0639\u0628\u0629 \u5730\u65b9\u81ea\u6cbb"],
)
def test_ten_thousand_posts_that_are_all_the_same_but_for_their_id(title: str) -> None:
    found = told([post(f"p{at:05}", "gazette", title, text=title * 5) for at in range(MANY)])
    assert found.stories


def test_one_post_ten_thousand_times() -> None:
    found = told([post("p", "gazette", "Larkhill council shuts its lido for good")] * MANY)
    assert [len(story.posts) for story in found.stories] == [1]


def test_the_same_headline_from_every_outlet() -> None:
    sources = [f"outlet{at}" for at in range(MANY)]
    found = told([post(name, name, "Larkhill council shuts its lido for good") for name in sources])
    assert [len(story.posts) for story in found.stories] == [MANY]


def test_one_form_filled_in_ten_thousand_times() -> None:
    names = [f"{a}{b}{c}" for a in "BCDFGHKLMN" for b in "aeiouy" for c in ("rth", "ly", "mham", "wick", "x")] * 40
    titles = [f"{name}{at // 300} council appoints chief executive" for at, name in enumerate(names[:MANY])]
    found = told([post(f"p{at:05}", f"s{at}", title) for at, title in enumerate(titles)])
    assert all(len(story.posts) == 1 for story in found.stories)


def test_texts_of_a_megabyte() -> None:
    found = told([post(f"p{at}", "gazette", f"A text {at}", summary=LONG, text=LONG + str(at)) for at in range(8)])
    assert all(len(story.summary.text) <= 300 for story in found.stories)
