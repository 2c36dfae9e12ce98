"""The same event met again: moved, cancelled, put elsewhere, or only told more exactly."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from digest.model import Article, Dating, Event, Person, Post, Source, SourceId
from digest.sources import articles, event_changes, event_data, events, identity, known
from digest.sources.raw import Raw, to_post

FIRST = datetime(2026, 11, 20, 9, tzinfo=UTC)
LATER = FIRST + timedelta(days=3)
SOURCE = Source(SourceId("s"), "Marlbury", "https://marlbury.example/events", kind="events")
KERBS = Event("Kerbs and trees", datetime(2026, 12, 3, 10, tzinfo=UTC), place="Guildhall, Marlbury")


def post(event: Event, now: datetime = FIRST, address: str = "", guid: str = "") -> Post:
    guid = guid or f"event:{event.start:%Y-%m-%d}:{event.name.casefold()}"
    found = to_post(Raw(event.name, address=address, guid=guid, event=event), SOURCE, SOURCE.address, now)
    assert isinstance(found, Post)
    return found


def again(before: list[Post], after: list[Post]) -> known.Decided:
    """Return what a second visit decides, given what a first one stored."""
    first = known.decide(before, {})
    stored = {key: one for one in first.new for key in one.keys}
    return known.decide(after, {key: stored[key] for key in identity.asked(after) if key in stored})


def moved(event: Event, **days: int) -> Event:
    return replace(event, start=event.start + timedelta(**days))


@pytest.mark.parametrize(
    ("address", "guid"),
    [("", ""), ("https://marlbury.example/kerbs", ""), ("", "uid:7@marlbury.example")],
    ids=["by its name", "by its address", "by its calendar's id"],
)
def test_an_event_that_was_moved_is_the_same_event(address, guid):
    decided = again([post(KERBS, FIRST, address, guid)], [post(moved(KERBS, days=7), LATER, address, guid)])
    assert not decided.new
    (same,) = decided.changed
    assert same.id == post(KERBS, FIRST, address, guid).id
    assert (same.event.status, same.event.changed) == ("changed", "Moved from 3 to 10 December.")
    assert [held.start for held in same.event.earlier] == [KERBS.start]
    assert (same.event.sequence, same.event.earlier[0].until) == (1, LATER)


def test_a_third_visit_that_says_the_same_changes_nothing():
    decided = again([post(KERBS)], [post(moved(KERBS, days=7), LATER)])
    (stored,) = decided.changed
    third = post(moved(KERBS, days=7), LATER + timedelta(days=1))
    last = known.decide([third], dict.fromkeys(stored.keys, stored))
    assert [one.event for one in last.same] == [stored.event]


def test_the_meetings_of_a_series_are_not_moved_into_one_another():
    series = [post(moved(replace(KERBS, name="Cabinet"), days=7 * week)) for week in range(3)]
    decided = again(series[:2], [replace(one, seen=LATER) for one in series[1:]])
    assert [one.event.start for one in decided.new] == [series[2].event.start]
    assert [one.event.status for one in (*decided.same, *decided.changed)] == [""]
    alone = again(series[:2], [replace(series[2], seen=LATER)])
    assert len(alone.new) == 1


def test_next_years_event_at_the_same_address_is_another_one():
    address = "https://marlbury.example/annual-conference"
    next_year = post(moved(KERBS, days=364), KERBS.start + timedelta(days=5), address)
    decided = again([post(KERBS, FIRST, address)], [next_year])
    assert len(decided.new) == 1


def test_on_the_eve_a_list_that_names_the_next_meeting_has_not_moved_this_one():
    eve = KERBS.start - timedelta(hours=20)
    assert len(again([post(KERBS)], [post(moved(KERBS, days=28), eve)]).new) == 1


@pytest.mark.parametrize(
    ("change", "said", "status"),
    [
        ({"status": "cancelled"}, "Cancelled.", "cancelled"),
        ({"status": "postponed"}, "Postponed.", "postponed"),
        ({"place": "Corn Exchange"}, "Now at Corn Exchange.", "changed"),
        ({"start": KERBS.start + timedelta(minutes=90)}, "Now at 11:30, not 10:00.", "changed"),
        ({"start": datetime(2027, 1, 5, 10, tzinfo=UTC)}, "Moved from 3 December 2026 to 5 January 2027.", "changed"),
        ({"place": "The Guildhall"}, "", ""),
        ({"end": KERBS.start + timedelta(hours=2)}, "", ""),
        ({"place": ""}, "", ""),
        ({"speakers": (Person("Ada Brook"),)}, "", ""),
        ({"start": datetime(2026, 12, 3, tzinfo=UTC), "whole_day": True}, "", ""),
    ],
)
def test_what_is_otherwise_is_said_and_what_is_only_told_more_exactly_is_not(change, said, status):
    event = event_changes.carried(KERBS, replace(KERBS, **change), LATER)
    assert (event.changed, event.status, event.sequence) == (said, status, 1 if said else 0)
    assert event.place
    assert not event.whole_day


def test_a_cancelled_event_that_takes_place_after_all_says_so():
    off = event_changes.carried(KERBS, replace(KERBS, status="cancelled"), LATER)
    assert event_changes.carried(off, replace(KERBS, status="cancelled"), LATER) == off
    on = event_changes.carried(off, KERBS, LATER + timedelta(days=1))
    assert (on.status, on.changed, on.is_off, on.sequence) == ("changed", "Takes place after all.", False, 2)


def test_a_moved_events_own_page_is_read_again():
    read = replace(post(KERBS, address="https://marlbury.example/kerbs"), complete=True)
    merged = known.merge(read, post(moved(KERBS, days=7), LATER, "https://marlbury.example/kerbs"))
    assert not merged.complete
    assert known.merge(read, post(KERBS, LATER, "https://marlbury.example/kerbs")).complete


def test_its_own_page_says_what_has_become_of_an_event_that_a_feed_announced():
    page = Article("https://marlbury.example/kerbs", "Kerbs", "A morning on streets.", event=moved(KERBS, days=7))
    event = articles.complete(post(KERBS, address=page.address, guid="https://marlbury.example/kerbs"), page).event
    assert (event.start, event.changed) == (moved(KERBS, days=7).start, "Moved from 3 to 10 December.")


def test_a_calendars_own_id_keeps_an_event_the_same_however_far_it_is_moved():
    dated = replace(KERBS, uid="7@marlbury.example")
    far, over = moved(dated, days=200), dated.start + timedelta(days=2)
    assert not event_changes.is_other(dated, far, over, by_name=True)
    assert event_changes.is_other(replace(dated, uid=""), far, over, by_name=True)


def test_its_own_page_completes_what_a_list_says():
    listed = replace(KERBS, start=datetime(2026, 12, 3, tzinfo=UTC), whole_day=True, place="Guildhall")
    own = replace(KERBS, end=KERBS.start + timedelta(hours=2), speakers=(Person("Ada Brook"),), online=True)
    page = Article("https://marlbury.example/kerbs", "Kerbs", "A morning on streets.", event=own)
    event = articles.complete(post(listed, address=page.address), page).event
    assert (event.start, event.end, event.whole_day) == (own.start, own.end, False)
    assert (event.place, event.online, event.speakers) == ("Guildhall, Marlbury", True, own.speakers)
    other_day = replace(page, event=moved(own, days=30))
    assert articles.complete(post(KERBS, address=page.address), other_day).event.start == KERBS.start


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("EventCancelled", ("cancelled", "")),
        ("EventPostponed", ("postponed", "")),
        ("EventMovedOnline", ("changed", "Moved online.")),
        ("EventRescheduled", ("changed", "Moved from 3 to 10 December.")),
        ("EventScheduled", ("", "")),
    ],
)
def test_what_schema_org_says_of_an_event_is_read(status, said):
    page = f"""<script type="application/ld+json">{{"@type": "Event", "name": "Kerbs", "startDate": "2026-12-10T10:00Z",
      "previousStartDate": "2026-12-03T10:00Z", "eventStatus": "https://schema.org/{status}"}}</script><h1>Kerbs</h1>"""
    (found,) = events.read_events(page, SOURCE, SOURCE.address, FIRST)
    assert (found.event.status, found.event.changed) == said


@pytest.mark.parametrize(
    ("title", "status", "name"),
    [
        ("Cancelled: Open day", "cancelled", "Open day"),
        ("POSTPONED - Housing seminar", "postponed", "Housing seminar"),
        ("Housing seminar (cancelled)", "cancelled", "Housing seminar"),
        ("Cabinet CANCELLED", "cancelled", "Cabinet"),
        ("Cabinet has been postponed", "postponed", "Cabinet"),
        ("Cancelled trains cost councils dear", "", "Cancelled trains cost councils dear"),
        ("Cancelled", "", "Cancelled"),
    ],
)
def test_a_title_that_calls_an_event_off(title, status, name):
    assert event_data.event_words.standing(title) == (status, name)


def test_dating_is_not_touched_by_a_change():
    seen = post(KERBS)
    assert known.merge(seen, post(moved(KERBS, days=7), LATER)).published == seen.published
    assert isinstance(seen.published, Dating)
