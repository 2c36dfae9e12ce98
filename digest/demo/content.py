"""The demo's sector as values: sites with posts whose dates are relative to a given moment.

The words are written in content/*.toml, one file a site. A text may hold `{day:9}` (the date nine days after
`now`, negative for before), `{weekday:9}`, `{month:9}`, `{year:1}` (next year), and, where the post announces
an event, `{event_day}` ("Wednesday 20 September", deliberately without a year), `{event_hours}` and
`{event_time}`. Nothing here touches the network; the only reading is of the package's own files.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import cache
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

from digest.model import Event, Person, Role, SourceId, ThemeId

LONDON = ZoneInfo("Europe/London")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MARK = re.compile(r"\{(\w+)(?::(-?\d+))?\}")


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading, quotation or list item of a text; `kind` is p, h, q or li."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class SitePost:
    """One thing a site published, and what a reader ought to make of it.

    `theme` is where it belongs, `story` is shared by the posts that report one thing ("" where it stands
    alone), `retitled` is the title it has on a later visit. `path` is absolute on the host. `scene` is what its
    picture shows. `aside` posts are old and stand only under "You may have missed". `markup` replaces the blocks
    of the post made to break a mail.
    """

    slug: str
    path: str
    title: str
    summary: str
    blocks: tuple[Block, ...]
    at: datetime
    author: str = ""
    theme: ThemeId | None = None
    story: str = ""
    retitled: str = ""
    event: Event | None = None
    image: str = ""
    scene: str = ""
    aside: bool = False
    markup: str = ""

    @property
    def text(self) -> str:
        """The paragraphs as plain text, a blank line between two."""
        return "\n\n".join(block.text for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Outlet:
    """One address at which a site lists its posts; `form` is a key of forms.FORMS.

    `shape` picks a kind of post ("event" or "post", "" for all), `theme` those of one theme; `to` is where a moved
    one leads. `page` is the number of the page of a list that goes over several, 0 for a list on one.
    """

    path: str
    form: str
    delay: float = 0.0
    gzip: bool = False
    validators: str = "both"
    shape: str = ""
    to: str = ""
    heading: str = ""
    theme: str = ""
    page: int = 0


@dataclass(frozen=True, slots=True)
class Site:
    """One source's web site: how it looks, what it lists where, what it published, newest first.

    `start` is the path a newsletter is given; `sound` is False for the sites that are meant to fail. One that is not
    `listed` is no source of the demo's newsletter: it is there to be added. `weight` is how much its
    editors think of it.
    """

    id: SourceId
    name: str
    role: Role
    prefix: str
    tagline: str
    look: str
    start: str
    outlets: tuple[Outlet, ...]
    posts: tuple[SitePost, ...]
    kind: str = "auto"
    sound: bool = True
    listed: bool = True
    weight: float = 1.0

    @property
    def current(self) -> tuple[SitePost, ...]:
        """The posts that its lists show, newest first."""
        return tuple(post for post in self.posts if not post.aside)


@dataclass
class Traffic:
    """What visitors did, and what they find: `requests` counts paths; `later` True serves the later visit.

    `instead` holds, by path, what is served in place of the world's own answer: a redesign, a server that wants a
    pause (forms.Answer).
    """

    requests: Counter[str] = field(default_factory=Counter)
    later: bool = False
    instead: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class World:
    """The whole sector at one moment; `slow_seconds` is how long the slow source takes to answer.

    `others` are sites that are no sources yet: each can be read in another way only.
    """

    now: datetime
    sites: tuple[Site, ...]
    others: tuple[Site, ...] = ()
    slow_seconds: float = 2.0
    traffic: Traffic = field(default_factory=Traffic, compare=False)

    @property
    def posts(self) -> tuple[SitePost, ...]:
        """Every post a visitor should find: of the sites that work, without the old ones set aside."""
        return tuple(post for site in self.sites if site.sound for post in site.current)

    @property
    def requests(self) -> Counter[str]:
        """How often each path was asked for while this world was served."""
        return self.traffic.requests

    def site(self, name: str) -> Site:
        """Return the site with this id."""
        return next(site for site in (*self.sites, *self.others) if site.id == name)


def world(now: datetime, slow_seconds: float = 2.0) -> World:
    """Return the demo's sector as it stands at `now` (aware); the same moment gives the same world."""
    local = now.astimezone(LONDON)
    sites = tuple(_site(table, local) for table in _tables())
    listed, others = (tuple(site for site in sites if site.listed is wanted) for wanted in (True, False))
    return World(now=now, sites=listed, others=others, slow_seconds=slow_seconds)


@cache
def _tables() -> tuple[Mapping[str, Any], ...]:
    folder = resources.files("digest.demo") / "content"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    return tuple(tomllib.loads(file.read_text(encoding="utf-8")) for file in files)


