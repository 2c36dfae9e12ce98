"""How a source is, with the evidence in a sentence: told from how it published before, holidays counted.

What does not come right by itself is broken at once; what was unreachable is failing until its own next post would
be missed. A source that answers and is silent is quiet when the silence is longer than it ever was, and broken only
when it is far longer: then it probably publishes somewhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from digest.model import Health, Memory, State, Trouble, Visited
from digest.sources.rhythm import Rhythm, in_season, rhythm

HEALED_FOR = timedelta(days=14)
TOO_LONG = 3.0  # times the usual silence
AT_LEAST = 30  # calendar days
PATIENCE = (timedelta(days=2), timedelta(days=7))

LASTING = frozenset(
    {
        Trouble.EMPTY,
        Trouble.EXCHANGED,
        Trouble.LOGIN,
        Trouble.FORBIDDEN,
        Trouble.ROBOTS,
        Trouble.UNREADABLE,
        Trouble.TOO_LARGE,
    }
)
"""What a person has to look at: waiting does not mend it."""


def health(memory: Memory, visited: Visited | None, moments: Sequence[datetime], now: datetime) -> Health:
    """Return a source's health, given what is remembered, its last visit, and when its posts came out."""
    habit = rhythm(moments, now)
    state, evidence = _state(memory, visited, habit, now)
    return Health(
        source=memory.source,
        state=state,
        evidence=evidence,
        succeeded=memory.succeeded,
        a_week=round(habit.a_week, 2),
        usual_silence=round(habit.usual, 1),
        silence=round(habit.silence, 1),
        latest=habit.latest,
    )


def _state(memory: Memory, visited: Visited | None, habit: Rhythm, now: datetime) -> tuple[State, str]:
    if memory.retired:
        return State.RETIRED, f"Its publisher says since {_day(memory.retired)} that it is gone for good (HTTP 410)."
    if memory.tried is None:
        return State.NEW, "Not visited yet."
    if visited and visited.failure:
        return _failing(memory, visited, habit, now)
    made_anew = memory.rebuilt
    if made_anew and not made_anew.kept_out and now - made_anew.at < HEALED_FOR:
        known = f" by {_count(made_anew.again, 'known post')}" if made_anew.again else " by its addresses alone"
        said = f"Its page was rebuilt (seen {_day(made_anew.at)}); the list was found again{known}."
        return State.HEALED, said
    return _silent(memory, habit, now)


def _failing(memory: Memory, visited: Visited, habit: Rhythm, now: datetime) -> tuple[State, str]:
    """Return failing or broken: by the kind of trouble, else by whether its next post would have come by now."""
    assert visited.failure is not None  # noqa: S101 - what the caller asked before
    since = memory.failing_since or memory.tried or now
    said = (
        f"{visited.failure.said} Not read since {_day(memory.succeeded)}."
        if memory.succeeded
        else (f"{visited.failure.said} It was never read.")
    )
    if visited.failure.trouble in LASTING:
        return State.BROKEN, said
    shortest, longest = PATIENCE
    own = timedelta(days=7) / habit.a_week if habit.a_week else shortest
    patient = min(max(own, shortest), longest)
    return (State.BROKEN if now - since > patient else State.FAILING), said


def _silent(memory: Memory, habit: Rhythm, now: datetime) -> tuple[State, str]:
    """Return fine, quiet or broken by the silence of a source that answers; new where too little is known of it."""
    posts = f"{_amount(habit.a_week)} a week"
    moved = f" It moved for good to {memory.moved}: put that into the newsletter's file." if memory.moved else ""
    if not habit.usual:
        return State.NEW, f"Too little is known of its rhythm yet.{moved}"
    calendar = max(1, round(habit.usual_days))
    silent = f"No post for {_count(habit.days, 'day')}"
    if habit.silence <= habit.usual:
        return State.FINE, f"{posts}; up to {_count(calendar, 'day')} without a post are usual for it.{moved}"
    season = in_season(now.date())
    usual = f"up to {_count(calendar, 'day')} are usual for it{f', even in {season}' if season else ''}"
    if habit.silence > TOO_LONG * habit.usual and habit.days >= AT_LEAST:
        return State.BROKEN, f"It answers, but: {silent.lower()}; {usual}. Look whether it publishes elsewhere now."
    return State.QUIET, f"{silent}; {usual}. It answers as it should.{moved}"


def _amount(a_week: float) -> str:
    return "Under one post" if a_week < 0.75 else _count(round(a_week), "post")


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _day(at: datetime | None) -> str:
    return f"{at.day} {at:%B %Y}" if at else "never"
