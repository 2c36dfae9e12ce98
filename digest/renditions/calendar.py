"""Events as calendar files (RFC 5545): of an issue, of each event, and of each theme to subscribe to.

An event keeps its UID in every issue and every file; what has changed since has a higher SEQUENCE, and what is
called off stays, as cancelled. Times are on the clock of the event's own place, which is described beside it; a
whole day is a date, its end the day after.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from digest import model as m
from digest.renditions import words, zones
from digest.renditions.addresses import Addresses
from digest.renditions.corrections import story_updated, updated

FOLD = 75
KEPT = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Entry:
    """An event in a calendar: the issue that told it last, how often it has changed, when it did last."""

    story: m.Story
    sequence: int
    changed: datetime
    page: str = ""


def calendar(issue: m.Issue, stories: Sequence[m.Story], newsletter: m.Newsletter, addresses: Addresses) -> bytes:
    """Return the events of these stories of an issue as an iCalendar file."""
    return written(tuple(_first(story, issue) for story in stories), newsletter, addresses, newsletter.title)


def subscribable(
    issues: Sequence[m.Issue],
    newsletter: m.Newsletter,
    addresses: Addresses,
    path: str,
    theme: m.Theme | None = None,
) -> bytes:
    """Return the events of a theme, or of all, as a calendar to subscribe to; `issues` newest first.

    It holds what is ahead, and a month of what is over: people look back for the address of what they attended.
    """
    oldest = issues[0].dated - KEPT if issues else None
    entries = (
        entry
        for entry in entries_of(issues, addresses)
        if entry.story.lead.event and (oldest is None or entry.story.lead.event.over_at >= oldest)
    )
    kept = [entry for entry in entries if theme is None or _about(entry.story, theme)]
    kept.sort(key=lambda entry: (_event_of(entry).start, entry.story.id))
    title = f"{newsletter.title}: {theme.name}" if theme else f"{newsletter.title}: events"
    return written(kept, newsletter, addresses, title, addresses.of(path))


def entries_of(issues: Sequence[m.Issue], addresses: Addresses) -> tuple[Entry, ...]:
    """Return every event once, as the newest issue tells it; `issues` newest first.

    Its sequence counts the issues in which it stood otherwise than in the one before, or what its source was seen
    to change, whichever is more: a calendar that has it takes only a higher one.
    """
    known: dict[str, Entry] = {}
    for issue in reversed(issues):
        for story in issue.content.events:
            uid = addresses.event_id(story)
            before = known.get(uid)
            new = _first(story, issue)
            if before and _facts(before.story) == _facts(story):
                known[uid] = replace(before, story=story)
            elif before:
                known[uid] = replace(new, sequence=max(new.sequence, before.sequence + 1))
            else:
                known[uid] = new
    return tuple(known.values())


def written(
    entries: Sequence[Entry], newsletter: m.Newsletter, addresses: Addresses, title: str, address: str = ""
) -> bytes:
    """Return a calendar; `address` is where it can be subscribed to, "" where it is a file to keep."""
    told = [entry for entry in entries if entry.story.lead.event]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//sector-digest//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(words.line(title))}",
        *(_subscription(address, title, newsletter) if address else ()),
        *_zones([_event_of(entry) for entry in told], newsletter),
    ]
    for entry in told:
        lines += _event(entry, newsletter, addresses)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines).encode("utf-8", "replace")


def _subscription(address: str, title: str, newsletter: m.Newsletter) -> tuple[str, ...]:
    """Return what a program that follows a calendar wants to know of it (RFC 7986)."""
    zone = words.zone(newsletter.time_zone)
    return (
        f"NAME:{escaped(words.line(title))}",
        f"X-WR-TIMEZONE:{zone.key}",
        f"URL:{address}",
        f"SOURCE;VALUE=URI:{address}",
        "REFRESH-INTERVAL;VALUE=DURATION:P1D",
        "X-PUBLISHED-TTL:P1D",
    )


def _zones(events: Sequence[m.Event], newsletter: m.Newsletter) -> Iterable[str]:
    """Yield the zones of these events; of nothing the newsletter's own, as a calendar has to hold something."""
    timed = [event for event in events if not event.whole_day and _zone(event)]
    years: dict[str, list[int]] = {}
    for event in timed:
        years.setdefault(event.zone, []).extend((event.start.year, (event.end or event.start).year))
    if not events:
        years[words.zone(newsletter.time_zone).key] = [2025, 2025]
    for name in sorted(years):
        yield from zones.described(name, min(years[name]), max(years[name]))


