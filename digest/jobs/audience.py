"""The readers of an issue as sending needs them: all in a stream, and some by address right before they go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from digest import model as m
from digest.delivery import consent
from digest.jobs.parts import Parts


@dataclass(frozen=True, slots=True)
class Audience:
    """The readers of a newsletter; addresses are as `delivery.addresses.key` writes them."""

    parts: Parts

    def all(self) -> Iterator[m.Subscriber]:
        """Yield every reader by address; a million take no more memory than a thousand."""
        return self.parts.store.readers.stream(self.parts.newsletter.id)

    def some(self, addresses: Sequence[str]) -> dict[str, m.Subscriber | None]:
        """Return the readers of these addresses who may be mailed now; None for one that is suppressed."""
        if not addresses:
            return {}
        standings = self.parts.store.readers.standings(self.parts.newsletter.id, addresses)
        found: dict[str, m.Subscriber | None] = {}
        for address, standing in standings.items():
            if standing.suppression:
                found[address] = None
            elif standing.subscription and consent.is_mailed(standing):
                found[address] = standing.subscription.reader
        return found
