"""Events that a page states for machines: JSON-LD and microdata of schema.org, hCalendar and h-event.

See https://schema.org/Event and https://microformats.org/wiki/h-event.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from digest.model import Event, EventStatus, Person
from digest.sources import clean, event_changes, event_words, json_ld, people
from digest.sources.metadata import Node, Sheet
from digest.sources.page_dates import Manner

_MOST = 300
_STATUS: dict[str, EventStatus] = {"EventCancelled": "cancelled", "EventPostponed": "postponed"}
_ONLINE = ("OnlineEventAttendanceMode", "MixedEventAttendanceMode")


@dataclass(frozen=True, slots=True)
class Stated:
    """An event as stated, where its own page is, and what it says of itself."""

    event: Event
    href: str = ""
    summary: str = ""


def stated(page: Sheet, manner: Manner) -> list[Stated]:
    """Return the events a page states, each once, those in JSON-LD before those in attributes."""
    manner = replace(manner, ahead=timedelta(days=330))
    found: dict[tuple[str, datetime], Stated] = {}
    for one in (*_in_json(page.nodes, manner), *_in_markup(page, manner)):
        found.setdefault((one.event.name.casefold(), one.event.start), one)
    return list(found.values())[:_MOST]


def _in_json(nodes: Iterable[json_ld.Node], manner: Manner) -> Iterator[Stated]:
    for node in nodes:
        if any(name.endswith(("Event", "Festival", "Hackathon")) for name in json_ld.types(node)):
            event = _from_json(node, manner)
            if event:
                yield Stated(event, json_ld.first(node, "url", "@id"), json_ld.first(node, "description"))


def _from_json(node: json_ld.Node, manner: Manner) -> Event | None:
    name = clean.line(json_ld.first(node, "name", "headline"))
    mode = json_ld.first(node, "eventAttendanceMode").rpartition("/")[2]
    places = json_ld.each(node, "location")
    virtual = any(isinstance(one, dict) and "VirtualLocation" in json_ld.types(one) for one in places)
    place = next((words for one in places if (words := _place(one))), "")
    said, name = event_words.standing(name)
    event = event_of(
        name,
        (json_ld.first(node, "startDate"), json_ld.first(node, "endDate")),
        manner,
        place=place,
        online=mode in _ONLINE or virtual,
        speakers=tuple(_people(json_ld.each(node, "performer") + json_ld.each(node, "actor"))),
        organisers=tuple(filter(None, (json_ld.words_of(one) for one in json_ld.each(node, "organizer")))),
    )
    return _standing(event, node, said, manner) if event else None


def _standing(event: Event, node: json_ld.Node, said: EventStatus, manner: Manner) -> Event:
    """Return the event with whether it still stands (https://schema.org/EventStatusType)."""
    stated = json_ld.first(node, "eventStatus").rpartition("/")[2]
    if status := _STATUS.get(stated) or said:
        return replace(event, status=status)
    if stated == "EventMovedOnline":
        return replace(event, status="changed", changed="Moved online.", online=True)
    before = manner.read(json_ld.first(node, "previousStartDate")) if stated == "EventRescheduled" else None
    if before is None:
        return event
    old = replace(event, start=before.at.astimezone(UTC), end=None, whole_day=before.whole_day)
    return event_changes.carried(old, event, manner.now)


def _place(value: object) -> str:
    """Return a place's name and town, "" for one on the web."""
    if not isinstance(value, dict):
        return clean.line(json_ld.words_of(value)) if isinstance(value, str) and "://" not in value else ""
    if "VirtualLocation" in json_ld.types(value):
        return ""
    address = value.get("address")
    parts = [json_ld.first(value, "name")]
    if isinstance(address, dict):
        parts += [json_ld.first(address, key) for key in ("streetAddress", "addressLocality")]
    elif isinstance(address, str):
        parts.append(address)
    return ", ".join(dict.fromkeys(clean.line(part) for part in parts if part))[:200]


def _people(values: Iterable[object]) -> Iterator[Person]:
    for value in values:
        name = clean.line(json_ld.words_of(value))
        if isinstance(value, dict) and name:
            role = clean.line(json_ld.first(value, "jobTitle"))
            yield Person(name, role, clean.line(json_ld.first(value, "worksFor", "affiliation")))
        elif name and (person := people.person_in(name)):
            yield person


def event_of(
    name: str,
    when: tuple[str, str],
    manner: Manner,
    *,
    place: str = "",
    online: bool = False,
    speakers: tuple[Person, ...] = (),
    organisers: tuple[str, ...] = (),
) -> Event | None:
    """Return the event, None where it has no name or no beginning that can be read."""
    start = manner.read(when[0]) if when[0] else None
    if not name or start is None or start.sure < 0.5:
        return None
    end = manner.read(when[1]) if when[1] else None
    last_whole = bool(end and end.whole_day)
    return Event(
        name=name[:300],
        start=start.at.astimezone(UTC),
        end=_end(start.at, end.at if end else None, whole_day=start.whole_day, last_whole=last_whole),
        zone=manner.zone,
        whole_day=start.whole_day,
        place=place,
        online=online,
        speakers=speakers,
        organisers=organisers,
        evidence=f"{when[0]} {when[1]}".strip()[:200],
    )


def _end(start: datetime, end: datetime | None, *, whole_day: bool, last_whole: bool) -> datetime | None:
    """Return the end in UTC: the midnight after a last whole day, None for one that is not after the beginning."""
    if end is None or (whole_day and end.date() <= start.date()):
        return None
    if last_whole:
        return end.astimezone(UTC) + timedelta(days=1) if end.date() > start.date() else None
    return end.astimezone(UTC) if end > start else None


# ── attributes ─────────────────────────────────────────────────────────────────────────────────────────

_SCOPES = '[itemtype*="schema.org/"][itemtype*="Event"], .vevent, .h-event'
_START = '[itemprop~="startDate"], .dtstart, .dt-start'
_END = '[itemprop~="endDate"], .dtend, .dt-end'
_NAME = '[itemprop~="name"], .summary, .p-name'
_PLACE = '[itemprop~="location"], .location, .p-location'


def _in_markup(page: Sheet, manner: Manner) -> Iterator[Stated]:
    for node in page.tree.css(_SCOPES)[:_MOST]:
        name = clean.line(_words(node.css_first(_NAME)))
        place = clean.line(_words(node.css_first(_PLACE)))[:200]
        when = (_moment(node.css_first(_START)), _moment(node.css_first(_END)))
        event = event_of(name, when, manner, place=place, online="online" in place.lower())
        if event:
            link = node.css_first('a[itemprop~="url"], a.u-url, a.url') or node.css_first("a[href]")
            yield Stated(event, (link.attributes.get("href") or "") if link else "")


def _words(node: Node | None) -> str:
    return " ".join(node.text(separator=" ").split()) if node is not None else ""


def _moment(node: Node | None) -> str:
    """Return the value of a date's element: `content`, `datetime`, `title`, else its words."""
    if node is None:
        return ""
    inner = node.css_first(".value-title, time")
    given = (one.attributes.get(key) for one in (node, inner) if one for key in ("content", "datetime", "title"))
    return next((value for value in given if value), "") or _words(node)
