"""Events as calendar files (RFC 5545): one for an issue, one for each event, with ids that stay.

Times are in UTC, so no time zone needs to be described; a whole day is a date, its end the day after.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from digest import model as m
from digest.renditions import words
from digest.renditions.addresses import Addresses

FOLD = 75


def calendar(issue: m.Issue, stories: Sequence[m.Story], newsletter: m.Newsletter, addresses: Addresses) -> bytes:
    """Return the events of these stories as an iCalendar file."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//sector-digest//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(words.line(newsletter.title))}",
    ]
    for story in stories:
        lines += _event(issue, story, newsletter, addresses)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines).encode("utf-8", "replace")


def _event(issue: m.Issue, story: m.Story, newsletter: m.Newsletter, addresses: Addresses) -> list[str]:
    """Return one story's event, no lines where it announces none."""
    event = story.lead.event
    if event is None:
        return []
    address = words.web_address(story.lead.address)
    themes = (newsletter.theme(placement.theme) for placement in story.placements)
    fields = (
        ("LOCATION", escaped(words.line(event.place) or ("Online" if event.online else ""))),
        (
            "DESCRIPTION",
            escaped("\n\n".join(part for part in (words.line(story.summary.text, 600), address) if part)),
        ),
        ("URL", address),
        ("CATEGORIES", ",".join(escaped(theme.name) for theme in themes if theme)),
    )
    return [
        "BEGIN:VEVENT",
        f"UID:{addresses.event_id(story)}",
        "SEQUENCE:0",
        f"DTSTAMP:{stamp(issue.approved)}",
        *_times(event),
        f"SUMMARY:{escaped(words.line(story.lead.title) or words.line(event.name) or 'Event')}",
        *(f"{name}:{value}" for name, value in fields if value),
        *(("TRANSP:TRANSPARENT",) if event.kind == "deadline" else ()),
        "END:VEVENT",
    ]


def _times(event: m.Event) -> list[str]:
    """Return start and end; a whole day ends on the day after its last, as DTEND is not part of it."""
    if event.whole_day:
        after = words.last_day(event) + timedelta(days=1)
        return [f"DTSTART;VALUE=DATE:{event.start:%Y%m%d}", f"DTEND;VALUE=DATE:{after:%Y%m%d}"]
    end = [f"DTEND:{stamp(event.end)}"] if event.end and event.end > event.start else []
    return [f"DTSTART:{stamp(event.start)}", *end]


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