def _site(table: Mapping[str, Any], now: datetime) -> Site:
    rows = sorted(enumerate(table.get("post", ())), key=lambda pair: (pair[1]["days"], pair[0]))
    posts = tuple(_post(row, table, number, now) for number, row in rows)
    return Site(
        id=SourceId(table["id"]),
        name=table["name"],
        role=Role(table["role"]),
        prefix=table["prefix"],
        tagline=table["tagline"],
        look=table["look"],
        start=table["start"],
        outlets=tuple(Outlet(**outlet) for outlet in table["outlet"]),
        posts=posts,
        kind=table.get("kind", "auto"),
        sound=table.get("sound", True),
        listed=table.get("listed", True),
        weight=table.get("weight", 1.0),
    )


def _post(row: Mapping[str, Any], table: Mapping[str, Any], number: int, now: datetime) -> SitePost:
    at = moment(now, -row["days"], row.get("time", "09:30"))
    event = _event(row["event"], row["title"], now) if "event" in row else None
    path = table["addresses"].format(y=f"{at:%Y}", m=f"{at:%m}", slug=row["slug"], n=213000 + number)
    return SitePost(
        slug=row["slug"],
        path=f"/{table['prefix']}/{path}",
        title=_filled(row["title"], now, event),
        summary=_filled(row.get("summary", ""), now, event),
        blocks=_blocks(_filled(row.get("text", ""), now, event)),
        at=at,
        author=row.get("author", ""),
        theme=ThemeId(row["theme"]) if "theme" in row else None,
        story=row.get("story", ""),
        retitled=row.get("retitled", ""),
        event=event,
        image=f"/{table['prefix']}/pictures/{row['image']}/{row['slug']}.png" if "image" in row else "",
        scene=row.get("image", ""),
        aside=row.get("aside", False),
        markup=row.get("markup", ""),
    )


def moment(now: datetime, days: int, clock: str) -> datetime:
    """Return the moment `days` after the day of `now` at "HH:MM" on London's clock."""
    return datetime.combine(now.date() + timedelta(days=days), time.fromisoformat(clock), LONDON)


def _event(row: Mapping[str, Any], title: str, now: datetime) -> Event:
    """Return the event on the first of its weekdays that is at least `in_days` after `now`."""
    day = now.date() + timedelta(days=row["in_days"])
    if "weekday" in row:
        day += timedelta(days=(WEEKDAYS.index(row["weekday"]) - day.weekday()) % 7)
    start = datetime.combine(day, time.fromisoformat(row["from"]), LONDON)
    end = datetime.combine(day, time.fromisoformat(row["to"]), LONDON) if "to" in row else None
    return Event(
        name=row.get("name", title),
        start=start.astimezone(UTC),
        end=end.astimezone(UTC) if end else None,
        place=row.get("place", ""),
        online=row.get("online", False),
        speakers=tuple(Person(*(part.strip() for part in line.split(",", 2))) for line in row.get("speakers", ())),
        kind=row.get("kind", "event"),
    )


def _filled(text: str, now: datetime, event: Event | None) -> str:
    def fill(mark: re.Match[str]) -> str:
        return _words(mark[1], int(mark[2] or 0), now, event)

    return _MARK.sub(fill, text)


def _words(mark: str, number: int, now: datetime, event: Event | None) -> str:
    day = now + timedelta(days=number)
    match mark:
        case "day":
            return f"{day.day} {day:%B}"
        case "weekday":
            return f"{day:%A}"
        case "month":
            return f"{day:%B}"
        case "year":
            return str(now.year + number)
        case _:
            return _event_words(mark, event)


def _event_words(mark: str, event: Event | None) -> str:
    if event is None:
        raise ValueError(f"{{{mark}}} is not a mark this text can hold: it announces no event")
    start, end = event.start.astimezone(LONDON), event.end and event.end.astimezone(LONDON)
    match mark:
        case "event_day":
            return f"{start:%A} {start.day} {start:%B}"
        case "event_hours" if end:
            return f"from {clock_words(start)} to {clock_words(end)}"
        case "event_time":
            return clock_words(start)
        case _:
            raise ValueError(f"{{{mark}}} is not a mark of content files")


def clock_words(at: datetime) -> str:
    """Return the time of day as a British institute writes it: "11.00 a.m."."""
    return f"{at.hour % 12 or 12}.{at:%M} {'a.m.' if at.hour < 12 else 'p.m.'}"


def _blocks(text: str) -> tuple[Block, ...]:
    starts = {"## ": "h", "> ": "q", "- ": "li"}
    blocks = []
    for chunk in re.split(r"\n\s*\n", text.strip()):
        for line in chunk.splitlines() if chunk.startswith("- ") else (" ".join(chunk.split()),):
            kind = starts.get(line[:3], starts.get(line[:2], "p"))
            blocks.append(Block(kind, line.lstrip("#>- ") if kind != "p" else line))
    return tuple(block for block in blocks if block.text)
