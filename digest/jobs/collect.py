"""Every source that is to be asked now visited once: what it published is kept, and how the visit ended."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

from digest import model as m
from digest.jobs.keeping import guarded, keep
from digest.jobs.parts import Parts
from digest.jobs.visit import visit
from digest.ports import Visit
from digest.sources import manners

TOGETHER = 100  # visits that are stored in one transaction: each costs a write to the disk
PARTS = 16  # that a round is shared out in
POSTS_TOGETHER = 1_000  # held in memory until then

Ask = Literal["due", "allowed", "all"]
"""Which sources a round visits: those whose own rhythm says so, all that their publishers allow now, simply all."""


@dataclass(frozen=True, slots=True)
class Left:
    """A source that was left in peace this time: until when (None: for good), and why."""

    source: m.SourceId
    until: datetime | None
    why: str


@dataclass(frozen=True, slots=True)
class Collected:
    """How the round of visits went, in the order in which they ended, and which sources were left in peace."""

    visits: tuple[m.Visited, ...]
    left: tuple[Left, ...] = ()

    @property
    def new(self) -> int:
        """Posts not met before."""
        return sum(visit.new for visit in self.visits)

    @property
    def failed(self) -> tuple[m.Visited, ...]:
        """Visits that failed."""
        return tuple(visit for visit in self.visits if visit.failure)


def collect(
    parts: Parts,
    ended: Callable[[m.Visited], None] = lambda _: None,
    *,
    ask: Ask = "allowed",
    since: datetime | None = None,
    part: int | None = None,
) -> Collected:
    """Visit the sources that are to be asked and keep what is new; `ended` hears of each visit as it ends.

    Sources that were visited at or after `since` are passed over; `part` is one of the parts that hosts fall into.

    Visits are stored some together. A program that is killed before has only to make them again: nothing of them is
    remembered, so that the next run finds the same posts new. What ends a round ends it after those that had ended.
    """
    now = parts.clock.now()
    visits: list[m.Visited] = []
    left: list[Left] = []
    waiting: list[m.Outcome] = []
    posts = 0
    try:
        for outcome in parts.crew.run(_visits(parts, ask, left, now, _some(parts, since, part))):
            ended(outcome.visited)
            waiting.append(outcome)
            posts += len(outcome.posts)
            if len(waiting) >= TOGETHER or posts >= POSTS_TOGETHER:
                visits += keep(parts, waiting)
                waiting.clear()
                posts = 0
    finally:
        visits += keep(parts, waiting)
    return Collected(tuple(visits), tuple(left))


def _some(parts: Parts, since: datetime | None, part: int | None) -> Sequence[m.Source]:
    """Return the sources of a part that were not visited since."""
    some = [one for one in parts.newsletter.sources if part is None or part_of(one) == part]
    if since is None:
        return some
    visited = parts.store.sources.visited(parts.newsletter.id)
    return [one for one in some if one.id not in visited or visited[one.id].at < since]


def part_of(source: m.Source) -> int:
    """Return the part that a source's host belongs to, so that one host is never asked by two at a time."""
    host = urlsplit(source.address).hostname or source.id
    return hashlib.blake2b(host.encode(), digest_size=2).digest()[0] % PARTS


def _visits(
    parts: Parts, ask: Ask, left: list[Left], now: datetime, every: Sequence[m.Source]
) -> Iterator[Visit[m.Outcome]]:
    """Yield a visit to each source that is to be asked; what is remembered of it is read when its turn comes near."""
    located = parts.newsletter.located
    for start in range(0, len(every), TOGETHER):
        some = every[start : start + TOGETHER]
        memory = parts.store.sources.memory(parts.newsletter.id, [source.id for source in some])
        for source in some:
            remembered = recalled(memory, source)
            wait = _wait(parts, remembered, ask, now)
            if wait:
                left.append(Left(source.id, wait.until, wait.why))
            else:
                yield guarded(parts, source, remembered, visit(parts, located(source), remembered, now))


def _wait(parts: Parts, memory: m.Memory, ask: Ask, now: datetime) -> manners.Wait | None:
    if ask == "all":
        return None
    if ask == "allowed":
        return manners.wish(memory, now)
    return manners.rest(memory, now, parts.newsletter.schedule.collect_every)


def recalled(memory: dict[m.SourceId, m.Memory], source: m.Source) -> m.Memory:
    """Return what is remembered of a source, nothing where its address has been changed in the file since."""
    known = memory.get(source.id)
    return known if known and known.asked == source.address else m.Memory(source.id, source.address)
