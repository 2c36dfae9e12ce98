"""What has become of an event since it was last met: the same one with what is otherwise told in words.

An event is the same by its calendar's id, its address, or its name where its source announces only one of it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from digest.model import Event, EventStatus, Held
from digest.sources import headlines

KEPT = 10  # earlier states of one event
NEAR = timedelta(days=2)
FAR = timedelta(days=92)
LISTED = ("event:", "uid:")  # how the guids begin that are given to the events of a list


def is_other(old: Event, new: Event, seen: datetime, *, by_name: bool) -> bool:
    """Tell whether an event met now is another one than the known one, whatever name or address they share.

    The next of a series is no change of the last, which is over; one that is known only by its name may be moved by
    a season, and not on the eve: by then a list may well name the next one already.
    """
    if new.uid and new.uid == old.uid:
        return False
    moved = abs(new.start - old.start) >= timedelta(days=1)
    if not moved:
        return False
    if old.over_at <= seen or new.kind != old.kind:
        return True
    return by_name and (old.start - seen < NEAR or abs(new.start - old.start) > FAR)


def carried(old: Event, new: Event, seen: datetime) -> Event:
    """Return the event as met now, with what was known and is not said again, and with its history.

    `seen` is when that was. What only became more exact (a time of day, an end) is no change.
    """
    when = _when(old, new)
    place = new.place or old.place
    merged = replace(
        new,
        start=when.start,
        end=when.end,
        whole_day=when.whole_day,
        zone=when.zone,
        place=place,
        online=new.online or (old.online and place == old.place),
        speakers=new.speakers or old.speakers,
        organisers=new.organisers or old.organisers,
        uid=new.uid or old.uid,
        status=old.status,
        changed=old.changed,
        earlier=old.earlier,
    )
    said = _said(old, merged, new.status)
    if not said:
        return merged
    held = Held(seen, old.start, old.end, old.whole_day, old.place, old.status)
    status: EventStatus = new.status or "changed"
    return replace(merged, status=status, changed=" ".join(said), earlier=(*old.earlier, held)[-KEPT:])


def completed(listed: Event, own: Event) -> Event:
    """Return an event of a list with what its own page adds.

    The list says which day; it goes on saying so at every visit, and what it says must not look like a change.
    """
    same_day = _day(listed) == _day(own)
    whole = listed.whole_day and not own.whole_day and same_day
    start = own.start if whole else listed.start
    end = listed.end or (own.end if same_day and own.end and own.end > start else None)
    return replace(
        listed,
        start=start,
        end=own.end if whole else end,
        whole_day=listed.whole_day and not whole,
        zone=own.zone if whole else listed.zone,
        place=max(listed.place, own.place if same_day else "", key=len),
        online=listed.online or (own.online and same_day),
        speakers=max(own.speakers, listed.speakers, key=len),
        organisers=own.organisers or listed.organisers,
        uid=listed.uid or (own.uid if same_day else ""),
        status=listed.status or (own.status if same_day else ""),
    )


def _when(old: Event, new: Event) -> Event:
    """Return the event whose times count: the new one's, but the known ones where it only knows them less well."""
    if _day(old) != _day(new):
        return new
    if new.whole_day and not old.whole_day:
        return old
    if new.start == old.start and new.end is None:
        return old
    return new


def _said(old: Event, new: Event, status: EventStatus) -> list[str]:
    """Return in sentences what is otherwise than it was; nothing for what has only become more exact."""
    if status in ("cancelled", "postponed"):
        return [] if old.status == status else [f"{status.capitalize()}."]
    said = ["Takes place after all."] if old.is_off else []
    return [*said, *filter(None, (_moved(old, new), _elsewhere(old.place, new.place)))]


def _moved(old: Event, new: Event) -> str:
    one, other = _local(old), _local(new)
    if one.date() != other.date():
        return f"Moved from {_days(one, other)}."
    if old.whole_day or new.whole_day or old.start == new.start:
        return ""
    return f"Now at {other:%H:%M}, not {one:%H:%M}."


def _elsewhere(old: str, new: str) -> str:
    """Return that the place is another one; a name that is only written more fully is not."""
    one, other = headlines.bare(old), headlines.bare(new)
    if not one or not other or set(one.split()) & set(other.split()):
        return ""
    return f"Now at {new[:80]}."


def _days(one: datetime, other: datetime) -> str:
    """Return "3 to 10 December", with months and years as far as they differ."""
    if one.year != other.year:
        return f"{one.day} {one:%B %Y} to {other.day} {other:%B %Y}"
    first = f"{one.day}" if one.month == other.month else f"{one.day} {one:%B}"
    return f"{first} to {other.day} {other:%B}"


def _local(event: Event) -> datetime:
    return event.start.astimezone(UTC if event.whole_day else ZoneInfo(event.zone))


def _day(event: Event) -> str:
    return _local(event).date().isoformat()
