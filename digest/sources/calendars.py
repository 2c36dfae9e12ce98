"""iCalendar files to posts, one for each event still to come (RFC 5545): the one door to the library icalendar.

Every VEVENT is read alone, so that a broken one is refused and the others stay. Zones are those of the IANA list,
those of Windows by their usual names, else as the file itself describes them.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Event as Component
from icalendar import Timezone

from digest.model import DateEvidence, Event, EventStatus, Failure, Page, Post, Refused, Source, Trouble
from digest.sources import addresses, clean, identity, people, recurrences
from digest.sources import event_words as words
from digest.sources.raw import FIELD, Raw, to_post

LARGEST = 5 * 1024 * 1024
MOST = 200
READ = 2_000  # events that are looked at
AHEAD, BACK = timedelta(days=400), timedelta(days=2)
_ZONES = 50
_BREAK = re.compile(r"\r\n|\n|\r")
_FOLD = re.compile(r"(?:\r\n|\n|\r)[ \t]")
_LINK = re.compile(r"""https?://[^\s<>"'\\)\]]{4,500}""")
_DAY = re.compile(r"^DTSTART[^:\n]{0,200}:(\d{8})", re.MULTILINE | re.IGNORECASE)
_REPEATED = re.compile(r"^(?:RRULE|RDATE|RECURRENCE-ID)\b", re.MULTILINE | re.IGNORECASE)


@dataclass(slots=True)
class _Parts:
    """A file in its parts: the text of each event and zone, and what it says of itself."""

    events: list[str] = field(default_factory=list)
    zones: list[str] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Clock:
    """The zones of a file: by name, and the one for times that name none."""

    zones: dict[str, tzinfo]
    usual: str


@dataclass(frozen=True, slots=True)
class _Once:
    """One occurrence: of which event, of a series when it was to be, which revision, when it is."""

    uid: str
    of: str
    revision: int
    start: datetime
    end: datetime | None
    whole_day: bool
    zone: str
    component: Any


def looks_like_calendar(body: bytes) -> bool:
    """Return whether a body is an iCalendar file, by its first line."""
    return body[:200].lstrip(b"\xef\xbb\xbf \t\r\n")[:15].upper() == b"BEGIN:VCALENDAR"


def read_calendar(text: str, source: Source, address: str, now: datetime) -> Page | Failure:
    """Return a post for each event from two days ago to 400 days ahead, soonest first, at most 200.

    Of a series the next twelve stand, each on its own. What is cancelled stands and says so.
    """
    if len(text) > LARGEST:
        return Failure(Trouble.TOO_LARGE, address, "The calendar is larger than 5 MB. Ask for one of fewer years.")
    parts = _parts(text)
    clock = _Clock(dict(_zones(parts.zones)), _usual(parts.said, source))
    refused: list[Refused] = []
    found: list[_Once] = []
    for block in _worth_reading(parts.events, now):
        try:
            with warnings.catch_warnings(action="ignore"):  # the library wonders aloud about some names of zones
                found += _occurrences(Component.from_ical(block), clock, now)
        except Exception as error:  # noqa: BLE001 - one broken event must not cost the others
            named = re.search(r"^SUMMARY[^:\n]{0,200}:(.{0,200})", block, re.MULTILINE)
            refused.append(Refused(named[1] if named else "", "", f"the event cannot be read ({error})"[:200]))
    made = [to_post(_raw(one, source), source, address, now) for one in _latest(found, now)[:MOST]]
    posts = identity.told_apart([post for post in made if isinstance(post, Post)])
    refused += [post for post in made if isinstance(post, Refused)]
    title = clean.shortened(clean.line(_plain(parts.said.get("X-WR-CALNAME", ""))), 200)
    return Page("calendar", posts, title=title, refused=tuple(refused[:MOST]))


# ── the file in its parts ──────────────────────────────────────────────────────────────────────────────


def _parts(text: str) -> _Parts:
    """Cut a file at BEGIN and END; what stands within an event (its alarms) is left out."""
    parts = _Parts()
    within: list[str] = []
    lines: list[str] = []
    for line in _BREAK.split(_FOLD.sub("", text)):
        name, _, value = line[:FIELD].partition(":")
        key, kind = name.strip().upper(), value.strip().upper()
        if key == "BEGIN":
            within.append(kind)
            lines = [] if kind in ("VEVENT", "VTIMEZONE") else lines
        if within[1:2] == ["VTIMEZONE"] or (within[1:2] == ["VEVENT"] and len(within) == 2):
            lines.append(line[:FIELD])
        elif len(within) == 1 and key not in ("BEGIN", "END"):
            parts.said.setdefault(key.partition(";")[0], value)
        if key == "END" and kind in within:
            del within[within.index(kind) :]
            if kind in ("VEVENT", "VTIMEZONE"):
                (parts.events if kind == "VEVENT" else parts.zones).append("\r\n".join(lines) + "\r\n")
    return parts


