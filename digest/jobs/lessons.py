"""What was learned from a move goes when the move is taken back, and comes again with it."""

from __future__ import annotations

from dataclasses import replace

from digest import model as m
from digest.jobs.parts import Parts


def forget(parts: Parts, slot: m.SlotId, step: int) -> None:
    """Let what was learned from a step teach nothing any more."""
    for example in _of(parts, slot, step):
        if example.undone is None:
            parts.store.examples.undo(parts.newsletter.id, example.number, parts.clock.now())


def remember(parts: Parts, slot: m.SlotId, step: int, by: str) -> None:
    """Learn again what was learned from a step, where that was undone with it."""
    examples = _of(parts, slot, step)
    if examples and all(example.undone for example in examples):
        again = replace(examples[-1], by=by, made=parts.clock.now(), undone=None)
        parts.store.examples.add([again])


def _of(parts: Parts, slot: m.SlotId, step: int) -> list[m.Example]:
    every = parts.store.examples.all(parts.newsletter.id)
    return [example for example in every if (example.slot, example.step) == (slot, step)]
