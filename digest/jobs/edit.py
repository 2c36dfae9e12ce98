"""What editors do with the draft in hand: change it, take edits back, make them again, go back to any moment.

For pages and commands:

    edit(parts, m.Retitle(story, "New headline"), Asked("ann", seen=12, key="a1b2"))  -> Edited(draft, step)
    undo(parts, Asked("ben"))            the last edit that stands; with a number, any edit
    redo(parts, Asked("ben"), 14)        an edit that was taken back, whoever did either
    return_to(parts, 9, Asked("ann"))    the draft as it was after step 9; what came later can be made again
    history.lines(parts)                 who, what, when, and what stands
    history.at(parts, 9)                 the draft as it was then, to look at

`m.EDITS` has every kind of edit. A change that is stale raises `Stale` with both versions; one that cannot be made
`NothingThere`, `NotNow` or `Unfit`: each says what to do, and nothing is changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from zoneinfo import ZoneInfo

from digest import editing
from digest import model as m
from digest.errors import NothingThere, NotNow, Stale
from digest.jobs import history, lessons
from digest.jobs.history import Asked, Edited
from digest.jobs.parts import Parts
from digest.stories import summary

_SUMMARY = 600


def edit(parts: Parts, wanted: m.Edit, asked: Asked) -> Edited:
    """Return the draft with an edit made, stored in its history.

    Where others changed the draft since it was seen, the edit is made on what there is now, unless they changed what
    it touches: then it raises `Stale`.
    """
    clean = editing.tidied(wanted)
    _known_theme(parts.newsletter, clean)

    def make(now: m.Draft) -> history.Made:
        full = _completed(now, clean)
        if asked.seen is not None and asked.seen < now.revision:
            _refuse_stale(parts, now, full, asked.seen)
        after = editing.apply(now, full, asked.by, parts.newsletter)
        return after, full, editing.said(now, full, parts.newsletter)

    return history.changed(parts, asked, make)


def undo(parts: Parts, asked: Asked, number: int | None = None) -> Edited:
    """Return the draft without an edit, the last that stands where no number is given; what it taught is unlearned.

    After a return to an earlier moment it is the return that is taken back. Raises `NotNow` where nothing stands.
    """

    def make(now: m.Draft) -> history.Made:
        steps = parts.store.history.all(now.slot)
        last = steps[-1]
        if number is None and isinstance(last.what, m.Back):
            return _after(parts, steps, asked, m.Back(last.number - 1), f"took back: {last.said}")
        name = _last(steps) if number is None else number
        if name not in editing.standing(steps)[-1].edits:
            raise NotNow(f"{_named(steps, name)} does not stand: it was taken back already.", about=str(name))
        return _after(parts, steps, asked, m.Undo(name), f"took back: {steps[name - 1].said}")

    done = history.changed(parts, asked, make)
    if isinstance(done.step.what, m.Undo):
        lessons.forget(parts, done.step.slot, done.step.what.number)
    return done


def redo(parts: Parts, asked: Asked, number: int | None = None) -> Edited:
    """Return the draft with an edit made again, the one taken back last where no number is given; and its lesson.

    Raises `NotNow` where nothing was taken back.
    """

    def make(now: m.Draft) -> history.Made:
        steps = parts.store.history.all(now.slot)
        name = _undone(steps) if number is None else number
        line = _named(steps, name)
        if name in editing.standing(steps)[-1].edits:
            raise NotNow(f"{line} stands: there is nothing to do again.", about=str(name))
        if not editing.is_edit(steps[name - 1]):
            raise NotNow(f"{line} is no edit, so it cannot be made again.", about=str(name))
        return _after(parts, steps, asked, m.Redo(name), f"did again: {steps[name - 1].said}")

    done = history.changed(parts, asked, make)
    if isinstance(done.step.what, m.Redo):
        lessons.remember(parts, done.step.slot, done.step.what.number, asked.by)
    return done


def return_to(parts: Parts, number: int, asked: Asked) -> Edited:
    """Return the draft as it was after the step of that number; what came later is kept and can be made again.

    Raises `Stale` where others changed the draft since it was seen.
    """

    def make(now: m.Draft) -> history.Made:
        steps = parts.store.history.all(now.slot)
        if not 1 <= number <= len(steps):
            raise NothingThere(f"There was no step {number}; there are {len(steps)}.", about=str(number))
        said = f"returned to how it was after step {number}"
        if asked.seen is not None and asked.seen < now.revision:
            theirs = [_told(parts, one) for one in steps[asked.seen :]]
            raise Stale(
                "Others changed the draft since you looked at it. Nothing was done: look at it again.",
                mine=said,
                theirs=theirs,
                was=f"step {asked.seen}",
                now=f"step {now.revision}",
                about=now.slot,
            )
        return _after(parts, steps, asked, m.Back(number), said)

    return history.changed(parts, asked, make)


def _after(parts: Parts, steps: tuple[m.Step, ...], asked: Asked, what: m.Happening, said: str) -> history.Made:
    """Return the draft after one more step, made anew from all that stands then."""
    line = m.Step(steps[0].slot, len(steps) + 1, asked.by, parts.clock.now(), what, said)
    return history.folded(parts, (*steps, line)), what, said


def _last(steps: Sequence[m.Step]) -> int:
    stands = editing.standing(steps)[-1].edits
    if not stands:
        raise NotNow("No edit stands in this draft, so there is nothing to take back.", about=steps[0].slot)
    return stands[-1]


def _undone(steps: Sequence[m.Step]) -> int:
    """Return the edit that was taken back last and does not stand."""
    after = editing.standing(steps)
    stands = set(after[-1].edits)
    for at in range(len(steps) - 1, 0, -1):
        gone = sorted(set(after[at - 1].edits) - set(after[at].edits) - stands)
        if gone:
            return gone[0]
    raise NotNow("Nothing was taken back in this draft, so there is nothing to do again.", about=steps[0].slot)


def _named(steps: Sequence[m.Step], number: int) -> str:
    if not 1 <= number <= len(steps):
        raise NothingThere(f"There was no step {number}; there are {len(steps)}.", about=str(number))
    return f"Step {number} ({steps[number - 1].said})"


def _refuse_stale(parts: Parts, now: m.Draft, wanted: m.Edit, seen: int) -> None:
    """Raise `Stale` where what an edit touches has changed since its maker saw it."""
    steps = parts.store.history.all(now.slot)
    before = history.folded(parts, steps[: max(seen, 1)])
    found = editing.clash(before, now, wanted)
    if found is None:
        return
    guilty = _who(parts, steps, max(seen, 1), wanted)
    said = "; ".join(_told(parts, one) for one in guilty)
    raise Stale(
        f"Meanwhile the same thing was changed: {said}. Your edit was not made, and nothing of it is lost: look at "
        "both and choose.",
        mine=editing.said(now, wanted, parts.newsletter),
        theirs=[_told(parts, one) for one in guilty],
        was=found.was,
        now=found.now,
        about=now.slot,
    )


def _who(parts: Parts, steps: tuple[m.Step, ...], seen: int, wanted: m.Edit) -> list[m.Step]:
    """Return the steps since then that changed what an edit touches, the last few where there are many."""
    first = max(seen, len(steps) - 20)
    drafts = [history.folded(parts, steps[:number]) for number in range(first, len(steps) + 1)]
    pairs = zip(pairwise(drafts), steps[first:], strict=True)
    return [one for (before, after), one in pairs if editing.clash(before, after, wanted)] or [steps[-1]]


def _told(parts: Parts, step: m.Step) -> str:
    wall = step.made.astimezone(ZoneInfo(parts.newsletter.time_zone))
    return f"{step.by} {step.said} at {wall:%H:%M}"


def _known_theme(newsletter: m.Newsletter, wanted: m.Edit) -> None:
    theme = wanted.theme if isinstance(wanted, m.Move | m.Place | m.Add) else m.ThemeId("")
    if theme and newsletter.theme(theme) is None:
        there = ", ".join(one.id for one in newsletter.themes)
        raise NothingThere(f"There is no theme {str(theme)[:100]!r}. There are: {there}", about=theme[:100])


def _completed(draft: m.Draft, wanted: m.Edit) -> m.Edit:
    """Return an edit that lets another post speak with a summary of that post, where it brings none."""
    if not isinstance(wanted, m.Split | m.Lead) or wanted.summary:
        return wanted
    posts = (post for story in draft.content.stories if story.id == wanted.story for post in story.posts)
    post = next((one for one in posts if one.id == wanted.post), None)
    said = summary.summarise(post.title, post.summary, post.text).text[:_SUMMARY] if post else ""
    return replace(wanted, summary=said)
