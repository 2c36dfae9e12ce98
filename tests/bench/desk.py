"""What an edit costs in a draft of 200 stories: load, change, store, and the mail shown again.

`python -m tests.bench desk`. Wall time of this process, the median of some edits, on SQLite that syncs each of them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from digest import editing, jobs
from digest import model as m
from digest.adapters.store.codec import dump, load
from digest.jobs import Asked, history
from digest.jobs.edit import edit, undo
from tests.bench.figures import Figure
from tests.parts import Household
from tests.values import draft, post, story

PROMISED = 0.150
"""Seconds at the median, an edit with its preview."""

ROUNDS = 21
TEXT = "The council said on Monday that the budget for the coming year would be settled before the spring. " * 60


def figures(scale: float) -> Iterator[Figure]:
    """Yield what an edit with its preview costs, and each part of it."""
    count = max(20, int(200 * scale))
    with tempfile.TemporaryDirectory() as folder:
        house = Household(Path(folder))
        try:
            yield from _measured(house.parts(), count)
        finally:
            house.close()


def _measured(parts: jobs.Parts, count: int) -> Iterator[Figure]:
    waiting = history.composed(parts, _draft(count))
    names = [one.id for one in waiting.content.stories]
    turn = iter(range(1_000_000))

    def once() -> history.Edited:
        number = next(turn)
        wanted = m.Retitle(names[number % len(names)], f"What the council means to do, {number}")
        now = parts.store.desk.latest_draft(waiting.newsletter)
        assert now is not None
        return edit(parts, wanted, Asked("ann", seen=now.revision, key=f"k{number}"))

    wall, cpu = _timed(lambda: jobs.preview(parts, once().draft))
    said = f"{wall * 1000:.0f} ms ({cpu * 1000:.0f} ms CPU)"
    yield Figure(f"an edit with its preview, draft of {count} stories", said, "150 ms", wall / PROMISED, -1.0)
    body = dump(waiting)
    pieces: tuple[tuple[str, Callable[[], object]], ...] = (
        ("an edit alone, asked for and stored", once),
        (f"of it: the draft read ({len(body) / 1e6:.1f} MB)", lambda: load(m.Draft, body)),
        ("of it: the draft written as JSON", lambda: dump(waiting)),
        ("of it: the change", lambda: editing.apply(waiting, m.Drop(names[5]), "ann", parts.newsletter)),
        ("the mail of it", lambda: jobs.preview(parts, waiting)),
        ("an edit taken back: all folded anew", lambda: undo(parts, Asked("ann"))),
    )
    for what, act in pieces:
        took, spent = _timed(act)
        yield Figure(what, f"{took * 1000:.1f} ms ({spent * 1000:.1f} ms CPU)", "the whole", took / wall)


def _timed(act: Callable[[], object]) -> tuple[float, float]:
    """Return the medians of wall time and of this process's CPU time."""
    times = []
    for _ in range(ROUNDS):
        wall, cpu = perf_counter(), process_time()
        act()
        times.append((perf_counter() - wall, process_time() - cpu))
    return median(wall for wall, _ in times), median(cpu for _, cpu in times)


def _draft(count: int) -> m.Draft:
    """Return a draft with stories of 6,000 characters each, every third told twice, and half as many more left out."""
    stories = [_story(number) for number in range(1, count + 1)]
    sections = tuple(
        m.Section(m.ThemeId(theme), tuple(one for one in stories[1:] if one.theme == theme))
        for theme in ("money", "homes")
    )
    out = tuple(m.LeftOut(_story(number), "too many") for number in range(count + 1, count + count // 2))
    return draft(content=replace(draft().content, lead=stories[0], sections=sections), left_out=out)


def _story(number: int) -> m.Story:
    title = f"The council of place {number} says what it means to do about matter {number}"
    lead = post(number, text=TEXT[:6_000], title=title)
    others = (post(number + 10_000, text=TEXT[:6_000]),) if number % 3 == 0 else ()
    return story(number, ("money", "homes")[number % 2], lead=lead, others=others)
