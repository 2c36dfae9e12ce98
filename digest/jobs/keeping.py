"""What visits bring home, stored: one post that the store refuses costs neither its source nor the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from digest import model as m
from digest.errors import Refused
from digest.jobs.parts import Parts
from digest.ports import Visit
from digest.sources import remembering


def keep(parts: Parts, outcomes: Sequence[m.Outcome]) -> tuple[m.Visited, ...]:
    """Store what visits left, all of them or none; where the store refuses a value, all but what holds that value.

    Returns how the visits ended: a post that could not be stored is told among their posts that were not read.
    """
    try:
        parts.store.posts.keep(parts.newsletter.id, outcomes)
    except Refused as refused:
        if len(outcomes) > 1:
            half = len(outcomes) // 2
            return (*keep(parts, outcomes[:half]), *keep(parts, outcomes[half:]))
        return tuple(_without_refused(parts, outcome, refused) for outcome in outcomes)
    return tuple(outcome.visited for outcome in outcomes)


def _without_refused(parts: Parts, outcome: m.Outcome, refused: Refused) -> m.Visited:
    """Store a visit without the posts that the store refuses; return how it ended."""
    lost = tuple(_refused(parts, outcome, outcome.posts)) if outcome.posts else ()
    unread = tuple(
        m.Failure(m.Trouble.UNREADABLE, post.address, f"It could not be stored. {refused}") for post in lost
    )
    visited = replace(
        outcome.visited, unread=(*outcome.visited.unread, *unread), new=max(0, outcome.visited.new - len(lost))
    )
    kept = tuple(post for post in outcome.posts if post not in lost)
    try:
        parts.store.posts.keep(parts.newsletter.id, [replace(outcome, visited=visited, posts=kept)])
    except Refused:
        return _in_peace(parts, outcome, refused)
    return visited


def _refused(parts: Parts, outcome: m.Outcome, posts: Sequence[m.Post]) -> Iterator[m.Post]:
    """Yield the posts that the store refuses; the others are stored with what is already known of their source."""
    try:
        parts.store.posts.keep(
            parts.newsletter.id, [m.Outcome(outcome.visited, _stored(parts, outcome), tuple(posts))]
        )
    except Refused:
        half = len(posts) // 2
        if half:
            yield from _refused(parts, outcome, posts[:half])
            yield from _refused(parts, outcome, posts[half:])
        else:
            yield from posts


def _in_peace(parts: Parts, outcome: m.Outcome, refused: Refused) -> m.Visited:
    """Store only that a visit failed, where what it would leave to remember is refused itself."""
    visited = outcome.visited
    failure = m.Failure(m.Trouble.UNREADABLE, outcome.memory.asked, f"What it says could not be stored. {refused}")
    failed = m.Visited(visited.source, visited.at, failure=failure)
    every = parts.newsletter.schedule.collect_every
    memory = remembering.after_failure(_stored(parts, outcome), failure, (), every, visited.at)
    parts.store.posts.keep(parts.newsletter.id, [m.Outcome(failed, memory)])
    return failed


def _stored(parts: Parts, outcome: m.Outcome) -> m.Memory:
    """Return what the store already remembers of a source."""
    name = outcome.visited.source
    known = parts.store.sources.memory(parts.newsletter.id, [name])
    return known.get(name, m.Memory(name, outcome.memory.asked))


def guarded(parts: Parts, source: m.Source, memory: m.Memory, visit: Visit[m.Outcome]) -> Visit[m.Outcome]:
    """Make a visit; one that breaks off through a defect of ours is a visit that failed, and says how."""
    try:
        return (yield from visit)
    except DEFECTS as error:
        now = parts.clock.now()
        said = (
            f"Reading it broke off through a defect of this program ({type(error).__name__}: {str(error)[:200]}). "
            "Please report it with the address; the source will be tried again."
        )
        failure = m.Failure(m.Trouble.UNREADABLE, source.address, said)
        every = parts.newsletter.schedule.collect_every
        return m.Outcome(
            m.Visited(source.id, now, failure=failure), remembering.after_failure(memory, failure, (), every, now)
        )


# whatever else leaves a visit is the store's, or wants the whole run to end
DEFECTS = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
