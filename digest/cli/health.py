"""How sources are, as a person reads it: a table, those to be looked at first; and one source in full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import TYPE_CHECKING

from digest.cli import output

if TYPE_CHECKING:
    from digest import model as m

ORDER = ("broken", "retired", "failing", "healed", "quiet", "new", "fine")
TOLD = frozenset(ORDER[:5])
"""States whose evidence is told below the row."""
SIDE = 36
SHOWN = 8


def report(found: Sequence[m.Health], now: datetime) -> Iterator[str]:
    """Yield a line a source: state, last success, posts a week, silence and what is usual; and the evidence."""
    if not found:
        yield "There are no sources. Add one: digest add ADDRESS"
        return
    rows = sorted(found, key=lambda one: (ORDER.index(one.state), one.source))
    head = ("", "state", "last read", "posts a week", "silent, of usual")
    lines = list(output.table([head, *(_row(one, now) for one in rows)]))
    yield output.quiet(lines[0])
    for one, line in zip(rows, lines[1:], strict=True):
        yield line
        if one.state in TOLD:
            yield from output.wrapped(one.evidence, indent=6)
    counts = [(state, sum(one.state == state for one in found)) for state in ORDER]
    said = ", ".join(f"{count} {state}" for state, count in counts if count)
    yield f"{output.count(len(found), 'source')}: {said}."


def _row(one: m.Health, now: datetime) -> tuple[str, ...]:
    read = _ago(now - one.succeeded) if one.succeeded else "never"
    silence = f"{one.silence:g} of {one.usual_silence:g} days" if one.usual_silence else "not known yet"
    return (output.cut(one.source, 28), one.state, read, _amount(one.a_week), silence)


def _ago(passed: timedelta) -> str:
    minutes = max(int(passed.total_seconds() // 60), 0)
    for size, word in ((60 * 24, "d"), (60, "h")):
        if minutes >= size:
            return f"{minutes // size} {word} ago"
    return f"{minutes} min ago"


def _amount(a_week: float) -> str:
    return f"{a_week:.0f}" if a_week >= 10 else f"{a_week:.1f}" if a_week else "-"


def in_full(source: m.Source, told: m.Health, memory: m.Memory) -> Iterator[str]:
    """Yield all that is known of one source; after a redesign what its list showed before and since, side by side."""
    yield output.strong(source.name)
    yield from output.wrapped(f"{told.state}: {told.evidence}")
    yield ""
    yield from output.table(list(_facts(source, told, memory)))
    if memory.rebuilt:
        yield from _side_by_side(memory.rebuilt)
    elif memory.shown:
        yield ""
        yield "On its page last time:"
        yield from output.table([(one.title or one.key,) for one in memory.shown[:SHOWN]])


def _facts(source: m.Source, told: m.Health, memory: m.Memory) -> Iterator[tuple[str, str]]:
    yield "address", source.address
    if memory.address and memory.address != source.address:
        yield ("moved to" if memory.moved else "read at"), memory.address
    yield "read as", memory.kind or source.kind
    yield "asked", _moment(memory.tried)
    yield "last read", _moment(memory.succeeded)
    if memory.failures:
        yield "failed", f"{output.count(memory.failures, 'time')} since {_moment(memory.failing_since)}"
    yield "next", "never: its publisher says that it is gone for good" if memory.retired else _moment(memory.due)
    if memory.not_before:
        yield "not before", f"{_moment(memory.not_before)}: {memory.why_not}"
    yield "posts a week", _amount(told.a_week)
    yield "newest post", _moment(told.latest)


def _moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else "never"


def _side_by_side(rebuilt: m.Rebuilt) -> Iterator[str]:
    what = "Kept out: another list" if rebuilt.kept_out else "Rebuilt, and its list found again"
    yield ""
    yield f"{what}, {_moment(rebuilt.at)}. {output.count(rebuilt.again, 'post')} known before."
    yield from output.wrapped(f"before: {rebuilt.was_way}")
    yield from output.wrapped(f"since:  {rebuilt.now_way}")
    pairs = zip_longest((one.title for one in rebuilt.was[:SHOWN]), (one.title for one in rebuilt.now[:SHOWN]))
    rows = [("before", "since"), *pairs]
    for before, since in rows:
        yield f"  {output.cut(before or '', SIDE):<{SIDE}}  {output.cut(since or '', SIDE)}".rstrip()
