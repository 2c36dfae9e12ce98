"""Calendars as posts: each event once, on the clock that was meant, whatever the file looks like."""

from __future__ import annotations

import itertools
import textwrap
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model import Failure, Page, Source, SourceId, Trouble
from digest.sources import calendars, recurrences

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
SOURCE = Source(SourceId("s"), "Marlbury", "https://marlbury.example/events.ics", kind="calendar")


def calendar(*events: str, head: str = "", break_: str = "\r\n") -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", *filter(None, [head.strip()])]
    for event in events:
        lines += ["BEGIN:VEVENT", *textwrap.dedent(f"{event}").strip("\n ").splitlines(), "END:VEVENT"]
    return break_.join([*lines, "END:VCALENDAR", ""])


def read(*events: str, head: str = "", source: Source = SOURCE, **form: str) -> Page:
    page = calendars.read_calendar(calendar(*events, head=head, **form), source, source.address, NOW)
    assert isinstance(page, Page)
    return page


def one(event: str, head: str = "", source: Source = SOURCE):
    (post,) = read(event, head=head, source=source).posts
    return post


def test_an_event_is_read_whole():
    post = one(r"""
        UID:7@marlbury.example
        DTSTART;TZID=Europe/London:20261203T100000
        DTEND;TZID=Europe/London:20261203T113000
        SUMMARY:Kerbs\, trees and
          drains
        LOCATION:Guildhall\, Marlbury
        DESCRIPTION:A morning on streets.\nWith Ada Brook\, Director\, Bright Roads
        URL:https://marlbury.example/kerbs?utm_source=cal
        ORGANIZER;CN="Kerbside Trust":mailto:team@marlbury.example
        CATEGORIES:Streets,Trees
        CREATED:20261101T080000Z
        BEGIN:VALARM
        SUMMARY:Not this one
        END:VALARM
    """)
    assert (post.title, post.address) == ("Kerbs, trees and drains", "https://marlbury.example/kerbs")
    assert post.event.start == datetime(2026, 12, 3, 10, tzinfo=UTC)
    assert post.event.end == datetime(2026, 12, 3, 11, 30, tzinfo=UTC)
    assert (post.event.place, post.event.organisers, post.event.zone) == (
        "Guildhall, Marlbury", ("Kerbside Trust",), "Europe/London")  # fmt: skip
    assert post.tags == ("Streets", "Trees")
    assert post.published.at == datetime(2026, 11, 1, 8, tzinfo=UTC)
    assert (post.guid, post.event.uid) == ("uid:7@marlbury.example", "7@marlbury.example")


@pytest.mark.parametrize(
    ("start", "hour"),
    [
        ("DTSTART:20260703T100000Z", 10),
        ("DTSTART;TZID=Europe/London:20260703T100000", 9),
        ("DTSTART;TZID=GMT Standard Time:20260703T100000", 9),
        ("DTSTART;TZID=/freeassociation.example/Europe/Paris:20260703T100000", 8),
        ("DTSTART;TZID=Town clock:20260703T100000", 7),
        ("DTSTART:20260703T100000", 9),
        ("DTSTART;TZID=No such place:20260703T100000", 9),
        ("DTSTART;TZID=Nowhere/Else:20260703T100000", 9),
        ("DTSTART;TZID=Broken clock:20260703T100000", 9),
    ],
)
def test_the_clock_is_the_one_that_is_named_else_described_else_the_sources(start, hour):
    zone = """BEGIN:VTIMEZONE
TZID:Town clock
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0300
TZOFFSETTO:+0300
END:STANDARD
END:VTIMEZONE
BEGIN:VTIMEZONE
TZID:Broken clock
BEGIN:STANDARD
DTSTART:never
END:STANDARD
END:VTIMEZONE""".replace("\n", "\r\n")
    now = datetime(2026, 6, 20, tzinfo=UTC)
    page = calendars.read_calendar(calendar(f"UID:1\nSUMMARY:A fair\n{start}", head=zone), SOURCE, "", now)
    assert [post.event.start for post in page.posts] == [datetime(2026, 7, 3, hour, tzinfo=UTC)]


