"""How each source is, from what is remembered of it and when it published; and a list accepted in another's place."""

from __future__ import annotations

from dataclasses import replace

from digest import model as m
from digest.errors import NothingThere
from digest.jobs.collect import recalled
from digest.jobs.parts import Parts
from digest.sources import health, rhythm


def healths(parts: Parts) -> tuple[m.Health, ...]:
    """Return the health of every source, in the order of the newsletter's file."""
    now, letter = parts.clock.now(), parts.newsletter
    memory = parts.store.sources.memory(letter.id)
    visited = parts.store.sources.visited(letter.id)
    moments = parts.store.posts.moments(letter.id, now - rhythm.HISTORY)
    found = []
    for source in letter.sources:
        remembered = recalled(memory, source)
        last = visited.get(source.id) if remembered.tried else None
        found.append(health.health(remembered, last, moments.get(source.id, ()), now))
    return tuple(found)


def remembered_of(parts: Parts, source: m.Source) -> m.Memory:
    """Return what is remembered of one source."""
    return recalled(parts.store.sources.memory(parts.newsletter.id, (source.id,)), source)


def accept(parts: Parts, source: m.Source) -> m.Memory:
    """Forget what a source's list looked like, so that the next visit takes the one that stands there now.

    Raises `NothingThere` where no list was kept out.
    """
    memory = remembered_of(parts, source)
    if memory.rebuilt is None or not memory.rebuilt.kept_out:
        raise NothingThere(f"No list of {source.id} was kept out: there is nothing to accept.", about=source.id)
    visited = parts.store.sources.visited(parts.newsletter.id)[source.id]
    free = replace(memory, learned="", shown=(), rebuilt=None, address="", kind="", etag="", modified="", due=None)
    parts.store.posts.keep(parts.newsletter.id, [m.Outcome(visited, free)])
    return free
