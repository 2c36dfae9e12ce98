"""How a source is: what it asks of its visitors, how it was rebuilt, and the state that a person is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from digest.model.names import SourceId


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a feed asks to be read: `ttl` is how long it calls itself fresh.

    It is not to be asked in `skip_hours` (0 to 23) and on `skip_days` (0 is Monday), both in UTC.
    """

    ttl: timedelta | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A post as a source's page showed it: the key of its address, and its title."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A page that was made anew: what its list showed before and since, side by side.

    `was_way` and `now_way` say how the list is found; `again` is how many of the posts were known. `kept_out` is
    True where the list that stands there now is not the one that was followed: none of it is taken.
    """

    at: datetime
    was: tuple[Shown, ...]
    now: tuple[Shown, ...]
    was_way: str = ""
    now_way: str = ""
    again: int = 0
    kept_out: bool = False


class State(StrEnum):
    """How a source is, told from how it published before."""

    NEW = "new"  # not known long enough to say
    FINE = "fine"
    QUIET = "quiet"  # answers as it should, and is silent for longer than it used to be
    FAILING = "failing"  # could not be read lately; tried again by itself
    BROKEN = "broken"  # does not come right by itself: somebody has to look
    HEALED = "healed"  # was rebuilt lately, and its list was found again
    RETIRED = "retired"  # its publisher says that it is gone for good


@dataclass(frozen=True, slots=True)
class Health:
    """A source's state with the evidence in a sentence.

    `a_week` is how many posts it publishes in a week, `usual_silence` and `silence` are in days: the longest that is
    ordinary for it, and how long it has been silent, holidays and the days on which it never posts counted less.
    """

    source: SourceId
    state: State
    evidence: str
    succeeded: datetime | None = None
    a_week: float = 0.0
    usual_silence: float = 0.0
    silence: float = 0.0
    latest: datetime | None = None
