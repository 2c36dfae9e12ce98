"""The draft from its history: what was composed, with the edits that stand, made one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import get_args

from digest import model as m
from digest.editing.edits import apply, settled
from digest.errors import NothingThere, NotNow

EDIT = get_args(m.Edit)


@dataclass(frozen=True, slots=True)
class Standing:
    """What counts after a step: the number of the composition, and those of the edits that stand, in order."""

    base: int
    edits: tuple[int, ...] = ()


def standing(steps: Sequence[m.Step]) -> tuple[Standing, ...]:
    """Return what stands after each of the steps, which are all that there are, in order."""
    found: list[Standing] = []
    for step in steps:
        before = found[-1] if found else Standing(step.number)
        found.append(_after(before, step, found))
    return tuple(found)


def _after(before: Standing, step: m.Step, found: Sequence[Standing]) -> Standing:
    match step.what:
        case m.Composed():
            return replace(before, base=step.number)
        case m.Undo(number):
            return replace(before, edits=tuple(one for one in before.edits if one != number))
        case m.Redo(number):
            return replace(before, edits=tuple(sorted({*before.edits, number})))
        case m.Back(to):
            return found[to - 1]
        case m.Pictured():
            return before
    return replace(before, edits=(*before.edits, step.number))


def is_edit(step: m.Step) -> bool:
    """Tell whether a step is an edit, which can be taken back."""
    return isinstance(step.what, EDIT)


def fold(base: m.Draft, steps: Sequence[m.Step], newsletter: m.Newsletter) -> m.Draft:
    """Return the draft after the last of these steps: `base` is what was composed for it.

    An edit that stands and cannot be made, because its story has gone, rests: it is kept, with the reason why.
    """
    stands = standing(steps)[-1]
    pictures = (step.what.picture for step in steps if isinstance(step.what, m.Pictured))
    draft = settled(replace(base, pictures=tuple(dict.fromkeys((*base.pictures, *pictures)))), newsletter)
    resting = []
    by_number = {step.number: step for step in steps}
    for number in stands.edits:
        step = by_number[number]
        try:
            draft = apply(draft, step.what, step.by, newsletter)  # type: ignore[arg-type] # only edits stand
        except (NothingThere, NotNow) as cannot:
            resting.append(m.Resting(number, str(cannot)))
    return replace(draft, revision=steps[-1].number, resting=tuple(resting))