def _event(entry: Entry, newsletter: m.Newsletter, addresses: Addresses) -> list[str]:
    """Return one story's event."""
    story, event = entry.story, _event_of(entry)
    address = words.web_address(story.lead.address)
    told = (words.line(story.summary.text, 600), words.line(event.changed, 300), address)
    themes = (newsletter.theme(placement.theme) for placement in story.placements)
    fields = (
        ("LOCATION", escaped(words.line(event.place) or ("Online" if event.online else ""))),
        ("DESCRIPTION", escaped("\n\n".join(part for part in told if part))),
        ("URL", address),
        ("CATEGORIES", ",".join(escaped(theme.name) for theme in themes if theme)),
    )
    return [
        "BEGIN:VEVENT",
        f"UID:{addresses.event_id(story)}",
        f"SEQUENCE:{entry.sequence}",
        f"DTSTAMP:{stamp(entry.changed)}",
        f"LAST-MODIFIED:{stamp(entry.changed)}",
        f"STATUS:{'CANCELLED' if event.is_off else 'CONFIRMED'}",
        *_times(event),
        f"SUMMARY:{escaped(words.line(story.lead.title) or words.line(event.name) or 'Event')}",
        *(f"{name}:{value}" for name, value in fields if value),
        *(("TRANSP:TRANSPARENT",) if event.kind == "deadline" or event.is_off else ()),
        "END:VEVENT",
    ]


def _first(story: m.Story, issue: m.Issue) -> Entry:
    """Return an event as one issue tells it; a correction of its words counts as a change."""
    event = story.lead.event
    corrected = story_updated(issue, story.id)
    sequence = (event.sequence if event else 0) + sum(1 for one in issue.corrections if one.story == story.id)
    return Entry(story, sequence, corrected or updated(replace(issue, corrections=())))


def _facts(story: m.Story) -> tuple[object, ...]:
    """Return what calendars show of an event."""
    event = story.lead.event
    shown = event and (event.start, event.end, event.zone, event.whole_day, event.place, event.online, event.status)
    return (story.lead.title, story.summary.text, story.lead.address, shown)


def _about(story: m.Story, theme: m.Theme) -> bool:
    return any(placement.theme == theme.id for placement in story.placements)


def _event_of(entry: Entry) -> m.Event:
    event = entry.story.lead.event
    assert event is not None  # noqa: S101 - only stories that announce something are asked
    return event


def _zone(event: m.Event) -> ZoneInfo | None:
    """Return the zone of an event's clock, None where it is UTC or nobody knows it."""
    try:
        return None if event.zone in {"UTC", "Etc/UTC", ""} else ZoneInfo(event.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _times(event: m.Event) -> list[str]:
    """Return start and end; a whole day ends on the day after its last, as DTEND is not part of it."""
    if event.whole_day:
        after = words.last_day(event) + timedelta(days=1)
        return [f"DTSTART;VALUE=DATE:{event.start:%Y%m%d}", f"DTEND;VALUE=DATE:{after:%Y%m%d}"]
    end = [f"DTEND{_moment(event.end, event)}"] if event.end and event.end > event.start else []
    return [f"DTSTART{_moment(event.start, event)}", *end]


def _moment(at: datetime, event: m.Event) -> str:
    """Return what follows a property's name: the moment on the event's clock, or in UTC where that is not known."""
    zone = _zone(event)
    return f";TZID={event.zone}:{at.astimezone(zone):%Y%m%dT%H%M%S}" if zone else f":{stamp(at)}"


def stamp(at: datetime) -> str:
    """Return a moment in UTC as calendars write it: 20261127T070000Z."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """Return text as a TEXT value (RFC 5545, 3.3.11)."""
    for mark, instead in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n")):
        text = text.replace(mark, instead)
    return text


def folded(line: str) -> str:
    """Return a line cut into pieces of at most 75 octets, each after the first begun by a space (3.1)."""
    pieces, used = [""], 0
    for character in line:
        size = len(character.encode("utf-8", "replace"))
        if used + size > FOLD:
            pieces.append(" ")
            used = 1
        pieces[-1] += character
        used += size
    return "\r\n".join(pieces)
