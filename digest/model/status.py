"""How a newsletter stands, for whoever operates it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from digest.model.health import Health
from digest.model.keeping import PutAway
from digest.model.names import NewsletterId, SlotId
from digest.model.slots import Slot, SlotRow


@dataclass(frozen=True, slots=True)
class Coming:
    """The next slot of a job, and its moment on the newsletter's own clock in words."""

    slot: Slot
    words: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """The draft that waits for an editor: its slot, revision, how many stories, and when it is due in words."""

    slot: SlotId
    revision: int
    stories: int
    due: str


@dataclass(frozen=True, slots=True)
class Sending:
    """How the deliveries of one issue stand: how many have each fate."""

    issue: int
    slot: SlotId
    approved: datetime
    fates: Mapping[str, int]

    @property
    def unknown(self) -> int:
        """How many nobody can know the end of."""
        return self.fates.get("unknown", 0)


@dataclass(frozen=True, slots=True)
class Want:
    """Something that a person should see to; `key` is the same as long as it is the same thing."""

    key: str
    what: str
    do: str


@dataclass(frozen=True, slots=True)
class Status:
    """How a newsletter stands now: `slots` of the last weeks without collections, `collected` the last of these.

    `free` is how many bytes its disk has left, None where nobody can say.
    """

    newsletter: NewsletterId
    title: str
    at: datetime
    slots: tuple[SlotRow, ...]
    collected: SlotRow | None
    coming: tuple[Coming, ...]
    sources: Mapping[str, int]
    troubled: tuple[Health, ...]
    draft: Waiting | None
    sendings: tuple[Sending, ...]
    posts: int
    free: int | None
    wants: tuple[Want, ...] = ()
    put_away: tuple[PutAway, ...] = ()
