"""Events that their readers heard of: called off, moved, back again; each told once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from digest import model as m
from digest import stories
from tests.stories.posts_made import PLACE, event, post
from tests.values import NOW, issue

DAY = NOW + timedelta(days=40)
STANDS = post("kerbs", "institute", "Seminar on kerbs", event=event(DAY))
CANCELLED = replace(STANDS, event=event(DAY, status="cancelled", changed="Cancelled."))
MOVED = replace(STANDS, event=event(DAY + timedelta(days=7), status="changed", changed="Moved from 1 to 8 May."))


def printed(number: int, *posts: m.Post) -> m.Issue:
    made = issue(number)
    told = tuple(m.Story(m.StoryId(one.id), one, (), (), m.Summary("", "none")) for one in posts)
    return replace(made, content=replace(made.content, lead=None, sections=(), events=told))


def tell(now: m.Post, *earlier: m.Issue) -> tuple[list[str], list[str]]:
    """Return the reasons of the one story told, or of its being left out."""
    told = stories.tell([now], PLACE, NOW, earlier)
    return [why for story in told.stories for why in story.reasons], [left.why for left in told.left_out]


def test_an_event_called_off_is_told_to_those_who_heard_of_it() -> None:
    kept, left = tell(CANCELLED, printed(3, STANDS))
    assert "changed since announced in issue 3" in kept
    assert "event: Cancelled." in kept
    assert not left


@pytest.mark.parametrize(
    ("earlier", "why"),
    [
        ((), "cancelled before it was announced"),
        ((printed(3, STANDS), printed(4, CANCELLED)), "issue 4 said that it is cancelled"),
        ((printed(4, CANCELLED), printed(3, STANDS)), "issue 4 said that it is cancelled"),
    ],
)
def test_it_is_told_to_nobody_else_and_not_twice(earlier: tuple[m.Issue, ...], why: str) -> None:
    assert tell(CANCELLED, *earlier) == ([], [why])


def test_a_moved_event_is_told_again_and_then_not() -> None:
    kept, left = tell(MOVED, printed(3, STANDS))
    assert "event: Moved from 1 to 8 May." in kept
    assert not left
    assert tell(MOVED, printed(3, STANDS), printed(4, MOVED))[1] == ["already in issue 4"]


def test_one_that_takes_place_after_all_is_told_again() -> None:
    assert tell(STANDS, printed(3, CANCELLED))[0]