def test_times_without_a_zone_are_on_the_calendars_clock_or_the_sources():
    dublin = Source(SourceId("s"), "S", "https://a.example/", time_zone="America/New_York")
    assert one("UID:1\nSUMMARY:A fair\nDTSTART:20261203T100000", source=dublin).event.start.hour == 15
    head = "X-WR-TIMEZONE:Europe/Berlin"
    assert one("UID:1\nSUMMARY:A fair\nDTSTART:20261203T100000", head, dublin).event.start.hour == 9


def test_whole_days_end_after_the_last():
    single = one("UID:1\nSUMMARY:A fair\nDTSTART;VALUE=DATE:20261203\nDTEND;VALUE=DATE:20261204").event
    assert (single.whole_day, single.end) == (True, None)
    three = one("UID:1\nSUMMARY:A fair\nDTSTART;VALUE=DATE:20261203\nDTEND;VALUE=DATE:20261206").event
    assert three.end == datetime(2026, 12, 6, tzinfo=UTC)
    assert one("UID:1\nSUMMARY:A fair\nDTSTART:20261203T100000Z\nDURATION:PT90M").event.end.hour == 11


def test_a_series_is_told_occurrence_by_occurrence_without_its_exceptions():
    page = read(
        """
        UID:s
        SUMMARY:Board
        DTSTART;TZID=Europe/London:20261005T100000
        DTEND;TZID=Europe/London:20261005T110000
        RRULE:FREQ=MONTHLY;BYDAY=1MO;COUNT=9
        EXDATE;TZID=Europe/London:20270104T100000""",
        """
        UID:s
        SUMMARY:Board, moved
        RECURRENCE-ID;TZID=Europe/London:20270201T100000
        DTSTART;TZID=Europe/London:20270203T140000""",
        """
        UID:s
        SUMMARY:Board
        STATUS:CANCELLED
        RECURRENCE-ID;TZID=Europe/London:20270301T100000
        DTSTART;TZID=Europe/London:20270301T100000""",
    )
    told = [(f"{post.event.start:%m-%d %H}", post.title, post.event.status) for post in page.posts]
    assert told == [
        ("12-07 10", "Board", ""), ("02-03 14", "Board, moved", ""), ("03-01 10", "Board", "cancelled"),
        ("04-05 09", "Board", ""), ("05-03 09", "Board", ""), ("06-07 09", "Board", ""),
    ]  # fmt: skip
    assert len({post.id for post in page.posts}) == 6


def test_the_latest_revision_counts_wherever_it_stands():
    newer = "UID:1\nSEQUENCE:2\nSUMMARY:New name\nDTSTART:20261204T100000Z"
    older = "UID:1\nSEQUENCE:1\nSUMMARY:Old name\nDTSTART:20261203T100000Z"
    assert [post.title for post in read(newer, older).posts] == ["New name"]
    assert [post.title for post in read(older, newer).posts] == ["New name"]


def test_what_is_long_over_or_years_away_is_left():
    days = ["20200101", "20261119", "20261203", "20351203"]
    page = read(*(f"UID:{day}\nSUMMARY:A fair\nDTSTART;VALUE=DATE:{day}" for day in days))
    assert [post.event.start.day for post in page.posts] == [19, 3]


def test_one_broken_event_is_refused_and_the_others_stay():
    page = read("UID:1\nSUMMARY:Broken\nDTSTART:20269903T100000Z", "UID:2\nSUMMARY:Whole\nDTSTART:20261203T100000Z",
                "UID:3\nSUMMARY:Dateless")  # fmt: skip
    assert [post.title for post in page.posts] == ["Whole"]


def test_lone_line_feeds_and_folds_are_read():
    page = read("UID:1\nSUMMARY:A fair\nDTSTART:20261203T100000Z\nDESCRIPTION:Ple\n nty", break_="\n")
    assert [post.title for post in page.posts] == ["A fair"]


