"""What an operator asks for and has been told, as Protocols."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from digest import model as m


class Figures(Protocol):
    """Counts made by the database."""

    def fates(self, newsletter: m.NewsletterId, issues: Sequence[int]) -> Mapping[int, Mapping[str, int]]:
        """Return how many deliveries of each of these issues have each fate."""
        ...

    def posts(self, newsletter: m.NewsletterId) -> int:
        """Return how many posts there are."""
        ...


class Retention(Protocol):
    """What goes when it is old; a second time nothing goes. Whoever drops holds `Store.alone` for it."""

    def drop(self, newsletter: m.NewsletterId, what: m.Passing, before: datetime, most: int, now: datetime) -> int:
        """Put away what is older, so many at most, in one step; return how many.

        Of a post what it is recognised by stays, so that it is never taken for new. A slot stays that waits for a
        person, with its draft; of letters what is still to leave.
        """
        ...

    def dropped(self, newsletter: m.NewsletterId) -> tuple[m.PutAway, ...]:
        """Return what was put away so far."""
        ...


class Told(Protocol):
    """What the operator has been told and has not gone since."""

    def keys(self, newsletter: m.NewsletterId) -> frozenset[str]:
        """Return the keys of what was told."""
        ...

    def add(self, newsletter: m.NewsletterId, keys: Collection[str], now: datetime) -> None:
        """Write that these were told."""
        ...

    def forget(self, newsletter: m.NewsletterId, keys: Collection[str]) -> None:
        """Forget what is no longer so."""
        ...
