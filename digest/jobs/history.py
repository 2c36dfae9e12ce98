"""The history of the draft in hand: what happened to it, the draft as it was at any moment, and composing it anew.

Every change of a draft goes through `changed`: it is made from the draft that is stored, and stored with it at
once, only if nobody came between; else it is made again from what is there then.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from digest import editing
from digest import model as m
from digest.errors import NothingThere, NotNow, Unfit
from digest.jobs.parts import Parts

PROGRAM = "digest"
"""Who makes the changes that nobody asked for: composing, pictures."""

_TRIES = 20
_LONGEST_KEY = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for a change of a draft, and what they know of it.

    `seen` is the revision they looked at: what others did since must not touch the same thing; None where they want
    it whatever has happened. `key` is a name of their own for this request: the same key again is the same step, so
    that whoever got no answer asks again. `slot` is the draft's, None for the one in hand.
    """

    by: str
    seen: int | None = None
    key: str = ""
    slot: m.SlotId | None = None


@dataclass(frozen=True, slots=True)
class Edited:
    """The draft after a step. `again` is True where it had been made before: its key was known."""

    draft: m.Draft
    step: m.Step
    again: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A step in the history. `stands` is None for what cannot be taken back, `rests` says why an edit waits."""

    step: m.Step
    stands: bool | None = None
    rests: str = ""


Made = tuple[m.Draft, m.Happening, str]
"""A draft after a step, what the step is, and that in words."""


def waiting(parts: Parts, slot: m.SlotId | None = None) -> m.Draft:
    """Return the draft that is open to editors. Raises `NothingThere` without one, `NotNow` where it is an issue."""
    desk = parts.store.desk
    if slot and (issue := desk.issue_of(slot)):
        said = f"This draft was approved as issue {issue.number} by {issue.approved_by} and does not change any more."
        raise NotNow(f"{said} To put something right: digest correct {issue.number}", about=slot)
    found = desk.draft(slot) if slot else desk.latest_draft(parts.newsletter.id)
    if found is None:
        raise NothingThere("There is no draft. Make one with: digest draft", about=slot or "")
    return found


def changed(parts: Parts, asked: Asked, make: Callable[[m.Draft], Made]) -> Edited:
    """Return the draft after what `make` makes of it, stored; `make` is called again where somebody came between.

    Raises what `make` raises, and `NotNow` where others change the draft all the time.
    """
    if len(asked.key) > _LONGEST_KEY:
        raise Unfit(f"A key has {_LONGEST_KEY} characters at most; this one has {len(asked.key):,}.")
    history = parts.store.history
    for _ in range(_TRIES):
        now = waiting(parts, asked.slot)
        if asked.key and (known := history.keyed(now.slot, asked.key)):
            return Edited(now, known, again=True)
        draft, what, said = make(now)
        line = m.Step(now.slot, now.revision + 1, asked.by, parts.clock.now(), what, said, asked.key)
        stored = history.append(draft, line)
        if stored == line:
            return Edited(draft, line)
        if stored:
            return Edited(waiting(parts, asked.slot), stored, again=True)
    raise NotNow("Others are changing the draft at this very moment. Nothing was lost: do this again.")


def lines(parts: Parts, slot: m.SlotId | None = None) -> tuple[Line, ...]:
    """Return all that happened to the draft in hand (or of a slot, an issue's too), oldest first."""
    draft = parts.store.desk.draft(slot) if slot else waiting(parts)
    if draft is None:
        raise NothingThere(f"There is no draft of {slot}.", about=slot or "")
    steps = parts.store.history.all(draft.slot)
    stands = set(editing.standing(steps)[-1].edits) if steps else set()
    rests = {one.number: one.why for one in draft.resting}
    return tuple(
        Line(one, one.number in stands if editing.is_edit(one) else None, rests.get(one.number, "")) for one in steps
    )


def at(parts: Parts, number: int, slot: m.SlotId | None = None) -> m.Draft:
    """Return the draft in hand as it was after the step of that number. Raises `NothingThere` without one."""
    name = slot or waiting(parts).slot
    steps = parts.store.history.all(name)
    if not 1 <= number <= len(steps):
        raise NothingThere(f"There was no step {number}; there are {len(steps)}.", about=str(number))
    return folded(parts, steps[:number])


def folded(parts: Parts, steps: tuple[m.Step, ...], base: m.Draft | None = None) -> m.Draft:
    """Return the draft after the last of these steps, made from what was composed and the edits that stand."""
    number = editing.standing(steps)[-1].base
    composed = base or parts.store.history.base(steps[0].slot, number)
    if composed is None:
        raise NothingThere(f"What was composed by step {number} is not in the database.", about=steps[0].slot)
    return editing.fold(composed, steps, parts.newsletter)


def composed(parts: Parts, base: m.Draft, why: str = "") -> m.Draft:
    """Return the draft composed as `base`, with the edits that stand made again on it, stored.

    Where somebody else composed it for the first time meanwhile, theirs is returned; where nothing is new since it
    was composed last, the draft as it is, for each step of this kind keeps every post's text once more.
    """
    history = parts.store.history
    picture = base.content.picture
    plain = replace(base, revision=1, pictures=(picture,) if picture else ())
    for _ in range(_TRIES):
        before = history.all(base.slot)
        if before and (now := _unchanged(parts, before, plain)):
            return now
        what, said = m.Composed(why), why or ("composed the draft anew" if before else "composed the draft")
        line = m.Step(base.slot, len(before) + 1, PROGRAM, parts.clock.now(), what, said)
        draft = folded(parts, (*before, line), plain)
        if history.append(draft, line, plain):
            return draft
        if not before and (theirs := parts.store.desk.draft(base.slot)):
            return theirs
    raise NotNow("Others are changing the draft at this very moment. Nothing was lost: do this again.")


def _unchanged(parts: Parts, steps: tuple[m.Step, ...], base: m.Draft) -> m.Draft | None:
    """Return the draft that is stored, if what it was composed of is the same but for the moment; else None."""
    last = parts.store.history.base(steps[0].slot, editing.standing(steps)[-1].base)
    if last is None:
        return None
    then = replace(base, composed=last.composed, content=replace(base.content, until=last.content.until))
    return parts.store.desk.draft(base.slot) if then == last else None


def recomposed(parts: Parts, how: Callable[[m.Draft], m.Draft], why: str) -> m.Draft:
    """Return the draft in hand with what it was composed of changed, its edits made again."""
    steps = parts.store.history.all(waiting(parts).slot)
    number = editing.standing(steps)[-1].base
    base = parts.store.history.base(steps[0].slot, number)
    if base is None:
        raise NothingThere(f"What was composed by step {number} is not in the database.", about=steps[0].slot)
    return composed(parts, how(base), why)
