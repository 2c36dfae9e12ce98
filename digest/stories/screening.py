"""Which posts an issue may use at all, and for the others why not, before anything is merged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from digest import model as m
from digest.stories import words

LATE = timedelta(days=1)  # posts this much older than the window still count: no moment between two issues is lost
WEEK = timedelta(days=7)
AHEAD = timedelta(days=1)  # clocks and zones may differ by so much; beyond it a date is in the future
LAST_CALL = timedelta(days=7)
_NAMES_ONE = 3


@dataclass(frozen=True, slots=True)
class Moments:
    """The times an issue turns on: posts from `since` to `now`, read from `sends` on, days as in `zone`.

    `since` allows for what came out between the last draft and the last sending: whatever was printed then is
    left out by its issue's number, not by its date.
    """

    since: datetime
    now: datetime
    sends: datetime
    zone: tzinfo


@dataclass(frozen=True, slots=True)
class Screened:
    """Posts that may be used, posts that may not with the reason, and notes on the former by id."""

    kept: tuple[m.Post, ...]
    refused: tuple[tuple[m.Post, str], ...]
    notes: Mapping[m.PostId, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Printed:
    """Where a post was printed before: the issues' numbers, oldest first; how its event stood there last."""

    by_id: Mapping[m.PostId, tuple[int, ...]]
    by_key: Mapping[str, tuple[int, ...]]
    events: Mapping[m.PostId, m.Event] = field(default_factory=dict)

    def of(self, post: m.Post) -> tuple[int, ...]:
        """Return the numbers of the issues that printed this post, under its id or any of its keys."""
        found = set(self.by_id.get(post.id, ()))
        for key in post.keys:
            found.update(self.by_key.get(key, ()))
        return tuple(sorted(found))


def moments(newsletter: m.Newsletter, now: datetime) -> Moments:
    """Return the window of an issue drafted at `now`, and when it goes out.

    That is the next moment of sending where it is near; a draft made after it goes out at once.
    """
    zone, schedule = ZoneInfo(newsletter.time_zone), newsletter.schedule
    sends = next(_sends(schedule, now, zone), now)
    since = now - (newsletter.limits.window or WEEK) - max(LATE, _waiting(schedule, sends.astimezone(zone)))
    return Moments(since, now, sends, zone)


def _sends(schedule: m.Schedule, now: datetime, zone: tzinfo) -> Iterator[datetime]:
    """Yield the moments of sending within half a week of `now`."""
    day = now.astimezone(zone).date()
    for ahead in range(5):
        for at in schedule.sends_on(day + timedelta(days=ahead)):
            moment = datetime.combine(day + timedelta(days=ahead), at, tzinfo=zone).astimezone(UTC)
            if timedelta(0) <= moment - now <= WEEK / 2:
                yield moment


def _waiting(schedule: m.Schedule, sends: datetime) -> timedelta:
    """Return how long a draft waits for its sending."""
    wall = sends.replace(tzinfo=None)
    return wall - schedule.cut_off(wall)


def printed(earlier: Sequence[m.Issue]) -> Printed:
    """Return where every post of earlier issues stood; keys of many different titles name no post and are left."""
    by_id: dict[m.PostId, set[int]] = defaultdict(set)
    by_key: dict[str, set[int]] = defaultdict(set)
    called: dict[str, set[str]] = defaultdict(set)
    events: dict[m.PostId, m.Event] = {}
    for issue in sorted(earlier, key=lambda one: one.number):
        for post in (post for story in issue.content.stories for post in story.posts):
            by_id[post.id].add(issue.number)
            if post.event:
                events[post.id] = post.event
            for key in post.keys:
                by_key[key].add(issue.number)
                called[key].add(words.fold(post.title[:500]))
    return Printed(
        {name: tuple(sorted(numbers)) for name, numbers in by_id.items()},
        {key: tuple(sorted(numbers)) for key, numbers in by_key.items() if len(called[key]) <= _NAMES_ONE},
        events,
    )


def screen(posts: Sequence[m.Post], before: Printed, times: Moments) -> Screened:
    """Return which posts may be used; every post is in `kept` or in `refused`, in the order given."""
    kept, refused, notes = [], [], {}
    for post in posts:
        numbers = before.of(post)
        told = before.events.get(post.id)
        why = _refusal(post, numbers, told, times)
        if why:
            refused.append((post, why))
        else:
            kept.append(post)
            notes[post.id] = _notes(post, numbers, told, times)
    return Screened(tuple(kept), tuple(refused), notes)


def _refusal(post: m.Post, numbers: tuple[int, ...], told: m.Event | None, times: Moments) -> str:
    if post.event is not None and post.event.over_at <= times.sends:
        return f"its {_kind(post.event)} is over before this issue goes out ({day(post.event.start, times.zone)})"
    if post.event is not None and post.event.is_off:
        return _off(post.event, numbers, told)
    if numbers:
        if post.event is not None and told is not None and _moved(post.event, told):
            return ""
        if post.event is not None and len(numbers) == 1 and post.event.start <= times.sends + LAST_CALL:
            return ""
        return f"already in issue {numbers[-1]}"
    return "" if post.event is not None else _untimely(post, times)


def _off(event: m.Event, numbers: tuple[int, ...], told: m.Event | None) -> str:
    """Return why an event that is off is not told: its readers never heard of it, or have heard that it is off."""
    if not numbers:
        return f"{event.status} before it was announced"
    return f"issue {numbers[-1]} said that it is {event.status}" if told and told.is_off else ""


def _moved(event: m.Event, told: m.Event) -> bool:
    """Tell whether an event takes place on another day than its readers were told, or after all."""
    return abs(event.start - told.start) >= AHEAD or told.is_off


def _untimely(post: m.Post, times: Moments) -> str:
    at = post.published.at
    if at > times.now + AHEAD:
        return f"dated {day(at, times.zone)}, after this issue"
    ends = at + timedelta(days=1) if post.published.whole_day else at
    if ends < times.since:
        return f"came out on {day(at, times.zone)}, before the window of this issue"
    return ""


def _notes(post: m.Post, numbers: tuple[int, ...], told: m.Event | None, times: Moments) -> tuple[str, ...]:
    notes = []
    if numbers:
        news = post.event is not None and (post.event.is_off or (told is not None and _moved(post.event, told)))
        notes.append(f"{'changed since' if news else 'last call:'} announced in issue {numbers[-1]}")
    if post.event is not None and post.event.changed:
        notes.append(f"event: {post.event.changed}")
    if undated(post):
        notes.append(f"no date found: first seen on {day(post.seen, times.zone)}")
    if post.published.flag:
        notes.append(f"date: {post.published.flag}")
    return tuple(notes)


def undated(post: m.Post) -> bool:
    """Return True where the post's date is only the moment we first saw it."""
    evidence = post.published.evidence
    return not evidence or evidence[0].kind == "first seen"


def day(at: datetime, zone: tzinfo) -> str:
    """Return a day as people write it: 3 June 2026."""
    at = at if (at.hour, at.minute) == (0, 0) else at.astimezone(zone)
    return f"{at.day} {at:%B %Y}"


def _kind(event: m.Event) -> str:
    return "deadline" if event.kind == "deadline" else "event"
