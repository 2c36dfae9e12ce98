"""What became of issues on their way, as Protocols: deliveries and returned mails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from digest import model as m


class Deliveries(Protocol):
    """One row for each issue and reader, written before the mail leaves."""

    def plan(self, deliveries: Sequence[m.Delivery]) -> int:
        """Store those that are not there yet; return how many were new."""
        ...

    def claim(self, delivery: m.Delivery, now: datetime) -> bool:
        """Mark a pending or deferred delivery as on its way, durably; False where it is not open any more."""
        ...

    def settle(self, delivery: m.Delivery, fate: m.Fate, said: str, now: datetime) -> None:
        """Write what became of a claimed delivery."""
        ...

    def orphaned(self, newsletter: m.NewsletterId, issue: int, now: datetime) -> int:
        """Mark what a dead sender left on its way as unknown; return how many."""
        ...

    def of(self, newsletter: m.NewsletterId, issue: int) -> tuple[m.Delivery, ...]:
        """Return an issue's deliveries by address."""
        ...


class Returns(Protocol):
    """Mails that came back."""

    def keep(self, returned: m.Return) -> bool:
        """Store a returned mail; False where it was there already."""
        ...

    def of(self, newsletter: m.NewsletterId, address: str) -> tuple[m.Return, ...]:
        """Return what came back from an address, oldest first."""
        ...

    def by_domain(self, newsletter: m.NewsletterId, since: datetime) -> Mapping[str, Mapping[str, int]]:
        """Return how many mails came back since a moment, by domain and kind, the domain with most first."""
        ...

    def delivery(self, newsletter: m.NewsletterId, message_ids: Sequence[str]) -> m.Delivery | None:
        """Return the delivery that has one of these Message-IDs."""
        ...

    def bounce(self, delivery: m.Delivery, said: str, now: datetime) -> None:
        """Write that a mail which a server took came back for good."""
        ...
