"""Schedules in words."""

import calendar
import re
from datetime import date, time, timedelta

import dateutil.easter
import pytest

from digest import model as m
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
        ("Thursday 12:00", m.Occasion(time(12), (3,))),
        ("fri 7:05", m.Occasion(time(7, 5), (4,))),
        (" MONDAY 00:00 ", m.Occasion(time(0), (0,))),
        ("Tuesday and Friday 23:59", m.Occasion(time(23, 59), (1, 4))),
        ("daily 07:00", m.Occasion(time(7))),
        ("weekdays 07:00", m.Occasion(time(7), (0, 1, 2, 3, 4))),
        ("every second Friday 07:00", m.Occasion(time(7), (4,), weeks=2)),
        ("every other Friday 07:00 from 2026-01-09", m.Occasion(time(7), (4,), weeks=2, since=date(2026, 1, 9))),
        ("Fortnightly Friday 07:00", m.Occasion(time(7), (4,), weeks=2)),
        ("every fourth Monday 07:00", m.Occasion(time(7), (0,), weeks=4)),
        ("first Thursday 07:00", m.Occasion(time(7), (3,), nth=1)),
        ("last Friday of the month 07:00", m.Occasion(time(7), (4,), nth=-1)),
        ("1st 07:00", m.Occasion(time(7), day=1)),
        ("31st of the month 07:00", m.Occasion(time(7), day=31)),
        ("last day 07:00", m.Occasion(time(7), day=-1)),
        ("monthly 07:00", m.Occasion(time(7), day=1)),
    ],
)
def test_days_and_a_time(said, meant):
    assert words.occasions(said) == (meant,)


def test_several_times_stand_with_commas_between_them():
    assert words.occasions("Tuesday 07:00, Friday 16:00") == (
        m.Occasion(time(7), (1,)),
        m.Occasion(time(16), (4,)),
    )


@pytest.mark.parametrize(
    "said",
    [
        *("", "Thursday", "12:00", "Thursday 24:00", "Thursday 12:60", "Thurs 12:00", "Thursday 12", "0th 07:00"),
        *("32nd 07:00", "fifth Friday 07:00", "every second 07:00", "every Friday 07:00 from 2026-13-01"),
        *("Friday 07:00,", "first 07:00", "daily 07:00 from 2026-01-01", "Friday and 07:00"),
    ],
)
def test_days_and_a_time_refuse_what_they_do_not_know(said):
    with pytest.raises(ValueError):  # noqa: PT011 - date(), time() and we raise it, the words differ
        words.occasions(said)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2027-04-29", date(2027, 4, 29)),
        ("25 December", date(2031, 12, 25)),
        ("Good Friday", date(2026, 4, 3)),
        ("Easter Monday", date(2027, 3, 29)),
        ("first Monday in May", date(2026, 5, 4)),
        ("last Monday of August", date(2026, 8, 31)),
    ],
)
def test_a_holiday_by_its_name(said, day):
    found = words.holiday(said)
    assert [one for one in _year(day.year) if found.on(one)] == [day]


@pytest.mark.parametrize(
    "said", ["", "Christmas", "31 November", "2027-02-29", "fifth Monday in May", "May", "3 Movember"]
)
def test_a_holiday_refuses_what_it_does_not_know(said):
    with pytest.raises(ValueError):  # noqa: PT011 - date() and we raise it, the words differ
        words.holiday(said)


def _year(year):
    return [date(year, 1, 1) + timedelta(days=n) for n in range(366 if calendar.isleap(year) else 365)]


@pytest.mark.parametrize("year", range(1990, 2090))
def test_easter_is_when_dateutil_says(year):
    assert m.easter(year) == dateutil.easter.easter(year)


@pytest.mark.parametrize(
    ("draft", "send"),
    [
        ("Friday 16:00", "Monday 07:00"),
        ("daily 05:00", "daily 07:00"),
        ("daily 12:00", "1st 07:00"),
        ("Thursday 12:00", "every second Friday 07:00"),
        ("Wednesday 12:00", "first Thursday 07:00"),
        ("Monday and Thursday 12:00", "Tuesday 07:00, Friday 07:00"),
        ("daily 06:00, daily 15:00", "daily 07:00, daily 16:00"),
    ],
)
def test_a_draft_stands_before_every_send(draft, send):
    assert words.trouble(draft, send) == ""


@pytest.mark.parametrize(
    ("draft", "send", "said"),
    [
        ("Monday 09:00", "Monday 06:30", "6 days 21 hours 30 minutes"),
        ("Friday 07:00", "Friday 07:00", "no time|7 days"),
        ("Monday 12:00", "Tuesday 07:00, Friday 07:00", "share one draft"),
        ("1st 12:00", "Friday 07:00", "no time|share|days"),
        ("daily 05:00", "daily 07:00, daily 16:00", "share one draft"),
    ],
)
def test_a_draft_that_comes_too_early_or_not_at_all_is_told(draft, send, said):
    assert re.search(said, words.trouble(draft, send))


def test_a_span_in_words():
    assert words.spell(timedelta(days=2, hours=1, minutes=5)) == "2 days 1 hour 5 minutes"
    assert words.spell(timedelta()) == "no time"
