"""How a source publishes, and how long it is wont to be silent."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.sources import rhythm

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
EVERY_DAY = (1.0,) * 7


def weekdays(start: datetime, days: int) -> list[datetime]:
    every = (start + timedelta(days=number) for number in range(days))
    return [day for day in every if day.weekday() < 5]


def test_posts_a_week_are_those_of_the_last_weeks() -> None:
    steady = [MONDAY + timedelta(days=7 * number) for number in range(30)]
    assert rhythm.rhythm(steady, steady[-1] + timedelta(days=3)).a_week == pytest.approx(1.0, abs=0.2)
    quickened = steady + [steady[-1] + timedelta(days=number) for number in range(1, 57)]
    assert rhythm.rhythm(quickened, quickened[-1]).a_week == pytest.approx(7.0, abs=0.3)


def test_a_source_silent_for_months_still_has_a_rate() -> None:
    old = [MONDAY + timedelta(days=number) for number in range(10)]
    assert 0 < rhythm.rhythm(old, MONDAY + timedelta(days=200)).a_week < 0.5


def test_a_weekend_is_no_silence_for_a_source_that_never_publishes_on_one() -> None:
    known = weekdays(MONDAY, 60)
    friday = max(day for day in known if day.weekday() == 4)
    told = rhythm.rhythm([day for day in known if day <= friday], friday + timedelta(days=3))
    assert told.silence < 1.5
    assert told.silence < told.usual
    dead = rhythm.rhythm([day for day in known if day <= friday], friday + timedelta(days=10))
    assert dead.silence > dead.usual


def test_christmas_does_not_count_and_august_half() -> None:
    christmas = rhythm.counted(date(2026, 12, 23), date(2027, 1, 2), EVERY_DAY)
    assert christmas == 1.0  # only 2 January
    assert rhythm.counted(date(2026, 7, 31), date(2026, 8, 31), EVERY_DAY) == 15.5
    assert rhythm.in_season(date(2026, 12, 25)) == "Christmas"
    assert rhythm.in_season(date(2026, 8, 2)) == "August"
    assert rhythm.in_season(date(2026, 5, 2)) == ""


@given(
    st.dates(max_value=date(9000, 1, 1)),
    st.integers(min_value=-5, max_value=420),
    st.lists(st.sampled_from([rhythm.ASIDE, 1.0]), min_size=7, max_size=7),
)
def test_what_lies_between_two_days_is_each_day_by_what_it_counts(
    first: date, later: int, weights: list[float]
) -> None:
    days = [first + timedelta(days=number) for number in range(1, later + 1)]
    each = sum(weights[day.weekday()] * rhythm.season(day) for day in days)
    second = first + timedelta(days=max(later, -(first - date.min).days))
    assert rhythm.counted(first, second, weights) == pytest.approx(each)


def test_beyond_a_year_every_week_counts_the_same() -> None:
    weights = [0.5] * 7
    assert rhythm.counted(MONDAY.date(), MONDAY.date() + timedelta(weeks=61, days=3), weights) == 61 * 3.5


def test_too_little_says_nothing() -> None:
    assert rhythm.rhythm([], MONDAY).latest is None
    assert rhythm.rhythm([MONDAY, MONDAY + timedelta(days=1)], MONDAY + timedelta(days=9)).usual == 0.0


def test_what_is_dated_in_the_future_is_left_out() -> None:
    told = rhythm.rhythm([MONDAY, MONDAY + timedelta(days=300)], MONDAY + timedelta(days=2))
    assert told.latest == MONDAY


@given(
    st.lists(st.integers(0, 500), max_size=60),
    st.integers(0, 600),
)
def test_silence_and_usual_are_never_negative(offsets: list[int], later: int) -> None:
    told = rhythm.rhythm([MONDAY + timedelta(days=number) for number in offsets], MONDAY + timedelta(days=later))
    assert told.silence >= 0
    assert told.usual >= 0
    assert told.a_week >= 0
    assert told.days >= 0