def _worth_reading(blocks: Sequence[str], now: datetime) -> list[str]:
    """Return the events that may still be to come, by the words of their day."""
    since = f"{now - timedelta(days=40):%Y%m%d}"
    fresh = (block for block in blocks if _REPEATED.search(block) or _day_in(block) >= since)
    return sorted(fresh, key=_day_in, reverse=True)[:READ]


def _day_in(block: str) -> str:
    found = _DAY.search(block)
    return found[1] if found else ""


def _usual(said: dict[str, str], source: Source) -> str:
    """Return the zone of times that name none: what the file says for all of it, else the source's."""
    named = said.get("X-WR-TIMEZONE", "").strip()
    return named if named and _known(named) else source.zone


def _known(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return None


def _zones(blocks: Iterable[str]) -> Iterator[tuple[str, tzinfo]]:
    """Yield the zones that a file describes, by name."""
    for block in list(blocks)[:_ZONES]:
        try:
            described: Any = Timezone.from_ical(block)
            yield str(described["TZID"]), described.to_tz(lookup_tzid=False)
        except Exception:  # noqa: BLE001, S112 - a zone that cannot be read is as good as none: the usual one counts
            continue


# ── when ───────────────────────────────────────────────────────────────────────────────────────────────


def _occurrences(component: Any, clock: _Clock, now: datetime) -> list[_Once]:  # noqa: ANN401 - a library's own
    start, zone, whole_day = _begins(component["DTSTART"], clock)
    end = _ends(component, start, clock, whole_day=whole_day)
    of = _begins(component["RECURRENCE-ID"], clock)[0] if "RECURRENCE-ID" in component else None
    sequence = component.get("SEQUENCE", 0)
    uid = str(component.get("UID", "")).strip()[:500]
    one = _Once(uid, _name(of), sequence if isinstance(sequence, int) else 0, start, end, whole_day, zone, component)
    if of is not None or not ("RRULE" in component or "RDATE" in component):
        return [one]
    return [replace(one, of=_name(at), start=at, end=end and at + (end - start)) for at in _series(one, clock, now)]


def _series(one: _Once, clock: _Clock, now: datetime) -> list[datetime]:
    """Return when the next of a series begin: on the clock of the wall, then in UTC."""
    wall = UTC if one.whole_day else _known(one.zone) or one.start.tzinfo or UTC
    rules = [rule.to_ical().decode() for rule in _several(one.component.get("RRULE"))]
    extra = list(_listed(one.component.get("RDATE"), clock))
    except_ = set(_listed(one.component.get("EXDATE"), clock))
    naive = [at.astimezone(wall).replace(tzinfo=None) for at in (one.start, now - BACK, now + AHEAD)]
    more = [at.astimezone(wall).replace(tzinfo=None) for at in extra]
    found = [at.replace(tzinfo=wall) for at in recurrences.occurrences(naive[0], rules, more, naive[1], naive[2])]
    return [at.astimezone(UTC) for at in found if at.astimezone(UTC) not in except_]


def _several(value: Any) -> list[Any]:  # noqa: ANN401 - a library's own
    return value if isinstance(value, list) else [] if value is None else [value]


def _listed(value: Any, clock: _Clock) -> Iterator[datetime]:  # noqa: ANN401 - a library's own
    for one in _several(value):
        for moment in one.dts[:500]:
            given = moment.dt[0] if isinstance(moment.dt, tuple) else moment.dt
            yield _moment(given, str(one.params.get("TZID", "")), clock)[0]


def _begins(value: Any, clock: _Clock) -> tuple[datetime, str, bool]:  # noqa: ANN401 - a library's own
    """Return a moment in UTC, the name of its zone, and whether it is a whole day."""
    at, zone = _moment(value.dt, str(value.params.get("TZID", "")), clock)
    return at, zone, not isinstance(value.dt, datetime)


def _moment(given: date, named: str, clock: _Clock) -> tuple[datetime, str]:
    if not isinstance(given, datetime):
        return datetime.combine(given, time(), UTC), clock.usual
    zone = getattr(given.tzinfo, "key", "")
    if given.tzinfo is not None:
        usual = zone if zone and zone != "UTC" else clock.usual
        return given.astimezone(UTC), usual
    # The IANA's name is often the last part of a longer one: /example.org/2026a/Europe/London
    there = _known("/".join(named.split("/")[-2:])) if "/" in named else None
    place = there or clock.zones.get(named) or ZoneInfo(clock.usual)
    return given.replace(tzinfo=place).astimezone(UTC), there.key if there else clock.usual


def _ends(component: Any, start: datetime, clock: _Clock, *, whole_day: bool) -> datetime | None:  # noqa: ANN401 - a library's own
    """Return the end where it is after the beginning; of one whole day none."""
    if "DTEND" in component:
        end = _begins(component["DTEND"], clock)[0]
    elif "DURATION" in component and isinstance(component["DURATION"].dt, timedelta):
        end = start + component["DURATION"].dt
    else:
        return None
    least = timedelta(days=1) if whole_day else timedelta(0)
    return end if least < end - start < timedelta(days=1_000) else None


def _name(at: datetime | None) -> str:
    return f"{at:%Y%m%dT%H%MZ}" if at else ""


def _latest(found: Sequence[_Once], now: datetime) -> list[_Once]:
    """Return each occurrence as its last revision has it, those still to come or hardly over, soonest first."""
    kept: dict[tuple[str, str], _Once] = {}
    for number, one in enumerate(found):
        own = (one.uid or f"nameless {number}", one.of)
        before = kept.get(own)
        # an exception is read with its series and has the same name; it counts whatever its revision
        newer = before is None or one.revision >= before.revision or "RECURRENCE-ID" in one.component
        if newer and not (before and "RECURRENCE-ID" in before.component and "RECURRENCE-ID" not in one.component):
            kept[own] = one
    near = (one for one in kept.values() if now - BACK <= (one.end or one.start) and one.start <= now + AHEAD)
    return sorted(near, key=lambda one: one.start)


# ── what ───────────────────────────────────────────────────────────────────────────────────────────────


def _raw(one: _Once, source: Source) -> Raw:
    """Return an occurrence as a finding, known by the id that its calendar gives it."""
    component = one.component
    said, title = words.standing(clean.line(_text(component, "SUMMARY")))
    text = _text(component, "DESCRIPTION")
    lines = [line.strip() for line in clean.plain(text).split("\n") if line.strip()]
    place = clean.line(_text(component, "LOCATION"))
    link = _text(component, "URL") or next(iter(_LINK.findall(f"{text} {place}")), "")
    status: EventStatus = "cancelled" if _text(component, "STATUS").upper() == "CANCELLED" else said
    event = Event(
        name=title[:300],
        start=one.start,
        end=one.end,
        zone=one.zone,
        whole_day=one.whole_day,
        place="" if "://" in place else place[:200],
        online="://" in place or words.is_online(f"{title}\n{place}"),
        speakers=people.speakers_in(lines),
        organisers=tuple(_organisers(component)) or words.organisers_in("\n".join(lines)),
        kind="deadline" if words.is_deadline(title, title) else "event",
        evidence=f"DTSTART {_name(one.start)}",
        status=status,
        uid=one.uid,
    )
    return Raw(
        title=title,
        address=re.sub(r"^webcals?:", "https:", link.strip(), flags=re.IGNORECASE),
        guid=f"uid:{one.uid}" + (f":{one.of}" if one.of else "") if one.uid else "",
        text=text,
        dates=tuple(_created(component)),
        language=source.language,
        tags=tuple(_tags(component)),
        event=event,
    )


def _text(component: Any, name: str) -> str:  # noqa: ANN401 - a library's own
    value = _several(component.get(name))
    return str(value[0])[:FIELD] if value else ""


def _organisers(component: Any) -> Iterator[str]:  # noqa: ANN401 - a library's own
    for one in _several(component.get("ORGANIZER"))[:5]:
        name = clean.line(str(one.params.get("CN", "")))
        if name and "@" not in name:
            yield name[:120]


def _tags(component: Any) -> Iterator[str]:  # noqa: ANN401 - a library's own
    for several in _several(component.get("CATEGORIES"))[:10]:
        yield from (str(one) for one in getattr(several, "cats", [])[:20])


def _created(component: Any) -> Iterator[DateEvidence]:  # noqa: ANN401 - a library's own
    """Yield when the entry was made; DTSTAMP is no such thing, many programs write the moment of asking there."""
    at = getattr(component.get("CREATED"), "dt", None)
    if isinstance(at, datetime) and at.tzinfo is not None and at.year > 2000:
        yield DateEvidence("feed", f"CREATED {at.isoformat()}", at.astimezone(UTC))


def _plain(value: str) -> str:
    """Return a TEXT value without its escapes (3.3.11)."""
    return re.sub(r"\\([\\;,])", r"\1", re.sub(r"\\[nN]", " ", value))


def links(html: str, base: str) -> tuple[str, ...]:
    """Return the calendars that a page offers as a whole, as https addresses; those of single events are left."""
    found = re.findall(r"""href\s{0,3}=\s{0,3}["']?((?:webcals?:|[^"'\s>]{0,1000}?\.ics\b)[^"'\s>]{0,1000})""", html)
    each = dict.fromkeys(re.sub(r"^webcals?:", "https:", one.replace("&amp;", "&")) for one in found)
    absolute = (addresses.canonical(addresses.absolute(one, base)) for one in each)
    whole = tuple(dict.fromkeys(one for one in absolute if one))
    return whole if len(whole) <= 3 else ()
