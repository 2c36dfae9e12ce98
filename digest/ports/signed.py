"""Who is let in to the desk, and what was done there, as Protocols."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from digest import model as m


class Passes(Protocol):
    """Links, sessions and tokens, by the hash of their secret."""

    def keep(self, one: m.Pass) -> None:
        """Store a new pass."""
        ...

    def get(self, hashed: str) -> m.Pass | None:
        """Return the pass of that hash, whether it is still good or not."""
        ...

    def end(self, hashed: str, now: datetime) -> bool:
        """End a pass; True only for the one caller who ended it while it was good."""
        ...

    def seen(self, hashed: str, now: datetime) -> None:
        """Remember that a pass was shown."""
        ...

    def of(self, newsletter: m.NewsletterId, address: str) -> tuple[m.Pass, ...]:
        """Return somebody's passes, newest first."""
        ...


class Records(Protocol):
    """What was done at the desk."""

    def add(self, record: m.Record) -> None:
        """Store one."""
        ...

    def last(self, newsletter: m.NewsletterId, most: int) -> tuple[m.Record, ...]:
        """Return the latest, newest first."""
        ...
