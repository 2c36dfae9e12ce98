"""Schedules in words."""

from datetime import time, timedelta

import pytest

from digest.config import words


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("hourly", timedelta(hours=1)),
        ("Daily", timedelta(hours=24)),
        ("every 30 minutes", timedelta(minutes=30)),
        ("every  6 Hours", timedelta(hours=6)),
        ("every hour", timedelta(hours=1)),
    ],
)
def test_how_often(said, meant):
    assert words.interval(said) == meant


@pytest.mark.parametrize("said", ["", "weekly", "every 4 minutes", "every 25 hours", "every 0 hours", "30 minutes"])
def test_how_often_refuses_what_it_does_not_know(said):
    with pytest.raises(ValueError):  # noqa: PT011 - it carries the words themselves
        words.interval(said)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Thursday 12:00", (3, time(12))),
        ("fri 7:05", (4, time(7, 5))),
        (" MONDAY 00:00 ", (0, time(0))),
        ("Sunday 23:59", (6, time(23, 59))),
    ],
)
def test_when_in_a_week(said, meant):
    assert words.weekly(said) == meant


@pytest.mark.parametrize(
    "said", ["", "Thursday", "12:00", "Thursday 24:00", "Thursday 12:60", "Thurs 12:00", "Thursday 12"]
)
def test_when_in_a_week_refuses_what_it_does_not_know(said):
    with pytest.raises(ValueError):  # noqa: PT011 - time() and we raise it, the words differ
        words.weekly(said)


def test_the_review_may_span_the_weekend():
    assert words.review(words.weekly("Friday 16:00"), words.weekly("Monday 07:00")) == timedelta(days=2, hours=15)
    assert words.spell(timedelta(days=2, hours=1, minutes=5)) == "2 days 1 hour 5 minutes"
    assert words.spell(timedelta()) == "no time"
