"""Calendar files, by RFC 5545."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import model as m
from digest import paths, renditions
from digest.adapters.templates import JinjaTemplates
from digest.renditions import zones
from digest.renditions.addresses import addresses
from digest.renditions.calendar import calendar, escaped, folded
from tests.renditions.issues_made import NOW, PUBLIC, content, event, issue, newsletter, story

OURS = JinjaTemplates([paths.templates()])


def lines(*events: m.Story, number: int = 12) -> list[str]:
    body = calendar(issue(content(events=events), number), events, newsletter(), addresses(newsletter(), PUBLIC))
    assert body.endswith(b"\r\n")
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    assert b"\n" not in body.replace(b"\r\n", b"")
    return body.decode().replace("\r\n ", "").split("\r\n")


def test_an_event_with_times_is_on_the_clock_of_its_place():
    found = lines(event(1, start=datetime(2026, 7, 1, 9, 30, tzinfo=UTC), end=datetime(2026, 7, 1, 11, tzinfo=UTC)))
    assert found[:3] == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//sector-digest//EN"]
    assert "METHOD:PUBLISH" in found
    assert "DTSTART;TZID=Europe/London:20260701T103000" in found
    assert "DTEND;TZID=Europe/London:20260701T120000" in found
    assert "STATUS:CONFIRMED" in found
    assert "SEQUENCE:0" in found
    assert "DTSTAMP:20261127T060000Z" in found
    assert "LOCATION:Northbank Hall\\, Leeds" in found
    assert "URL:https://source1.example/news/1" in found
    assert "CATEGORIES:Housing" in found
    assert found[-2:] == ["END:VCALENDAR", ""]


def test_an_event_on_a_clock_that_nobody_knows_is_told_in_utc():
    one = event(1, start=datetime(2026, 7, 1, 9, 30, tzinfo=UTC), end=None)
    one = replace(one, lead=replace(one.lead, event=replace(one.lead.event, zone="Mars/Olympus")))
    found = lines(one)
    assert "DTSTART:20260701T093000Z" in found
    assert "BEGIN:VTIMEZONE" not in found


def test_a_story_that_announces_nothing_is_no_event():
    assert "BEGIN:VEVENT" not in lines(story(1, "No event at all"))


def test_whole_days_end_on_the_day_after_the_last():
    one = lines(event(1, start=datetime(2026, 12, 18, tzinfo=UTC), end=None, whole_day=True))
    assert "DTSTART;VALUE=DATE:20261218" in one
    assert "DTEND;VALUE=DATE:20261219" in one
    three = lines(
        event(1, start=datetime(2026, 12, 18, tzinfo=UTC), end=datetime(2026, 12, 21, tzinfo=UTC), whole_day=True)
    )
    assert "DTEND;VALUE=DATE:20261221" in three


def test_an_end_that_is_not_after_the_start_is_left_out():
    same = datetime(2026, 12, 18, 9, tzinfo=UTC)
    assert not [line for line in lines(event(1, start=same, end=same)) if line.startswith("DTEND")]


def test_a_deadline_does_not_make_anybody_busy():
    assert "TRANSP:TRANSPARENT" in lines(event(1, kind="deadline", end=None))
    assert "TRANSP:TRANSPARENT" not in lines(event(1))


def test_an_event_keeps_its_id_in_every_issue():
    ids = {line for number in (12, 13) for line in lines(event(1), number=number) if line.startswith("UID:")}
    assert len(ids) == 1
    assert re.fullmatch(r"UID:[0-9a-f]{12}\.place@digest\.example\.org", ids.pop())


def test_each_event_of_an_issue_has_a_file_and_the_mail_leads_to_it():
    whole = issue(content(events=(event(1), event(2))))
    published = renditions.publish(whole, (), newsletter(), OURS, PUBLIC)
    files = {
        r.path: r.body.decode() for r in published.renditions if r.path.startswith("12/") and r.path.endswith(".ics")
    }
    assert len(files) == 3
    assert files["12/events.ics"].count("BEGIN:VEVENT") == 2
    mail = renditions.mail(whole, newsletter(), OURS, PUBLIC)
    for path in files.keys() - {"12/events.ics"}:
        assert files[path].count("BEGIN:VEVENT") == 1
        assert f"{PUBLIC}/{path}" in mail.html
        assert f"{PUBLIC}/{path}" in mail.text


def test_an_issue_without_events_writes_no_calendar():
    published = renditions.publish(issue(content(story(1))), (), newsletter(), OURS, PUBLIC)
    assert not [r.path for r in published.renditions if r.path.startswith("12/") and r.path.endswith(".ics")]


def test_text_is_escaped():
    assert escaped("a\\b;c,d\ne") == "a\\\\b\\;c\\,d\\ne"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=70, max_size=200))
def test_folding_keeps_every_character_and_cuts_at_75_octets(text):
    cut = folded(text)
    assert cut.replace("\r\n ", "") == text
    assert all(len(piece.encode()) <= 75 for piece in cut.split("\r\n"))


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=80))
def test_any_words_make_lines_that_can_be_read(text):
    found = lines(event(1, text or "Title", name=text, place=text))
    assert all(re.match(r"[A-Z-]+[;:]", line) for line in found if line)


# ── calendars to subscribe to ──────────────────────────────────────────────────────────────────────────


def followed(*issues: m.Issue, path: str = "calendars/events.ics") -> list[str]:
    published = renditions.publish(issues[0], issues[1:], newsletter(), OURS, PUBLIC)
    body = next(r.body for r in published.renditions if r.path == path)
    return body.decode().replace("\r\n ", "").split("\r\n")


def weekly(number: int, *events: m.Story) -> m.Issue:
    return issue(content(events=events), number, NOW + timedelta(weeks=number - 12))


def test_a_calendar_to_follow_says_what_it_is_and_when_to_ask_again():
    found = followed(weekly(12, event(1)), path="calendars/housing.ics")
    assert "NAME:Place Weekly: Housing" in found
    assert f"SOURCE;VALUE=URI:{PUBLIC}/calendars/housing.ics" in found
    assert "REFRESH-INTERVAL;VALUE=DURATION:P1D" in found
    assert found.count("BEGIN:VEVENT") == 1
    assert "BEGIN:VEVENT" not in followed(weekly(12, event(1)), path="calendars/culture.ics")


def test_a_calendar_without_events_still_holds_something():
    """RFC 5545, 3.6: at least one component."""
    assert "BEGIN:VTIMEZONE" in followed(weekly(12), path="calendars/culture.ics")


def test_an_event_stands_once_and_a_change_has_a_higher_sequence():
    first, again = weekly(11, event(1)), weekly(12, event(1))
    assert [x for x in followed(again, first) if x.startswith(("SEQUENCE", "DTSTAMP"))] == [
        "SEQUENCE:0",
        "DTSTAMP:20261120T060000Z",
    ]
    moved = weekly(12, event(1, start=datetime(2026, 12, 17, 10, tzinfo=UTC), end=None))
    found = followed(moved, first)
    assert [x for x in found if x.startswith(("SEQUENCE", "DTSTAMP", "DTSTART;TZID"))] == [
        "SEQUENCE:1",
        "DTSTAMP:20261127T060000Z",
        "DTSTART;TZID=Europe/London:20261217T100000",
    ]
    assert found.count("BEGIN:VEVENT") == 1


@pytest.mark.parametrize("status", ["cancelled", "postponed"])
def test_what_is_called_off_stays_as_cancelled(status):
    found = followed(weekly(12, event(1, status=status)), weekly(11, event(1)))
    assert "STATUS:CANCELLED" in found
    assert "SEQUENCE:1" in found
    assert "TRANSP:TRANSPARENT" in found


def test_what_is_long_over_is_left_out():
    old = weekly(2, event(1, start=datetime(2026, 9, 20, 10, tzinfo=UTC), end=None))
    assert "BEGIN:VEVENT" not in followed(weekly(12), old)


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"])
def test_a_zone_is_described_as_the_clock_was(zone):
    """Each moment, read by the observance before it, is the moment that Python's zone gives."""
    described = "\n".join(zones.described(zone, 2026, 2026))
    pattern = r"DTSTART:(\w+)\nTZOFFSETFROM:([+-]\d+)\nTZOFFSETTO:([+-]\d+)"
    offset = lambda word: timedelta(hours=int(word[:3]), minutes=int(word[0] + word[3:]))  # noqa: E731 - read twice
    changes = [
        (datetime.strptime(at, "%Y%m%dT%H%M%S").replace(tzinfo=UTC) - offset(old), offset(new))
        for at, old, new in re.findall(pattern, described)
    ]
    for day in range(365):
        at = datetime(2026, 1, 1, 1, 30, tzinfo=UTC) + timedelta(days=day)
        expected = at.astimezone(ZoneInfo(zone)).utcoffset()
        assert max(change for change in changes if change[0] <= at)[1] == expected
