"""What an editor teaches by moving a story: done in the draft, learned for the next one, and taken back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from digest import model as m
from digest import stories
from digest.errors import NothingThere, NotNow, SettingsError
from digest.jobs import meant
from digest.jobs.edit import edit, undo
from digest.jobs.history import Asked
from digest.jobs.parts import Parts

REPLAYED = 8
"""Issues over which a lesson is tried before it counts."""

_LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class Planned:
    """A move before it is made: the story, where it stands, and what it would teach."""

    story: m.Story
    theme: m.ThemeId
    in_draft: bool
    lesson: stories.lessons.Lesson


def plan(parts: Parts, words: str, theme: str) -> Planned:
    """Return what moving a story to a theme would do; nothing is changed.

    The story is named by its id or words of its headline, and is in the draft, left out of it, or in an issue.
    Raises `NothingThere` where there is none, several, or no such theme.
    """
    target = meant.theme(parts.newsletter, theme)
    waiting = parts.store.desk.latest_draft(parts.newsletter.id)
    drafted = waiting.content.stories if waiting else ()
    issues = parts.store.desk.issues(parts.newsletter.id)[:REPLAYED]
    printed = tuple(story for issue in issues for story in issue.content.stories)
    out = tuple(left.story for left in waiting.left_out) if waiting else ()
    story = meant.story(words, (drafted, out, printed), f"the draft or the last {REPLAYED} issues")
    lesson = stories.lessons.lesson(
        _example(parts, story, target, "", parts.clock.now()),
        parts.store.examples.all(parts.newsletter.id),
        (*(one for one in drafted if one.id != story.id), *printed),
        parts.newsletter.themes,
        parts.meant,
    )
    return Planned(story, target, story in drafted, lesson)


def move(parts: Parts, planned: Planned, by: str) -> m.Example:
    """Move the story in the draft where it is in it, and store what that teaches; return the example.

    Raises `NotNow` where it is there no more.
    """
    if not planned.in_draft:
        return learn(parts, planned, by)
    done = edit(parts, m.Move(planned.story.id, planned.theme), Asked(by))
    return learn(parts, planned, by, done.step)


def learn(parts: Parts, planned: Planned, by: str, step: m.Step | None = None) -> m.Example:
    """Store what a move teaches, with the step of the draft that it was; a second time it is the same example."""
    slot, number = (step.slot, step.number) if step else (m.SlotId(""), 0)
    for known in parts.store.examples.all(parts.newsletter.id):
        if step and (known.slot, known.step, known.undone) == (slot, number, None):
            return known
    made = step.made if step else parts.clock.now()
    example = replace(_example(parts, planned.story, planned.theme, by, made), slot=slot, step=number)
    (stored,) = parts.store.examples.add([example])
    return stored


def take_back(parts: Parts, number: int, by: str = "") -> tuple[m.Example, bool]:
    """Return the example, which teaches nothing from now on, and whether its move in the draft was undone too.

    Raises `NothingThere` where there is no example of that number.
    """
    example = parts.store.examples.undo(parts.newsletter.id, number, parts.clock.now())
    if example is None:
        raise NothingThere(f"There is no example {number}; digest examples list has them all.", about=str(number))
    waiting = parts.store.desk.latest_draft(parts.newsletter.id)
    if waiting is None or waiting.slot != example.slot:
        return example, False
    try:
        undo(parts, Asked(by or example.by), example.step)
    except NotNow:
        return example, False
    return example, True


def taught(parts: Parts) -> tuple[tuple[str, m.ThemeId], ...]:
    """Return the texts that themes learn from."""
    return stories.lessons.taught(parts.store.examples.all(parts.newsletter.id))


def exported(examples: Sequence[m.Example]) -> str:
    """Return the examples that count as JSON Lines."""
    rows = (
        {"title": e.title, "summary": e.summary, "theme": e.theme, "by": e.by, "made": e.made.isoformat()}
        for e in examples
        if e.undone is None
    )
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def take_in(parts: Parts, text: str, file: str) -> tuple[m.Example, ...]:
    """Store the examples of JSON Lines that are not known; return those that were new.

    Raises `SettingsError` with every line that is none.
    """
    mistakes, found = [], []
    known = {(e.title, e.summary, e.theme) for e in parts.store.examples.all(parts.newsletter.id) if not e.undone}
    for line, row in enumerate(text.split("\n"), 1):
        if not row.strip():
            continue
        example = _read(parts, row)
        if isinstance(example, str):
            mistakes.append(f"{file}:{line}: {example}")
        elif (key := (example.title, example.summary, example.theme)) not in known:
            known.add(key)
            found.append(example)
    if mistakes:
        raise SettingsError(mistakes, about=file)
    return parts.store.examples.add(found)


def _read(parts: Parts, row: str) -> m.Example | str:
    """Return the example of a line, or what is wrong with it."""
    try:
        said = json.loads(row)
        title, theme = said["title"], said["theme"]
        made = datetime.fromisoformat(str(said.get("made", "")) or parts.clock.now().isoformat())
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return 'no example, expected a JSON object with "title" and "theme"'
    if parts.newsletter.theme(theme) is None:
        return f"there is no theme {theme!r}, expected one of {', '.join(t.id for t in parts.newsletter.themes)}"
    if not isinstance(title, str) or made.tzinfo is None:
        return "no example, expected a title in words and a moment with its offset"
    summary, by = str(said.get("summary", ""))[:_LONGEST], str(said.get("by", ""))[:100]
    return m.Example(parts.newsletter.id, 0, title[:_LONGEST], summary, m.ThemeId(theme), by, made)


def _example(parts: Parts, story: m.Story, theme: m.ThemeId, by: str, now: datetime) -> m.Example:
    said = (story.lead.summary or story.summary.text or story.lead.text)[:_LONGEST]
    return m.Example(parts.newsletter.id, 0, story.lead.title[:_LONGEST], said, theme, by, now)
