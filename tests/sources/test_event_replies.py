"""Answers of calendars' own interfaces, told by the words of their keys."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model import Memory, Page, Response, Source, SourceId
from digest.sources import events, kinds

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
SOURCE = Source(SourceId("s"), "Marlbury", "https://marlbury.example/api/meetings", kind="events")


def read(answer: object):
    return events.read_reply(json.dumps(answer), SOURCE, SOURCE.address, NOW)


def test_meetings_with_day_and_time_apart():
    rows = [{"EventId": n, "EventBodyName": f"Board {n}", "EventDate": "2026-12-03T00:00:00", "EventTime": "10:30 AM",
             "EventAgendaLastPublishedUTC": "2026-11-19T08:00:00", "EventLocation": "Guildhall",
             "EventInSiteURL": f"/meetings/{n}"} for n in (1, 2)]  # fmt: skip
    one, other = read(rows)
    assert (one.title, other.title) == ("Board 1", "Board 2")
    assert (one.event.start, one.event.place) == (datetime(2026, 12, 3, 10, 30, tzinfo=UTC), "Guildhall")
    assert one.address == "https://marlbury.example/meetings/1"


def test_items_of_one_agenda_are_one_meeting():
    rows = [
        {"MeetingDate": "2026-12-03T18:00:00", "Title": f"Item {n}", "MeetingType": "Full Council"} for n in range(5)
    ]
    assert [post.title for post in read({"data": {"rows": rows}})] == ["Full Council"]


def test_what_is_called_off_says_so():
    (post,) = read(
        [{"name": "Open day", "start": "2026-12-03T10:00Z", "end": "2026-12-03T12:00Z", "status": "Canceled"}]
    )
    assert (post.event.status, post.event.end.hour) == ("cancelled", 12)


@pytest.mark.parametrize(
    "answer",
    [{}, [], [1, 2], 7, "2026-12-03", None, {"a": [{"title": "No date"}]}, [{"updated": "2026-12-03", "title": "x"}]],
)
def test_what_holds_no_dated_things_gives_nothing(answer):
    assert read(answer) == ()


def test_an_events_source_reads_such_an_answer():
    body = json.dumps([{"title": "Open day", "date": "2026-12-03"}]).encode()
    page = kinds.read_events(SOURCE, Memory(SOURCE.id), Response(SOURCE.address, 200, (), body), NOW)
    assert isinstance(page, Page)
    assert [post.title for post in page.posts] == ["Open day"]


@given(st.recursive(st.none() | st.text(max_size=20) | st.integers(), lambda inner: st.lists(inner, max_size=4)
                    | st.dictionaries(st.sampled_from(["date", "title", "when", "end", "Time"]), inner, max_size=4)))  # fmt: skip
def test_no_answer_raises(answer):
    assert isinstance(read(answer), tuple)


def test_deep_answers_are_left():
    assert events.read_reply("[" * 100_000, SOURCE, SOURCE.address, NOW) == ()