@pytest.mark.parametrize(
    "rule",
    ["FREQ=SECONDLY", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;BYEASTER=1", "FREQ=DAILY;INTERVAL=0", "x" * 9000,
     "FREQ=DAILY;UNTIL=99999999T999999Z", "FREQ=DAILY;COUNT=-3"],
)  # fmt: skip
def test_hostile_rules_end_soon_and_leave_the_first_moment(rule):
    event = f"UID:1\nSUMMARY:A fair\nDTSTART:20261203T100000Z\nRRULE:{rule}"
    page = read(event, "UID:2\nSUMMARY:Whole\nDTSTART:20261203T100000Z")
    assert "Whole" in [post.title for post in page.posts]
    assert len(page.posts) <= 1 + recurrences.MOST


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=DAILY;UNTIL=20261205", [3, 4, 5]),
        ("FREQ=DAILY;UNTIL=20261205T093000", [3, 4]),
        ("FREQ=DAILY;UNTIL=20269999", [3]),
        ("FREQ=DAILY;BYDAY=XX", [3]),
        ("FREQ=HOURLY;INTERVAL=24", [3]),
        ("FREQ=DAILY;INTERVAL=2", [3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25]),
    ],
)
def test_a_rule_ends_with_its_last_day_and_one_that_cannot_be_read_gives_nothing(rule, days):
    start = datetime(2026, 12, 3, 10)  # noqa: DTZ001 - the clock on the wall
    found = recurrences.occurrences(start, [rule], [], start, start + timedelta(days=30))
    assert [at.day for at in found] == days


def test_a_series_that_begins_after_the_span_has_nothing_in_it():
    start = datetime(2026, 12, 3, 10)  # noqa: DTZ001 - the clock on the wall
    rules = ["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO"]
    assert recurrences.occurrences(start, rules, [], start - timedelta(days=9), start - timedelta(days=1)) == []


def test_whoever_organises_it_is_named_and_no_mailbox():
    event = "UID:1\nSUMMARY:A fair\nDTSTART:20261203T100000Z\nORGANIZER;CN=team@a.example:mailto:team@a.example"
    assert one(event).event.organisers == ()


def test_a_calendar_too_large_is_a_failure():
    failure = calendars.read_calendar("BEGIN:VCALENDAR" + "\n" * calendars.LARGEST, SOURCE, SOURCE.address, NOW)
    assert isinstance(failure, Failure)
    assert failure.trouble is Trouble.TOO_LARGE


@pytest.mark.slow
def test_a_calendar_of_ten_thousand_events_is_cut():
    page = read(*(f"UID:{n}\nSUMMARY:Fair {n}\nDTSTART:20261203T100000Z" for n in range(10_000)))
    assert len(page.posts) == calendars.MOST


@given(st.binary(max_size=400))
def test_no_bytes_raise(noise):
    text = calendar("UID:1\nSUMMARY:A fair\nDTSTART:20261203T100000Z").replace("SUMMARY", noise.decode("latin-1"))
    assert calendars.read_calendar(text, SOURCE, SOURCE.address, NOW)


@given(st.integers(0, 400), st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]), st.integers(1, 5))
def test_occurrences_keep_their_weekday_and_step(days, frequency, step):
    start = datetime(2024, 2, 29, 10, tzinfo=UTC).replace(tzinfo=None) + timedelta(days=days)
    found = recurrences.occurrences(
        start, [f"FREQ={frequency};INTERVAL={step}"], [], start, start + timedelta(days=900)
    )
    assert found[0] == start
    assert all(at.time() == start.time() for at in found)
    if frequency in ("DAILY", "WEEKLY"):
        width = timedelta(days=step * (7 if frequency == "WEEKLY" else 1))
        assert {later - at for at, later in itertools.pairwise(found)} == {width}


def test_pages_name_the_calendars_they_offer_as_a_whole():
    page = '<a href="webcal://a.example/all.ics">Subscribe</a><a href=/list/?ical=1>x</a><a href="/e.ics?x=1&amp;y=2">y</a>'
    assert calendars.links(page, "https://a.example/events/") == (
        "https://a.example/all.ics", "https://a.example/e.ics?x=1&y=2")  # fmt: skip
    assert not calendars.links("".join(f'<a href="/{n}.ics">add</a>' for n in range(9)), "https://a.example/")
