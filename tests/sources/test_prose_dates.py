"""Days and times in running text, with ends, years and zones."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.sources.prose_dates import Near, find_spans

NEAR = Near(datetime(2026, 1, 2, 9, tzinfo=UTC))


def spans(text, near=NEAR):
    return [
        (span.start.strftime("%Y-%m-%d %H:%M"), span.end and span.end.strftime("%Y-%m-%d %H:%M"), span.whole_day)
        for span in find_spans(text, near)
    ]


@pytest.mark.parametrize(
    ("text", "start", "end", "whole"),
    [
        ("Wednesday 14 January from 8.00 a.m. to 9.30 a.m.", "2026-01-14 08:00", "2026-01-14 09:30", False),
        ("Thu 5 Feb, 6–7.30pm", "2026-02-05 18:00", "2026-02-05 19:30", False),
        ("Monday 6 July 2026, 11am-1pm", "2026-07-06 10:00", "2026-07-06 12:00", False),
        ("6:30 p.m. on 5 February 2026", "2026-02-05 18:30", None, False),
        ("5 February 2026 at noon", "2026-02-05 12:00", None, False),
        ("Friday 6 March 2026, 10pm to 2am", "2026-03-06 22:00", "2026-03-07 02:00", False),
        ("Friday 6 March 2026, 10-2am", "2026-03-06 22:00", "2026-03-07 02:00", False),
        ("Friday 6 March 2026, 22:00 to 24:00", "2026-03-06 22:00", "2026-03-07 00:00", False),
        ("Monday 6 July 2026, 11-1pm", "2026-07-06 10:00", "2026-07-06 12:00", False),
        ("10-31 February 2026", "2026-02-10 00:00", None, True),
        ("5 February 2026 (Thursday), 6pm", "2026-02-05 18:00", None, False),
        ("3 March 2026 14:00 CET", "2026-03-03 13:00", None, False),
        ("10 & 11 March", "2026-03-10 00:00", "2026-03-12 00:00", True),
        ("10-12 March 2026", "2026-03-10 00:00", "2026-03-13 00:00", True),
        ("28 February – 2 March 2026", "2026-02-28 00:00", "2026-03-03 00:00", True),
        ("10 March 2026, 9am to 11 March 2026, 5pm", "2026-03-10 09:00", "2026-03-11 17:00", False),
        ("by 31 May", "2026-05-31 00:00", None, True),
        ("am 14. Januar 2026 um 19.30 Uhr", "2026-01-14 19:30", None, False),
        ("le 3 février 2026 à 18h30", "2026-02-03 18:30", None, False),
        ("le 3 février 2026 de 9h30 à 17h", "2026-02-03 09:30", "2026-02-03 17:00", False),
        ("am 14. Januar 2026 von 10 bis 16 Uhr", "2026-01-14 10:00", "2026-01-14 16:00", False),
        ("donderdag 5 februari 2026 van 14.00 tot 17.00 uur", "2026-02-05 14:00", "2026-02-05 17:00", False),
        ("5 de febrero de 2026 de 18:00 a 20:00 horas", "2026-02-05 18:00", "2026-02-05 20:00", False),
        ("6.30pm on Thursday 5 February for a 7pm start", "2026-02-05 18:30", None, False),
        ("5 February, 2pm audit", "2026-02-05 14:00", None, False),
    ],
)
def test_one_span(text, start, end, whole):
    assert spans(f"It is on {text}, says the council.") == [(start, end, whole)]


def test_two_days_are_two_spans():
    assert [start for start, _, _ in spans("on 5 February at 6pm and on 12 March at 7pm")] == [
        "2026-02-05 18:00",
        "2026-03-12 19:00",
    ]


@pytest.mark.parametrize("text", ["on 3 and 17 February at 10am", "on 3 February at 10am and 17 February at 10am"])
def test_two_days_that_are_no_run_of_days_are_two_spans(text):
    assert [start for start, _, _ in spans(text)] == ["2026-02-03 10:00", "2026-02-17 10:00"]


def test_days_that_stand_far_apart_are_no_run_of_days():
    assert [start[:10] for start, _, _ in spans(f"3 February{' ' * 41}to 17 February")] == [
        "2026-02-03",
        "2026-02-17",
    ]


def test_a_time_is_shared_only_by_days_told_together():
    assert [whole for _, _, whole in spans("on 5 February in Fernley and on 12 March at 7pm")] == [True, False]


def test_the_weekday_after_a_day_is_part_of_it():
    (span,) = find_spans("Kerbs, 5 February (Thursday), Guildhall", NEAR)
    assert (span.weekday, span.finish) == (True, len("Kerbs, 5 February (Thursday)"))


def test_days_told_together_share_their_month_and_time():
    told = ["2026-02-03 10:00", "2026-02-10 10:00", "2026-02-17 10:00"]
    assert [start for start, _, _ in spans("on 3, 10 and 17 February 2026 at 10am")] == told


def test_the_weekday_chooses_the_year():
    assert spans("Wednesday 20 September", Near(datetime(2023, 9, 5, tzinfo=UTC)))[0][0] == "2023-09-20 00:00"
    assert spans("Thursday 21 September", Near(datetime(2023, 3, 5, tzinfo=UTC)))[0][0] == "2023-09-21 00:00"


def test_a_heading_gives_the_year_unless_the_weekday_speaks_against_it():
    assert spans("5 February", Near(NEAR.at, year=2019))[0][0] == "2019-02-05 00:00"
    assert spans("Thursday 5 February", Near(NEAR.at, year=2019))[0][0] == "2026-02-05 00:00"


@pytest.mark.parametrize(
    "text",
    [
        "councils may do so",
        "12 may be enough",
        "the 2026 budget",
        "section 114 notices",
        "£12.50 at 6",
        "5 out of 10",
        "a 24/7 service",
    ],
)
def test_what_is_no_day(text):
    assert spans(text) == []


@given(st.dates(date(2025, 2, 1), date(2026, 11, 1)), st.integers(1, 22), st.integers(0, 59))
def test_a_weekday_and_a_time_are_read_again_without_a_year(day, hour, minute):
    text = f"Join us on {day:%A} {day.day} {day:%B} from {hour:02}:{minute:02} for an hour"
    near = Near(datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=20), zone="UTC")
    (span,) = find_spans(text, near)
    assert span.start == datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


@given(st.text(max_size=300))
def test_any_text_can_be_searched(text):
    for span in find_spans(text, NEAR):
        assert 0 <= span.begin < span.finish <= len(text)
        assert span.end is None or span.end > span.start
