"""What is old put away: a little at each look, so that nobody waits for it and a kill costs nothing."""

from __future__ import annotations

from collections.abc import Mapping

from digest import model as m
from digest.jobs.parts import Parts

TOGETHER = 500
"""Rows of one step."""

STEPS = 40
"""Steps of one look: what a first look leaves, the next ones take."""


def put_away(parts: Parts) -> Mapping[m.Passing, int]:
    """Put away what is older than it is kept; return how many of each kind went now.

    What stays for ever: issues and their corrections, deliveries, readers, consents, suppressions, examples.
    """
    with parts.store.alone(f"put away {parts.newsletter.id}") as mine:
        if not mine:
            return {}
        gone = {what: _kind(parts, what) for what in m.Passing}
        return {what: count for what, count in gone.items() if count}


def _kind(parts: Parts, what: m.Passing) -> int:
    now = parts.clock.now()
    before = parts.keep.before(what, now)
    total = 0
    for _ in range(STEPS if before else 0):
        if parts.stopping():
            break
        assert before is not None  # noqa: S101 - for the type checker
        went = parts.store.retention.drop(parts.newsletter.id, what, before, TOGETHER, now)
        total += went
        if went < TOGETHER:
            break
    return total
