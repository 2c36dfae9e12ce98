"""One visit to a source: what its page held, what is remembered for the next, how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from digest.model.health import Health, Pace, Rebuilt, Shown
from digest.model.names import SourceId
from digest.model.posts import Post
from digest.model.web import Failure


@dataclass(frozen=True, slots=True)
class Refused:
    """Something on a page that is not a post of ours, and why."""

    title: str
    address: str
    why: str


@dataclass(frozen=True, slots=True)
class Passed:
    """Entries of a feed that are as they were and were not read again: how many, and marks of their posts' keys."""

    count: int
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Page:
    """What a source's page held. `kind` is how it was read; `better` are feeds the page points to.

    `learned` is what the reader wants to be given next time (JSON of its own); `title` the page's name;
    `following` the page that continues the list, where several are asked for; `passed` what stands on it besides
    the posts.
    """

    kind: str
    posts: tuple[Post, ...]
    better: tuple[str, ...] = ()
    learned: str = ""
    title: str = ""
    refused: tuple[Refused, ...] = ()
    following: str = ""
    pace: Pace | None = None
    passed: Passed | None = None


@dataclass(frozen=True, slots=True)
class Memory:
    """What earlier visits to a source left for the next one; `address` and `kind` are where and how it was read.

    `asked` is the address the newsletter's file gave at that time: with another one, nothing here holds any more.
    `due` is when it is worth asking again, `not_before` until when its server asks to be left in peace, and
    `why_not` in which words. `a_week` is how many posts it publishes. `shown` is what its page held last time,
    `rebuilt` how it was last made anew, `moved` where it went for good, `failing_since` when failures began,
    `retired` when its publisher took it away.
    """

    source: SourceId
    asked: str = ""
    address: str = ""
    kind: str = ""
    etag: str = ""
    modified: str = ""
    learned: str = ""
    tried: datetime | None = None
    succeeded: datetime | None = None
    failures: int = 0
    due: datetime | None = None
    not_before: datetime | None = None
    why_not: str = ""
    pace: Pace | None = None
    a_week: float = 0.0
    shown: tuple[Shown, ...] = ()
    rebuilt: Rebuilt | None = None
    moved: str = ""
    failing_since: datetime | None = None
    retired: datetime | None = None


@dataclass(frozen=True, slots=True)
class Visited:
    """How one visit to one source ended: `failure` is None where it was read.

    `unread` are posts whose own page could not be read; they are kept as the source gave them. `health` is given to
    whoever composes a draft; it is told anew each time and never stored.
    """

    source: SourceId
    at: datetime
    failure: Failure | None = None
    unchanged: bool = False
    found: int = 0
    new: int = 0
    changed: int = 0
    unread: tuple[Failure, ...] = ()
    health: Health | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one visit leaves to be stored, all or nothing: how it ended, what is remembered, the posts to keep."""

    visited: Visited
    memory: Memory
    posts: tuple[Post, ...] = ()
